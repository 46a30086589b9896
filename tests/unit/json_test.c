/* The JSON reader, and what the validator promises beyond the common cases of jsonsuite_test.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "common/json.h"

static struct json *parse(const char *text)
{
	struct json_fault fault = { 0 };
	struct json *j = json_parse(text, strlen(text), &fault);

	if (!j)
		fail_msg("%s: %s at %zu", text, fault.reason, fault.at);
	return j;
}

static void assert_raw(const struct json *j, json_value v, const char *expected)
{
	size_t n;
	const char *raw = json_raw(j, v, &n);

	assert_int_equal(n, strlen(expected));
	assert_memory_equal(raw, expected, n);
}

/* Without the NUL. */
static char *put(char *to, const char *text)
{
	while (*text)
		*to++ = *text++;
	return to;
}

static void walks_the_tree(void **state)
{
	_cleanup_json_ struct json *j = parse(" {\"a\":[1,[],{\"x\":{}},\"s\"], \"b\":null,\"c\":true,\"d\":-2.5e1} ");
	json_value a = json_member(j, 0, "a"), v;

	(void)state;
	assert_int_equal(json_type(j, 0), JSON_OBJECT);
	assert_int_equal(json_count(j, 0), 4);
	assert_int_equal(json_at(j, 0), 1);
	assert_int_equal(json_type(j, a), JSON_ARRAY);
	assert_int_equal(json_count(j, a), 4);
	v = json_first(j, a);
	assert_int_equal(json_type(j, v), JSON_NUMBER);
	v = json_next(j, v);
	assert_raw(j, v, "[]");
	assert_int_equal(json_first(j, v), JSON_NONE);
	v = json_next(j, v);
	assert_raw(j, v, "{\"x\":{}}");
	assert_raw(j, json_member(j, v, "x"), "{}");
	v = json_next(j, v);
	assert_raw(j, v, "\"s\"");
	assert_int_equal(json_at(j, v), 21);
	assert_int_equal(json_count(j, v), 0);
	assert_int_equal(json_first(j, v), JSON_NONE);
	assert_int_equal(json_next(j, v), JSON_NONE);
	assert_int_equal(json_type(j, json_member(j, 0, "b")), JSON_NULL);
	assert_int_equal(json_type(j, json_member(j, 0, "c")), JSON_BOOL);
	assert_int_equal(json_next(j, 0), JSON_NONE);
}

static void iterates_members_in_order(void **state)
{
	_cleanup_json_ struct json *j = parse("{\"a\":{\"n\":[0]},\"b\":[[[]]],\"c\":3}");
	char names[4] = "", *end = names, *name;

	(void)state;
	for (json_value v = json_first(j, 0); v != JSON_NONE; v = json_next(j, v)) {
		name = json_string(j, v, NULL);
		end = put(end, name);
		free(name);
	}
	assert_string_equal(names, "abc");
	assert_raw(j, json_of(j, json_first(j, 0)), "{\"n\":[0]}");
}

static void finds_the_last_of_equal_names(void **state)
{
	_cleanup_json_ struct json *j = parse("{\"a\":1,\"\\u0061\":2,\"ab\":3}");

	(void)state;
	assert_raw(j, json_member(j, 0, "a"), "2");
	assert_int_equal(json_member(j, 0, "b"), JSON_NONE);
	assert_int_equal(json_member(j, JSON_NONE, "a"), JSON_NONE);
	assert_int_equal(json_member(j, json_member(j, 0, "a"), "a"), JSON_NONE);
}

static void unescapes_strings(void **state)
{
	_cleanup_json_ struct json *j = parse("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\",\"\\u00e9\\u20AC\\uD834\\uDd1e|\xF0\x9D\x84\x9E\",\"a\\u0000b\",\"\",1]");
	json_value v = json_first(j, 0);
	char *s;
	size_t n;

	(void)state;
	s = json_string(j, v, &n);
	assert_string_equal(s, "\"\\/\b\f\n\r\t");
	assert_int_equal(n, 8);
	free(s);
	v = json_next(j, v);
	s = json_string(j, v, NULL);
	assert_string_equal(s, "\xC3\xA9\xE2\x82\xAC\xF0\x9D\x84\x9E|\xF0\x9D\x84\x9E");
	assert_true(json_equals(j, v, s));
	assert_false(json_equals(j, JSON_NONE, s));
	free(s);
	v = json_next(j, v);
	s = json_string(j, v, &n);
	assert_int_equal(n, 3);
	assert_memory_equal(s, "a\0b", 4);
	assert_false(json_equals(j, v, "a"));
	free(s);
	v = json_next(j, v);
	s = json_string(j, v, &n);
	assert_string_equal(s, "");
	assert_true(json_equals(j, v, ""));
	assert_false(json_equals(j, v, "x"));
	free(s);
	v = json_next(j, v);
	assert_null(json_string(j, v, &n));
	assert_false(json_equals(j, v, "1"));
}

static void reads_integers(void **state)
{
	static const struct { const char *text; bool fits; int64_t value; } samples[] = {
		{ "0", true, 0 }, { "-0", true, 0 }, { "42", true, 42 }, { "9223372036854775807", true, INT64_MAX },
		{ "-9223372036854775808", true, INT64_MIN }, { "9223372036854775808", false, 0 }, { "5.0", true, 5 }, { "5e3", true, 5000 },
		{ "5.5", false, 0 }, { "1e-1", false, 0 }, { "1e300", false, 0 }, { "-1e300", false, 0 }, { "\"5\"", false, 0 }, { "true", false, 0 },
		{ "9007199254740993", true, 9007199254740993 }, { "[]", false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
		_cleanup_json_ struct json *j = parse(samples[i].text);
		int64_t value = 77;

		if (json_integer(j, 0, &value) != samples[i].fits || value != (samples[i].fits ? samples[i].value : 77))
			fail_msg("%s: %lld", samples[i].text, (long long)value);
	}
}

static void reads_doubles_and_booleans(void **state)
{
	_cleanup_json_ struct json *j = parse("[2.5,-0.1e1,5e-324,1e-400,true,false,null]");
	static const double expected[] = { 2.5, -1, 5e-324, 0 };
	json_value v = json_first(j, 0);
	double number;
	bool truth = false;

	(void)state;
	for (size_t i = 0; i < 4; i++, v = json_next(j, v)) {
		assert_true(json_double(j, v, &number));
		assert_true(number == expected[i]);
		assert_false(json_bool(j, v, &truth));
	}
	assert_false(json_double(j, v, &number));
	assert_true(json_bool(j, v, &truth));
	assert_true(truth);
	v = json_next(j, v);
	assert_true(json_bool(j, v, &truth));
	assert_false(truth);
	assert_false(json_bool(j, json_next(j, v), &truth));
}

/* The text need not end with a NUL: nothing behind it is read. */
static void reads_a_lone_number(void **state)
{
	char *text = malloc(3);
	struct json *j;
	double number;

	(void)state;
	assert_non_null(text);
	put(text, "1.5");
	j = json_parse(text, 3, NULL);
	assert_true(json_double(j, 0, &number));
	assert_true(number == 1.5);
	json_free(j);
	free(text);
}

/* Exactly the doubles: the largest one and what rounds to it, nothing above. */
static void keeps_numbers_finite(void **state)
{
	static const struct { const char *text; bool fits; } samples[] = {
		{ "1.7976931348623157e308", true }, { "1.7976931348623158e308", true }, { "1.7976931348623159e308", false },
		{ "17976931348623157e292", true }, { "0.00017976931348623159e312", false }, { "0.00017976931348623157e312", true },
		{ "-1.7976931348623159e308", false }, { "1e309", false }, { "0e999999999999999999999", true }, { "0.000e99999", true },
		{ "1e-999999999999999999999", true }, { "1e999999999999999999999", false }, { "1.79769313486231580793728971405303416e308", false },
		{ "1.797693134862315807937289714053034150e308", true },
	};
	char digits[500];
	struct json_fault fault;

	(void)state;
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
		if (json_validate(samples[i].text, strlen(samples[i].text), NULL) != samples[i].fits)
			fail_msg("%s", samples[i].text);
	memset(digits, '9', sizeof digits);
	assert_true(json_validate(digits, 308, NULL));
	assert_false(json_validate(digits, 309, &fault));
	assert_int_equal(fault.at, 0);
	put(digits + 490, "e-200");
	assert_true(json_validate(digits, 495, NULL));
	memset(digits, '0', sizeof digits);
	put(digits, "0.");
	put(digits + 400, "1e700");
	assert_true(json_validate(digits, 405, NULL));
	put(digits + 400, "1e708");
	assert_false(json_validate(digits, 405, NULL));
}

static void allows_the_deepest_level(void **state)
{
	char text[2 * JSON_MAX_DEPTH + 2];
	struct json_fault fault;

	(void)state;
	memset(text, '[', JSON_MAX_DEPTH);
	memset(text + JSON_MAX_DEPTH, ']', JSON_MAX_DEPTH);
	json_free(json_parse(text, 2 * JSON_MAX_DEPTH, &fault));
	assert_true(json_validate(text, 2 * JSON_MAX_DEPTH, NULL));
	memset(text, '[', JSON_MAX_DEPTH + 1);
	memset(text + JSON_MAX_DEPTH + 1, ']', JSON_MAX_DEPTH + 1);
	assert_false(json_validate(text, sizeof text, &fault));
	assert_int_equal(fault.at, JSON_MAX_DEPTH);
	assert_string_equal(fault.reason, "nested too deeply");
}

static void parses_the_deepest_objects(void **state)
{
	char text[6 * JSON_MAX_DEPTH + 1] = "", *end = text;
	json_value v = 0;

	(void)state;
	for (int i = 0; i < JSON_MAX_DEPTH; i++)
		end = put(end, i + 1 < JSON_MAX_DEPTH ? "{\"a\":" : "{");
	for (int i = 0; i < JSON_MAX_DEPTH; i++)
		end = put(end, "}");
	_cleanup_json_ struct json *j = parse(text);

	for (int i = 1; i < JSON_MAX_DEPTH; i++)
		v = json_member(j, v, "a");
	assert_raw(j, v, "{}");
}

/* Every sequence of one to three bytes, against the definition by decoding. */
static bool well_formed(const unsigned char *s, size_t n)
{
	while (n) {
		size_t len = *s < 0x80 ? 1 : *s >= 0xC2 && *s < 0xE0 ? 2 : (*s & 0xF0) == 0xE0 ? 3 : 0; /* four bytes do not fit here */
		unsigned c = len == 3 ? *s & 0xFu : *s & 0x1Fu;

		if (!len || len > n)
			return false;
		for (size_t i = 1; i < len; i++) {
			if ((s[i] & 0xC0) != 0x80)
				return false;
			c = c << 6 | (s[i] & 0x3Fu);
		}
		if (len == 3 && (c < 0x800 || (c >= 0xD800 && c <= 0xDFFF)))
			return false;
		s += len;
		n -= len;
	}
	return true;
}

static void knows_utf8(void **state)
{
	unsigned char text[5] = "\"";

	(void)state;
	for (size_t n = 1; n <= 3; n++)
		for (unsigned bits = 0; bits < 1u << (8 * n); bits++) {
			bool plain = true;

			for (size_t i = 0; i < n; i++) {
				text[1 + i] = (unsigned char)(bits >> 8 * i);
				plain = plain && text[1 + i] >= 0x20 && text[1 + i] != '"' && text[1 + i] != '\\';
			}
			text[1 + n] = '"';
			if (plain && json_validate((char *)text, n + 2, NULL) != well_formed(text + 1, n))
				fail_msg("%02x %02x %02x", text[1], text[2], text[3]);
		}
	assert_true(json_validate("\"\xF0\x90\x80\x80\xF4\x8F\xBF\xBF\"", 10, NULL));
	assert_false(json_validate("\"\xF0\x8F\xBF\xBF\"", 6, NULL));
	assert_false(json_validate("\"\xF4\x90\x80\x80\"", 6, NULL));
}

/* Whatever stands at whichever place of a long string is seen: the validator reads eight bytes at a time. */
static void sees_every_byte_of_a_string(void **state)
{
	static const char bad[] = { 0, 1, 0x1f, '\n', (char)0x80, (char)0xff };
	struct json_fault fault;
	char text[40];

	(void)state;
	for (size_t at = 1; at < sizeof text - 1; at++)
		for (size_t i = 0; i < sizeof bad; i++) {
			memset(text, '!', sizeof text);
			text[0] = text[sizeof text - 1] = '"';
			assert_true(json_validate(text, sizeof text, NULL));
			text[at] = bad[i];
			assert_false(json_validate(text, sizeof text, &fault));
			assert_int_equal(fault.at, at);
		}
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A text of n bytes that repeats `unit` inside an array. */
static char *big_array(const char *unit, size_t n)
{
	size_t len = strlen(unit);
	char *text = malloc(n + len + 1);

	assert_non_null(text);
	text[0] = '[';
	for (size_t i = 1; i < n; i += len)
		put(text + i, unit);
	return text;
}

static void parses_big_texts_in_linear_time(void **state)
{
	static const char *const units[] = { "{},", "[[]],", "{\"a\":[1]},", "1,", "\"text\"," };
	double start = seconds();

	(void)state;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		size_t len = strlen(units[i]), count = 4000000 / len, n = 1 + count * len, seen = 0;
		char *text = big_array(units[i], n);
		struct json *j;

		text[n - 1] = ']';
		j = json_parse(text, n, NULL);
		assert_non_null(j);
		assert_int_equal(json_count(j, 0), count);
		for (json_value v = json_first(j, 0); v != JSON_NONE; v = json_next(j, v))
			seen++;
		assert_int_equal(seen, count);
		json_free(j);
		free(text);
	}
	assert_true(seconds() - start < 60); /* quadratic would be hours */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(walks_the_tree),
		cmocka_unit_test(iterates_members_in_order),
		cmocka_unit_test(finds_the_last_of_equal_names),
		cmocka_unit_test(unescapes_strings),
		cmocka_unit_test(reads_integers),
		cmocka_unit_test(reads_doubles_and_booleans),
		cmocka_unit_test(reads_a_lone_number),
		cmocka_unit_test(keeps_numbers_finite),
		cmocka_unit_test(allows_the_deepest_level),
		cmocka_unit_test(parses_the_deepest_objects),
		cmocka_unit_test(knows_utf8),
		cmocka_unit_test(sees_every_byte_of_a_string),
		cmocka_unit_test(parses_big_texts_in_linear_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
