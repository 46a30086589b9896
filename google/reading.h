/* Reads a tab, whole or some of its rows, and hands the rows out in parts: memory holds a part and the ids of the rows, never the tab.
 *
 * One call to the API is atomic. A tab that is too large for one is read in windows of rows, each with the header row; at the end the id column is read once
 * more. If it shows what the windows have shown, row by row, and the header was the same in all of them, then no row has moved from one window
 * to another; else the tab is read again. Rows and columns are counted from 1.
 */
#ifndef GSYNC_GOOGLE_READING_H
#define GSYNC_GOOGLE_READING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/error.h"
#include "google/sheets.h"

/* What was last seen of the tab: where to look for its id column, and how large it is. Zero-initialise; kept between readings to save a call. */
struct reading_shape {
	bool known;
	int rows, columns; /* of the grid */
	int headers;       /* cells used in the header row */
	int id_column;     /* the one whose header is _gsync_id or _gsync_id@P; 0: none */
};

struct reading_range {
	int first, last;
};

/* Who reads, and where the rows go. */
struct reading_source {
	const struct sheets *sheets;
	const char *spreadsheet;
	int64_t sheet;
	bool formats; /* rows tell the number formats of their numbers, "formats":{"2":{"type":"DATE","pattern":"yyyy-mm-dd"}}, in place of "dates" */
	/* Asked before each call to the API, to wait for the quota and to count; false gives the reading up. NULL: no quota. */
	bool (*may_call)(void *context);
	/* A reading begins, or begins anew because rows moved: what was handed out so far is void. */
	enum error (*begin)(void *context, struct failure *ret_failure);
	/* Some rows, in order within each call to the API: [{"row":5,"cells":["Lamp",1.5,null,true],"formulas":[2]},…]. Cells are as Sheets computes them: number, string,
	 * boolean, null; trailing empty ones are left out. `formulas` (left out when there are none) names the columns whose cell is computed, `dates` those whose number shows as a date,
	 * `notes` those with a note of gsync's: {"3":"gsync: …"}. At most about a megabyte, or one row.
	 * It may be called while an answer is still coming in. */
	enum error (*rows)(void *context, const char *json, size_t n, struct failure *ret_failure);
	void *context;
};

enum reading_outcome {
	READING_DONE,
	READING_GIVEN_UP, /* may_call said so */
	READING_UNREAD,   /* a call to the API failed: the result says how */
	READING_FAILED    /* the failure says how: ERR_REJECT there is no such tab (any more), or it is no grid · ERR_RETRY what came is no answer, or rows move all the time · or
	                   * what begin() or rows() returned */
};

/* What a reading has learned besides the rows. */
struct reading;
struct reading *reading_new(void); /* NULL without memory */
void reading_free(struct reading *r);
static inline void reading_freep(struct reading **r) { reading_free(*r); }
#define _cleanup_reading_ __attribute__((cleanup(reading_freep)))

/* `ranges`: the rows wanted, told even if they hold nothing (row 1 is the header and is never told); NULL: the whole tab, of which the rows that hold something are told.
 * `reading` may be used again. *ret_call is zero-initialised by the caller and freed by it. */
enum reading_outcome reading_take(const struct reading_source *source, struct reading_shape *shape, const struct reading_range *ranges, size_t count,
                                  struct reading *reading, struct sheets_result *ret_call, struct failure *ret_failure);

/* Appends {"title":…,"time_zone":…,"locale":…,"rows":R,"columns":C,"frozen":F,"header":[…],"pins":[[column, value], …],"pub":P,"whole":…,"digest":"…","ids_column_empty":…}: what gsync.look() and gsync.prepare()
 * want to know. pins: developer metadata of the columns with the key gsync.
 * pub: the number in the id column's header, null without that column. digest: of the id column: the same as long as the same ids stand in the same rows.
 * ids_column_empty: there is nothing right of the last header (known for a whole tab only). */
void reading_info(const struct reading *r, struct buf *out);
/* The digest alone. */
struct reading_digest {
	char text[17];
};
struct reading_digest reading_digest(const struct reading *r);
/* The id column of a reading of ranges: a line for each row from row 2 on, empty where no id stands; without the empty ones at the end. */
const struct buf *reading_ids(const struct reading *r);
int reading_frozen_rows(const struct reading *r);

#endif
