/* One answer of spreadsheets:getByDataFilter as it comes in: its rows one by one, and at the end what it says of spreadsheet and tab.
 *
 * Google writes the members of an object in one order: the properties of a tab before its data, startRow before rowData. Rows are numbered by what stands before them; an answer
 * in another order is refused.
 */
#ifndef GSYNC_GOOGLE_ANSWER_H
#define GSYNC_GOOGLE_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "google/rowdata.h"

/* Members that an answer must have: the `fields` of the request. */
#define ANSWER_FIELDS_OF(cell) \
	"properties(title,locale,timeZone),sheets(properties(sheetId,title,gridProperties(rowCount,columnCount,frozenRowCount))," \
	"data(startRow,startColumn,rowData.values(" cell "),columnMetadata.developerMetadata(metadataKey,metadataValue)))"
#define ANSWER_FIELDS ANSWER_FIELDS_OF("userEnteredValue,effectiveValue,note,effectiveFormat.numberFormat.type")
#define ANSWER_FIELDS_FORMATS ANSWER_FIELDS_OF("userEnteredValue,effectiveValue,note,effectiveFormat.numberFormat(type,pattern)")

enum { ANSWER_MOST_ROWS = 10000000 };

struct answer;

struct answer_options {
	int64_t sheet; /* rows of other tabs are passed over */
	/* A row that begins in that column, of a range that begins with row `top`. Rows and columns are counted from 1. False: stop. */
	bool (*row)(void *context, int top, int row, int column, const struct rowdata *cells);
	void *context;
};

struct answer *answer_new(const struct answer_options *options); /* NULL without memory */
void answer_free(struct answer *a);

/* The next bytes. False: no more are wanted, answer_end() says why. */
bool answer_feed(struct answer *a, const char *bytes, size_t n);

struct answer_tab {
	const char *title, *time_zone, *locale; /* JSON strings, valid until the answer is freed */
	int rows, columns, frozen_rows;         /* of the grid */
	const char *pins;                       /* JSON: [[column, value], …] of the columns' developer metadata with the key gsync, of a range that begins with row 1 */
};
/* ERR_RETRY: no JSON, cut, or not of this shape. ERR_REJECT: the spreadsheet has no such tab, or it is no grid. Nothing is returned of an answer that was stopped by row(). */
enum error answer_end(struct answer *a, struct answer_tab *ret, struct failure *ret_failure);

#endif
