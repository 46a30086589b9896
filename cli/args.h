/* Command line options: `--name VALUE`, `--name=VALUE`, `--flag`; `--` ends them. No abbreviations: a script must not break
 * when an option is added.
 */
#ifndef GSYNC_CLI_ARGS_H
#define GSYNC_CLI_ARGS_H

#include <stddef.h>

#include "cli/cli.h"

enum { ARG_LIST_MAX = 256 };

/* Values of an option that may be repeated. */
struct arg_list {
	size_t n;
	const char *values[ARG_LIST_MAX];
};

struct arg_option {
	const char *name; /* without the dashes; NULL ends the table */
	bool *flag;       /* exactly one of these three is set */
	const char **text;
	struct arg_list *list;
};

/* Parses argv[1…]: `own` options (may be NULL) and those that every command takes. Other words are moved together behind argv[0]
 * and *ret_argc counts them, argv[0] included. Returns false, and says why, on an unknown option or a missing value. */
bool args_parse(struct cli *cli, const struct arg_option *own, int argc, char **argv, int *ret_argc);
/* The same for what stands before the command: stops at the first word; *ret_next is its index. */
bool args_parse_leading(struct cli *cli, int argc, char **argv, int *ret_next);

/* For commands with a fixed number of words after their name: parses and checks the count; `words` names them for the message. */
bool args_expect(struct cli *cli, const struct arg_option *own, int argc, char **argv, int want, const char *words);

#endif
