#include "tests/unit/testing.h"

#include "common/buf.h"

static void appends_and_terminates(void **state)
{
	(void)state;
	_cleanup_buf_ struct buf b = {0};
	buf_adds(&b, "one ");
	buf_addf(&b, "%d %s", 2, "two");
	buf_addc(&b, ' ');
	buf_add(&b, "three\0four", 10);
	assert_int_equal(b.len, 20);
	assert_memory_equal(b.data, "one 2 two three\0four", 21);
	assert_false(b.failed);
}

static void grows_over_many_appends(void **state)
{
	(void)state;
	_cleanup_buf_ struct buf b = {0};
	for (int i = 0; i < 10000; i++)
		buf_addf(&b, "%04d", i);
	assert_int_equal(b.len, 40000);
	assert_memory_equal(b.data + 4 * 1234, "1234", 4);
	assert_int_equal(strlen(b.data), 40000);
}

static void reset_keeps_the_memory(void **state)
{
	(void)state;
	_cleanup_buf_ struct buf b = {0};
	buf_adds(&b, "something");
	size_t cap = b.cap;
	b.failed = true;
	buf_reset(&b);
	assert_false(b.failed);
	assert_int_equal(b.len, 0);
	assert_int_equal(b.cap, cap);
	assert_string_equal(b.data, "");
}

static void failure_is_sticky(void **state)
{
	(void)state;
	_cleanup_buf_ struct buf b = {0};
	buf_adds(&b, "kept");
	assert_false(buf_reserve(&b, PTRDIFF_MAX));
	buf_adds(&b, "lost");
	assert_true(b.failed);
	assert_string_equal(b.data, "kept");
	assert_null(buf_take(&b));
	assert_null(b.data);
}

static void reserve_leaves_room_for_the_end(void **state)
{
	(void)state;
	_cleanup_buf_ struct buf b = {0};
	for (size_t n = 0; n < 300; n++) {
		buf_free(&b);
		assert_true(buf_reserve(&b, n));
		assert_true(b.cap > n);
		memset(b.data, 'x', n);
		b.len = n;
		buf_addc(&b, '!');
		assert_int_equal(strlen(b.data), n + 1);
	}
}

static void take_gives_it_away(void **state)
{
	(void)state;
	struct buf b = {0};
	char *empty = buf_take(&b);
	assert_string_equal(empty, "");
	free(empty);
	buf_adds(&b, "text");
	char *text = buf_take(&b);
	assert_string_equal(text, "text");
	assert_null(b.data);
	assert_int_equal(b.len, 0);
	free(text);
	buf_free(NULL);
}

static void json_strings_are_escaped(void **state)
{
	(void)state;
	static const char text[] = "\"\\/\b\f\n\r\t\x01\x1f\x7f\0é€😀";
	_cleanup_buf_ struct buf b = {0};
	buf_add_json(&b, text, sizeof text - 1);
	assert_string_equal(b.data, "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\\u0000é€😀\"");
	buf_reset(&b);
	buf_add_json(&b, NULL, 0);
	assert_string_equal(b.data, "\"\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(appends_and_terminates),
		cmocka_unit_test(grows_over_many_appends),
		cmocka_unit_test(reset_keeps_the_memory),
		cmocka_unit_test(failure_is_sticky),
		cmocka_unit_test(reserve_leaves_room_for_the_end),
		cmocka_unit_test(take_gives_it_away),
		cmocka_unit_test(json_strings_are_escaped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
