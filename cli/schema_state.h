/* What schema gsync is in the database, seen from this program. */
#ifndef GSYNC_CLI_SCHEMA_STATE_H
#define GSYNC_CLI_SCHEMA_STATE_H

#include "cli/cli.h"

enum schema_age {
	SCHEMA_ABSENT,
	SCHEMA_OURS,  /* the one that this program was built for */
	SCHEMA_OLDER, /* or of another build of the same version */
	SCHEMA_NEWER
};

struct schema_state {
	enum schema_age age;
	char *version; /* of the program that installed it; NULL if absent */
	int migration; /* the highest that was applied; 0 if absent */
};

void schema_state_free(struct schema_state *s);
#define _cleanup_schema_state_ __attribute__((cleanup(schema_state_free)))

/* Returns the exit status; anything but EXIT_OK has been said, also that the tables were made by something that was never released. */
int schema_read_state(struct cli *cli, struct schema_state *ret);

#endif
