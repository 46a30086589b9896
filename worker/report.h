/* What the worker tells of itself: the state file (JSON, for `gsync status` and the status page) and the metrics file (Prometheus text).
 *
 *   {"version","pid","started",
 *    "journal":{"path","uuid","applied","last","used_bytes","map_size","waiting","waiting_since"},
 *    "apply":{"doing","problem","problem_since"},
 *    "publishers":[{"credential","doing","problem","reads","writes","reads_last_minute","writes_last_minute","reads_quota","writes_quota"}],
 *    "database":{"asked","problem","problem_since"},      what follows is as of then
 *    "links":[{"name","table","tab","spreadsheet","sheet","direction","state","problem","rows","waiting","waiting_since","conflicts","rejected","held",
 *              "edited","scanned","looked","written","apply_lag_ms","publish_lag_ms"}],
 *    "history":{…},                                       history.h
 *    "updated","stopped"}                                 stopped: only in the last one
 *
 * Times are strings in UTC, null: never. Both files are written when something has changed, at most once a second, and every ten seconds as a sign of life. When the worker
 * stops, the state file says so and the metrics file goes, so that a scrape fails instead of telling old numbers.
 */
#ifndef GSYNC_WORKER_REPORT_H
#define GSYNC_WORKER_REPORT_H

#include "common/buf.h"
#include "worker/history.h"
#include "worker/worker.h"

struct report {
	struct buf last; /* as written, but for "updated" */
	uint64_t written_ms, started_ms;
	struct history history;
	bool failed;
};

/* Somebody wants one of the files. */
bool report_wanted(const struct conf *conf);
/* To be called about once a second. Zero-initialise the report. A failure is logged once. */
void report_write(struct report *r, struct worker *w);
/* The last words; frees what the report holds. */
void report_end(struct report *r, struct worker *w);

#endif
