/* The header row of a tab as an answer tells it, and the id column in it. */
#ifndef GSYNC_GOOGLE_HEADER_H
#define GSYNC_GOOGLE_HEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "google/rowdata.h"

struct header_cell {
	size_t at, len; /* in `texts`; 0: empty */
};

/* Zero-initialise. */
struct header {
	struct header_cell *cells;
	int count, cap;
	struct buf texts;
};
void header_free(struct header *h);
void header_reset(struct header *h);

/* Cells of row 1 from `column` (counted from 1) on; what was known of them is replaced. False without memory. */
bool header_set(struct header *h, int column, const struct rowdata *cells);
/* How many cells are left without the empty ones at the end. */
int header_used(const struct header *h);
/* The column whose header is _gsync_id or _gsync_id@P, perhaps with more after a space; 0: none. *ret_pub: P, or 0. */
int header_id_column(const struct header *h, int64_t *ret_pub);
/* Appends the array of its cells. */
void header_add_cells(const struct header *h, struct buf *out);

#endif
