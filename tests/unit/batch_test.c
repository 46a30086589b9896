/* From what a look claims to one batchUpdate: coalesced, in order, and traceable back from requests[N]. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "common/json.h"
#include "worker/batch.h"

#include <cmocka.h> /* last: its macro fail() would hide ours */

static const struct grid grid = {.sheet = 7, .rows = 1000, .columns = 26, .frozen_rows = 1};

static struct batch *fresh(void)
{
	struct batch *b = batch_new(&grid);
	assert_non_null(b);
	return b;
}

static void add(struct batch *b, const char *kind, int place, const char *id, const char *cells)
{
	struct failure f = {0};
	if (batch_add(b, kind, place, id, cells, &f) != OK)
		fail_msg("%s", f.text);
}

static void build(struct batch *b, bool split, struct buf *body)
{
	struct failure f = {0};
	struct json_fault fault = {0};
	if (batch_build(b, split, body, &f) != OK)
		fail_msg("%s", f.text);
	if (!json_validate(body->data, body->len, &fault))
		fail_msg("%s at %zu: %s", fault.reason, fault.at, body->data);
}

static void assert_body(struct batch *b, const char *expected)
{
	_cleanup_buf_ struct buf body = {0};
	build(b, false, &body);
	assert_string_equal(body.data, expected);
}

#define UPDATE(row, column, rows) \
	"{\"updateCells\":{\"start\":{\"sheetId\":7,\"rowIndex\":" #row ",\"columnIndex\":" #column "},\"fields\":\"userEnteredValue\",\"rows\":[" rows "]}}"
#define NUMBER(n) "{\"userEnteredValue\":{\"numberValue\":" #n "}}"
#define TEXT(t) "{\"userEnteredValue\":{\"stringValue\":\"" t "\"}}"

static void writes_typed_values(void **state)
{
	_cleanup_batch_ struct batch *b = fresh();
	(void)state;
	add(b, "update", 5, "id", "[[2, 12.5],[3,\"=1+1\"],[4,true],[5,null],[6,\"\"]]");
	assert_body(b, "{\"requests\":[" UPDATE(4, 1, "{\"values\":[" NUMBER(12.5) "," TEXT("=1+1") ",{\"userEnteredValue\":{\"boolValue\":true}},{},{}]}") "]}");
}

static void stacks_rows_of_one_column(void **state)
{
	_cleanup_batch_ struct batch *b = fresh();
	_cleanup_buf_ struct buf body = {0};
	static char cells[3203][24];
	(void)state;
	for (int row = 3202; row >= 2; row--) { /* in any order */
		snprintf(cells[row], sizeof cells[row], "[[4,%d]]", row);
		add(b, "update", row, row % 2 ? "odd" : "even", cells[row]);
	}
	build(b, false, &body);
	_cleanup_json_ struct json *j = json_parse(body.data, body.len, NULL);
	json_value requests = json_member(j, 0, "requests");
	assert_int_equal(json_count(j, requests), 1);
	json_value update = json_member(j, json_first(j, requests), "updateCells");
	assert_int_equal(json_count(j, json_member(j, update, "rows")), 3201);
}

static void keeps_apart_what_is_not_a_block(void **state)
{
	_cleanup_batch_ struct batch *b = fresh();
	(void)state;
	add(b, "update", 2, "a", "[[1,1],[2,2]]");
	add(b, "update", 3, "b", "[[1,3],[2,4],[4,5]]");
	add(b, "update", 4, "c", "[[2,6],[4,7]]");
	add(b, "update", 6, "d", "[[4,8]]");
	assert_body(b, "{\"requests\":[" UPDATE(1, 0, "{\"values\":[" NUMBER(1) "," NUMBER(2) "]},{\"values\":[" NUMBER(3) "," NUMBER(4) "]}") "," UPDATE(
				2, 3, "{\"values\":[" NUMBER(5) "]},{\"values\":[" NUMBER(7) "]}") "," UPDATE(3, 1, "{\"values\":[" NUMBER(6) "]}") "," UPDATE(5, 3, "{\"values\":[" NUMBER(8) "]}") "]}");
}

static void sends_in_order(void **state)
{
	_cleanup_batch_ struct batch *b = fresh();
	(void)state;
	add(b, "header", 9, NULL, "\"_gsync_id@1234 2026-11-22T10:00:00Z 0\"");
	add(b, "append", 0, "n1", "[1,null,\"x\",\"idOfRow12345\"]");
	add(b, "append", 0, "n2", "[2]");
	add(b, "delete", 10, "d1", NULL);
	add(b, "delete", 12, "d2", NULL);
	add(b, "delete", 11, "d3", NULL);
	add(b, "delete", 5, "d4", NULL);
	add(b, "note", 3, "u", "[[2,\"not a number\"],[3,null]]");
	add(b, "update", 3, "u", "[[2,1]]");
	assert_body(b, "{\"requests\":[" UPDATE(2, 1, "{\"values\":[" NUMBER(1) "]}") ","
		"{\"updateCells\":{\"start\":{\"sheetId\":7,\"rowIndex\":2,\"columnIndex\":1},\"fields\":\"note\",\"rows\":[{\"values\":[{\"note\":\"not a number\"},{}]}]}},"
		"{\"deleteDimension\":{\"range\":{\"sheetId\":7,\"dimension\":\"ROWS\",\"startIndex\":9,\"endIndex\":12}}},"
		"{\"deleteDimension\":{\"range\":{\"sheetId\":7,\"dimension\":\"ROWS\",\"startIndex\":4,\"endIndex\":5}}},"
		"{\"appendCells\":{\"sheetId\":7,\"fields\":\"userEnteredValue\",\"rows\":[{\"values\":[" NUMBER(1) ",{}," TEXT("x") "," TEXT("idOfRow12345") "]},{\"values\":[" NUMBER(2) "]}]}},"
		UPDATE(0, 8, "{\"values\":[" TEXT("_gsync_id@1234 2026-11-22T10:00:00Z 0") "]}") "]}");
}

static void asks_for_places_at_the_end(void **state)
{
	_cleanup_batch_ struct batch *b = fresh();
	(void)state;
	batch_ask_places(b);
	add(b, "header", 9, NULL, "\"_gsync_id@1234\"");
	assert_body(b, "{\"requests\":[" UPDATE(0, 8, "{\"values\":[" TEXT("_gsync_id@1234") "]}") ","
		"{\"updateDeveloperMetadata\":{\"dataFilters\":[{\"developerMetadataLookup\":{\"metadataKey\":\"gsync\",\"locationType\":\"COLUMN\",\"metadataLocation\":{\"sheetId\":7},"
		"\"locationMatchingStrategy\":\"INTERSECTING_LOCATION\"}}],\"developerMetadata\":{\"visibility\":\"DOCUMENT\"},\"fields\":\"visibility\"}}]}");
	assert_false(batch_is_question(b, 0));
	assert_true(batch_is_question(b, 1));
	assert_int_equal(batch_count(b), 1);
}

static void empties_the_last_row_that_may_not_be_deleted(void **state)
{
	const struct grid small = {.sheet = 7, .rows = 4, .columns = 5, .frozen_rows = 1};
	_cleanup_batch_ struct batch *b = batch_new(&small);
	(void)state;
	for (int row = 2; row <= 4; row++)
		add(b, "delete", row, "x", NULL);
	assert_body(b, "{\"requests\":[{\"updateCells\":{\"range\":{\"sheetId\":7,\"startRowIndex\":1,\"endRowIndex\":2},\"fields\":\"userEnteredValue\"}},"
		"{\"deleteDimension\":{\"range\":{\"sheetId\":7,\"dimension\":\"ROWS\",\"startIndex\":2,\"endIndex\":4}}}]}");
}

static void traces_a_request_back(void **state)
{
	_cleanup_batch_ struct batch *b = fresh();
	_cleanup_buf_ struct buf body = {0}, split = {0};
	(void)state;
	add(b, "update", 2, "a", "[[1,1]]");
	add(b, "update", 3, "b", "[[1,2],[2,3]]");
	add(b, "append", 0, "n", "[1]");
	add(b, "append", 0, "m", "[2]");
	build(b, false, &body);
	assert_int_equal(batch_item(b, 2).request, 1);
	assert_string_equal(batch_item(b, 2).id, "b");
	assert_int_equal(batch_item(b, 3).request, batch_item(b, 4).request);
	build(b, true, &split);
	for (size_t i = 0; i < batch_count(b); i++)
		assert_int_equal(batch_item(b, i).request, i);
	assert_int_equal(batch_item(b, 2).column, 2);
	assert_int_equal(batch_item(b, 2).row, 3);
	assert_string_equal(batch_item(b, 4).id, "m");
}

static void refuses_what_look_must_not_return(void **state)
{
	_cleanup_batch_ struct batch *b = fresh();
	struct failure f = {0};
	(void)state;
	assert_int_equal(batch_add(b, "update", 0, "a", "[[1,1]]", &f), ERR_BUG);
	assert_int_equal(batch_add(b, "update", 2, "a", "[[0,1]]", &f), ERR_BUG);
	assert_int_equal(batch_add(b, "update", 2, "a", "[1]", &f), ERR_BUG);
	assert_int_equal(batch_add(b, "update", 2, "a", NULL, &f), ERR_BUG);
	assert_int_equal(batch_add(b, "explode", 2, "a", "[]", &f), ERR_BUG);
	assert_true(batch_empty(b));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_typed_values),
		cmocka_unit_test(stacks_rows_of_one_column),
		cmocka_unit_test(keeps_apart_what_is_not_a_block),
		cmocka_unit_test(sends_in_order),
		cmocka_unit_test(asks_for_places_at_the_end),
		cmocka_unit_test(empties_the_last_row_that_may_not_be_deleted),
		cmocka_unit_test(traces_a_request_back),
		cmocka_unit_test(refuses_what_look_must_not_return),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
