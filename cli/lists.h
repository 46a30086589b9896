/* What the lists of conflicts, rejections, held deletions and history have in common: --link NAME, --limit N, and acting on one entry. */
#ifndef GSYNC_CLI_LISTS_H
#define GSYNC_CLI_LISTS_H

#include "cli/args.h"
#include "cli/cli.h"

struct list_options {
	const char *link;  /* NULL: all */
	const char *limit; /* NULL: the usual */
};

/* Members for a command's own table of options. */
#define LIST_OPTIONS(o) {.name = "link", .text = &(o)->link}, {.name = "limit", .text = &(o)->limit}

/* Prints the newest entries. `people` and `programs` are the SELECTs without and with --json; $1 is the link's name or NULL, $2 the limit,
 * and `more` (n, may be 0) follow as $3…. */
int list_print(struct cli *cli, const struct list_options *o, const char *doing, const char *none, const char *people, const char *programs,
               size_t n, const char *const more[]);

/* For `COMMAND WORD ID`: calls `sql` with the number as $1 and prints the row that it gives: a message. No row: there is no such entry. */
int list_act(struct cli *cli, int argc, char **argv, const char *doing, const char *sql);

#endif
