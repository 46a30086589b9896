/* Brings the schema in the database to what this program was built for, from any version that it or the database knows the way from. */
#ifndef GSYNC_CLI_SCHEMA_BRING_H
#define GSYNC_CLI_SCHEMA_BRING_H

#include "cli/schema_state.h"

/* One transaction: it happens as a whole or not at all. Sessions of workers are ended first and wait meanwhile; those of others go on, and wait, if at
 * all, for the length of this transaction. `role` (may be NULL) becomes a worker's. Returns the exit status; a failure has been said. */
int schema_bring(struct cli *cli, const struct schema_state *from, const char *role, int *ret_migrations);

/* All SQL of a fresh installation, as a script. */
void schema_script(struct buf *to);

#endif
