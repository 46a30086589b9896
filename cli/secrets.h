/* Webhook secrets: one file per spreadsheet in one directory, one `whsec_…` per line, # comments. gsync-fcgi accepts each of them.
 *
 * Files are written beside their final name and moved there, so that a reader sees the old file or the new one; mode 0640, group of the directory.
 */
#ifndef GSYNC_CLI_SECRETS_H
#define GSYNC_CLI_SECRETS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "common/error.h"

enum { SECRET_BYTES = 32, SECRET_SIZE = 64 }; /* random bytes, and room for `whsec_`, their base64 and NUL */

/* Adds a new secret (to `ret_secret`) at the end of the spreadsheet's file. `first`: there must be no file yet; else there must be one. */
enum error secrets_add(const char *directory, const char *spreadsheet, bool first, char ret_secret[SECRET_SIZE], struct failure *ret_failure);
/* Leaves the newest secret only; *ret_removed counts the others. */
enum error secrets_keep_newest(const char *directory, const char *spreadsheet, size_t *ret_removed, struct failure *ret_failure);
enum error secrets_remove(const char *directory, const char *spreadsheet, struct failure *ret_failure);

struct secret_file {
	char *spreadsheet;
	size_t secrets;
	long changed; /* seconds since 1970 */
};
/* Sorted by spreadsheet; free with secrets_list_free. */
enum error secrets_list(const char *directory, struct secret_file **ret_files, size_t *ret_count, struct failure *ret_failure);
void secrets_list_free(struct secret_file *files, size_t count);

#endif
