/* From answers of getByDataFilter to the snapshot that gsync.look() reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "google/snapshot.h"

#include <cmocka.h> /* last: its macro fail() would hide ours */

#define HEAD "{\"properties\":{\"title\":\"Book\",\"locale\":\"en_US\",\"timeZone\":\"Europe/Berlin\"},\"sheets\":[{\"properties\":{\"sheetId\":0,\"title\":\"Da\\\"ta\"," \
	"\"gridProperties\":{\"rowCount\":100,\"columnCount\":5,\"frozenRowCount\":1}},\"data\":["
#define TAIL "]}]}"
#define S(t) "{\"userEnteredValue\":{\"stringValue\":\"" t "\"},\"effectiveValue\":{\"stringValue\":\"" t "\"}}"
#define N(n) "{\"userEnteredValue\":{\"numberValue\":" #n "},\"effectiveValue\":{\"numberValue\":" #n "}}"
#define ROW(v) "{\"values\":[" v "]}"

static enum error add(struct snapshot *s, const char *body, struct failure *f)
{
	char *copy = strdup(body);
	enum error e = snapshot_add(s, copy, strlen(copy), f);
	free(copy);
	return e;
}

static struct snapshot *with(const char *body)
{
	struct failure f = {0};
	struct snapshot *s = snapshot_new(0);
	assert_non_null(s);
	if (add(s, body, &f) != OK)
		fail_msg("%s", f.text);
	return s;
}

static void assert_json(const struct snapshot *s, bool whole, const struct range *ranges, size_t n, const char *expected)
{
	_cleanup_buf_ struct buf out = {0};
	struct json_fault fault = {0};
	snapshot_json(s, whole, ranges, n, &out);
	assert_string_equal(out.data, expected);
	assert_true(json_validate(out.data, out.len, &fault));
}

#define FRONT "{\"title\":\"Da\\\"ta\",\"time_zone\":\"Europe/Berlin\",\"locale\":\"en_US\",\"grid\":{\"rows\":100,\"columns\":5},"

static void tells_a_whole_tab(void **state)
{
	_cleanup_snapshot_ struct snapshot *s = with(HEAD "{\"rowData\":[" ROW(S("name") "," S("n") "," S("_gsync_id@17")) "," ROW(S("Lamp") "," N(1.5) "," S("abcdefghijkl")) ",{},"
		ROW("{}," N(2)) "," ROW("{},{}," S("bad id")) "," ROW("{},{}," S("mnopqrstuvwx")) "]}" TAIL);
	(void)state;
	assert_int_equal(snapshot_id_column(s), 3);
	assert_int_equal(snapshot_rows(s), 100);
	assert_int_equal(snapshot_frozen_rows(s), 1);
	assert_json(s, true, NULL, 0, FRONT "\"pub\":17,\"header\":[\"name\",\"n\",\"_gsync_id@17\"],\"ids\":[\"abcdefghijkl\",null,null,null,\"mnopqrstuvwx\"],\"whole\":true,\"rows\":["
		"{\"row\":2,\"cells\":[\"Lamp\",1.5,\"abcdefghijkl\"]},{\"row\":4,\"cells\":[null,2]},{\"row\":5,\"cells\":[null,null,\"bad id\"]},{\"row\":6,\"cells\":[null,null,\"mnopqrstuvwx\"]}]}");
}

static void puts_parts_together(void **state)
{
	/* header, id column, two ranges of rows, in any order; startRow and startColumn left out when 0 */
	_cleanup_snapshot_ struct snapshot *s = with(HEAD
		"{\"startRow\":3,\"rowData\":[" ROW(N(4) "," S("abcdefghijk4")) "]},"
		"{\"startColumn\":1,\"rowData\":[" ROW(S("_gsync_id")) ",{}," ROW(S("abcdefghijk3")) "," ROW(S("abcdefghijk4")) "]},"
		"{\"rowData\":[" ROW(S("n") "," S("_gsync_id")) "]}" TAIL);
	const struct range ranges[] = {{4, 4}, {6, 6}, {101, 200}};
	(void)state;
	assert_json(s, false, ranges, 3, FRONT "\"pub\":0,\"header\":[\"n\",\"_gsync_id\"],\"ids\":[null,\"abcdefghijk3\",\"abcdefghijk4\"],\"whole\":false,\"rows\":["
		"{\"row\":4,\"cells\":[4,\"abcdefghijk4\"]},{\"row\":6,\"cells\":[]}]}");
}

static void knows_formulas(void **state)
{
	_cleanup_snapshot_ struct snapshot *s = with(HEAD "{\"rowData\":[" ROW(S("a")) "," ROW(
		"{\"userEnteredValue\":{\"formulaValue\":\"=1+1\"},\"effectiveValue\":{\"numberValue\":2}},"
		"{\"userEnteredValue\":{\"formulaValue\":\"=NA()\"},\"effectiveValue\":{\"errorValue\":{\"type\":\"N_A\",\"message\":\"x\"}}},"
		"{\"userEnteredValue\":{\"formulaValue\":\"=\\\"\\\"\"},\"effectiveValue\":{\"stringValue\":\"\"}},"
		"{\"effectiveValue\":{\"boolValue\":true}}") "]}" TAIL);
	(void)state;
	assert_json(s, true, NULL, 0, FRONT "\"pub\":null,\"header\":[\"a\"],\"ids\":[],\"whole\":true,\"rows\":[{\"row\":2,\"cells\":[2,\"#N/A\",null,true],\"formulas\":[1,2,3,4]}]}");
}

static void mends_text(void **state)
{
	_cleanup_snapshot_ struct snapshot *s = with(HEAD "{\"rowData\":[" ROW(S("a")) "," ROW(S("x\\u0000\\ud800y")) "]}" TAIL);
	(void)state;
	assert_json(s, true, NULL, 0, FRONT "\"pub\":null,\"header\":[\"a\"],\"ids\":[],\"whole\":true,\"rows\":[{\"row\":2,\"cells\":[\"x\\ufffd\\ufffdy\"]}]}");
}

static void sees_when_rows_move_between_windows(void **state)
{
	_cleanup_snapshot_ struct snapshot *s = with(HEAD "{\"rowData\":[" ROW(S("_gsync_id")) "," ROW(S("abcdefghijk2")) "," ROW(S("abcdefghijk3")) "]}" TAIL);
	uint64_t order = snapshot_order(s);
	(void)state;
	assert_int_equal(add(s, HEAD "{\"rowData\":[" ROW(S("_gsync_id")) "," ROW(S("abcdefghijk2") "," N(5)) "," ROW(S("abcdefghijk3")) ",{}," ROW("{}," N(6)) "]}" TAIL, NULL), OK);
	assert_true(snapshot_order(s) == order); /* other cells, and rows without an id, do not matter */
	assert_int_equal(add(s, HEAD "{\"rowData\":[" ROW(S("_gsync_id")) "," ROW(S("abcdefghijk2")) "]}" TAIL, NULL), OK);
	assert_true(snapshot_order(s) != order);
}

static void tells_prepare_what_is_there(void **state)
{
	_cleanup_snapshot_ struct snapshot *s = with(HEAD "{\"rowData\":[" ROW(S("a") "," S("b")) "," ROW("{},{}," N(1)) "]}" TAIL);
	_cleanup_buf_ struct buf out = {0};
	(void)state;
	snapshot_info_json(s, &out);
	assert_string_equal(out.data, "{\"title\":\"Da\\\"ta\",\"time_zone\":\"Europe/Berlin\",\"locale\":\"en_US\",\"rows\":100,\"columns\":5,\"frozen\":1,"
		"\"ids_column_empty\":false,\"header\":[\"a\",\"b\"]}");
}

static void refuses_what_is_no_answer(void **state)
{
	_cleanup_snapshot_ struct snapshot *s = snapshot_new(5);
	struct failure f = {0};
	(void)state;
	assert_int_equal(add(s, HEAD "{\"rowData\":[", &f), ERR_RETRY);          /* cut */
	assert_int_equal(add(s, "<html>", &f), ERR_RETRY);
	assert_int_equal(add(s, "{}", &f), ERR_RETRY);
	assert_int_equal(add(s, "[]", &f), ERR_RETRY);
	assert_int_equal(add(s, HEAD TAIL, &f), ERR_REJECT);                     /* another tab */
	assert_non_null(strstr(f.text, "5"));
	assert_int_equal(add(s, "{\"properties\":{\"title\":7},\"sheets\":[{\"properties\":{\"sheetId\":5},\"data\":[{\"startRow\":-3,\"rowData\":[{\"values\":[7,\"x\",{}]}]}]}]}", &f), ERR_REJECT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_a_whole_tab),
		cmocka_unit_test(puts_parts_together),
		cmocka_unit_test(knows_formulas),
		cmocka_unit_test(mends_text),
		cmocka_unit_test(sees_when_rows_move_between_windows),
		cmocka_unit_test(tells_prepare_what_is_there),
		cmocka_unit_test(refuses_what_is_no_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
