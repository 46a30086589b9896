#include "tests/unit/testing.h"

#include "common/base64.h"

/* RFC 4648, section 10 */
static const struct {
	const char *plain, *encoded, *url;
} vectors[] = {
	{"", "", ""},
	{"f", "Zg==", "Zg"},
	{"fo", "Zm8=", "Zm8"},
	{"foo", "Zm9v", "Zm9v"},
	{"foob", "Zm9vYg==", "Zm9vYg"},
	{"fooba", "Zm9vYmE=", "Zm9vYmE"},
	{"foobar", "Zm9vYmFy", "Zm9vYmFy"},
	{"\xfb\xff\xfe", "+//+", "-__-"},
};

static void encodes_the_vectors(void **state)
{
	(void)state;
	char out[32];
	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
		size_t n = strlen(vectors[i].plain);
		assert_int_equal(base64_encode(vectors[i].plain, n, out), strlen(vectors[i].encoded));
		assert_string_equal(out, vectors[i].encoded);
		assert_true(strlen(out) < BASE64_SIZE(n));
		assert_int_equal(base64url_encode(vectors[i].plain, n, out), strlen(vectors[i].url));
		assert_string_equal(out, vectors[i].url);
	}
}

static void decodes_the_vectors(void **state)
{
	(void)state;
	unsigned char out[32];
	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
		long n = base64_decode(vectors[i].encoded, strlen(vectors[i].encoded), out);
		assert_int_equal(n, strlen(vectors[i].plain));
		assert_memory_equal(out, vectors[i].plain, (size_t)n);
	}
}

static void refuses_what_no_encoder_writes(void **state)
{
	(void)state;
	static const char *const wrong[] = {"Z", "Zg", "Zg=", "Zg===", "=", "====", "Z===", "Zh==", "Zm9=", "Zm9v\n", "Zm 9", "Zm9-", "_m9v",
					    "Zg==Zm9v", "Zm=v", "Zg=v", "Zm9v====", "Zm\xc3\xa9"};
	unsigned char out[32];
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		assert_int_equal(base64_decode(wrong[i], strlen(wrong[i]), out), -1);
	assert_int_equal(base64_decode("Zm9\0", 4, out), -1);
}

static void round_trip_of_all_bytes(void **state)
{
	(void)state;
	unsigned char bytes[256], back[BASE64_SIZE(256)];
	char text[BASE64_SIZE(256)];
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)(i * 167);
	for (size_t n = 0; n <= sizeof bytes; n++) {
		size_t len = base64_encode(bytes, n, text);
		assert_int_equal(base64_decode(text, len, back), n);
		assert_memory_equal(bytes, back, n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(encodes_the_vectors),
		cmocka_unit_test(decodes_the_vectors),
		cmocka_unit_test(refuses_what_no_encoder_writes),
		cmocka_unit_test(round_trip_of_all_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
