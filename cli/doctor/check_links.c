/* The links: their tables' triggers, their problems, and what waits for a person. */
#include <stdlib.h>
#include <string.h>

#include "cli/db.h"
#include "cli/doctor/doctor.h"

/* Each link with what its table lacks: a trigger that is not there, or does not fire for programs' writes. */
static const char TRIGGERS[] =
	"SELECT l.id, l.name, l.relation::text, string_agg(DISTINCT w.event, ', ') FILTER (WHERE t.oid IS NULL),"
	" string_agg(DISTINCT w.event, ', ') FILTER (WHERE t.oid IS NOT NULL AND t.tgenabled NOT IN ('O', 'A')), c.oid IS NOT NULL"
	" FROM gsync.link l LEFT JOIN pg_class c ON c.oid = l.relation CROSS JOIN unnest('{insert,update,delete,truncate}'::text[]) w(event)"
	" LEFT JOIN pg_trigger t ON t.tgrelid = l.relation AND t.tgname = format('gsync_%s_%s', l.id, w.event) AND NOT t.tgisinternal"
	" GROUP BY l.id, l.name, l.relation, c.oid ORDER BY l.name";

static void check_table(struct doctor *d, const struct db_result *r, size_t i)
{
	const char *id = db_cell(r, i, 0), *name = db_cell(r, i, 1), *table = db_cell(r, i, 2), *missing = db_cell(r, i, 3), *disabled = db_cell(r, i, 4);
	_cleanup_buf_ struct buf psql = {0};
	doctor_owner_psql(d, &psql);
	if (strcmp(db_cell(r, i, 5), "t") != 0) {
		problem(d, "Link %s: its table is gone.", name);
		mend(d, "gsync unlink %s", name);
	} else if (missing) {
		problem(d, "Link %s: table %s lacks gsync's trigger for %s, so such changes are not noticed.", name, table, missing);
		mend(d, "%s-c 'SELECT gsync.make_triggers(%s), gsync.mark_all(%s)'", psql.data, id, id);
	} else if (disabled) {
		problem(d, "Link %s: on table %s gsync's trigger for %s is disabled, so such changes are not noticed.", name, table, disabled);
		mend(d, "%s-c 'SELECT gsync.make_triggers(%s), gsync.mark_all(%s)'", psql.data, id, id);
	} else {
		fine(d, "Link %s: table %s has its triggers.", name, table);
	}
}

static void check_triggers(struct doctor *d)
{
	if (!d->schema)
		return;
	_cleanup_result_ struct db_result *r = db_query(d->cli->db, TRIGGERS, 0, NULL);
	if (!r)
		skip(d, "Triggers could not be looked at: %s.", db_message(d->cli->db));
	else if (db_rows(r) == 0)
		skip(d, "Nothing is linked yet; see: gsync help link");
	for (size_t i = 0; r && i < db_rows(r); i++)
		check_table(d, r, i);
}

static void check_problems(struct doctor *d)
{
	if (!d->schema)
		return;
	_cleanup_result_ struct db_result *r =
		db_query(d->cli->db, "SELECT name, state, coalesce(problem, column_problem), problem IS NOT NULL FROM gsync.link ORDER BY name", 0, NULL);
	for (size_t i = 0; r && i < db_rows(r); i++) {
		const char *name = db_cell(r, i, 0), *state = db_cell(r, i, 1), *text = db_cell(r, i, 2);
		bool broken = strcmp(state, "broken") == 0;
		if (broken || text) {
			found(&d->findings, broken || strcmp(db_cell(r, i, 3), "t") == 0 ? VERDICT_PROBLEM : VERDICT_WARNING, "Link %s%s: %s", name,
			      broken ? " has stopped" : "", text ? text : "no reason is known");
			mend(d, "gsync resume %s    (after that is mended)", name);
		} else if (strcmp(state, "paused") == 0) {
			warn(d, "Link %s is paused.", name);
			mend(d, "gsync resume %s", name);
		} else if (strcmp(state, "new") == 0) {
			warn(d, "Link %s waits for its first sync.", name);
			mend(d, "gsync status");
		} else {
			fine(d, "Link %s is in sync.", name);
		}
	}
	if (!r)
		skip(d, "Links could not be looked at: %s.", db_message(d->cli->db));
}

static void check_waiting(struct doctor *d)
{
	static const struct {
		const char *sql, *one, *many, *command;
	} kinds[] = {
		{"SELECT count(*) FROM gsync.held WHERE state = 'held'", "mass deletion waits", "mass deletions wait", "gsync held"},
		{"SELECT count(*) FROM gsync.rejected", "row or cell is rejected and waits", "rows and cells are rejected and wait", "gsync rejected"},
	};
	bool any = false;
	for (size_t i = 0; d->schema && i < sizeof kinds / sizeof *kinds; i++) {
		char *count = doctor_value(d, kinds[i].sql);
		long n = count ? strtol(count, NULL, 10) : 0;
		free(count);
		if (n == 0)
			continue;
		any = true;
		warn(d, "%ld %s for somebody's word.", n, n == 1 ? kinds[i].one : kinds[i].many);
		mend(d, "%s", kinds[i].command);
	}
	if (d->schema && !any)
		fine(d, "Nothing is held and nothing is rejected.");
}

static void check_oldest(struct doctor *d)
{
	enum { LATE_S = 300 };
	char *age = d->schema ? doctor_value(d, "SELECT extract(epoch FROM now() - min(y.changed_at))::bigint FROM gsync.dirty y JOIN gsync.link l ON l.id = y.link"
	                                        " WHERE l.state = 'ready' AND l.problem IS NULL")
	                      : NULL;
	long long seconds = age ? strtoll(age, NULL, 10) : 0;
	char span[32];
	doctor_span(seconds, span);
	if (seconds > LATE_S) {
		problem(d, "Changes of a table have been waiting to be written to the sheet for %s.", span);
		mend(d, "gsync status    (is the worker running, and does it name a problem?)");
	} else if (d->schema) {
		fine(d, "No change of a table waits for longer than it should.");
	}
	free(age);
}

const struct check doctor_links[] = {{"triggers", check_triggers}, {"problems", check_problems}, {"waiting", check_waiting}, {"publishing", check_oldest}, {0}};
