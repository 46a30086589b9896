/* What is known of each link, for people who look: what PostgreSQL says of it, and what this worker has done for it since it started.
 *
 * The observer brings the first (links_seen), apply and publishers the second; the main thread reads both. Times are milliseconds of the wall clock
 * of this machine, 0: never; lags are milliseconds, -1: none measured yet.
 */
#ifndef GSYNC_WORKER_LINKS_H
#define GSYNC_WORKER_LINKS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* As PostgreSQL has it. */
struct link_state {
	char *name, *table, *tab, *spreadsheet, *direction, *state;
	char *problem;    /* NULL: none */
	int64_t sheet;
	int64_t rows;     /* -1: not counted yet */
	int64_t waiting, conflicts, rejected, held;
	uint64_t waiting_since_ms, scanned_ms, looked_ms, written_ms;
	uint64_t edited_ms; /* the last change of either side that was carried over */
};

/* Since this worker started. */
struct link_counts {
	uint64_t entries, rows_merged, cells_merged, conflicts, rejected, held; /* journal entries, and what they came to */
	uint64_t writes, cells_written, written_bytes;
	uint64_t errors;
	int64_t apply_lag_ms;   /* of the last webhook: from its arrival to the commit */
	int64_t publish_lag_ms; /* of the last write: from the oldest change in it to Google's answer */
};

struct link_known {
	int id;
	struct link_state now; /* name NULL: PostgreSQL has not told of it yet */
	struct link_counts count;
};

struct links {
	pthread_mutex_t lock;
	struct link_known *items;
	size_t count, room;
	int64_t apply_peak_ms, publish_peak_ms; /* longest lags since links_peaks */
};

void links_init(struct links *l);
void links_destroy(struct links *l);

/* --- telling ------------------------------------------------------------------------------------------------------------------- */

/* Entries of one link were merged, or dropped; lag_ms is that of the one that waited longest, -1: they were no webhooks. */
void links_applied(struct links *l, int id, uint64_t entries, int64_t lag_ms);
void links_written(struct links *l, int id, uint64_t cells, uint64_t bytes, int64_t lag_ms);
void links_error(struct links *l, int id);
/* Takes the content of `now`, whose edited_ms and rows (-1) stay as they are when not told. */
void links_seen(struct links *l, int id, struct link_state *now);
/* Adds to the counts what the log has of one link. */
void links_logged(struct links *l, int id, const struct link_counts *more, uint64_t edited_ms);
/* Forgets the links that are not among these. */
void links_keep(struct links *l, const int *ids, size_t n);

/* --- reading ------------------------------------------------------------------------------------------------------------------- */

/* The links, ordered by name, held still until links_end. Those without a name are not among them. */
const struct link_known *links_begin(struct links *l, size_t *ret_count);
void links_end(struct links *l);
/* Longest lags since the last call, 0 for none. */
void links_peaks(struct links *l, int64_t *ret_apply_ms, int64_t *ret_publish_ms);

#endif
