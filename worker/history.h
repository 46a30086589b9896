/* The last hour, in steps of ten seconds, for the plots of the status page: kept in memory, so it begins when the worker starts.
 *
 * Steps are those of the wall clock. One in which nobody sampled (the machine slept) is a gap.
 */
#ifndef GSYNC_WORKER_HISTORY_H
#define GSYNC_WORKER_HISTORY_H

#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"

enum { HISTORY_STEP_S = 10, HISTORY_STEPS = 360 };

enum history_series {
	HISTORY_ENTRIES,     /* journal entries applied in the step */
	HISTORY_TO_TABLE,    /* cells merged in the step */
	HISTORY_TO_SHEET,    /* cells written in the step */
	HISTORY_APPLY_LAG,   /* ms, the longest of the step */
	HISTORY_PUBLISH_LAG,
	HISTORY_READS,       /* calls to the API in the minute before, the most of the step */
	HISTORY_WRITES,
	HISTORY_SERIES
};

/* At one moment: totals so far for the first three, what is the case now for the others. */
struct history_sample {
	int64_t values[HISTORY_SERIES];
};

struct history {
	int64_t steps[HISTORY_STEPS][HISTORY_SERIES]; /* -1: gap */
	size_t count, next;         /* of the ring */
	uint64_t step;              /* wall clock / step that is being gathered, 0: none */
	int64_t gathered[HISTORY_SERIES];
	int64_t totals[HISTORY_SERIES]; /* as last sampled */
};

/* Zero-initialise. To be called about once a second. */
void history_sample(struct history *h, uint64_t wall_ms, const struct history_sample *s);
/* Appends {"step":10,"until":TIME,"entries":[…],…}: the finished steps, oldest first; `until` is the end of the last one, in seconds since 1970. */
void history_json(const struct history *h, struct buf *out);

#endif
