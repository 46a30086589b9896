/* The three calls of the Sheets API v4 that gsync makes, and a clear word about how each ended. */
#ifndef GSYNC_GOOGLE_SHEETS_H
#define GSYNC_GOOGLE_SHEETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/error.h"
#include "google/http.h"
#include "google/token.h"

/* The API as one service account sees it; for one thread. */
struct sheets {
	const char *url;     /* without a slash at the end */
	struct http *http;
	struct token *token;
};

enum sheets_outcome {
	SHEETS_DONE,
	SHEETS_UNSENT,     /* it never got there: no token, no network */
	SHEETS_THROTTLED,  /* 429: not carried out */
	SHEETS_REFUSED,    /* another 4xx: not carried out, and will not be next time either */
	SHEETS_UNANSWERED  /* 5xx, no or half an answer, no JSON: a write may have been carried out, or may yet be */
};

struct sheets_result {
	enum sheets_outcome outcome;
	long status;              /* of HTTP; 0: no answer */
	int request;              /* the N of requests[N] in a refusal, -1: not told */
	bool stopped;             /* unsent, and the operator must mend something first */
	char text[FAILURE_TEXT];  /* unless done: what happened */
	struct http_answer answer;
};
/* Zero-initialise; may be used again. */
void sheets_result_free(struct sheets_result *r);
#define _cleanup_sheets_ __attribute__((cleanup(sheets_result_free)))

/* spreadsheets:getByDataFilter. `filters`: the JSON array of data filters, `fields`: the mask. The answer goes to `sink`; NULL: it is in the result's body when done. */
void sheets_read(const struct sheets *s, const char *spreadsheet, const char *filters, const char *fields, const struct http_sink *sink, struct sheets_result *ret);
/* spreadsheets.get without cells: what the spreadsheet and its tabs are like. */
void sheets_get(const struct sheets *s, const char *spreadsheet, const char *fields, struct sheets_result *ret);
/* spreadsheets:batchUpdate, sent at most once. Of the replies the answer has only where the columns stand whose developer metadata were updated. */
#define UPDATE_PLACES_FIELDS "replies.updateDeveloperMetadata.developerMetadata(metadataValue,location.dimensionRange)"
void sheets_update(const struct sheets *s, const char *spreadsheet, const struct buf *body, struct sheets_result *ret);

/* Appends one data filter to an array that is being built ("[" so far, or with filters): rows first_row to last_row and columns first_column to last_column,
 * counted from 1, 0: open. */
void sheets_filter(struct buf *filters, int64_t sheet, int first_row, int last_row, int first_column, int last_column);

#endif
