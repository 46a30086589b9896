/* What the threads share.
 *
 *   main        signals, watchdog, state file
 *   apply       journal → gsync.apply(), purges the journal
 *   publish-N   one for each credential: looks, publishes, scans
 *   changes     db_changes.log; rests while none is configured
 *   observe     asks PostgreSQL how the links are, for state file and metrics
 *
 * The journal is thread-safe. The configuration is replaced by a reload, never changed: a thread reads w->conf anew each time, and what it got stays valid until the end.
 * Everything else that two threads touch is here.
 */
#ifndef GSYNC_WORKER_WORKER_H
#define GSYNC_WORKER_WORKER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/conf.h"
#include "journal/journal.h"
#include "worker/links.h"
#include "worker/progress.h"
#include "worker/state.h"

/* What became of the journal's entries since the start, as gsync.apply() names it. */
struct outcomes {
	_Atomic uint64_t merged, structure, ping, dropped, outdated, rejected, unknown, bytes;
};

struct worker {
	const struct conf *_Atomic conf;
	struct journal *journal;
	struct progress progress;       /* apply → publishers */
	_Atomic uint64_t stopping_ms;   /* clock_ms() of the request to stop; 0: go on */
	int stop_bell;                  /* rings from then on, for ever */
	_Atomic unsigned reopen;        /* counts SIGHUPs: db_changes.log may have been rotated, or be another file */
	struct publisher **publishers;  /* rung when something was applied */
	size_t publisher_count;
	int changes_bell;               /* something may stand in gsync.log_after(), or it is another file */
	struct links links;             /* apply, publishers and observe → main */
	struct outcomes outcomes;       /* apply → main */
	_Atomic uint64_t observed_ms;   /* wall clock of the last answer in links; 0: none yet */
	int observe_bell;               /* something happened that the observer may see */
	struct slot apply_slot, changes_slot, observe_slot;
};

enum { STOP_PATIENCE_MS = 10000 }; /* what is under way when the stop comes has this long to end */

static inline bool worker_stops(struct worker *w) { return atomic_load(&w->stopping_ms) != 0; }
/* All entries that were applied. */
uint64_t outcomes_sum(const struct outcomes *o);
/* How many entries of the journal are not in PostgreSQL yet, and when the first of them came (0: there is none). False: not known yet. */
bool worker_waiting(struct worker *w, uint64_t *ret_entries, uint64_t *ret_since_ms);
/* The stop came so long ago that even a write in flight or a statement is given up. */
bool worker_out_of_patience(struct worker *w);

/* Something was merged or written, or was tried in vain. */
void worker_happened(struct worker *w);

/* Thread functions; the argument is the worker. */
void *apply_run(void *worker);
void *changes_run(void *worker);
void *observe_run(void *worker);

#endif
