/* The observe thread: asks PostgreSQL how the links are, for the state file and the metrics. It changes nothing, and nothing waits for it.
 *
 * It asks when something happened, as long as rows wait to be written, and now and then in any case; each time it rests so much longer than the answer took that it
 * costs the database little, however large the tables are.
 */
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "google/backoff.h"
#include "worker/bell.h"
#include "worker/pg.h"
#include "worker/report.h"
#include "worker/worker.h"

enum {
	LEAST_MS = 1000,
	IDLE_MS = 5000,
	REST_FACTOR = 20,     /* so many times what the answer took: at most a twentieth of one processor */
	COUNT_FACTOR = 200,   /* rows of large tables are counted less often */
	LOOK_BACK = 200000    /* entries of the log, to find when each link was changed last */
};

struct observe {
	struct worker *worker;
	struct pg *pg;
	struct backoff backoff;
	int64_t logged;       /* the log is counted up to this number */
	bool log_known;       /* logged is set */
	uint64_t counted_ms, count_pause_ms;
	bool waiting;         /* rows wait to be written */
};

static bool go_on(void *context)
{
	struct observe *o = context;
	slot_beat(&o->worker->observe_slot, clock_ms());
	return !worker_stops(o->worker);
}

/* --- the links ------------------------------------------------------------------------------------------------------------------- */

static char *copy(const struct pg_result *r, size_t row, size_t column)
{
	const char *text = pg_text(r, row, column);
	return text ? strdup(text) : NULL;
}

/* The moment that was so long ago. */
static uint64_t when(const struct pg_result *r, size_t row, size_t column, uint64_t now)
{
	uint64_t age = (uint64_t)pg_int(r, row, column);
	return !pg_text(r, row, column) || age >= now ? 0 : now - age;
}

static void see_link(struct observe *o, const struct pg_result *r, size_t i, uint64_t now)
{
	struct link_state s = {
		.name = copy(r, i, 1), .table = copy(r, i, 2), .tab = copy(r, i, 3), .spreadsheet = copy(r, i, 4), .sheet = pg_int(r, i, 5),
		.direction = copy(r, i, 6), .state = copy(r, i, 7), .problem = copy(r, i, 8),
		.rows = pg_text(r, i, 9) ? pg_int(r, i, 9) : -1, .waiting = pg_int(r, i, 10), .waiting_since_ms = when(r, i, 11, now),
		.conflicts = pg_int(r, i, 12), .rejected = pg_int(r, i, 13), .held = pg_int(r, i, 14),
		.scanned_ms = when(r, i, 15, now), .looked_ms = when(r, i, 16, now), .written_ms = when(r, i, 17, now),
	};
	o->waiting |= s.waiting > 0;
	links_seen(&o->worker->links, (int)pg_int(r, i, 0), &s);
}

static enum error see_links(struct observe *o, struct failure *f)
{
	_cleanup_result_ struct pg_result *r = NULL;
	uint64_t start = clock_ms();
	bool counting = !o->counted_ms || start - o->counted_ms >= o->count_pause_ms;
	const char *const params[] = {counting ? "true" : "false"};
	enum error e = pg_query(o->pg, "SELECT id, name, \"table\", tab, spreadsheet, sheet, direction, state, problem, rows, waiting, waiting_age, conflicts, rejected, held,"
	                               " scanned_age, looked_age, written_age FROM gsync.overview($1)", 1, params, &r, f);
	if (e)
		return e;
	size_t n = pg_rows(r);
	int *ids = calloc(n + 1, sizeof *ids);
	if (!ids)
		return fail(f, ERR_RETRY, "out of memory");
	o->waiting = false;
	for (size_t i = 0; i < n; i++) {
		see_link(o, r, i, clock_wall_ms());
		ids[i] = (int)pg_int(r, i, 0);
	}
	links_keep(&o->worker->links, ids, n);
	free(ids);
	if (counting) {
		o->counted_ms = clock_ms();
		o->count_pause_ms = (o->counted_ms - start) * COUNT_FACTOR;
	}
	return OK;
}

/* --- the log --------------------------------------------------------------------------------------------------------------------- */

static enum error settled(struct observe *o, int64_t *ret, struct failure *f)
{
	_cleanup_result_ struct pg_result *r = NULL;
	enum error e = pg_query(o->pg, "SELECT gsync.log_settled()", 0, NULL, &r, f);
	if (!e)
		*ret = pg_rows(r) ? pg_int(r, 0, 0) : 0;
	return e;
}

/* The first time only the times count. */
static enum error count_log(struct observe *o, struct failure *f)
{
	_cleanup_result_ struct pg_result *r = NULL;
	int64_t upto;
	enum error e = settled(o, &upto, f);
	if (e)
		return e;
	bool fresh = !o->log_known || upto < o->logged; /* put back from a backup */
	int64_t after = fresh ? (upto > LOOK_BACK ? upto - LOOK_BACK : 0) : o->logged;
	struct pg_number from = pg_number(after), to = pg_number(upto);
	const char *const params[] = {from.text, to.text};
	if (upto > after)
		e = pg_query(o->pg, "SELECT link, cells, rows, conflicts, rejected, held, age FROM gsync.log_counts($1, $2)", 2, params, &r, f);
	if (e)
		return e;
	for (size_t i = 0; r && i < pg_rows(r); i++) {
		struct link_counts more = {0};
		if (!fresh)
			more = (struct link_counts){
				.cells_merged = (uint64_t)pg_int(r, i, 1), .rows_merged = (uint64_t)pg_int(r, i, 2),
				.conflicts = (uint64_t)pg_int(r, i, 3), .rejected = (uint64_t)pg_int(r, i, 4), .held = (uint64_t)pg_int(r, i, 5),
			};
		links_logged(&o->worker->links, (int)pg_int(r, i, 0), &more, when(r, i, 6, clock_wall_ms()));
	}
	o->logged = upto;
	o->log_known = true;
	return OK;
}

/* --- the thread ------------------------------------------------------------------------------------------------------------------ */

static void rest(struct observe *o, uint64_t took_ms)
{
	struct worker *w = o->worker;
	uint64_t pause = took_ms * REST_FACTOR > LEAST_MS ? took_ms * REST_FACTOR : LEAST_MS;
	uint64_t idle = pause > IDLE_MS ? pause : IDLE_MS;
	slot_doing(&w->observe_slot, "waiting");
	for (uint64_t waited = 0; waited < pause && !worker_stops(w); waited += LEAST_MS) {
		slot_beat(&w->observe_slot, clock_ms());
		bell_wait(w->stop_bell, LEAST_MS);
	}
	if (!o->waiting && idle > pause)
		bell_wait(w->observe_bell, (unsigned)(idle - pause));
	bell_clear(w->observe_bell);
}

static void look_once(struct observe *o)
{
	struct slot *slot = &o->worker->observe_slot;
	struct failure f = {0};
	uint64_t start = clock_ms();
	slot_beat(slot, start);
	slot_doing(slot, "asking");
	enum error e = pg_connect(o->pg, &f);
	if (!e)
		e = see_links(o, &f);
	if (!e)
		e = count_log(o, &f);
	if (e) {
		slot_problem(slot, &f);
		bell_wait(o->worker->stop_bell, backoff_fail(&o->backoff));
		return;
	}
	backoff_reset(&o->backoff);
	slot_fine(slot);
	atomic_store(&o->worker->observed_ms, clock_wall_ms());
	rest(o, clock_ms() - start);
}

void *observe_run(void *worker)
{
	struct observe o = {.worker = worker, .backoff = {.first_ms = 1000, .most_ms = 10000}};
	o.pg = pg_new(o.worker->conf->pg_conninfo, "gsync-worker observe", go_on, &o);
	while (o.pg && !worker_stops(o.worker))
		if (report_wanted(o.worker->conf))
			look_once(&o);
		else
			rest(&o, 0);
	pg_free(o.pg);
	slot_doing(&o.worker->observe_slot, "stopped");
	return NULL;
}
