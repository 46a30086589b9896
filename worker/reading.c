/* A reading of a tab: within the quota, handed on to PostgreSQL part by part. */
#include "worker/publish.h"
#include "worker/worker.h"

struct handover {
	struct publisher *p;
	bool stuck; /* PostgreSQL did not take it */
};

static bool may_call(void *context)
{
	return publisher_may_read(((struct handover *)context)->p);
}

static enum error hand_over(struct handover *h, const char *sql, size_t n, const char *const params[], struct failure *f)
{
	enum error e = pg_query(h->p->pg, sql, n, params, NULL, f);
	h->stuck = e != OK;
	return e;
}

static enum error begin(void *context, struct failure *f)
{
	return hand_over(context, "SELECT gsync.see_anew()", 0, NULL, f);
}

static enum error rows(void *context, const char *json, size_t n, struct failure *f)
{
	(void)n;
	const char *const params[] = {json};
	return hand_over(context, "SELECT gsync.see($1)", 1, params, f);
}

/* --- trouble ------------------------------------------------------------------------------------------------------------------ */

static void refused(struct publisher *p, struct tab *t, const struct sheets_result *r)
{
	struct failure f = {0};
	fail(&f, ERR_STOP, "cannot read %s: %s%s", t->name, r->text, r->status == 400 ? "; the tab was deleted, or is no grid: undo that, or unlink it" : "");
	tab_trouble(p, t, &f, true);
}

static void unread(struct publisher *p, struct tab *t, const struct sheets_result *r)
{
	struct failure f = {0};
	if (worker_stops(p->worker))
		return; /* given up by ourselves */
	publisher_count_failure(p, r->outcome);
	if (r->outcome == SHEETS_REFUSED) {
		refused(p, t, r);
	} else if (r->outcome == SHEETS_UNANSWERED) {
		fail(&f, ERR_RETRY, "cannot read %s: %s", t->name, r->text);
		tab_trouble(p, t, &f, false);
	} else {
		publisher_api_trouble(p, r, &p->reads);
	}
}

static void failed(struct publisher *p, struct tab *t, const struct failure *why)
{
	struct failure f = {0};
	fail(&f, why->kind, "cannot read %s: %s", t->name, why->text);
	tab_trouble(p, t, &f, f.kind == ERR_REJECT);
}

/* --- the reading ---------------------------------------------------------------------------------------------------------------- */

static const char *const wants_ids_sql = "SELECT gsync.wants_ids(l, $2) FROM gsync.link l WHERE l.id = $1";

/* The id column goes to PostgreSQL only when it is not as it was. */
static enum error see_ids(struct handover *h, const struct tab *t, const struct reading *reading, struct failure *f)
{
	_cleanup_result_ struct pg_result *r = NULL;
	struct pg_number link = pg_number(t->link);
	const char *const digest[] = {link.text, reading_digest(reading).text};
	const char *const lines[] = {reading_ids(reading)->data ? reading_ids(reading)->data : ""};
	enum error e = pg_query(h->p->pg, wants_ids_sql, 2, digest, &r, f);
	return e || !pg_rows(r) || !pg_bool(r, 0, 0) ? e : hand_over(h, "SELECT gsync.see_ids($1)", 1, lines, f);
}

enum error reading_see(struct publisher *p, struct tab *t, const struct reading_range *ranges, size_t count, struct reading *reading, bool *ret_read, struct failure *ret_failure)
{
	_cleanup_sheets_ struct sheets_result call = {0};
	struct handover h = {.p = p};
	const struct reading_source source = {.sheets = &p->sheets, .spreadsheet = t->spreadsheet, .sheet = t->sheet, .may_call = may_call, .begin = begin, .rows = rows, .context = &h};
	enum reading_outcome outcome = reading_take(&source, &t->shape, ranges, count, reading, &call, ret_failure);
	*ret_read = outcome == READING_DONE;
	if (outcome == READING_DONE) {
		publisher_api_fine(p);
		return ranges ? see_ids(&h, t, reading, ret_failure) : OK;
	}
	if (h.stuck)
		return ret_failure->kind;
	if (outcome == READING_UNREAD)
		unread(p, t, &call);
	else if (outcome == READING_FAILED)
		failed(p, t, ret_failure);
	return OK;
}
