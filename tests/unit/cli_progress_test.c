#include "cli/progress.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static void expect(uint64_t done, uint64_t total, uint64_t rate, const char *trouble, size_t width, const char *wanted)
{
	_cleanup_buf_ struct buf line = {0};
	progress_line("goods", "writing", done, total, rate, trouble, width, &line);
	assert_string_equal(line.data, wanted);
}

static void test_plain(void **state)
{
	(void)state;
	expect(0, 0, 0, NULL, 0, "goods: writing");
	expect(12, 0, 0, NULL, 0, "goods: writing, 12 rows");
	expect(57120, 100000, 0, NULL, 0, "goods: writing, 57,120 of 100,000 rows (57 %)");
	expect(57120, 100000, 4288, NULL, 0, "goods: writing, 57,120 of 100,000 rows, 4,288/s, 10 s left (57 %)");
	expect(1000, 1000000, 100, NULL, 0, "goods: writing, 1,000 of 1,000,000 rows, 100/s, 2:46 h left (0 %)");
	expect(1, 1000, 9, NULL, 0, "goods: writing, 1 of 1,000 rows, 9/s, 1:51 min left (0 %)");
}

static void test_bar(void **state)
{
	(void)state;
	expect(50, 100, 10, NULL, 90, "goods: writing  ████████████░░░░░░░░░░░░   50 %  50 of 100 rows  10/s  5 s left");
	expect(50, 100, 10, NULL, 40, "goods: writing   50 %  50 of 100 rows  10/s  5 s left");
}

static void test_more_than_all(void **state)
{
	(void)state;
	expect(120, 100, 0, NULL, 0, "goods: writing, 100 of 100 rows (100 %)");
}

static void test_trouble_is_made_harmless(void **state)
{
	(void)state;
	expect(1, 2, 3, "403: not \x1b[31mshared", 80, "goods: writing: 403: not \\x1b[31mshared");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_plain), cmocka_unit_test(test_bar), cmocka_unit_test(test_more_than_all),
	                                   cmocka_unit_test(test_trouble_is_made_harmless)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
