/* Exponential back-off with full jitter: each wait is drawn from 0 to a limit that doubles, so that clients which failed together do
 * not come back together. */
#ifndef GSYNC_GOOGLE_BACKOFF_H
#define GSYNC_GOOGLE_BACKOFF_H

#include <stdint.h>

struct backoff {
	uint32_t first_ms; /* limit of the first wait */
	uint32_t most_ms;  /* limit of all later ones */
	unsigned failures; /* in a row */
};

enum { BACKOFF_LEAST_MS = 20 }; /* nothing may spin, even when the draw is 0 */

/* Counts a failure; returns how long to wait. */
uint32_t backoff_fail(struct backoff *b);
static inline void backoff_reset(struct backoff *b) { b->failures = 0; }

#endif
