/* One spreadsheets.batchUpdate: gathers what a look has claimed and builds the request, coalesced: neighbouring cells, along rows and
 * columns, become one updateCells; neighbouring deleted rows one deleteDimension; all appended rows one appendCells.
 *
 * Order in the request: cells, notes, deletes from the bottom up, appends, the header cell of the id column, with the publish's number, and a
 * question: where do the columns that gsync has pinned stand now? (An update of their metadata that changes nothing: its reply tells.) Rows and columns are counted from 1, as people do.
 */
#ifndef GSYNC_WORKER_BATCH_H
#define GSYNC_WORKER_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/error.h"

/* What the batch must know of the tab. */
struct grid {
	int64_t sheet;
	int rows, columns, frozen_rows;
};

struct batch;

struct batch *batch_new(const struct grid *grid); /* NULL without memory */
void batch_free(struct batch *b);
static inline void batch_freep(struct batch **b) { batch_free(*b); }
#define _cleanup_batch_ __attribute__((cleanup(batch_freep)))

/* `kind` as gsync.look() names it: update, note, append, delete, header; `cells` its JSON (NULL for delete, a text for header). id and cells must outlive
 * the batch. ERR_BUG: what look() must not return; the text says what. */
enum error batch_add(struct batch *b, const char *kind, int place, const char *id, const char *cells, struct failure *ret_failure);
bool batch_empty(const struct batch *b);
/* The answer shall tell where the pinned columns were when the batch was carried out. */
void batch_ask_places(struct batch *b);

/* Appends the request's body. `split`: nothing is coalesced, so that an error names exactly one cell or row. */
enum error batch_build(struct batch *b, bool split, struct buf *body, struct failure *ret_failure);

/* After batch_build: is that request of the list the question for the columns' places? */
bool batch_is_question(const struct batch *b, int request);

/* After batch_build: one thing that the batch writes. */
struct batch_item {
	size_t request;   /* index in the request's list */
	const char *kind; /* update, note, append, delete, header */
	int row;          /* 0: appended */
	int column;       /* 0: the whole row */
	const char *id;   /* may be NULL for a header */
	const char *value; size_t value_len; /* JSON; NULL for delete; of an append the array of its cells */
};
size_t batch_count(const struct batch *b);
struct batch_item batch_item(const struct batch *b, size_t i);

#endif
