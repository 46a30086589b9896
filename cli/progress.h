/* How far something is, on standard error: a bar with rate and time left on a terminal, a line every few seconds otherwise. */
#ifndef GSYNC_CLI_PROGRESS_H
#define GSYNC_CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"

enum { PROGRESS_SAMPLES = 16 };

struct progress {
	const char *name; /* of what is done, first on the line */
	bool terminal;    /* filled by progress_begin */
	bool shown;       /* there is a line on the terminal that is not ended */
	uint64_t told_ms; /* the last plain line; 0: none */
	struct {
		uint64_t ms, done;
	} samples[PROGRESS_SAMPLES]; /* the last of them, a second or more apart, to tell the rate from */
	unsigned count;
};

void progress_begin(struct progress *p, const char *name);
/* done of total rows (0: nobody knows how many); `doing` is a word or a few, such as "reading the tab", `trouble` may be NULL: why it does not go on. */
void progress_show(struct progress *p, const char *doing, uint64_t done, uint64_t total, const char *trouble);
/* Takes the line off the terminal, so that something else may be said. */
void progress_clear(struct progress *p);

/* The line as it is shown, for a terminal of `width` columns (0: a plain line, without a bar). rate: rows a second, 0: not known. */
void progress_line(const char *name, const char *doing, uint64_t done, uint64_t total, uint64_t rate, const char *trouble, size_t width, struct buf *to);
/* 1234567 as 1,234,567 */
void progress_number(uint64_t n, struct buf *to);

#endif
