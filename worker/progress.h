/* How far the journal is in PostgreSQL: told by the apply thread, waited for by publishers. */
#ifndef GSYNC_WORKER_PROGRESS_H
#define GSYNC_WORKER_PROGRESS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct progress {
	pthread_mutex_t lock;
	pthread_cond_t moved;
	uint64_t applied;
	bool ended, known;
};

void progress_init(struct progress *p);
void progress_destroy(struct progress *p);
/* May go back: a database restored from a backup. */
void progress_set(struct progress *p, uint64_t applied);
uint64_t progress_get(struct progress *p);
/* It was set: PostgreSQL has told. */
bool progress_known(struct progress *p);
/* Every wait ends now, and later ones at once. */
void progress_end(struct progress *p);
/* Waits until `seq` is applied, at most timeout_ms. */
bool progress_wait(struct progress *p, uint64_t seq, unsigned timeout_ms);

#endif
