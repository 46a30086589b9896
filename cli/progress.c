#include "cli/progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/table.h"
#include "common/clock.h"
#include "common/printable.h"

enum { PLAIN_EVERY_MS = 5000, SAMPLE_EVERY_MS = 1000, BAR_MOST = 40, BAR_LEAST = 10, USUAL_WIDTH = 80 };

void progress_begin(struct progress *p, const char *name)
{
	*p = (struct progress){.name = name, .terminal = isatty(STDERR_FILENO)};
}

/* --- the line ------------------------------------------------------------------------------------------------------------------ */

void progress_number(uint64_t n, struct buf *to)
{
	char digits[24];
	int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
	for (int i = 0; i < length; i++) {
		if (i && (length - i) % 3 == 0)
			buf_addc(to, ',');
		buf_addc(to, digits[i]);
	}
}

static void add_time(uint64_t s, struct buf *to)
{
	if (s < 60)
		buf_addf(to, "%llu s", (unsigned long long)s);
	else if (s < 3600)
		buf_addf(to, "%llu:%02llu min", (unsigned long long)s / 60, (unsigned long long)s % 60);
	else
		buf_addf(to, "%llu:%02llu h", (unsigned long long)s / 3600, (unsigned long long)s / 60 % 60);
}

static void add_bar(uint64_t done, uint64_t total, size_t cells, struct buf *to)
{
	size_t full = total ? (size_t)(done * cells / total) : 0;
	for (size_t i = 0; i < cells; i++)
		buf_adds(to, i < full ? "█" : "░");
	buf_adds(to, "  ");
}

/* "57,120 of 100,000 rows, 4,230/s, 10 s left", with two spaces for the commas on a terminal */
static void add_counts(uint64_t done, uint64_t total, uint64_t rate, const char *between, struct buf *to)
{
	progress_number(done, to);
	if (total) {
		buf_adds(to, " of ");
		progress_number(total, to);
	}
	buf_adds(to, " rows");
	if (!rate)
		return;
	buf_adds(to, between);
	progress_number(rate, to);
	buf_adds(to, "/s");
	if (total > done) {
		buf_adds(to, between);
		add_time((total - done + rate - 1) / rate, to);
		buf_adds(to, " left");
	}
}

static void add_plain(uint64_t done, uint64_t total, uint64_t rate, struct buf *to)
{
	buf_adds(to, ", ");
	add_counts(done, total, rate, ", ", to);
	if (total)
		buf_addf(to, " (%llu %%)", (unsigned long long)(done * 100 / total));
}

static void add_drawn(uint64_t done, uint64_t total, uint64_t rate, size_t width, struct buf *to)
{
	_cleanup_buf_ struct buf counts = {0}, longest = {0};
	add_counts(done, total, rate, "  ", &counts);
	progress_number(total, &longest);
	/* as wide as it will ever be, so that the bar keeps its length */
	size_t used = to->len + 2 * longest.len + strlen("    100 %   of  rows  99,999/s  59:59 min left");
	buf_adds(to, "  ");
	if (total && width > used + BAR_LEAST)
		add_bar(done, total, width - used < BAR_MOST ? width - used : BAR_MOST, to);
	if (total)
		buf_addf(to, "%3llu %%  ", (unsigned long long)(done * 100 / total));
	if (counts.data)
		buf_add(to, counts.data, counts.len);
	to->failed |= counts.failed;
}

void progress_line(const char *name, const char *doing, uint64_t done, uint64_t total, uint64_t rate, const char *trouble, size_t width, struct buf *to)
{
	done = total && done > total ? total : done;
	buf_addf(to, "%s: %s", name, doing);
	if (trouble) {
		buf_adds(to, ": ");
		buf_add_printable(to, trouble, strlen(trouble));
	} else if (done || total) {
		if (width)
			add_drawn(done, total, rate, width, to);
		else
			add_plain(done, total, rate, to);
	}
}

/* --- showing it ---------------------------------------------------------------------------------------------------------------- */

/* Rows a second over the samples that are kept, at least a second's worth. */
static uint64_t take_sample(struct progress *p, uint64_t now, uint64_t done)
{
	unsigned last = (p->count - 1) % PROGRESS_SAMPLES;
	if (p->count && done < p->samples[last].done)
		p->count = 0; /* another count begins */
	if (p->count == 0 || now - p->samples[last].ms >= SAMPLE_EVERY_MS) {
		p->samples[p->count % PROGRESS_SAMPLES].ms = now;
		p->samples[p->count++ % PROGRESS_SAMPLES].done = done;
	}
	unsigned first = p->count > PROGRESS_SAMPLES ? p->count % PROGRESS_SAMPLES : 0;
	uint64_t ms = now - p->samples[first].ms;
	return ms < SAMPLE_EVERY_MS ? 0 : (done - p->samples[first].done) * 1000 / ms;
}

void progress_show(struct progress *p, const char *doing, uint64_t done, uint64_t total, const char *trouble)
{
	_cleanup_buf_ struct buf line = {0};
	uint64_t now = clock_ms(), rate = take_sample(p, now, done);
	if (say_is_json())
		return;
	if (!p->terminal && p->told_ms && now - p->told_ms < PLAIN_EVERY_MS)
		return;
	size_t width = p->terminal ? terminal_width(stderr) : 0;
	progress_line(p->name, doing, done, total, rate, trouble, p->terminal && !width ? USUAL_WIDTH : width, &line);
	if (line.failed)
		return;
	if (p->terminal)
		fprintf(stderr, "\r\x1b[K%.*s", (int)line.len, line.data);
	else
		fprintf(stderr, "%s\n", line.data);
	fflush(stderr);
	p->shown = p->terminal;
	p->told_ms = now;
}

void progress_clear(struct progress *p)
{
	if (p->shown)
		fputs("\r\x1b[K", stderr);
	p->shown = false;
}
