/* What `gsync link` was asked for. */
#ifndef GSYNC_CLI_LINK_H
#define GSYNC_CLI_LINK_H

#include "cli/args.h"
#include "cli/cli.h"
#include "cli/target.h"
#include "common/buf.h"

struct link_options {
	const char *spreadsheet, *sheet, *table, *name, *policy, *credential;
	struct arg_list columns; /* --column 'Header=column' */
	struct arg_list only;    /* --columns a,b */
	struct arg_list key;     /* --key a,b */
	const char *where, *direction, *max_rows, *max_share; /* link_rows.c */
	struct arg_list directions;    /* --column-direction column=direction */
	bool create, dry_run, yes, no_wait, add_columns;
	struct target target; /* made of the first two */
};

/* Parses and checks; false when something was wrong, which was said. */
bool link_options_parse(struct cli *cli, int argc, char **argv, struct link_options *ret);
/* Appends the JSON of gsync.link_table's options. `columns`: JSON of {header: column}, NULL: what --column says. has_rows: the tab holds rows already. */
void link_options_json(const struct link_options *o, const char *columns, bool has_rows, struct buf *to);
/* Appends the names in lists such as "a,b" as a JSON array; `null` for none. */
void link_names_json(const struct arg_list *lists, struct buf *to);
/* Appends {header: column} of --column. */
void link_pairs_json(const struct link_options *o, struct buf *to);

/* What a tab and a table hold, compared (both are read already); says it, and asks if it must. *ret_go_on is false when nothing more is to be done:
 * after --dry-run, a no, or a problem. `oid` is the table's. Returns an exit status. */
int link_compare(struct cli *cli, const struct link_options *o, const char *title, const char *oid, bool *ret_go_on);
/* A table for a tab. */
struct proposal {
	char *sql;     /* makes it */
	char *columns; /* JSON of {header: column} */
	char *notes;   /* what should be known, a line each */
	char *json;    /* all of it: {"sql","columns","key","notes"} */
};
void proposal_free(struct proposal *p); /* its members */
/* For the tab that was read. */
int link_propose(struct cli *cli, const struct link_options *o, struct proposal *ret);
/* Shows it, and asks if it must. *ret_go_on as above. */
int link_show_proposal(struct cli *cli, const struct link_options *o, const struct proposal *p, bool *ret_go_on);

/* Says why the database would not have the link; an exit status. */
int link_cannot(struct cli *cli, const struct link_options *o);

/* What concerns rows and directions: checks it, and appends its members to a JSON object that is open. */
bool link_rows_check(const struct link_options *o);
void link_rows_json(const struct link_options *o, struct buf *to);

#endif
