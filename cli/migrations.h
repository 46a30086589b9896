/* The numbered files of schema/, embedded when the program is built (cli/embed.awk). */
#ifndef GSYNC_CLI_MIGRATIONS_H
#define GSYNC_CLI_MIGRATIONS_H

#include "common/buf.h"

struct migration {
	int version;              /* 1, 2, … without gaps */
	const char *name;         /* the file's name without number and .sql */
	const char *const *lines; /* ends with NULL; a compiler need not take the whole file as one literal */
};

extern const struct migration migrations[]; /* in order; ends with version 0 */
extern const struct migration migration_drop; /* schema/drop.sql */

/* Appends the text of a migration. */
void migration_text(const struct migration *m, struct buf *to);

#endif
