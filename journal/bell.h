/* A futex word in a file that several processes have mapped: rung after every commit, so that readers need not poll. */
#ifndef GSYNC_JOURNAL_BELL_H
#define GSYNC_JOURNAL_BELL_H

#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"

struct bell;

/* Opens file `bell` in directory `path`, which exists. A read-only bell can be heard but not rung; if there is no file it is silent, and
 * bell_wait only sleeps (briefly). NULL on failure. */
struct bell *bell_open(const char *path, bool read_only, struct failure *ret_failure);
void bell_close(struct bell *b); /* NULL is allowed */
void bell_ring(struct bell *b);
uint32_t bell_read(const struct bell *b);
void bell_wait(struct bell *b, uint32_t seen, unsigned timeout_ms);

#endif
