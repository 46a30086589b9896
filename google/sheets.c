#include "google/sheets.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"

void sheets_result_free(struct sheets_result *r)
{
	http_answer_free(&r->answer);
}

void sheets_filter(struct buf *filters, int64_t sheet, int first_row, int last_row, int first_column, int last_column)
{
	buf_addf(filters, "%s{\"gridRange\":{\"sheetId\":%lld", filters->len > 1 ? "," : "", (long long)sheet);
	if (first_row)
		buf_addf(filters, ",\"startRowIndex\":%d", first_row - 1);
	if (last_row)
		buf_addf(filters, ",\"endRowIndex\":%d", last_row);
	if (first_column)
		buf_addf(filters, ",\"startColumnIndex\":%d", first_column - 1);
	if (last_column)
		buf_addf(filters, ",\"endColumnIndex\":%d", last_column);
	buf_adds(filters, "}}");
}

/* --- how it ended ----------------------------------------------------------------------------------------------------------- */

static int request_number(const char *message)
{
	const char *at = strstr(message, "requests[");
	return at && isdigit((unsigned char)at[9]) ? (int)strtol(at + 9, NULL, 10) : -1;
}

static char *text_of(const struct json *j, json_value object, const char *name)
{
	json_value v = json_member(j, object, name);
	return v == JSON_NONE ? NULL : json_string(j, v, NULL);
}

/* Appends what to do about it. */
static void add_advice(struct sheets_result *r, const char *email)
{
	size_t used = strlen(r->text);
	char *end = r->text + used;
	size_t room = sizeof r->text - used;
	if (r->status == 401)
		snprintf(end, room, "; the token of %s is not accepted", email);
	else if (r->status == 403)
		snprintf(end, room, "; share the spreadsheet with %s as editor, and enable the Google Sheets API in its project", email);
	else if (r->status == 404)
		snprintf(end, room, "; the spreadsheet was deleted, or its id is wrong, or it is not shared with %s", email);
}

/* Google's own errors are JSON; a 4xx of anything else in between says nothing about what Google did. */
static void explain_refusal(struct sheets_result *r, const char *email)
{
	struct json_fault fault;
	_cleanup_json_ struct json *j = json_parse(r->answer.body.data, r->answer.body.len, &fault);
	json_value error = j ? json_member(j, 0, "error") : JSON_NONE;
	char *message = error == JSON_NONE ? NULL : text_of(j, error, "message");
	char *status = error == JSON_NONE ? NULL : text_of(j, error, "status");
	if (message) {
		r->request = request_number(message);
		snprintf(r->text, sizeof r->text, "%ld %s: %s", r->status, status ? status : "", message);
		add_advice(r, email);
	} else {
		r->outcome = SHEETS_UNANSWERED;
		snprintf(r->text, sizeof r->text, "the answer %ld is none of Google's", r->status);
	}
	free(message);
	free(status);
}

static bool is_object(const struct buf *body)
{
	struct json_fault fault;
	_cleanup_json_ struct json *j = json_parse(body->data, body->len, &fault);
	return j && json_type(j, 0) == JSON_OBJECT;
}

static void conclude_answer(struct sheets_result *r, const char *email, bool write)
{
	if (r->status == 200) {
		r->outcome = !write || is_object(&r->answer.body) ? SHEETS_DONE : SHEETS_UNANSWERED;
		snprintf(r->text, sizeof r->text, "the answer 200 is cut, or none of Google's");
	} else if (r->status >= 400 && r->status < 500 && r->status != 408) {
		r->outcome = r->status == 429 ? SHEETS_THROTTLED : SHEETS_REFUSED;
		explain_refusal(r, email);
	} else {
		r->outcome = SHEETS_UNANSWERED;
		snprintf(r->text, sizeof r->text, "the answer is %ld", r->status);
	}
}

static void conclude(struct sheets_result *r, const char *email, bool write)
{
	r->status = r->answer.outcome == HTTP_ANSWERED ? r->answer.status : 0;
	r->request = -1;
	r->stopped = false;
	if (r->answer.outcome == HTTP_ANSWERED) {
		conclude_answer(r, email, write);
		return;
	}
	r->outcome = r->answer.outcome == HTTP_UNSENT ? SHEETS_UNSENT : SHEETS_UNANSWERED;
	snprintf(r->text, sizeof r->text, "%s", r->answer.reason);
}

/* --- calling ------------------------------------------------------------------------------------------------------------------ */

static bool send_with_token(const struct sheets *s, struct http_request *request, struct sheets_result *r)
{
	struct failure f = {0};
	if (token_get(s->token, s->http, &request->bearer, &f) == OK) {
		http_send(s->http, request, &r->answer);
		conclude(r, token_email(s->token), request->once);
		return true;
	}
	r->outcome = SHEETS_UNSENT;
	r->status = 0;
	r->request = -1;
	r->stopped = f.kind == ERR_STOP;
	snprintf(r->text, sizeof r->text, "%s", f.text);
	return false;
}

/* `body` NULL: a GET. */
static void call(const struct sheets *s, const char *spreadsheet, const char *method, const struct buf *body, bool once, const struct http_sink *sink,
                 struct sheets_result *r)
{
	_cleanup_buf_ struct buf url = {0};
	buf_addf(&url, "%s/v4/spreadsheets/%s%s", s->url, spreadsheet, method);
	if (url.failed || (body && body->failed)) {
		*r = (struct sheets_result){.outcome = SHEETS_UNSENT, .request = -1, .answer = r->answer, .text = "out of memory"};
		return;
	}
	struct http_request request = {.url = url.data, .once = once, .sink = sink};
	if (body) {
		request.type = "application/json";
		request.body = body->data;
		request.body_len = body->len;
	}
	if (send_with_token(s, &request, r) && r->status == 401) {
		token_forget(s->token); /* it may have been withdrawn early; a 401 was not carried out, so it may be sent again */
		send_with_token(s, &request, r);
	}
}

void sheets_get(const struct sheets *s, const char *spreadsheet, const char *fields, struct sheets_result *ret)
{
	_cleanup_buf_ struct buf query = {0};
	buf_addf(&query, "?prettyPrint=false&fields=%s", fields);
	call(s, spreadsheet, query.failed ? "" : query.data, NULL, false, NULL, ret);
}

void sheets_read(const struct sheets *s, const char *spreadsheet, const char *filters, const char *fields, const struct http_sink *sink, struct sheets_result *ret)
{
	_cleanup_buf_ struct buf method = {0}, body = {0};
	buf_addf(&method, ":getByDataFilter?prettyPrint=false&fields=%s", fields);
	buf_addf(&body, "{\"dataFilters\":%s}", filters);
	body.failed |= method.failed;
	call(s, spreadsheet, method.failed ? "" : method.data, &body, false, sink, ret);
}

void sheets_update(const struct sheets *s, const char *spreadsheet, const struct buf *body, struct sheets_result *ret)
{
	call(s, spreadsheet, ":batchUpdate?prettyPrint=false&fields=spreadsheetId," UPDATE_PLACES_FIELDS, body, true, NULL, ret);
}
