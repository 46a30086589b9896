/* The state file: what the worker is doing, as one JSON object.
 *
 *   {"version","pid","started","updated","journal":{"path","uuid","applied","last"},
 *    "apply":{"doing","problem",…},"publishers":[{"credential","doing","problem","reads","writes","reads_last_minute",…}]}
 *
 * It is written when something in it has changed, at most once a second, and every ten seconds as a sign of life ("updated").
 */
#ifndef GSYNC_WORKER_REPORT_H
#define GSYNC_WORKER_REPORT_H

#include "common/buf.h"
#include "worker/worker.h"

struct report {
	struct buf last; /* as written, but for "updated" */
	uint64_t written_ms, started_ms;
	bool failed;
};

/* Zero-initialise the report. A failure is logged once. */
void report_write(struct report *r, struct worker *w);
void report_free(struct report *r);

#endif
