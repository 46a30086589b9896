/* Answers of getByDataFilter, cut at every place, into rows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "google/answer.h"

#include <cmocka.h> /* last: its macro fail() would hide ours */

#define PROPERTIES "{\"properties\":{\"title\":\"Book\",\"locale\":\"en_US\",\"timeZone\":\"Europe/Berlin\"},\"sheets\":["
#define TAB "{\"properties\":{\"sheetId\":0,\"title\":\"Da\\\"ta\",\"gridProperties\":{\"rowCount\":100,\"columnCount\":5,\"frozenRowCount\":1}},\"data\":["
#define HEAD PROPERTIES TAB
#define TAIL "]}]}"
#define S(t) "{\"userEnteredValue\":{\"stringValue\":\"" t "\"},\"effectiveValue\":{\"stringValue\":\"" t "\"}}"
#define N(n) "{\"userEnteredValue\":{\"numberValue\":" #n "},\"effectiveValue\":{\"numberValue\":" #n "}}"
#define ROW(v) "{\"values\":[" v "]}"

static bool on_row(void *context, int top, int row, int column, const struct rowdata *cells)
{
	struct buf *out = context;
	buf_addf(out, "%d/%d ", top, column);
	rowdata_add_row(cells, row, true, out);
	buf_addc(out, '\n');
	return true;
}

static enum error take(const char *text, size_t n, size_t at, int64_t sheet, struct buf *out, struct failure *f)
{
	struct answer *a = answer_new(&(struct answer_options){.sheet = sheet, .row = on_row, .context = out});
	struct answer_tab tab;
	if (answer_feed(a, text, at))
		answer_feed(a, text + at, n - at);
	enum error e = answer_end(a, &tab, f);
	if (e == OK)
		buf_addf(out, "%s %s %s %dx%d/%d", tab.title, tab.time_zone, tab.locale, tab.rows, tab.columns, tab.frozen_rows);
	answer_free(a);
	return e;
}

static void assert_rows(const char *text, const char *expected)
{
	for (size_t at = 0; at <= strlen(text); at++) {
		struct buf out = {0};
		struct failure f = {0};
		if (take(text, strlen(text), at, 0, &out, &f) != OK)
			fail_msg("cut at %zu: %s", at, f.text);
		assert_string_equal(out.data, expected);
		buf_free(&out);
	}
}

#define END "\"Da\\\"ta\" \"Europe/Berlin\" \"en_US\" 100x5/1"

static void tells_rows(void **state)
{
	(void)state;
	assert_rows(HEAD "{\"rowData\":[" ROW(S("name") "," S("_gsync_id@17")) "," ROW(S("Lamp") "," N(1.5) ",{}") ",{}," ROW("{}," N(2)) "]}" TAIL,
		"1/1 {\"row\":1,\"cells\":[\"name\",\"_gsync_id@17\"]}\n1/1 {\"row\":2,\"cells\":[\"Lamp\",1.5]}\n1/1 {\"row\":3,\"cells\":[]}\n1/1 {\"row\":4,\"cells\":[null,2]}\n" END);
}

static void knows_where_parts_begin(void **state)
{
	(void)state;
	assert_rows(HEAD "{\"startRow\":3,\"rowData\":[" ROW(N(4)) "]},{\"startRow\":7},{\"startColumn\":1,\"rowData\":[{}," ROW(S("x")) "]},{\"startRow\":9,\"rowData\":[]},"
		"{\"startRow\":8,\"startColumn\":2,\"rowData\":[" ROW(N(9)) "],\"columnMetadata\":[{\"a\":[{}]}]}" TAIL,
		"4/1 {\"row\":4,\"cells\":[4]}\n1/2 {\"row\":1,\"cells\":[]}\n1/2 {\"row\":2,\"cells\":[\"x\"]}\n9/3 {\"row\":9,\"cells\":[9]}\n" END);
}

static void passes_other_tabs_over(void **state)
{
	(void)state;
	assert_rows(PROPERTIES "{\"properties\":{\"sheetId\":7},\"data\":[{\"rowData\":[" ROW(N(1)) "]}]}," TAB "{\"rowData\":[" ROW(N(2)) "]}" TAIL, "1/1 {\"row\":1,\"cells\":[2]}\n" END);
}

static void knows_formulas(void **state)
{
	(void)state;
	assert_rows(HEAD "{\"rowData\":[" ROW(
		"{\"userEnteredValue\":{\"formulaValue\":\"=1+1\"},\"effectiveValue\":{\"numberValue\":2}},"
		"{\"userEnteredValue\":{\"formulaValue\":\"=NA()\"},\"effectiveValue\":{\"errorValue\":{\"type\":\"N_A\",\"message\":\"x\"}}},"
		"{\"userEnteredValue\":{\"formulaValue\":\"=\\\"\\\"\"},\"effectiveValue\":{\"stringValue\":\"\"}},"
		"{\"effectiveValue\":{\"boolValue\":true}}") "]}" TAIL,
		"1/1 {\"row\":1,\"cells\":[2,\"#N/A\",null,true],\"formulas\":[1,2,3,4]}\n" END);
}

static void tells_notes_of_its_own(void **state)
{
	(void)state;
	assert_rows(HEAD "{\"rowData\":[" ROW(
		"{\"userEnteredValue\":{\"numberValue\":1},\"effectiveValue\":{\"numberValue\":1},\"note\":\"ask Ann\"},"
		"{\"note\":\"gsync: \\\"x\\\" is no date.\"},{\"note\":\"gsync: \"}") "]}" TAIL,
		"1/1 {\"row\":1,\"cells\":[1],\"notes\":{\"2\":\"gsync: \\\"x\\\" is no date.\",\"3\":\"gsync: \"}}\n" END);
}

static void mends_text(void **state)
{
	(void)state;
	assert_rows(HEAD "{\"rowData\":[" ROW(S("x\\u0000\\ud800y\\ud83d\\ude00")) "]}" TAIL, "1/1 {\"row\":1,\"cells\":[\"x\\ufdd0\\ufffdy\\ud83d\\ude00\"]}\n" END);
}

static void assert_refused(const char *text, int64_t sheet, enum error kind, const char *part)
{
	for (size_t at = 0; at <= strlen(text); at++) {
		struct buf out = {0};
		struct failure f = {0};
		assert_int_equal(take(text, strlen(text), at, sheet, &out, &f), kind);
		if (!strstr(f.text, part))
			fail_msg("%s", f.text);
		buf_free(&out);
	}
}

static void refuses_what_is_no_answer(void **state)
{
	(void)state;
	assert_refused(HEAD "{\"rowData\":[", 0, ERR_RETRY, "cut");
	assert_refused(HEAD "{\"rowData\":[{]}]}" TAIL, 0, ERR_RETRY, "a row of it is none");
	assert_refused(HEAD "{\"rowData\":[{\"values\":[01]}]}" TAIL, 0, ERR_RETRY, "a row of it is none");
	assert_refused(HEAD "{\"rowData\":[[]]}" TAIL, 0, ERR_RETRY, "a row of it is none");
	assert_refused(HEAD "{\"startRow\":01}" TAIL, 0, ERR_RETRY, "not JSON");
	assert_refused("<html>", 0, ERR_RETRY, "not JSON");
	assert_refused("{}", 0, ERR_RETRY, "nothing of a spreadsheet");
	assert_refused("[]", 0, ERR_RETRY, "nothing of a spreadsheet");
	assert_refused(HEAD TAIL, 5, ERR_REJECT, "no tab with sheetId 5");
	assert_refused(PROPERTIES "{\"properties\":{\"sheetId\":5},\"data\":[{\"startRow\":-3,\"rowData\":[{\"values\":[7,\"x\",{}]}]}]}]}", 5, ERR_REJECT, "no grid");
}

/* Rows are told before the answer is over: what they belong to must come first. */
static void refuses_another_order(void **state)
{
	(void)state;
	assert_refused(HEAD "{\"rowData\":[" ROW(N(1)) "],\"startRow\":4}" TAIL, 0, ERR_RETRY, "comes behind them");
	assert_refused(PROPERTIES "{\"data\":[{\"rowData\":[" ROW(N(1)) "]}],\"properties\":{\"sheetId\":0}}]}", 0, ERR_RETRY, "rows come before");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_rows),
		cmocka_unit_test(knows_where_parts_begin),
		cmocka_unit_test(passes_other_tabs_over),
		cmocka_unit_test(knows_formulas),
		cmocka_unit_test(tells_notes_of_its_own),
		cmocka_unit_test(mends_text),
		cmocka_unit_test(refuses_what_is_no_answer),
		cmocka_unit_test(refuses_another_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
