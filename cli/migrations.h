/* The files of schema/, embedded when the program is built (cli/embed.awk).
 *
 * Tables change by numbered migrations, up and down, which are never edited once released. Everything else (functions, views, types) is code: an
 * upgrade takes all of it away and puts this program's in its place. So no migration calls code, and no table uses a type that code makes.
 */
#ifndef GSYNC_CLI_MIGRATIONS_H
#define GSYNC_CLI_MIGRATIONS_H

#include "common/buf.h"

struct migration {
	int version;        /* 1, 2, … without gaps */
	const char *name;   /* the file's name without number and .sql */
	const char *digest; /* SHA-256 of `up`, in hex */
	const char *const *up, *const *down; /* lines, end with NULL; the first migration has no down */
};

struct sql_file {
	const char *name;
	const char *const *lines; /* ends with NULL; a compiler need not take the whole file as one literal */
};

extern const struct migration migrations[]; /* in order; ends with version 0 */
extern const struct sql_file schema_code[]; /* in order; ends with a NULL name */
extern const struct sql_file schema_clear;  /* takes the code away, and remembers what rights were given on it */
extern const struct sql_file schema_renew;  /* after new code: these rights, and all that is made by code and kept */
extern const struct sql_file schema_drop;   /* removes everything */

int migrations_last(void); /* the number of the last one */
/* Appends the text of a file. */
void migration_text(const char *const *lines, struct buf *to);

#endif
