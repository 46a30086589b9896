/* A tab of a sheet, read whole into the temporary table gsync_tab of the command's session (schema/025_linking.sql): from there on all is SQL. */
#ifndef GSYNC_CLI_TAB_H
#define GSYNC_CLI_TAB_H

#include <stdint.h>

#include "cli/cli.h"
#include "cli/google.h"
#include "cli/target.h"

struct tab {
	char *title;
	int rows, columns; /* of the grid */
};

void tab_free(struct tab *t); /* its members */
#define _cleanup_tab_ __attribute__((cleanup(tab_free)))

/* formats: of the cells' numbers, too. Returns an exit status; what is wrong was said: the spreadsheet cannot be read, or has no such tab (then it says which it has, and `what_to_do`). */
int tab_load(struct cli *cli, struct google *g, const struct target *target, bool formats, const char *what_to_do, struct tab *ret);
/* Whether the spreadsheet has the tab. Returns an exit status, as above. */
int tab_is_there(struct google *g, const struct target *target, bool *ret_there);

#endif
