/* A .env file: lines NAME=VALUE, as shells and most frameworks read them.
 *
 * `export ` before a name and # comments are allowed. A value may stand in 'single' quotes (taken as it is) or "double" quotes
 * (\n, \", \\ and \$ are escapes); unquoted, it ends before ` #`. Variables are not expanded. Of one name the last line counts.
 */
#ifndef GSYNC_CLI_ENV_H
#define GSYNC_CLI_ENV_H

#include <stddef.h>

#include "common/buf.h"
#include "common/error.h"

struct env;

/* Names in failures are `path`:LINE. */
enum error env_parse(const char *path, const char *text, size_t n, struct env **ret, struct failure *ret_failure);
enum error env_read(const char *path, struct env **ret, struct failure *ret_failure);
void env_free(struct env *e);
const char *env_get(const struct env *e, const char *name); /* NULL when absent or empty */

/* Appends a libpq connection string made of DB_HOST, DB_PORT, DB_USER, DB_PASSWORD and DB_NAME (those that are there); false if none is. */
bool env_conninfo(const struct env *e, struct buf *to);

#endif
