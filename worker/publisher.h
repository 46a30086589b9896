/* A publisher: the thread that keeps all tabs of one service account equal to their tables. It reads, has gsync.look() compare and
 * claim, writes, and scans; within one quota, and never twice at once for the same account on any machine (an advisory lock in PostgreSQL).
 */
#ifndef GSYNC_WORKER_PUBLISHER_H
#define GSYNC_WORKER_PUBLISHER_H

#include <stdbool.h>

#include "worker/worker.h"

struct publisher;

/* Reads the key file; NULL on failure. `number`: place of the credentials in the configuration, 0 is the first. */
struct publisher *publisher_new(struct worker *w, const char *credentials_path, unsigned number, struct failure *ret_failure);
void publisher_free(struct publisher *p);

/* Thread function; the argument is the publisher. */
void *publisher_run(void *publisher);
/* From any thread: there may be something to do. */
void publisher_wake(struct publisher *p);

struct slot *publisher_slot(struct publisher *p);
const char *publisher_credential(const struct publisher *p); /* client_email */

#endif
