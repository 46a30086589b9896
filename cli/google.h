/* Google, as a command talks to it: one service account, and patience: it keeps to the quota, waits when there is none left, and tries
 * again when Google or the network has a bad moment.
 */
#ifndef GSYNC_CLI_GOOGLE_H
#define GSYNC_CLI_GOOGLE_H

#include "cli/cli.h"
#include "common/buf.h"
#include "common/error.h"
#include "google/reading.h"
#include "google/sheets.h"

struct google;

/* Opens it as the service account `account` (client_email; NULL or "": the first one configured). Nothing is sent yet.
 * ERR_REJECT: this user has nothing to talk with (no configuration, or it or the key file may not be read); a command that can do without
 * Google may go on. ERR_STOP: configuration or key file are wrong, or name no such account. */
enum error google_open(struct cli *cli, const char *account, struct google **ret, struct failure *ret_failure);
void google_close(struct google *g); /* NULL is allowed */
static inline void google_closep(struct google **g) { google_close(*g); }
#define _cleanup_google_ __attribute__((cleanup(google_closep)))

const char *google_email(const struct google *g);

/* sheets_get, sheets_read and sheets_update, with patience; *result is for the answer's body, as there. ERR_RETRY: it was tried for a minute or two. ERR_REJECT:
 * Google refused (result->status tells how). ERR_STOP: the token, the clock. A write without a clear answer is not sent again (ERR_RETRY): it may
 * have been carried out. */
enum error google_get(struct google *g, const char *spreadsheet, const char *fields, struct sheets_result *result, struct failure *ret_failure);
enum error google_read(struct google *g, const char *spreadsheet, const char *filters, const char *fields, struct sheets_result *result,
                       struct failure *ret_failure);
enum error google_write(struct google *g, const char *spreadsheet, const struct buf *body, struct sheets_result *result, struct failure *ret_failure);

/* A tab that is to be read whole, and where its rows go (see google/reading.h); begin is called again when the reading begins anew. */
struct google_tab {
	const char *spreadsheet;
	int64_t sheet;
	bool formats;
	enum error (*begin)(void *context, struct failure *ret_failure);
	enum error (*rows)(void *context, const char *json, size_t n, struct failure *ret_failure);
	void *context;
};
/* reading_take of the whole tab, with the same patience. ERR_REJECT, too, when the spreadsheet has no such tab; what begin and rows return as it is. */
enum error google_take(struct google *g, const struct google_tab *tab, struct reading *reading, struct failure *ret_failure);

#endif
