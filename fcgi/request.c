#include "fcgi/request.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "fcgi/event.h"
#include "fcgi/refusal.h"

enum { ID_MAX = 255 };

static const char retry_after[] = "Retry-After: 10";

const char *request_param(const struct request *r, const char *name)
{
	size_t n = strlen(name);

	for (char *const *p = r->params; p && *p; p++)
		if (strncmp(*p, name, n) == 0 && (*p)[n] == '=')
			return *p + n + 1;
	return "";
}

static bool is_method(const struct request *r, const char *method)
{
	return strcmp(request_param(r, "REQUEST_METHOD"), method) == 0;
}

static void refuse_method(struct reply *reply, const char *allow)
{
	reply_error(reply, HTTP_METHOD_NOT_ALLOWED, "this address does not know that method", "wrong method");
	reply->header = allow;
}

static void answer_health(const struct request_context *c, const struct request *r, struct reply *reply)
{
	if (!is_method(r, "GET") && !is_method(r, "HEAD")) {
		refuse_method(reply, "Allow: GET, HEAD");
	} else if (journal_writable(c->journal)) {
		reply_healthy(reply);
	} else {
		reply_error(reply, HTTP_UNAVAILABLE, "the journal cannot be written", "journal not writable");
		reply->header = retry_after;
	}
}

/* "application/json", maybe with parameters, not compressed. */
static bool is_json(const struct request *r)
{
	static const char json[] = "application/json";
	const char *type = request_param(r, "CONTENT_TYPE"), *encoding = request_param(r, "HTTP_CONTENT_ENCODING");
	size_t n = sizeof json - 1;

	return strncasecmp(type, json, n) == 0 && strchr(" \t;", type[n]) != NULL && (!*encoding || strcasecmp(encoding, "identity") == 0);
}

/* Seconds since 1970 as the standard writes them: digits, nothing else. */
static bool parse_timestamp(const char *text, time_t *ret)
{
	size_t n = strlen(text);

	if (n == 0 || n > 15 || strspn(text, "0123456789") != n)
		return false;
	*ret = (time_t)strtoll(text, NULL, 10);
	return true;
}

/* Everybody who has no valid signature gets this, whatever else may be wrong. */
static bool refuse(struct reply *reply, const char *error, const char *why)
{
	reply_error(reply, HTTP_UNAUTHORIZED, error, why);
	reply->header = "WWW-Authenticate: Standard-Webhooks";
	return false;
}

static bool authenticate(const struct request_context *c, const struct request *r, struct reply *reply)
{
	const char *id = request_param(r, "HTTP_WEBHOOK_ID"), *timestamp = request_param(r, "HTTP_WEBHOOK_TIMESTAMP");
	const char *signatures = request_param(r, "HTTP_WEBHOOK_SIGNATURE"), *spreadsheet = request_param(r, "HTTP_GSYNC_SPREADSHEET");
	static const char unknown[] = "not authenticated";
	time_t signed_at, now = time(NULL), tolerance = (time_t)c->tolerance_s;
	bool known;

	if (!*id || !*spreadsheet || !*signatures || !parse_timestamp(timestamp, &signed_at))
		return refuse(reply, unknown, "not signed");
	if (!secrets_verify(c->secrets, spreadsheet, id, timestamp, r->body, r->body_len, signatures, &known))
		return refuse(reply, unknown, known ? "wrong signature" : "unknown spreadsheet");
	if (signed_at < now - tolerance)
		return refuse(reply, "webhook-timestamp is too old: sign again, and compare the clocks", "signed too long ago");
	if (signed_at > now + tolerance)
		return refuse(reply, "webhook-timestamp is in the future: compare the clocks", "signed in the future");
	return true;
}

/* Printable ASCII, as long as the journal's index allows. */
static bool is_id(const char *id)
{
	size_t n = strlen(id);

	if (n > ID_MAX)
		return false;
	for (; *id; id++)
		if (*id <= ' ' || *id > '~')
			return false;
	return true;
}

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void store(const struct request_context *c, const struct request *r, const struct event *event, struct reply *reply)
{
	struct journal_entry entry = {
		.received_ms = now_ms(), .origin = JOURNAL_WEBHOOK, .sheet = event->sheet, .body = r->body, .body_len = r->body_len,
		.spreadsheet = request_param(r, "HTTP_GSYNC_SPREADSHEET"), .id = request_param(r, "HTTP_WEBHOOK_ID"),
	};
	struct failure failure = { .text = "the journal failed" };
	uint64_t seq;

	entry.spreadsheet_len = strlen(entry.spreadsheet);
	entry.id_len = strlen(entry.id);
	switch (journal_append(c->journal, &entry, &seq, &failure)) {
	case JOURNAL_APPENDED:
		reply_stored(reply, seq, false);
		return;
	case JOURNAL_DUPLICATE:
		reply_stored(reply, seq, true);
		return;
	case JOURNAL_FULL:
		reply_error(reply, HTTP_UNAVAILABLE, "the journal is full: nothing was kept, send it again later", "journal full");
		break;
	case JOURNAL_FAILED:
		refusal_log(HTTP_UNAVAILABLE, entry.spreadsheet, failure.text);
		reply_error(reply, HTTP_UNAVAILABLE, "the journal cannot be written: send it again later", NULL);
		reply->why = NULL;
		break;
	}
	reply->header = retry_after;
}

static void answer_event(const struct request_context *c, const struct request *r, struct reply *reply)
{
	struct event event;
	struct event_fault fault;

	if (!is_method(r, "POST"))
		refuse_method(reply, "Allow: POST");
	else if (!is_json(r))
		reply_error(reply, HTTP_UNSUPPORTED_TYPE, "Content-Type must be application/json, without Content-Encoding", "not JSON");
	else if (r->body_too_long)
		reply_error(reply, HTTP_TOO_LARGE, "the body is longer than max_body", "body too long");
	else if (r->body_len == 0)
		reply_error(reply, HTTP_LENGTH_REQUIRED, "a body is needed", "no body");
	else if (!authenticate(c, r, reply))
		return;
	else if (!is_id(request_param(r, "HTTP_WEBHOOK_ID")))
		reply_fault(reply, "the header webhook-id must be at most 255 characters of printable ASCII", 0);
	else if (!event_parse(r->body, r->body_len, request_param(r, "HTTP_GSYNC_SPREADSHEET"), &event, &fault))
		reply_fault(reply, fault.text, fault.at);
	else
		store(c, r, &event, reply);
}

void request_answer(const struct request_context *c, const struct request *r, struct reply *ret_reply)
{
	const char *path = request_param(r, "DOCUMENT_URI");

	if (strcmp(path, "/gsync/v1/events") == 0)
		answer_event(c, r, ret_reply);
	else if (strcmp(path, "/gsync/v1/health") == 0)
		answer_health(c, r, ret_reply);
	else
		reply_error(ret_reply, HTTP_NOT_FOUND, "no such address", "no such address");
	if (ret_reply->why)
		refusal_log(ret_reply->status, request_param(r, "HTTP_GSYNC_SPREADSHEET"), ret_reply->why);
}
