#include "worker/metrics.h"

#include <string.h>

#include "common/clock.h"
#include "common/prom.h"
#include "worker/publisher.h"

static const char COUNTER[] = "counter", GAUGE[] = "gauge";

static double seconds(uint64_t ms)
{
	return (double)ms / 1000;
}

static double age_s(uint64_t since_ms)
{
	uint64_t now = clock_wall_ms();
	return since_ms && now > since_ms ? seconds(now - since_ms) : 0;
}

/* --- the worker and its journal --------------------------------------------------------------------------------------------------- */

static void add_worker(struct worker *w, uint64_t started_ms, struct buf *out)
{
	uint64_t observed = atomic_load(&w->observed_ms);
	prom_head(out, "gsync_build_info", GAUGE, "The version of gsync-worker; always 1.");
	prom_sample(out, "gsync_build_info", 1, "version", GSYNC_VERSION, NULL);
	prom_one(out, "gsync_worker_start_time_seconds", GAUGE, "When gsync-worker started.", seconds(started_ms));
	prom_one(out, "gsync_worker_written_timestamp_seconds", GAUGE, "When this was written: at least every ten seconds while the worker runs.", seconds(clock_wall_ms()));
	prom_one(out, "gsync_worker_observed_timestamp_seconds", GAUGE, "When PostgreSQL last told how the links are; 0: not yet.", seconds(observed));
}

static void add_journal(struct worker *w, struct buf *out)
{
	struct journal_stat stat = {0};
	uint64_t waiting = 0, since = 0;
	if (worker_waiting(w, &waiting, &since)) {
		prom_one(out, "gsync_journal_waiting_entries", GAUGE, "Entries of the journal that are not in PostgreSQL yet.", (double)waiting);
		prom_one(out, "gsync_journal_waiting_seconds", GAUGE, "Age of the oldest of them; 0: there is none.", age_s(since));
	}
	if (journal_stat(w->journal, &stat, NULL) != OK)
		return;
	prom_one(out, "gsync_journal_entries", GAUGE, "Entries that the journal keeps, applied ones included.", (double)stat.entries);
	prom_one(out, "gsync_journal_used_bytes", GAUGE, "Bytes in use of the journal's map.", (double)stat.used_bytes);
	prom_one(out, "gsync_journal_size_bytes", GAUGE, "Size of the journal's map: it never grows beyond this.", (double)stat.map_size);
}

static void add_outcomes(struct worker *w, struct buf *out)
{
	struct outcomes *o = &w->outcomes;
	const struct {
		const char *name;
		uint64_t count;
	} outcomes[] = {{"merged", o->merged}, {"structure", o->structure}, {"ping", o->ping}, {"outdated", o->outdated},
	                {"dropped", o->dropped}, {"rejected", o->rejected}, {"unknown", o->unknown}};
	prom_head(out, "gsync_entries_applied_total", COUNTER, "Entries of the journal that were applied, by what became of them.");
	for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++)
		prom_sample(out, "gsync_entries_applied_total", (double)outcomes[i].count, "outcome", outcomes[i].name, NULL);
	prom_one(out, "gsync_entries_applied_bytes_total", COUNTER, "Bytes of the bodies of these entries.", (double)o->bytes);
}

/* --- threads ---------------------------------------------------------------------------------------------------------------------- */

struct threads {
	struct slot *slots[64];
	size_t n;
};

static struct threads threads_of(struct worker *w)
{
	struct threads t = {.slots = {&w->apply_slot, &w->changes_slot, &w->observe_slot}, .n = 3};
	for (size_t i = 0; i < w->publisher_count && t.n < sizeof t.slots / sizeof t.slots[0]; i++)
		t.slots[t.n++] = publisher_slot(w->publishers[i]);
	return t;
}

static void add_threads(struct worker *w, struct buf *out)
{
	struct threads t = threads_of(w);
	prom_head(out, "gsync_thread_in_trouble", GAUGE, "1 while the thread of the worker has a problem, such as a database or an API that does not answer.");
	for (size_t i = 0; i < t.n; i++)
		prom_sample(out, "gsync_thread_in_trouble", slot_facts(t.slots[i]).trouble, "thread", t.slots[i]->name, NULL);
	prom_head(out, "gsync_thread_errors_total", COUNTER, "How often the thread of the worker met a problem, tries after the first included.");
	for (size_t i = 0; i < t.n; i++)
		prom_sample(out, "gsync_thread_errors_total", (double)slot_facts(t.slots[i]).problems, "thread", t.slots[i]->name, NULL);
}

/* --- Google ----------------------------------------------------------------------------------------------------------------------- */

enum { GOOGLE_KINDS = 4 };

struct google_metric {
	const char *name, *type, *help, *label;
	const char *kinds[GOOGLE_KINDS];
	double (*value)(const struct calls *c, size_t kind);
};

static double requests(const struct calls *c, size_t kind)
{
	return (double)(kind ? c->writes : c->reads);
}

static double errors(const struct calls *c, size_t kind)
{
	const uint64_t counts[] = {c->unsent, c->throttled, c->refused, c->unanswered};
	return (double)counts[kind];
}

static double quota(const struct calls *c, size_t kind)
{
	return kind ? c->writes_quota : c->reads_quota;
}

static double left(const struct calls *c, size_t kind)
{
	unsigned used = kind ? c->writes_minute : c->reads_minute, most = kind ? c->writes_quota : c->reads_quota;
	return most > used ? most - used : 0;
}

static double bytes(const struct calls *c, size_t kind)
{
	return (double)(kind ? c->received_bytes : c->sent_bytes);
}

static const struct google_metric google_metrics[] = {
	{"gsync_google_requests_total", "counter", "Calls to the Sheets API.", "kind", {"read", "write"}, requests},
	{"gsync_google_errors_total", "counter", "Calls that failed: not sent at all, 429, refused (another 4xx), or without a clear answer (5xx, broken off).", "kind",
	 {"unsent", "throttled", "refused", "unanswered"}, errors},
	{"gsync_google_quota_requests", "gauge", "Calls that the account may make in a minute.", "kind", {"read", "write"}, quota},
	{"gsync_google_quota_left_requests", "gauge", "Calls that the account may still make in this minute.", "kind", {"read", "write"}, left},
	{"gsync_google_transferred_bytes_total", "counter", "Bytes of bodies to and from Google, as transferred.", "direction", {"sent", "received"}, bytes},
};

static void add_google_metric(struct worker *w, const struct google_metric *m, struct buf *out)
{
	prom_head(out, m->name, m->type, m->help);
	for (size_t i = 0; i < w->publisher_count; i++) {
		struct calls calls = slot_facts(publisher_slot(w->publishers[i])).calls;
		for (size_t kind = 0; kind < GOOGLE_KINDS && m->kinds[kind]; kind++)
			prom_sample(out, m->name, m->value(&calls, kind), "account", publisher_credential(w->publishers[i]), m->label, m->kinds[kind], NULL);
	}
}

/* --- links ------------------------------------------------------------------------------------------------------------------------ */

/* A metric of one sample for each link. A value below zero: not known, left out. */
struct link_metric {
	const char *name, *type, *help;
	double (*value)(const struct link_known *k);
};

#define OF_LINK(function, expression) \
	static double function(const struct link_known *k) { return (double)(expression); }

OF_LINK(link_rows, k->now.rows)
OF_LINK(link_waiting, k->now.waiting)
OF_LINK(link_waiting_s, k->now.waiting ? age_s(k->now.waiting_since_ms) : 0)
OF_LINK(link_apply_lag, (double)k->count.apply_lag_ms / 1000)
OF_LINK(link_publish_lag, (double)k->count.publish_lag_ms / 1000)
OF_LINK(link_conflicts, k->now.conflicts)
OF_LINK(link_rejected, k->now.rejected)
OF_LINK(link_held, k->now.held)
OF_LINK(link_edited, k->now.edited_ms ? seconds(k->now.edited_ms) : -1)
OF_LINK(link_scanned, k->now.scanned_ms ? seconds(k->now.scanned_ms) : -1)
OF_LINK(link_looked, k->now.looked_ms ? seconds(k->now.looked_ms) : -1)
OF_LINK(link_entries, k->count.entries)
OF_LINK(link_rows_merged, k->count.rows_merged)
OF_LINK(link_cells_merged, k->count.cells_merged)
OF_LINK(link_writes, k->count.writes)
OF_LINK(link_cells_written, k->count.cells_written)
OF_LINK(link_written_bytes, k->count.written_bytes)
OF_LINK(link_new_conflicts, k->count.conflicts)
OF_LINK(link_new_rejected, k->count.rejected)
OF_LINK(link_new_held, k->count.held)
OF_LINK(link_errors, k->count.errors)

static const struct link_metric link_metrics[] = {
	{"gsync_link_rows", "gauge", "Rows that sheet and table have; of large tables they are counted now and then.", link_rows},
	{"gsync_link_waiting_rows", "gauge", "Rows that the table has and the sheet does not have yet.", link_waiting},
	{"gsync_link_waiting_seconds", "gauge", "Age of the oldest change of the table that is not in the sheet yet; 0: there is none.", link_waiting_s},
	{"gsync_link_apply_lag_seconds", "gauge", "How long the last edit took from its arrival until it was in the table.", link_apply_lag},
	{"gsync_link_publish_lag_seconds", "gauge", "How long the oldest change of the last write took from its commit until it was in the sheet.", link_publish_lag},
	{"gsync_link_conflicts", "gauge", "Conflicts on the list.", link_conflicts},
	{"gsync_link_rejected", "gauge", "Cells and rows that the other side refuses.", link_rejected},
	{"gsync_link_held", "gauge", "Mass deletions that wait for somebody's word.", link_held},
	{"gsync_link_edited_timestamp_seconds", "gauge", "The last change that was carried over, from either side.", link_edited},
	{"gsync_link_scanned_timestamp_seconds", "gauge", "When the whole tab was last compared.", link_scanned},
	{"gsync_link_looked_timestamp_seconds", "gauge", "When the tab was last looked at.", link_looked},
	{"gsync_link_entries_total", "counter", "Entries of the journal that concerned this link.", link_entries},
	{"gsync_link_rows_merged_total", "counter", "Rows of the table that edits in the sheet changed.", link_rows_merged},
	{"gsync_link_cells_merged_total", "counter", "Cells of the table that edits in the sheet changed; a row that came or went counts once.", link_cells_merged},
	{"gsync_link_writes_total", "counter", "Writes to the sheet that Google confirmed.", link_writes},
	{"gsync_link_cells_written_total", "counter", "Cells that these wrote; a row that came or went counts once.", link_cells_written},
	{"gsync_link_written_bytes_total", "counter", "Bytes of these writes.", link_written_bytes},
	{"gsync_link_conflicts_total", "counter", "Conflicts that came up.", link_new_conflicts},
	{"gsync_link_rejected_total", "counter", "Refusals that came up.", link_new_rejected},
	{"gsync_link_held_total", "counter", "Mass deletions that were held.", link_new_held},
	{"gsync_link_errors_total", "counter", "Turns of this link that failed.", link_errors},
};

static void add_link_metric(const struct link_metric *m, const struct link_known *links, size_t n, struct buf *out)
{
	prom_head(out, m->name, m->type, m->help);
	for (size_t i = 0; i < n; i++) {
		double value = m->value(&links[i]);
		if (value >= 0)
			prom_sample(out, m->name, value, "link", links[i].now.name, NULL);
	}
}

static void add_link_info(const struct link_known *links, size_t n, struct buf *out)
{
	prom_head(out, "gsync_link_info", GAUGE, "What a link joins; always 1.");
	for (size_t i = 0; i < n; i++) {
		const struct link_state *s = &links[i].now;
		prom_sample(out, "gsync_link_info", 1, "link", s->name, "table", s->table ? s->table : "", "tab", s->tab ? s->tab : "",
		            "spreadsheet", s->spreadsheet ? s->spreadsheet : "", "direction", s->direction ? s->direction : "", NULL);
	}
}

static void add_link_states(const struct link_known *links, size_t n, struct buf *out)
{
	static const char *const states[] = {"new", "ready", "paused", "broken"};
	prom_head(out, "gsync_link_state", GAUGE, "1 for the state in which a link is.");
	for (size_t i = 0; i < n; i++)
		for (size_t s = 0; s < sizeof states / sizeof states[0]; s++)
			prom_sample(out, "gsync_link_state", links[i].now.state && strcmp(links[i].now.state, states[s]) == 0, "link", links[i].now.name, "state", states[s], NULL);
}

static void add_links(struct worker *w, struct buf *out)
{
	size_t n;
	const struct link_known *links = links_begin(&w->links, &n);
	add_link_info(links, n, out);
	add_link_states(links, n, out);
	for (size_t i = 0; i < sizeof link_metrics / sizeof link_metrics[0]; i++)
		add_link_metric(&link_metrics[i], links, n, out);
	links_end(&w->links);
}

void metrics_build(struct worker *w, uint64_t started_ms, struct buf *out)
{
	add_worker(w, started_ms, out);
	add_journal(w, out);
	add_outcomes(w, out);
	add_threads(w, out);
	for (size_t i = 0; i < sizeof google_metrics / sizeof google_metrics[0]; i++)
		add_google_metric(w, &google_metrics[i], out);
	add_links(w, out);
}
