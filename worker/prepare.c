/* A new link: what its tab looks like goes to gsync.prepare(), which says what to write there once: headers, the id column, formats. */
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "common/log.h"
#include "worker/publish.h"

static enum error ask(struct publisher *p, const struct tab *t, const struct reading *reading, struct pg_result **ret, struct failure *f)
{
	_cleanup_buf_ struct buf info = {0};
	struct pg_number link = pg_number(t->link);
	reading_info(reading, &info);
	if (info.failed)
		return fail(f, ERR_RETRY, "out of memory");
	const char *const params[] = {link.text, info.data};
	return pg_query(p->pg, "SELECT gsync.prepare($1, $2)", 2, params, ret, f);
}

static bool is_empty(const struct json *requests)
{
	return json_type(requests, 0) == JSON_ARRAY && json_count(requests, 0) == 0;
}

/* Why nothing can be written; PostgreSQL has kept it already. */
static bool is_problem(struct publisher *p, struct tab *t, const struct json *requests)
{
	json_value problem = json_type(requests, 0) == JSON_OBJECT ? json_member(requests, 0, "problem") : JSON_NONE;
	char *text = problem == JSON_NONE ? NULL : json_string(requests, problem, NULL);
	struct failure f = {0};
	if (problem == JSON_NONE)
		return false;
	fail(&f, ERR_STOP, "%s", text ? text : "out of memory");
	tab_trouble(p, t, &f, false);
	free(text);
	return true;
}

/* Sheets may have refused nothing but the pins: then it is tried again at once, without them. */
static bool is_final(struct publisher *p, const struct tab *t, const char *reason)
{
	_cleanup_result_ struct pg_result *r = NULL;
	struct pg_number link = pg_number(t->link);
	struct failure f = {0};
	const char *const params[] = {link.text, reason};
	enum error e = pg_query(p->pg, "SELECT gsync.unprepared($1, $2)", 2, params, &r, &f);
	return e || !pg_rows(r) || pg_bool(r, 0, 0);
}

/* False: trouble was told. Preparing again does no harm, so an answer that is missing is no more than a reason to do so. */
static bool write_requests(struct publisher *p, struct tab *t, const char *requests)
{
	_cleanup_buf_ struct buf body = {0};
	_cleanup_sheets_ struct sheets_result r = {0};
	struct failure f = {0};
	buf_addf(&body, "{\"requests\":%s}", requests);
	publisher_write(p, t, &body, &r);
	if (r.outcome == SHEETS_DONE)
		return true;
	if (r.outcome == SHEETS_UNSENT || r.outcome == SHEETS_THROTTLED) {
		publisher_api_trouble(p, &r, &p->writes);
		return false;
	}
	fail(&f, r.outcome == SHEETS_REFUSED ? ERR_STOP : ERR_RETRY, "cannot prepare the tab: %s", r.text);
	if (r.outcome == SHEETS_REFUSED && r.status == 400 && !is_final(p, t, f.text))
		return false;
	tab_trouble(p, t, &f, r.outcome == SHEETS_REFUSED);
	return false;
}

enum error prepare_run(struct publisher *p, struct tab *t, struct failure *ret_failure)
{
	_cleanup_reading_ struct reading *reading = reading_new();
	_cleanup_result_ struct pg_result *r = NULL;
	struct pg_number link = pg_number(t->link);
	const char *const params[] = {link.text};
	bool read = false;
	if (!reading)
		return fail(ret_failure, ERR_RETRY, "out of memory");
	enum error e = reading_see(p, t, NULL, 0, reading, &read, ret_failure);
	if (!e && read)
		e = ask(p, t, reading, &r, ret_failure);
	if (e || !read)
		return e;
	const char *requests = pg_rows(r) ? pg_text(r, 0, 0) : NULL;
	struct json_fault fault;
	_cleanup_json_ struct json *j = requests ? json_parse(requests, strlen(requests), &fault) : NULL;
	if (!j)
		return fail(ret_failure, ERR_BUG, "gsync.prepare returned no JSON");
	if (is_problem(p, t, j) || (!is_empty(j) && !write_requests(p, t, requests)))
		return OK;
	t->shape.known = false; /* the id column is there now */
	publisher_api_fine(p);
	tab_fine(t);
	log_info("%s: link %s: the tab is prepared", p->name, t->name);
	return pg_query(p->pg, "SELECT gsync.prepared($1)", 1, params, NULL, ret_failure);
}
