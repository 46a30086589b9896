/* Whose turn it is: asks gsync.work() and says how long each tab still has to wait. Internal to the publisher.
 *
 * A change is written at once. When more changes come right behind it, it is a burst: then the next write waits until it is
 * over, or long enough, so that a burst costs few writes. A write is read back a little later, together with the look for the next one if
 * there is one.
 */
#ifndef GSYNC_WORKER_TURN_H
#define GSYNC_WORKER_TURN_H

#include "worker/publish.h"

enum turn_action { TURN_PREPARE, TURN_PUBLISH, TURN_SCAN };

struct turn {
	int link;
	const char *name, *spreadsheet;
	int64_t sheet;
	enum turn_action action;
	const char *dirt; /* when the table last changed (of what is not published yet); NULL: nothing is dirty */
	uint64_t oldest_ms; /* clock_ms() of the oldest of these changes; 0: nothing is dirty */
};

struct turns {
	struct pg_result *result; /* what the texts belong to */
	struct turn *items;
	size_t count;
};

enum error turns_ask(struct publisher *p, struct turns *ret, struct failure *ret_failure);
void turns_free(struct turns *t);

/* Milliseconds until this turn may be taken. *dirty becomes true if a change of the table waits. */
uint64_t turn_delay(struct publisher *p, struct tab *t, const struct turn *turn, bool *dirty);
/* How often to look while a change waits that long. */
unsigned turn_poll_ms(uint64_t soonest_ms);

#endif
