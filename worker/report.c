#include "worker/report.h"

#include <string.h>
#include <unistd.h>

#include "common/log.h"
#include "common/clock.h"
#include "worker/publisher.h"

enum { SIGN_OF_LIFE_MS = 10000 };

static void add_text(struct buf *out, const char *name, const char *text)
{
	buf_addf(out, "\"%s\":", name);
	buf_add_json(out, text, strlen(text));
}

static void add_journal(struct buf *out, struct worker *w)
{
	struct journal_stat stat = {0};
	buf_adds(out, "\"journal\":{");
	add_text(out, "path", w->conf->journal_path);
	buf_adds(out, ",");
	add_text(out, "uuid", journal_uuid(w->journal));
	buf_addf(out, ",\"applied\":%llu", (unsigned long long)progress_get(&w->progress));
	if (journal_stat(w->journal, &stat, NULL) == OK)
		buf_addf(out, ",\"last\":%llu,\"used_bytes\":%llu,\"map_size\":%llu", (unsigned long long)stat.last_seq, (unsigned long long)stat.used_bytes,
		         (unsigned long long)stat.map_size);
	buf_adds(out, "}");
}

static void add_publishers(struct buf *out, struct worker *w)
{
	buf_adds(out, ",\"publishers\":[");
	for (size_t i = 0; i < w->publisher_count; i++) {
		buf_adds(out, i ? ",{" : "{");
		add_text(out, "credential", publisher_credential(w->publishers[i]));
		buf_addc(out, ',');
		slot_json(publisher_slot(w->publishers[i]), out);
		buf_addc(out, '}');
	}
	buf_addc(out, ']');
}

static void build(struct report *r, struct worker *w, struct buf *out)
{
	buf_adds(out, "{\"version\":\"" GSYNC_VERSION "\"");
	buf_addf(out, ",\"pid\":%d,\"started\":", (int)getpid());
	state_add_time(out, r->started_ms);
	buf_addc(out, ',');
	add_journal(out, w);
	buf_adds(out, ",\"apply\":{");
	slot_json(&w->apply_slot, out);
	buf_addc(out, '}');
	add_publishers(out, w);
}

static bool is_news(const struct report *r, const struct buf *now)
{
	return clock_ms() - r->written_ms >= SIGN_OF_LIFE_MS || r->last.len != now->len || memcmp(r->last.data, now->data, now->len) != 0;
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
	_cleanup_buf_ struct buf now = {0}, file = {0};
	struct failure f = {0};
	if (!w->conf->state_file || !w->conf->state_file[0])
		return;
	if (!r->started_ms)
		r->started_ms = clock_wall_ms();
	build(r, w, &now);
	if (now.failed || !is_news(r, &now))
		return;
	buf_add(&file, now.data, now.len);
	buf_adds(&file, ",\"updated\":");
	state_add_time(&file, clock_wall_ms());
	buf_adds(&file, "}\n");
	bool failed = state_write(w->conf->state_file, &file, &f) != OK;
	if (failed && !r->failed)
		log_warning("%s", f.text);
	r->failed = failed;
	keep(r, &now);
}

void report_free(struct report *r)
{
	buf_free(&r->last);
}
