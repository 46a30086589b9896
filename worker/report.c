#include "worker/report.h"

#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/file.h"
#include "common/log.h"
#include "worker/metrics.h"
#include "worker/publisher.h"

enum { SIGN_OF_LIFE_MS = 10000 };

/* --- members ---------------------------------------------------------------------------------------------------------------------- */

static void add_text(struct buf *out, const char *name, const char *text)
{
	buf_addf(out, "\"%s\":", name);
	if (text)
		buf_add_json(out, text, strlen(text));
	else
		buf_adds(out, "null");
}

static void add_number(struct buf *out, const char *name, int64_t value)
{
	buf_addf(out, value < 0 ? ",\"%s\":null" : ",\"%s\":%lld", name, (long long)value);
}

static void add_time(struct buf *out, const char *name, uint64_t ms)
{
	buf_addf(out, ",\"%s\":", name);
	if (ms)
		state_add_time(out, ms);
	else
		buf_adds(out, "null");
}

/* --- parts ------------------------------------------------------------------------------------------------------------------------ */

static void add_journal(struct buf *out, struct worker *w)
{
	struct journal_stat stat = {0};
	uint64_t waiting = 0, since = 0;
	buf_adds(out, "\"journal\":{");
	add_text(out, "path", w->conf->journal_path);
	buf_addc(out, ',');
	add_text(out, "uuid", journal_uuid(w->journal));
	add_number(out, "applied", (int64_t)progress_get(&w->progress));
	if (journal_stat(w->journal, &stat, NULL) == OK) {
		add_number(out, "last", (int64_t)stat.last_seq);
		add_number(out, "used_bytes", (int64_t)stat.used_bytes);
		add_number(out, "map_size", (int64_t)stat.map_size);
	}
	bool known = worker_waiting(w, &waiting, &since);
	add_number(out, "waiting", known ? (int64_t)waiting : -1);
	add_time(out, "waiting_since", known ? since : 0);
	buf_addc(out, '}');
}

static void add_publisher(struct buf *out, struct publisher *p)
{
	struct calls calls = slot_facts(publisher_slot(p)).calls;
	buf_addc(out, '{');
	add_text(out, "credential", publisher_credential(p));
	buf_addc(out, ',');
	slot_json(publisher_slot(p), out);
	add_number(out, "reads", (int64_t)calls.reads);
	add_number(out, "writes", (int64_t)calls.writes);
	add_number(out, "reads_last_minute", calls.reads_minute);
	add_number(out, "writes_last_minute", calls.writes_minute);
	add_number(out, "reads_quota", calls.reads_quota);
	add_number(out, "writes_quota", calls.writes_quota);
	buf_addc(out, '}');
}

static void add_link(struct buf *out, const struct link_known *k)
{
	const struct link_state *s = &k->now;
	buf_addc(out, '{');
	add_text(out, "name", s->name);
	const struct {
		const char *name, *text;
	} texts[] = {{"table", s->table}, {"tab", s->tab}, {"spreadsheet", s->spreadsheet}, {"direction", s->direction}, {"state", s->state}, {"problem", s->problem}};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		buf_addc(out, ',');
		add_text(out, texts[i].name, texts[i].text);
	}
	add_number(out, "sheet", s->sheet);
	add_number(out, "rows", s->rows);
	add_number(out, "waiting", s->waiting);
	add_time(out, "waiting_since", s->waiting ? s->waiting_since_ms : 0);
	add_number(out, "conflicts", s->conflicts);
	add_number(out, "rejected", s->rejected);
	add_number(out, "held", s->held);
	add_time(out, "edited", s->edited_ms);
	add_time(out, "scanned", s->scanned_ms);
	add_time(out, "looked", s->looked_ms);
	add_time(out, "written", s->written_ms);
	add_number(out, "apply_lag_ms", k->count.apply_lag_ms);
	add_number(out, "publish_lag_ms", k->count.publish_lag_ms);
	buf_addc(out, '}');
}

static void add_links(struct buf *out, struct worker *w)
{
	size_t n;
	const struct link_known *links = links_begin(&w->links, &n);
	buf_adds(out, ",\"links\":[");
	for (size_t i = 0; i < n; i++) {
		buf_adds(out, i ? "," : "");
		add_link(out, &links[i]);
	}
	links_end(&w->links);
	buf_addc(out, ']');
}

static void build(struct report *r, struct worker *w, struct buf *out)
{
	buf_adds(out, "{\"version\":\"" GSYNC_VERSION "\"");
	buf_addf(out, ",\"pid\":%d", (int)getpid());
	add_time(out, "started", r->started_ms);
	buf_addc(out, ',');
	add_journal(out, w);
	buf_adds(out, ",\"apply\":{");
	slot_json(&w->apply_slot, out);
	buf_adds(out, "},\"publishers\":[");
	for (size_t i = 0; i < w->publisher_count; i++) {
		buf_adds(out, i ? "," : "");
		add_publisher(out, w->publishers[i]);
	}
	buf_adds(out, "],\"database\":{");
	slot_json(&w->observe_slot, out);
	add_time(out, "asked", atomic_load(&w->observed_ms));
	buf_addc(out, '}');
	add_links(out, w);
	buf_adds(out, ",\"history\":");
	history_json(&r->history, out);
}

/* --- the hour --------------------------------------------------------------------------------------------------------------------- */

static int64_t age(uint64_t since_ms, uint64_t now_ms)
{
	return since_ms && now_ms > since_ms ? (int64_t)(now_ms - since_ms) : 0;
}

static void lift(int64_t *value, int64_t other)
{
	*value = other > *value ? other : *value;
}

static void sample_links(struct worker *w, int64_t *v, uint64_t now)
{
	size_t n;
	links_peaks(&w->links, &v[HISTORY_APPLY_LAG], &v[HISTORY_PUBLISH_LAG]);
	const struct link_known *links = links_begin(&w->links, &n);
	for (size_t i = 0; i < n; i++) {
		v[HISTORY_TO_TABLE] += (int64_t)links[i].count.cells_merged;
		v[HISTORY_TO_SHEET] += (int64_t)links[i].count.cells_written;
		lift(&v[HISTORY_PUBLISH_LAG], links[i].now.waiting ? age(links[i].now.waiting_since_ms, now) : 0);
	}
	links_end(&w->links);
}

static void sample(struct report *r, struct worker *w)
{
	struct history_sample s = {0};
	int64_t *v = s.values;
	uint64_t now = clock_wall_ms(), waiting = 0, since = 0;
	v[HISTORY_ENTRIES] = (int64_t)outcomes_sum(&w->outcomes);
	sample_links(w, v, now);
	if (worker_waiting(w, &waiting, &since))
		lift(&v[HISTORY_APPLY_LAG], age(since, now));
	for (size_t i = 0; i < w->publisher_count; i++) {
		struct calls calls = slot_facts(publisher_slot(w->publishers[i])).calls;
		v[HISTORY_READS] += calls.reads_minute;
		v[HISTORY_WRITES] += calls.writes_minute;
	}
	history_sample(&r->history, now, &s);
}

/* --- writing ---------------------------------------------------------------------------------------------------------------------- */

static bool is_given(const char *path)
{
	return path && path[0];
}

bool report_wanted(const struct conf *conf)
{
	return is_given(conf->state_file) || is_given(conf->metrics_file);
}

static bool is_news(const struct report *r, const struct buf *now)
{
	return clock_ms() - r->written_ms >= SIGN_OF_LIFE_MS || r->last.len != now->len || memcmp(r->last.data, now->data, now->len) != 0;
}

static enum error write_state(struct worker *w, const struct buf *state, bool stopped, struct failure *f)
{
	_cleanup_buf_ struct buf file = {0};
	if (!is_given(w->conf->state_file))
		return OK;
	buf_add(&file, state->data, state->len);
	add_time(&file, "updated", clock_wall_ms());
	if (stopped)
		add_time(&file, "stopped", clock_wall_ms());
	buf_adds(&file, "}\n");
	return file_replace(w->conf->state_file, &file, f);
}

static enum error write_metrics(struct report *r, struct worker *w, struct failure *f)
{
	_cleanup_buf_ struct buf file = {0};
	if (!is_given(w->conf->metrics_file))
		return OK;
	metrics_build(w, r->started_ms, &file);
	return file_replace(w->conf->metrics_file, &file, f);
}

static void keep(struct report *r, struct buf *now)
{
	buf_free(&r->last);
	r->last = *now;
	*now = (struct buf){0};
	r->written_ms = clock_ms();
}

void report_write(struct report *r, struct worker *w)
{
	_cleanup_buf_ struct buf now = {0};
	struct failure f = {0};
	if (!report_wanted(w->conf))
		return;
	if (!r->started_ms)
		r->started_ms = clock_wall_ms();
	sample(r, w);
	build(r, w, &now);
	if (now.failed || !is_news(r, &now))
		return;
	bool failed = write_state(w, &now, false, &f) != OK;
	failed |= write_metrics(r, w, &f) != OK;
	if (failed && !r->failed)
		log_warning("%s", f.text);
	r->failed = failed;
	keep(r, &now);
}

void report_end(struct report *r, struct worker *w)
{
	if (r->last.len)
		write_state(w, &r->last, true, NULL);
	if (r->last.len && is_given(w->conf->metrics_file))
		unlink(w->conf->metrics_file);
	buf_free(&r->last);
}
