/* What `gsync link` was asked for. */
#ifndef GSYNC_CLI_LINK_H
#define GSYNC_CLI_LINK_H

#include "cli/args.h"
#include "cli/cli.h"
#include "cli/target.h"
#include "common/buf.h"

struct link_options {
	const char *spreadsheet, *sheet, *table, *name, *policy, *credential;
	struct arg_list columns;
	struct target target; /* made of the first two */
};

/* Parses and checks; false when something was wrong, which was said. */
bool link_options_parse(struct cli *cli, int argc, char **argv, struct link_options *ret);
/* Appends the JSON of gsync.link_table's options. */
void link_options_json(const struct link_options *o, struct buf *to);

#endif
