#include "cli/target.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#define ID "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms"

static void accepted(void **state)
{
	(void)state;
	static const struct {
		const char *text, *id;
		int64_t sheet; /* -1: none named */
	} cases[] = {
		{ID, ID, -1},
		{"a-b_C9", "a-b_C9", -1},
		{"https://docs.google.com/spreadsheets/d/" ID, ID, -1},
		{"https://docs.google.com/spreadsheets/d/" ID "/", ID, -1},
		{"https://docs.google.com/spreadsheets/d/" ID "/edit", ID, -1},
		{"https://docs.google.com/spreadsheets/d/" ID "/edit#gid=0", ID, 0},
		{"https://docs.google.com/spreadsheets/d/" ID "/edit?gid=7#gid=1234567890", ID, 1234567890},
		{"https://docs.google.com/spreadsheets/d/" ID "/edit?usp=sharing&gid=7", ID, 7},
		{"https://docs.google.com/spreadsheets/d/" ID "/edit#gid=5&range=A1", ID, 5},
		{"https://docs.google.com/spreadsheets/u/1/d/" ID "/edit", ID, -1},
		{"https://docs.google.com/a/example.org/spreadsheets/d/" ID "#gid=3", ID, 3},
		{"docs.google.com/spreadsheets/d/" ID "?gid=9", ID, 9},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct target t = {0};
		struct failure failure = {0};
		if (target_parse(cases[i].text, &t, &failure) != OK)
			fail_msg("%s: %s", cases[i].text, failure.text);
		assert_string_equal(t.spreadsheet, cases[i].id);
		assert_int_equal(t.has_sheet, cases[i].sheet >= 0);
		if (t.has_sheet)
			assert_int_equal(t.sheet, cases[i].sheet);
	}
}

static void refused(void **state)
{
	(void)state;
	static const char *const cases[] = {
		"",
		"has space",
		"../etc/passwd",
		"a.b",
		"\xc3\xa4",
		"https://docs.google.com/document/d/" ID "/edit",
		"https://docs.google.com/spreadsheets/",
		"https://docs.google.com/spreadsheets/d/",
		"https://docs.google.com/spreadsheets/d/e/2PACX-abc/pubhtml",
		"https://docs.google.com/spreadsheets/d/a.b/edit",
		"https://docs.google.com/spreadsheets/d/" ID "/edit#gid=",
		"https://docs.google.com/spreadsheets/d/" ID "/edit#gid=-1",
		"https://docs.google.com/spreadsheets/d/" ID "/edit#gid=1x",
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct target t = {.spreadsheet = "untouched"};
		struct failure failure = {0};
		if (target_parse(cases[i], &t, &failure) == OK)
			fail_msg("accepted: %s", cases[i]);
		assert_string_not_equal(failure.text, "");
		assert_string_equal(t.spreadsheet, "untouched");
	}
}

static void longest_id(void **state)
{
	(void)state;
	char id[SPREADSHEET_ID_MAX + 2];
	struct target t;
	memset(id, 'a', sizeof id);
	id[SPREADSHEET_ID_MAX] = '\0';
	assert_int_equal(target_parse(id, &t, NULL), OK);
	id[SPREADSHEET_ID_MAX] = 'a';
	id[SPREADSHEET_ID_MAX + 1] = '\0';
	assert_int_equal(target_parse(id, &t, NULL), ERR_REJECT);
}

static void sheets(void **state)
{
	(void)state;
	int64_t sheet = -1;
	assert_int_equal(target_parse_sheet("0", &sheet, NULL), OK);
	assert_int_equal(sheet, 0);
	assert_int_equal(target_parse_sheet("9007199254740992", &sheet, NULL), OK);
	assert_true(sheet == INT64_C(9007199254740992));
	static const char *const wrong[] = {"", "-1", "+1", " 1", "1 ", "0x1", "Sheet1", "9007199254740993", "99999999999999999999999"};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(target_parse_sheet(wrong[i], &sheet, NULL), ERR_REJECT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(accepted), cmocka_unit_test(refused), cmocka_unit_test(longest_id), cmocka_unit_test(sheets)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
