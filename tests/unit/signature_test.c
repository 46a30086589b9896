/* Signatures, held against the known answer of Standard Webhooks 1.0.0. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fcgi/signature.h"

static const char secret[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", id[] = "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp[] = "1614265330",
		  body[] = "{\"test\": 2432232314}", signature[] = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

static struct signature_key key_of(const char *text)
{
	struct signature_key key;

	assert_true(signature_key_parse(text, strlen(text), &key));
	return key;
}

static bool matches(const char *signatures)
{
	struct signature_key key = key_of(secret);

	return signature_matches(&key, id, timestamp, body, strlen(body), signatures);
}

static void knows_the_known_answer(void **state)
{
	(void)state;
	assert_true(matches(signature));
}

static void takes_one_of_several(void **state)
{
	char many[256];

	(void)state;
	snprintf(many, sizeof many, "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= v2,abc %s", signature);
	assert_true(matches(many));
	snprintf(many, sizeof many, "v1a,abcdef  %s   v1,short", signature);
	assert_true(matches(many));
	snprintf(many, sizeof many, " %s", signature);
	assert_true(matches(many));
}

static void refuses_anything_else(void **state)
{
	static const char *const wrong[] = {
		"", " ", "v1", "v1,", ",", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE", "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
		"v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE==",
		"v1,G0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "v1, g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
		"V1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
	};
	struct signature_key key = key_of(secret);

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (matches(wrong[i]))
			fail_msg("%s", wrong[i]);
	assert_false(signature_matches(&key, "msg_other", timestamp, body, strlen(body), signature));
	assert_false(signature_matches(&key, id, "1614265331", body, strlen(body), signature));
	assert_false(signature_matches(&key, id, timestamp, body, strlen(body) - 1, signature));
	key.bytes[0] ^= 1;
	assert_false(signature_matches(&key, id, timestamp, body, strlen(body), signature));
}

static void parses_keys_of_the_standard_length(void **state)
{
	static const char *const wrong[] = {
		"", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2Lb*aSw",
		"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw ", "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa==", /* 22 bytes */
		"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", /* 65 bytes */
	};
	static const char longest[] = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="; /* 64 bytes */
	struct signature_key key;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (signature_key_parse(wrong[i], strlen(wrong[i]), &key))
			fail_msg("%s", wrong[i]);
	assert_int_equal(key_of(secret).len, 24);
	assert_int_equal(key_of(longest).len, 64);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_the_known_answer),
		cmocka_unit_test(takes_one_of_several),
		cmocka_unit_test(refuses_anything_else),
		cmocka_unit_test(parses_keys_of_the_standard_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
