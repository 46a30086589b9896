/* What each thread is doing: for the watchdog, the state file, and a log that says a trouble once when it begins and once when it ends.
 *
 * A thread owns one slot; the main thread reads them all.
 */
#ifndef GSYNC_WORKER_STATE_H
#define GSYNC_WORKER_STATE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/error.h"

/* Calls to the API by one service account. */
struct calls {
	uint64_t reads, writes;
	uint64_t unsent, throttled, refused, unanswered; /* of these, by how they failed: see google/sheets.h */
	uint64_t sent_bytes, received_bytes;
	unsigned reads_minute, writes_minute, reads_quota, writes_quota; /* of the last minute, and a minute's most */
};

struct slot {
	const char *name;          /* of the thread; also in the log */
	_Atomic uint64_t beat_ms;  /* clock_ms() of the last sign of life; 0: not running */
	pthread_mutex_t lock;      /* of what follows */
	char doing[32];            /* a word: connecting, resting, publishing, … */
	char problem[FAILURE_TEXT];
	uint64_t problem_since_ms; /* wall clock */
	uint64_t problems;         /* how often something went wrong */
	struct calls calls;        /* of a publisher */
};

void slot_init(struct slot *s, const char *name);
void slot_destroy(struct slot *s);
static inline void slot_beat(struct slot *s, uint64_t now_ms) { atomic_store(&s->beat_ms, now_ms); }
void slot_doing(struct slot *s, const char *word);
/* A trouble: logged if it is another one than before. */
void slot_problem(struct slot *s, const struct failure *f);
/* It is over: logged if there was one. */
void slot_fine(struct slot *s);
void slot_count(struct slot *s, const struct calls *calls);
/* What the slot holds, as of one moment. */
struct slot_facts {
	char doing[32];
	bool trouble;
	uint64_t problems;
	struct calls calls;
};
struct slot_facts slot_facts(struct slot *s);

/* Appends the slot's members as JSON, without braces. */
void slot_json(struct slot *s, struct buf *out);
/* Appends a time of the wall clock as a JSON string. */
void state_add_time(struct buf *out, uint64_t ms);

#endif
