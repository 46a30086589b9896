/* What the lists of conflicts, rejections and held deletions have in common: --link NAME, --limit N, and acting on entries. */
#ifndef GSYNC_CLI_LISTS_H
#define GSYNC_CLI_LISTS_H

#include "cli/args.h"
#include "cli/cli.h"
#include "common/buf.h"

struct list_options {
	const char *link;  /* NULL: all */
	const char *limit; /* NULL: the usual */
};

/* Members for a command's own table of options. */
#define LIST_OPTIONS(o) {.name = "link", .text = &(o)->link}, {.name = "limit", .text = &(o)->limit}

/* EXIT_OK if there is a link of this name, or the name is NULL; else says that there is none. */
int list_check_link(struct cli *cli, const char *name);

/* EXIT_OK if PostgreSQL reads it as a time, or it is NULL; else says what is wrong with --`option`. */
int list_check_time(struct cli *cli, const char *option, const char *text);

/* Prints the newest entries of a view that meet `condition` ($3… are `more`), each as the lines of its column `told`; with --json all other columns. */
int list_tell(struct cli *cli, const struct list_options *o, const char *doing, const char *none, const char *view, const char *condition,
              size_t n, const char *const more[]);

struct list_call {
	const char *doing, *sql;
};
/* For `COMMAND WORD ID`: calls `sql` with the number as $1 and `more` (n) behind it, and prints the message that it gives. None: no such entry. */
int list_act(struct cli *cli, int argc, char **argv, const struct list_call *call, size_t n, const char *const more[]);

/* Which entries: `ID… | ID-ID… | --link NAME [--all] | --all`. */
struct list_choice {
	const char *link;
	bool all; /* set before: no words mean all */
	char **words;
	size_t n_words;
};
/* False, and said why, if these words choose nothing. */
bool list_choose(struct cli *cli, int argc, char **argv, struct list_choice *choice);
/* The numbers as a PostgreSQL array; stays empty (data NULL) for all. */
void list_numbers(const struct list_choice *choice, struct buf *to);
/* Calls `sql` with the link's name or NULL and the numbers or NULL; prints the number that it gives behind `what`. */
int list_count(struct cli *cli, const struct list_choice *choice, const char *doing, const char *sql, const char *what);

/* Texts as a PostgreSQL array, quoted as arrays are; stays empty (data NULL) for none. */
void list_array(const char *const *values, size_t n, struct buf *to);

#endif
