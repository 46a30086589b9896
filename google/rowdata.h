/* One RowData of an answer: its cells, as gsync takes them. */
#ifndef GSYNC_GOOGLE_ROWDATA_H
#define GSYNC_GOOGLE_ROWDATA_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"

enum { ROWDATA_MOST_CELLS = 18278 };

struct rowdata_cell {
	const char *json; /* number, string or boolean; NULL: empty */
	size_t len;
	const char *format; /* of a number: the JSON object NumberFormat; NULL: none, or not asked for */
	size_t format_len;
	bool date;        /* a number that shows as a date or a time */
	const char *note; /* one that gsync has written, as a JSON string; NULL: none, or somebody else's */
	size_t note_len;
	bool computed;    /* by a formula here, or by one whose result spilled over; such a cell may also be empty */
};

/* Zero-initialise; may be used again. */
struct rowdata {
	struct rowdata_cell *cells;
	int count;
	int cap;
};
void rowdata_free(struct rowdata *r);

/* `text` is mended in place (see mend.h), and the cells point into it. False: it is no RowData, or memory ran out. */
bool rowdata_read(struct rowdata *r, char *text, size_t n);

/* How many cells are left without the empty ones at the end. */
int rowdata_used(const struct rowdata *r);
/* True if a cell shows something, is computed, or has a note of gsync's. */
bool rowdata_holds_something(const struct rowdata *r);
/* Appends the array of its cells. */
void rowdata_add_cells(const struct rowdata *r, struct buf *out);
/* Appends {"row":…,"cells":[…],"formulas":[…],"dates":[…],"notes":{"3":"gsync: …",…}}, the last three only where there are some: columns whose cell is computed, those
 * whose number was entered and shows as a date, and gsync's notes. With `formats` in place of dates "formats":{"3":{"type":"DATE",…},…}. */
void rowdata_add_row(const struct rowdata *r, int row, bool formats, struct buf *out);

#endif
