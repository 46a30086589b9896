/* The webhook secrets: a directory with one file per spreadsheet, named exactly by the spreadsheet's id, one `whsec_…` a line.
 *
 * Several lines are valid at once, while a secret is being rotated. Empty lines and lines starting with # are ignored. Everything is
 * read in advance, at start and when told to; a request never opens a file, so no name from the network reaches the file system.
 */
#ifndef GSYNC_FCGI_SECRETS_H
#define GSYNC_FCGI_SECRETS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"

struct secrets;

/* Reads the directory. NULL if that fails. A file or line that is no secret is skipped with a warning in the log. */
struct secrets *secrets_open(const char *directory, struct failure *ret_failure);
void secrets_free(struct secrets *s);
/* Reads it again. On failure the secrets stay as they were. Thread-safe. */
enum error secrets_reload(struct secrets *s, struct failure *ret_failure);
/* True if a file of the directory has come, gone or changed since it was read last, and nothing since the last call: nobody is in the middle of
 * writing it. False when that cannot be told. */
bool secrets_changed(struct secrets *s);
size_t secrets_spreadsheets(struct secrets *s); /* how many have a secret */

/* True if `signatures` (a webhook-signature header) holds one made with a secret of that spreadsheet. Takes the same time whether the
 * spreadsheet is known or not. *ret_known (may be NULL) says whether it is: for the log, never for an answer. Thread-safe. */
bool secrets_verify(struct secrets *s, const char *spreadsheet, const char *id, const char *timestamp, const char *body, size_t body_len,
                    const char *signatures, bool *ret_known);

#endif
