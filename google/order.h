/* Which ids stand in which rows: the id column as lines of text, and its digest. */
#ifndef GSYNC_GOOGLE_ORDER_H
#define GSYNC_GOOGLE_ORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "google/rowdata.h"

struct order {
	bool keep;       /* the lines, not only their digest */
	struct buf lines; /* one for each row from row 2 on, the last one still open */
	int row;         /* of the open line */
	int filled;      /* the row of the last id; 0: none */
	uint64_t digest;
};

void order_begin(struct order *o, bool keep);
static inline void order_free(struct order *o) { buf_free(&o->lines); }

/* The cell of the id column in that row; NULL or what is no id: none. Rows come in order. False: they do not, or memory ran out. */
bool order_add(struct order *o, int row, const struct rowdata_cell *cell);

#endif
