#include "cli/table.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <locale.h>
#include <string.h>

/* Two columns, text and number, of the given rows. */
static void expect(const char *const *cells, size_t n, size_t width, bool bold, const char *wanted)
{
	_cleanup_buf_ struct buf text = {0};
	struct table *t = table_new(2);
	assert_non_null(t);
	table_title(t, 0, "name", false);
	table_title(t, 1, "n", true);
	for (size_t i = 0; i < n; i++)
		table_add(t, cells[i]);
	assert_true(table_render(t, width, bold, &text));
	table_free(t);
	assert_string_equal(text.data, wanted);
}
#define EXPECT(width, bold, wanted, ...) \
	do { \
		static const char *const cells[] = {__VA_ARGS__}; \
		expect(cells, sizeof cells / sizeof *cells, width, bold, wanted); \
	} while (0)

static void aligned(void **state)
{
	(void)state;
	EXPECT(0, false, "name   n\nLamp   5\nC     12\n", "Lamp", "5", "C", "12");
	EXPECT(0, true, "\x1b[1mname  n\x1b[0m\nx     1\n", "x", "1");
	EXPECT(0, false, "name  n\n       \n", NULL, NULL);
}

static void by_what_a_terminal_shows(void **state)
{
	(void)state;
	EXPECT(0, false, "name  n\nÄÖ    1\n東京  2\ne\xcc\x81     3\n", "ÄÖ", "1", "東京", "2", "e\xcc\x81", "3");
}

static void cut(void **state)
{
	(void)state;
	EXPECT(10, false, "name     n\nabcdef…  1\n", "abcdefghij", "1");
	EXPECT(10, false, "name     n\n東京東…  1\n", "東京東京東京", "1");
	EXPECT(9, false, "name    n\nabcde…  1\n", "abcdefghij", "1");
	/* Narrower than a table bears: a block for each row, without what is empty */
	EXPECT(8, false, "name  abcde…\nn     1\n\nname  x\n", "abcdefghij", "1", "x", NULL);
}

static void harmless(void **state)
{
	(void)state;
	EXPECT(0, false, "name         n\n\\x1b[31mred  1\na\\nb         2\n", "\x1b[31mred", "1", "a\nb", "2");
}

int main(void)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	const struct CMUnitTest tests[] = {cmocka_unit_test(aligned), cmocka_unit_test(by_what_a_terminal_shows), cmocka_unit_test(cut),
	                                   cmocka_unit_test(harmless)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
