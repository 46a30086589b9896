/* What a tab holds, put together from answers of spreadsheets:getByDataFilter, and told as the JSON that gsync.look() reads.
 *
 * Several answers may be added (other windows of the same tab); what a later one says of a cell counts. Rows and columns are counted from 1.
 */
#ifndef GSYNC_GOOGLE_SNAPSHOT_H
#define GSYNC_GOOGLE_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/error.h"

/* Members that an answer must have: the `fields` of the request. */
#define SNAPSHOT_FIELDS \
	"properties(title,locale,timeZone),sheets(properties(sheetId,title,gridProperties(rowCount,columnCount,frozenRowCount))," \
	"data(startRow,startColumn,rowData.values(userEnteredValue,effectiveValue)))"

struct snapshot;

struct snapshot *snapshot_new(int64_t sheet); /* NULL without memory */
void snapshot_free(struct snapshot *s);
static inline void snapshot_freep(struct snapshot **s) { snapshot_free(*s); }
#define _cleanup_snapshot_ __attribute__((cleanup(snapshot_freep)))

/* Adds one answer; `body` is mended in place (see mend.h) and may be freed afterwards. ERR_RETRY: no JSON, cut, or not of this shape.
 * ERR_REJECT: the spreadsheet has no such tab. */
enum error snapshot_add(struct snapshot *s, char *body, size_t n, struct failure *ret_failure);

/* Of the last answer. */
int snapshot_rows(const struct snapshot *s);    /* of the grid */
int snapshot_columns(const struct snapshot *s);
int snapshot_frozen_rows(const struct snapshot *s);
/* The column whose header is _gsync_id or _gsync_id@P; 0: none. */
int snapshot_id_column(const struct snapshot *s);
/* Hash of header row and id column: two readings with the same one saw the rows in the same order under the same publish. */
uint64_t snapshot_order(const struct snapshot *s);

/* Rows that were asked for, and so are told even if they hold nothing. */
struct range {
	int first, last;
};

/* Appends the JSON. `whole`: every row was read, those that hold something are told; else only the rows of `ranges`. The ids of all rows
 * are told in both cases. */
void snapshot_json(const struct snapshot *s, bool whole, const struct range *ranges, size_t count, struct buf *out);
/* Appends {"title":…,"time_zone":…,"locale":…,"rows":…,"columns":…,"frozen":…,"header":[…],"ids_column_empty":…}, for gsync.prepare().
 * ids_column_empty: there is nothing in the column right of the last header, where gsync's own is to be. */
void snapshot_info_json(const struct snapshot *s, struct buf *out);

#endif
