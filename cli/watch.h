/* Watching the first sync of a link, which the worker does. */
#ifndef GSYNC_CLI_WATCH_H
#define GSYNC_CLI_WATCH_H

#include "cli/cli.h"

/* Shows how far link `id` (its name for people) is until both sides are equal. Ctrl-C ends the watching and nothing else. PostgreSQL or the worker
 * may go and come back meanwhile. Returns an exit status; it is EXIT_PROBLEM when it does not go on for a minute and nobody sits at a terminal. */
int watch_link(struct cli *cli, const char *id, const char *name);

#endif
