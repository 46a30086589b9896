/* The apply thread: what is in the journal goes to PostgreSQL, in order, each batch in one statement that also moves the applied position.
 *
 * A database that cannot be reached is waited for; entries stay in the journal. Nothing else may hold it up: what PostgreSQL refuses in a
 * batch is tried entry by entry, and an entry that is refused alone is passed over with its body left out (the journal still has it).
 */
#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "common/utf8.h"
#include "google/backoff.h"
#include "worker/bell.h"
#include "common/clock.h"
#include "google/mend.h"
#include "worker/pg.h"
#include "worker/pgarray.h"
#include "worker/publisher.h"
#include "worker/worker.h"

enum { IDLE_MS = 1000, TEND_MS = 2000, PURGE_MS = 60000, PURGE_ROWS = 5000, PURGE_ROUNDS = 20, GIVE_WAY_TIMES = 20 };

struct apply {
	struct worker *worker;
	struct pg *pg;
	struct journal_reader *reader; /* NULL: the position must be asked for */
	uint64_t applied;
	struct backoff backoff, giving_way;
	uint64_t tended_ms, purged_ms;
	struct buf seqs, origins, received, ids, bodies; /* array parameters */
};

static bool go_on(void *context)
{
	struct apply *a = context;
	slot_beat(&a->worker->apply_slot, clock_ms());
	return !worker_out_of_patience(a->worker);
}

/* --- one batch ---------------------------------------------------------------------------------------------------------------- */

static bool is_text(const char *s, size_t n)
{
	size_t length = 1;
	for (; n > 0 && length > 0 && *s; s += length, n -= length)
		utf8_decode(s, n, &length);
	return n == 0;
}

/* fcgi has let nothing through that is no JSON. A journal from elsewhere might hold anything: what PostgreSQL could not even take as text is
 * left out. */
static void add_body(struct buf *array, const struct journal_entry *e, bool leave_out)
{
	_cleanup_buf_ struct buf body = {0};
	if (leave_out || !is_text(e->body, e->body_len)) {
		pgarray_add_text(array, "", 0);
		return;
	}
	buf_add(&body, e->body, e->body_len);
	array->failed |= body.failed;
	if (body.len)
		mend_json(body.data, body.len);
	pgarray_add_text(array, body.len ? body.data : "", body.len);
}

static void each_array(struct apply *a, void (*change)(struct buf *))
{
	struct buf *const arrays[] = {&a->seqs, &a->origins, &a->received, &a->ids, &a->bodies};
	for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++)
		change(arrays[i]);
}

static bool build_arrays(struct apply *a, const struct journal_entry *entries, size_t n, bool leave_out)
{
	each_array(a, buf_reset);
	each_array(a, pgarray_begin);
	for (const struct journal_entry *e = entries; e < entries + n; e++) {
		pgarray_add_int(&a->seqs, (int64_t)e->seq);
		pgarray_add_int(&a->origins, e->origin);
		pgarray_add_int(&a->received, (int64_t)e->received_ms);
		pgarray_add_text(&a->ids, e->id, e->id_len);
		add_body(&a->bodies, e, leave_out);
	}
	each_array(a, pgarray_end);
	return !(a->seqs.failed || a->origins.failed || a->received.failed || a->ids.failed || a->bodies.failed);
}

/* Reasons of refusals hold what was typed, which is nothing for a log. */
static void tell_outcomes(const struct pg_result *r)
{
	for (size_t i = 0; i < pg_rows(r); i++) {
		const char *seq = pg_text(r, i, 0), *outcome = pg_text(r, i, 2), *detail = pg_text(r, i, 3);
		bool rejected = outcome && strcmp(outcome, "rejected") == 0, unknown = outcome && strcmp(outcome, "unknown") == 0;
		if (rejected)
			log_notice("journal entry %s: rejected; why, says: gsync rejected", seq);
		log_write(unknown ? LOG_LEVEL_NOTICE : LOG_LEVEL_DEBUG, "journal entry %s: %s%s%s", seq, outcome ? outcome : "?", detail ? ": " : "", detail ? detail : "");
	}
}

static _Atomic uint64_t *counter(struct outcomes *o, const char *outcome)
{
	const struct {
		const char *name;
		_Atomic uint64_t *count;
	} named[] = {{"structure", &o->structure}, {"ping", &o->ping}, {"dropped", &o->dropped}, {"outdated", &o->outdated}, {"rejected", &o->rejected}, {"unknown", &o->unknown}};
	for (size_t i = 0; outcome && i < sizeof named / sizeof named[0]; i++)
		if (strcmp(named[i].name, outcome) == 0)
			return named[i].count;
	return &o->merged;
}

/* What PostgreSQL says of each entry comes in the order of the entries. */
static void count_outcomes(struct apply *a, const struct pg_result *r, const struct journal_entry *entries, size_t n)
{
	uint64_t now = clock_wall_ms();
	for (size_t i = 0, at = 0; i < pg_rows(r); i++) {
		while (at + 1 < n && entries[at].seq < (uint64_t)pg_int(r, i, 0))
			at++;
		const struct journal_entry *e = &entries[at];
		_Atomic uint64_t *count = counter(&a->worker->outcomes, pg_text(r, i, 2));
		bool timed = count == &a->worker->outcomes.merged && e->origin == JOURNAL_WEBHOOK && now >= e->received_ms;
		atomic_fetch_add(count, 1);
		atomic_fetch_add(&a->worker->outcomes.bytes, e->body_len);
		if (pg_text(r, i, 1))
			links_applied(&a->worker->links, (int)pg_int(r, i, 1), 1, timed ? (int64_t)(now - e->received_ms) : -1);
	}
}

static enum error send_batch(struct apply *a, const struct journal_entry *entries, size_t n, bool leave_out, struct failure *f)
{
	if (!build_arrays(a, entries, n, leave_out))
		return fail(f, ERR_RETRY, "out of memory for %zu journal entries", n);
	const char *const params[] = {journal_uuid(a->worker->journal), a->seqs.data, a->origins.data, a->received.data, a->ids.data, a->bodies.data};
	_cleanup_result_ struct pg_result *r = NULL;
	enum error e = pg_query(a->pg, "SELECT seq, link, outcome, detail FROM gsync.apply($1, $2, $3, $4, $5, $6)", 6, params, &r, f);
	if (e)
		return e;
	tell_outcomes(r);
	count_outcomes(a, r, entries, n);
	return OK;
}

static void moved(struct apply *a, uint64_t applied)
{
	struct worker *w = a->worker;
	a->applied = applied;
	progress_set(&w->progress, applied);
	for (size_t i = 0; i < w->publisher_count; i++)
		publisher_wake(w->publishers[i]);
	worker_happened(w);
}

static enum error apply_one(struct apply *a, const struct journal_entry *entry, struct failure *f)
{
	enum error e = send_batch(a, entry, 1, false, f);
	if (e != ERR_REJECT && e != ERR_BUG)
		return e;
	log_error("apply: journal entry %llu is passed over: %s; see it with gsync-journal dump --from %llu --to %llu", (unsigned long long)entry->seq, f->text,
	          (unsigned long long)entry->seq, (unsigned long long)entry->seq);
	return send_batch(a, entry, 1, true, f);
}

static enum error apply_batch(struct apply *a, const struct journal_entry *entries, size_t n, struct failure *f)
{
	enum error e = send_batch(a, entries, n, false, f);
	if (!e)
		moved(a, entries[n - 1].seq);
	if (e != ERR_REJECT && e != ERR_BUG)
		return e;
	e = OK;
	for (size_t i = 0; i < n && !e; i++) {
		e = apply_one(a, &entries[i], f);
		if (!e)
			moved(a, entries[i].seq);
	}
	return e;
}

/* --- where to begin ----------------------------------------------------------------------------------------------------------- */

/* A journal put back from an older copy would be taken for applied: new entries would get numbers that the database has seen. */
static enum error check_position(struct apply *a, struct failure *f)
{
	struct journal_stat stat;
	enum error e = journal_stat(a->worker->journal, &stat, f);
	if (e)
		return e;
	if (stat.next_seq <= a->applied)
		return fail(f, ERR_STOP, "PostgreSQL has applied entry %llu of this journal, whose next one will be %llu: the journal was put back from an older copy; "
		            "move its directory away to begin a new one", (unsigned long long)a->applied, (unsigned long long)stat.next_seq);
	if (stat.first_seq > a->applied + 1)
		log_warning("apply: entries %llu to %llu are purged from the journal, and this database has not seen them; a scan will compare",
		            (unsigned long long)a->applied + 1, (unsigned long long)stat.first_seq - 1);
	return OK;
}

static enum error find_position(struct apply *a, struct failure *f)
{
	const char *const params[] = {journal_uuid(a->worker->journal)};
	_cleanup_result_ struct pg_result *r = NULL;
	enum error e = pg_query(a->pg, "SELECT gsync.applied($1)", 1, params, &r, f);
	if (e)
		return e;
	a->applied = pg_rows(r) ? (uint64_t)pg_int(r, 0, 0) : 0;
	e = check_position(a, f);
	if (e)
		return e;
	a->reader = journal_reader_new(a->worker->journal, a->applied + 1);
	if (!a->reader)
		return fail(f, ERR_RETRY, "out of memory");
	moved(a, a->applied);
	log_debug("apply: continues after entry %llu", (unsigned long long)a->applied);
	return OK;
}

static void forget_position(struct apply *a)
{
	journal_reader_free(a->reader);
	a->reader = NULL;
}

/* --- the loop ------------------------------------------------------------------------------------------------------------------- */

static void purge(struct apply *a)
{
	const struct conf *conf = a->worker->conf;
	struct failure f = {0};
	uint64_t now = clock_wall_ms(), purged = 0;
	uint64_t before = now > conf->journal_retain_ms ? now - conf->journal_retain_ms : 0;
	a->purged_ms = clock_ms();
	if (journal_purge(a->worker->journal, a->applied, before, conf->journal_retain_bytes, &purged, &f) != OK)
		log_warning("apply: cannot purge the journal: %s", f.text);
	else if (purged)
		log_info("apply: purged %llu journal entries", (unsigned long long)purged);
}

/* Small transactions: others wait for none of them. */
static enum error purge_history(struct apply *a, struct failure *f)
{
	struct pg_number seconds = pg_number(a->worker->conf->history_retain_s), most = pg_number(PURGE_ROWS);
	const char *const params[] = {seconds.text, most.text};
	int64_t purged = PURGE_ROWS;
	for (int i = 0; i < PURGE_ROUNDS && purged == PURGE_ROWS; i++) {
		_cleanup_result_ struct pg_result *r = NULL;
		enum error e = pg_query(a->pg, "SELECT gsync.purge_history($1 * interval '1 second', $2)", 2, params, &r, f);
		if (e)
			return e;
		purged = pg_rows(r) ? pg_int(r, 0, 0) : 0;
		slot_beat(&a->worker->apply_slot, clock_ms());
	}
	return OK;
}

/* Rows that wait for the row that they refer to. */
static enum error tend(struct apply *a, struct failure *f)
{
	_cleanup_result_ struct pg_result *r = NULL;
	enum error e = pg_query(a->pg, "SELECT gsync.tend()", 0, NULL, &r, f);
	a->tended_ms = clock_ms();
	if (!e && pg_rows(r) && pg_int(r, 0, 0) > 0)
		moved(a, a->applied);
	return e;
}

static enum error look_after(struct apply *a, struct failure *f)
{
	enum error e = OK;
	if (clock_ms() - a->tended_ms >= TEND_MS)
		e = tend(a, f);
	if (e || clock_ms() - a->purged_ms < PURGE_MS)
		return e;
	purge(a);
	return purge_history(a, f);
}

/* A damaged entry is told and passed over: the reader stands behind it already. */
static enum error read_some(struct apply *a, const struct journal_entry **ret_entries, size_t *ret_count, struct failure *f)
{
	const struct conf *conf = a->worker->conf;
	enum error e = journal_read(a->reader, conf->batch_entries, conf->batch_bytes, ret_entries, ret_count, f);
	while (e == ERR_REJECT) {
		log_error("apply: %s; it is passed over", f->text);
		e = journal_read(a->reader, conf->batch_entries, conf->batch_bytes, ret_entries, ret_count, f);
	}
	return e;
}

static enum error step(struct apply *a, struct failure *f)
{
	const struct journal_entry *entries;
	size_t n;
	enum error e = pg_connect(a->pg, f);
	if (!e && !a->reader)
		e = find_position(a, f);
	uint32_t bell = journal_bell(a->worker->journal);
	if (!e)
		e = read_some(a, &entries, &n, f);
	if (!e && n) {
		slot_doing(&a->worker->apply_slot, "applying");
		e = apply_batch(a, entries, n, f);
	}
	if (e)
		return e;
	slot_fine(&a->worker->apply_slot);
	backoff_reset(&a->backoff);
	backoff_reset(&a->giving_way);
	e = look_after(a, f);
	if (e || n || worker_stops(a->worker))
		return e;
	slot_doing(&a->worker->apply_slot, "waiting");
	journal_wait(a->worker->journal, bell, IDLE_MS);
	return OK;
}

static void trouble(struct apply *a, const struct failure *f)
{
	bool gave_way = pg_gave_way(a->pg); /* somebody works on the same rows: no trouble unless it lasts */
	if (!gave_way || a->giving_way.failures > GIVE_WAY_TIMES)
		slot_problem(&a->worker->apply_slot, f);
	slot_doing(&a->worker->apply_slot, "waiting");
	forget_position(a);
	bell_wait(a->worker->stop_bell, backoff_fail(gave_way ? &a->giving_way : &a->backoff));
}

void *apply_run(void *worker)
{
	struct apply a = {.worker = worker, .backoff = {.first_ms = 250, .most_ms = 5000}, .giving_way = {.first_ms = PG_GIVE_WAY_MS, .most_ms = PG_GIVE_WAY_MS}};
	struct slot *slot = &a.worker->apply_slot;
	a.pg = pg_new(a.worker->conf->pg_conninfo, "gsync-worker apply", go_on, &a);
	while (a.pg && !worker_stops(a.worker)) {
		struct failure f = {0};
		slot_beat(slot, clock_ms());
		if (step(&a, &f) != OK)
			trouble(&a, &f);
	}
	slot_doing(slot, "stopped");
	forget_position(&a);
	pg_free(a.pg);
	each_array(&a, buf_free);
	return NULL;
}
