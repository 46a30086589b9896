/* What gsync-fcgi counts, for Prometheus. It has a file of its own, beside the worker's: each is as fresh as the program that writes it. */
#ifndef GSYNC_FCGI_METRICS_H
#define GSYNC_FCGI_METRICS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/error.h"
#include "fcgi/reply.h"
#include "fcgi/request.h"

enum { METRICS_PATHS = 3, METRICS_CODES = 10, METRICS_REASONS = 16, METRICS_BOUNDS = 11 };

/* Zero-initialise. The counters may be raised by any thread. */
struct metrics {
	_Atomic uint64_t requests[METRICS_PATHS][METRICS_CODES], reasons[METRICS_REASONS];
	_Atomic uint64_t entries, bytes;                    /* appended */
	_Atomic uint64_t duration_us, durations[METRICS_BOUNDS + 1]; /* of events */
	/* of the main thread */
	uint64_t started_ms, written_ms, written_requests;
	bool failed;
};

/* A request was answered, after so many microseconds. */
void metrics_count(struct metrics *m, const struct request *request, const struct reply *reply, uint64_t duration_us);
void metrics_build(struct metrics *m, size_t spreadsheets, struct buf *out);
/* To be called about once a second: writes the file when something was counted, and every ten seconds. `path` may be empty. A failure is logged once. */
void metrics_write(struct metrics *m, const char *path, size_t spreadsheets);
/* Removes the file: a scrape fails then, instead of telling old numbers. */
void metrics_end(const struct metrics *m, const char *path);

#endif
