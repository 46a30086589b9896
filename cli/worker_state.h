/* What the worker last wrote about itself ([worker] state_file). */
#ifndef GSYNC_CLI_WORKER_STATE_H
#define GSYNC_CLI_WORKER_STATE_H

#include <stdbool.h>
#include <time.h>

#include "common/buf.h"

enum { WORKER_SILENT_S = 30 }; /* it writes every 10 seconds, whatever happens */

struct worker_state {
	struct buf json; /* the file as it is, valid JSON; empty: there is none */
	bool running;    /* it wrote lately, and the process is there */
	bool trouble;    /* not running, or it names a problem */
};

/* `now` is the wall clock. A file that is missing, unreadable or no JSON counts as none. */
void worker_state_read(const char *path, time_t now, struct worker_state *ret);
void worker_state_free(struct worker_state *s);
/* Appends it in words: some lines, each with a newline. */
void worker_state_describe(const struct worker_state *s, const char *path, struct buf *to);

#endif
