/* Readings of a tab, put together from answers as a server gives them. */
#define _GNU_SOURCE /* strcasestr */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/unit/scripted_server.h"
#include "tests/unit/service_account.h"
#include "google/reading.h"

#include <cmocka.h> /* last: its macro fail() would hide ours */

#define TOKEN "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"access_token\":\"t\",\"expires_in\":3599}"
#define ANSWER(rows, columns, data) "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"properties\":{\"title\":\"Book\",\"locale\":\"en_US\",\"timeZone\":\"UTC\"},\"sheets\":[{\"properties\":" \
	"{\"sheetId\":0,\"title\":\"Tab\",\"gridProperties\":{\"rowCount\":" #rows ",\"columnCount\":" #columns "}},\"data\":[" data "]}]}"
#define REFUSED "HTTP/1.1 400 x\r\nConnection: close\r\n\r\n{\"error\":{\"code\":400,\"message\":\"Range (Tab!A252) exceeds grid limits.\",\"status\":\"INVALID_ARGUMENT\"}}"
#define CUT "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\nConnection: close\r\n\r\n{\"properties\":{},\"sheets\":[{\"properties\":{\"sheetId\":0},\"data\":[{\"rowData\":[{},"
#define S(t) "{\"userEnteredValue\":{\"stringValue\":\"" t "\"}}"
#define N(n) "{\"userEnteredValue\":{\"numberValue\":" #n "}}"
#define ROW(v) "{\"values\":[" v "]}"
#define HEADER "{\"rowData\":[" ROW(S("n") "," S("_gsync_id@7")) "]}"
#define ID(n) "abcdefghijk" #n
#define NROW(n) ROW(N(n) "," S(ID(n)))
#define IDS(v) "{\"startColumn\":1,\"rowData\":[" ROW(S("_gsync_id@7")) "," v "]}"
#define FROM(row, v) "{\"startRow\":" #row ",\"rowData\":[" v "]}"
#define TELL(n) "{\"row\":" #n ",\"cells\":[" #n ",\"" ID(n) "\"]}"

struct taken {
	struct reading *reading;
	struct reading_shape shape;
	struct sheets_result call;
	struct failure failure;
	struct buf told;  /* what was handed out */
	struct buf info;
	size_t calls;     /* to be allowed */
	char asked[SCRIPT_MOST][SCRIPT_ASKED];
};

static void taken_free(struct taken *t)
{
	reading_free(t->reading);
	sheets_result_free(&t->call);
	buf_free(&t->told);
	buf_free(&t->info);
	free(t);
}

static bool may_call(void *context)
{
	struct taken *t = context;
	return t->calls-- > 0;
}

static enum error begin(void *context, struct failure *f)
{
	(void)f;
	buf_adds(&((struct taken *)context)->told, "begin;");
	return OK;
}

static enum error rows(void *context, const char *json, size_t n, struct failure *f)
{
	struct taken *t = context;
	assert_int_equal(strlen(json), n);
	buf_adds(&t->told, json);
	buf_addc(&t->told, ';');
	return strstr(json, "13") ? (fail)(f, ERR_REJECT, "thirteen is refused") : OK;
}

/* `answers` are given one by one, and must all be asked for. */
static struct taken *take(const char *const answers[], size_t count, const struct reading_shape *shape, const struct reading_range *ranges, size_t range_count,
                          enum reading_outcome expected)
{
	struct script_step steps[SCRIPT_MOST] = {{TOKEN, false}};
	struct taken *t = calloc(1, sizeof *t);
	for (size_t i = 0; i < count; i++)
		steps[i + 1] = (struct script_step){answers[i], false};
	struct scripted_server *s = script_start(steps, count + 1);
	_cleanup_http_ struct http *h = http_new(&(struct http_options){.timeout_s = 5, .most_bytes = 10000000});
	account_write_local(&account, s->port);
	_cleanup_token_ struct token *token = token_new(account.path, NULL);
	char url[64];
	snprintf(url, sizeof url, "http://127.0.0.1:%u", s->port);
	const struct sheets sheets = {.url = url, .http = h, .token = token};
	const struct reading_source source = {.sheets = &sheets, .spreadsheet = "1AbC", .may_call = may_call, .begin = begin, .rows = rows, .context = t};
	t->reading = reading_new();
	t->calls = count;
	if (shape)
		t->shape = *shape;
	enum reading_outcome outcome = reading_take(&source, &t->shape, ranges, range_count, t->reading, &t->call, &t->failure);
	if (outcome != expected || s->served != count + 1)
		fail_msg("outcome %d after %zu answers: %s %s", (int)outcome, s->served - 1, t->failure.text, t->call.text);
	for (size_t i = 0; i < count; i++)
		memcpy(t->asked[i], s->asked[i + 1], SCRIPT_ASKED);
	script_stop(s);
	if (outcome == READING_DONE)
		reading_info(t->reading, &t->info);
	return t;
}
#define TAKE(shape, ranges, count, expected, ...) take((const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *), shape, ranges, count, expected)

static const struct reading_shape small = {true, 100, 3, 2, 2};
static const struct reading_shape large = {true, 250001, 4, 2, 2}; /* 100,000 rows are a window */

static void reads_a_small_tab_at_once(void **state)
{
	struct taken *t = TAKE(NULL, NULL, 0, READING_DONE, ANSWER(100, 3, HEADER), ANSWER(100, 3, "{\"rowData\":[" ROW(S("n") "," S("_gsync_id@7")) "," NROW(2) ",{}," ROW("{}," S("no id")) "," NROW(5) "]}"));
	(void)state;
	assert_string_equal(t->told.data, "begin;[" TELL(2) ",{\"row\":4,\"cells\":[null,\"no id\"]}," TELL(5) "];");
	assert_non_null(strstr(t->info.data, "{\"title\":\"Tab\",\"time_zone\":\"UTC\",\"locale\":\"en_US\",\"rows\":100,\"columns\":3,\"frozen\":0,\"header\":[\"n\",\"_gsync_id@7\"],\"pins\":[],\"pub\":7,\"whole\":true,\"digest\":\""));
	assert_non_null(strstr(t->info.data, "\"ids_column_empty\":true}"));
	assert_true(t->shape.known && t->shape.rows == 100 && t->shape.columns == 3 && t->shape.id_column == 2);
	taken_free(t);
}

static void reads_ranges_with_the_ids(void **state)
{
	const struct reading_range ranges[] = {{5, 6}, {1, 3}, {99, 120}};
	/* in another order than asked, and rows that hold nothing left out */
	struct taken *t = TAKE(&small, ranges, 3, READING_DONE, ANSWER(100, 3, FROM(4, NROW(5)) "," IDS("{}," ROW(S(ID(3))) "," ROW(S("no id")) "," ROW(S(ID(5)))) "," FROM(1, "{}," NROW(3)) ",{\"startRow\":98}," HEADER));
	(void)state;
	assert_string_equal(t->told.data, "begin;[" TELL(5) ",{\"row\":2,\"cells\":[]}," TELL(3) ",{\"row\":6,\"cells\":[]},{\"row\":99,\"cells\":[]},{\"row\":100,\"cells\":[]}];");
	assert_string_equal(reading_ids(t->reading)->data, "\n" ID(3) "\n\n" ID(5));
	assert_non_null(strstr(t->info.data, "\"whole\":false"));
	assert_non_null(strstr(t->asked[0], "\"startRowIndex\":1,\"endRowIndex\":3}"));
	taken_free(t);
}

static void an_id_column_at_a_is_none_of_the_rows(void **state)
{
	const struct reading_shape first = {true, 100, 3, 2, 1};
	const struct reading_range ranges[] = {{2, 2}};
	struct taken *t = TAKE(&first, ranges, 1, READING_DONE, ANSWER(100, 3, "{\"rowData\":[" ROW(S("_gsync_id") "," S("n")) "]},{\"rowData\":[" ROW(S("_gsync_id")) "," ROW(S(ID(2))) "," ROW(S(ID(3))) "]},"
		FROM(1, ROW(S(ID(2)) "," N(2)))));
	(void)state;
	assert_string_equal(t->told.data, "begin;[{\"row\":2,\"cells\":[\"" ID(2) "\",2]}];");
	assert_string_equal(reading_ids(t->reading)->data, ID(2) "\n" ID(3));
	taken_free(t);
}

static void one_digest_for_one_order(void **state)
{
	const struct reading_range ranges[] = {{2, 2}};
	struct taken *whole = TAKE(&small, NULL, 0, READING_DONE, ANSWER(100, 3, "{\"rowData\":[" ROW(S("n") "," S("_gsync_id@7")) "," NROW(2) "," ROW(N(9)) "," NROW(4) "," ROW(N(1)) "]}"));
	struct taken *some = TAKE(&small, ranges, 1, READING_DONE, ANSWER(100, 3, HEADER "," IDS(ROW(S(ID(2))) ",{}," ROW(S(ID(4)))) "," FROM(1, NROW(2))));
	struct taken *other = TAKE(&small, ranges, 1, READING_DONE, ANSWER(100, 3, HEADER "," IDS(ROW(S(ID(2))) "," ROW(S(ID(4)))) "," FROM(1, NROW(2))));
	(void)state;
	assert_string_equal(reading_digest(whole->reading).text, reading_digest(some->reading).text);
	assert_string_not_equal(reading_digest(whole->reading).text, reading_digest(other->reading).text);
	taken_free(whole);
	taken_free(some);
	taken_free(other);
}

#define WINDOWS ANSWER(250001, 4, HEADER "," FROM(1, NROW(2))), ANSWER(250001, 4, FROM(100001, "{}") "," HEADER), ANSWER(250001, 4, HEADER "," FROM(200001, NROW(4)))
#define MOVED_WINDOWS ANSWER(250001, 4, HEADER "," FROM(1, NROW(4))), ANSWER(250001, 4, HEADER), ANSWER(250001, 4, HEADER)

static void reads_a_large_tab_in_windows(void **state)
{
	_cleanup_buf_ struct buf ids = {0};
	buf_adds(&ids, ROW(S(ID(2))));
	for (int row = 3; row < 200002; row++)
		buf_adds(&ids, ",{}");
	buf_adds(&ids, "," ROW(S(ID(4))));
	_cleanup_buf_ struct buf last = {0};
	buf_addf(&last, ANSWER(250001, 4, HEADER ",{\"startColumn\":1,\"rowData\":[" ROW(S("_gsync_id@7")) ",%s]}"), ids.data);
	struct taken *t = TAKE(&large, NULL, 0, READING_DONE, WINDOWS, last.data);
	(void)state;
	assert_string_equal(t->told.data, "begin;[" TELL(2) "];[{\"row\":200002,\"cells\":[4,\"" ID(4) "\"]}];");
	assert_non_null(strstr(t->asked[0], "\"startRowIndex\":1,\"endRowIndex\":100001}"));
	assert_non_null(strstr(t->asked[2], "\"startRowIndex\":200001,\"endRowIndex\":250001}"));
	taken_free(t);
}

static void reads_again_when_rows_have_moved(void **state)
{
	struct taken *t = TAKE(&large, NULL, 0, READING_DONE, WINDOWS, ANSWER(250001, 4, HEADER "," IDS(ROW(S(ID(4))) "," ROW(S(ID(2))))), ANSWER(250001, 4, HEADER),
		MOVED_WINDOWS, ANSWER(250001, 4, HEADER "," IDS(ROW(S(ID(4))))));
	(void)state;
	assert_string_equal(t->told.data, "begin;[" TELL(2) "];[{\"row\":200002,\"cells\":[4,\"" ID(4) "\"]}];begin;[{\"row\":2,\"cells\":[4,\"" ID(4) "\"]}];");
	taken_free(t);
}

static void reads_again_when_the_header_has_changed(void **state)
{
	struct taken *t = TAKE(&large, NULL, 0, READING_DONE, ANSWER(250001, 4, HEADER), ANSWER(250001, 4, "{\"rowData\":[" ROW(S("n") "," S("_gsync_id@8")) "]}"), ANSWER(2, 4, HEADER),
		ANSWER(2, 4, "{\"rowData\":[" ROW(S("n") "," S("_gsync_id@8")) "]}"));
	(void)state;
	assert_string_equal(t->told.data, "begin;begin;");
	assert_non_null(strstr(t->info.data, "\"pub\":8"));
	taken_free(t);
}

static void a_range_behind_the_grid_is_read_again(void **state)
{
	const struct reading_range ranges[] = {{2, 3}, {4, 500}};
	struct taken *t = TAKE(&small, ranges, 2, READING_DONE, REFUSED, ANSWER(3, 3, HEADER), ANSWER(3, 3, HEADER "," IDS("{}") "," FROM(1, "{}," NROW(3))));
	(void)state;
	assert_string_equal(t->told.data, "begin;begin;[{\"row\":2,\"cells\":[]}," TELL(3) "];");
	taken_free(t);
}

static void says_how_it_failed(void **state)
{
	struct taken *t = TAKE(NULL, NULL, 0, READING_UNREAD, REFUSED);
	(void)state;
	assert_int_equal(t->call.status, 400);
	taken_free(t);
	t = TAKE(&small, NULL, 0, READING_UNREAD, CUT);
	assert_int_equal(t->call.outcome, SHEETS_UNANSWERED);
	assert_false(t->shape.known);
	taken_free(t);
	t = TAKE(&small, NULL, 0, READING_FAILED, ANSWER(100, 3, "{\"rowData\":[{},{}x]}"));
	assert_int_equal(t->failure.kind, ERR_RETRY);
	taken_free(t);
	t = TAKE(&small, NULL, 0, READING_FAILED, ANSWER(100, 3, FROM(11, NROW(13))));
	assert_int_equal(t->failure.kind, ERR_REJECT);
	assert_string_equal(t->failure.text, "thirteen is refused");
	taken_free(t);
	t = TAKE(&large, NULL, 0, READING_GIVEN_UP, ANSWER(250001, 4, HEADER));
	assert_string_equal(t->told.data, "begin;");
	taken_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_small_tab_at_once),
		cmocka_unit_test(reads_ranges_with_the_ids),
		cmocka_unit_test(an_id_column_at_a_is_none_of_the_rows),
		cmocka_unit_test(one_digest_for_one_order),
		cmocka_unit_test(reads_a_large_tab_in_windows),
		cmocka_unit_test(reads_again_when_rows_have_moved),
		cmocka_unit_test(reads_again_when_the_header_has_changed),
		cmocka_unit_test(a_range_behind_the_grid_is_read_again),
		cmocka_unit_test(says_how_it_failed),
	};
	return cmocka_run_group_tests(tests, make_account, remove_account);
}
