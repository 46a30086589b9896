/* How calls of the Sheets API end, as Google and what is between us and it may answer them. */
#define _GNU_SOURCE /* strcasestr */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/unit/scripted_server.h"
#include "tests/unit/service_account.h"
#include "google/sheets.h"

#include <cmocka.h>

#define TOKEN "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"access_token\":\"t\",\"expires_in\":3599}"
#define ANSWER(status, body) "HTTP/1.1 " status " x\r\nConnection: close\r\n\r\n" body
#define ERROR(code, status, message) ANSWER(code, "{\n \"error\": {\n \"code\": " code ",\n \"message\": \"" message "\",\n \"status\": \"" status "\" } }\n")

static void call(const struct script_step *steps, size_t count, bool write, struct sheets_result *r, char asked[SCRIPT_ASKED])
{
	struct scripted_server *s = script_start(steps, count);
	_cleanup_http_ struct http *h = http_new(&(struct http_options){.timeout_s = 5, .most_bytes = 100000});
	account_write_local(&account, s->port);
	_cleanup_token_ struct token *t = token_new(account.path, NULL);
	_cleanup_buf_ struct buf body = {0};
	char url[64];
	snprintf(url, sizeof url, "http://127.0.0.1:%u", s->port);
	const struct sheets sheets = {.url = url, .http = h, .token = t};
	buf_adds(&body, "{\"requests\":[]}");
	if (write)
		sheets_update(&sheets, "1AbC", &body, r);
	else
		sheets_read(&sheets, "1AbC", "[]", "properties(title),sheets", NULL, r);
	if (asked)
		memcpy(asked, s->asked[count - 1], SCRIPT_ASKED);
	assert_int_equal(s->served, count);
	script_stop(s);
}

static void assert_end(const char *answer, bool write, enum sheets_outcome outcome, int request, const char *part)
{
	const struct script_step steps[] = {{TOKEN, false}, {answer, false}};
	_cleanup_sheets_ struct sheets_result r = {0};
	call(steps, 2, write, &r, NULL);
	if (r.outcome != outcome || r.request != request || (part && !strstr(r.text, part)))
		fail_msg("outcome %d, request %d: %s; of %s", r.outcome, r.request, r.text, answer ? answer : "no answer");
}

static void asks_as_the_api_wants(void **state)
{
	static char asked[SCRIPT_ASKED];
	const struct script_step steps[] = {{TOKEN, false}, {ANSWER("200", "{}"), false}};
	_cleanup_sheets_ struct sheets_result r = {0};
	(void)state;
	call(steps, 2, false, &r, asked);
	assert_int_equal(r.outcome, SHEETS_DONE);
	assert_ptr_equal(strstr(asked, "POST /v4/spreadsheets/1AbC:getByDataFilter?prettyPrint=false&fields=properties(title),sheets HTTP/1.1\r\n"), asked);
	assert_non_null(strstr(asked, "Authorization: Bearer t\r\n"));
	assert_non_null(strstr(asked, "\r\n\r\n{\"dataFilters\":[]}"));
	call(steps, 2, true, &r, asked);
	assert_int_equal(r.outcome, SHEETS_DONE);
	assert_ptr_equal(strstr(asked, "POST /v4/spreadsheets/1AbC:batchUpdate?"), asked);
	assert_non_null(strstr(asked, "\r\n\r\n{\"requests\":[]}"));
}

static void builds_filters(void **state)
{
	_cleanup_buf_ struct buf b = {0};
	(void)state;
	buf_addc(&b, '[');
	sheets_filter(&b, 0, 0, 0, 0, 0);
	sheets_filter(&b, 7, 2, 10, 3, 3);
	assert_string_equal(b.data, "[{\"gridRange\":{\"sheetId\":0}},{\"gridRange\":{\"sheetId\":7,\"startRowIndex\":1,\"endRowIndex\":10,\"startColumnIndex\":2,\"endColumnIndex\":3}}");
}

static void sorts_the_answers_to_a_write(void **state)
{
	(void)state;
	assert_end(ERROR("429", "RESOURCE_EXHAUSTED", "Quota exceeded"), true, SHEETS_THROTTLED, -1, "429");
	assert_end(ERROR("400", "INVALID_ARGUMENT", "Invalid requests[12].updateCells: No grid with id: 9"), true, SHEETS_REFUSED, 12, "No grid");
	assert_end(ERROR("400", "INVALID_ARGUMENT", "requests[3].updateCells no v\\u00e1lido: la celda"), true, SHEETS_REFUSED, 3, NULL);
	assert_end(ERROR("400", "INVALID_ARGUMENT", "above the limit of 10000000 cells."), true, SHEETS_REFUSED, -1, "10000000");
	assert_end(ERROR("403", "PERMISSION_DENIED", "The caller does not have permission"), true, SHEETS_REFUSED, -1, "share the spreadsheet");
	assert_end(ERROR("404", "NOT_FOUND", "Requested entity was not found."), true, SHEETS_REFUSED, -1, "deleted");
	assert_end(ERROR("500", "INTERNAL", "Internal error"), true, SHEETS_UNANSWERED, -1, "500");
	assert_end(ERROR("503", "UNAVAILABLE", "The service is currently unavailable."), true, SHEETS_UNANSWERED, -1, "503");
	assert_end(ANSWER("408", "{}"), true, SHEETS_UNANSWERED, -1, NULL);
	assert_end(ANSWER("200", "<html>"), true, SHEETS_UNANSWERED, -1, NULL);
	assert_end(ANSWER("200", "{\"spreadsheetId\":\"1A"), true, SHEETS_UNANSWERED, -1, NULL);
	assert_end(ANSWER("200", ""), true, SHEETS_UNANSWERED, -1, NULL);
	assert_end(ANSWER("302", ""), true, SHEETS_UNANSWERED, -1, NULL);
	assert_end(ANSWER("400", "<html>Bad Request"), true, SHEETS_UNANSWERED, -1, NULL);
	assert_end(ANSWER("400", "{\"error\":\"plain\"}"), true, SHEETS_UNANSWERED, -1, NULL);
	assert_end(ANSWER("403", "[]"), true, SHEETS_UNANSWERED, -1, NULL);
	assert_end(NULL, true, SHEETS_UNANSWERED, -1, NULL);
}

static void gets_a_new_token_once(void **state)
{
	const struct script_step twice[] = {{TOKEN, false}, {ERROR("401", "UNAUTHENTICATED", "expired"), false}, {TOKEN, false}, {ANSWER("200", "{}"), false}};
	const struct script_step never[] = {{TOKEN, false}, {ERROR("401", "UNAUTHENTICATED", "expired"), false}, {TOKEN, false}, {ERROR("401", "UNAUTHENTICATED", "expired"), false}};
	_cleanup_sheets_ struct sheets_result r = {0};
	(void)state;
	call(twice, 4, true, &r, NULL);
	assert_int_equal(r.outcome, SHEETS_DONE);
	call(never, 4, true, &r, NULL);
	assert_int_equal(r.outcome, SHEETS_REFUSED);
	assert_int_equal(r.status, 401);
}

static void is_unsent_without_a_token(void **state)
{
	const struct script_step steps[] = {{ANSWER("400", "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid JWT Signature.\"}"), false}};
	const struct script_step later[] = {{ANSWER("503", ""), false}};
	_cleanup_sheets_ struct sheets_result r = {0};
	(void)state;
	call(steps, 1, true, &r, NULL);
	assert_int_equal(r.outcome, SHEETS_UNSENT);
	assert_true(r.stopped);
	assert_non_null(strstr(r.text, account.path));
	call(later, 1, true, &r, NULL);
	assert_int_equal(r.outcome, SHEETS_UNSENT);
	assert_false(r.stopped);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_as_the_api_wants),
		cmocka_unit_test(builds_filters),
		cmocka_unit_test(sorts_the_answers_to_a_write),
		cmocka_unit_test(gets_a_new_token_once),
		cmocka_unit_test(is_unsent_without_a_token),
	};
	return cmocka_run_group_tests(tests, make_account, remove_account);
}
