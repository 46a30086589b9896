/* gsync verify: what it found, told to people or programs. */
#ifndef GSYNC_CLI_VERIFY_H
#define GSYNC_CLI_VERIFY_H

#include "cli/cli.h"

/* Prints the differences (temporary table gsync_difference of the session) and a summary of link `id`. `repaired`: how many were put right before; negative: --repair
 * was not asked for. Returns an exit status. */
int verify_print(struct cli *cli, const char *id, long repaired);

#endif
