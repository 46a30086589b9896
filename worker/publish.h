/* What the files of a publisher share; nothing else includes this.
 *
 *   publisher.c  the thread: connection, leadership, rest and waking, which tab is next
 *   reading.c    a reading of a tab: within the quota, handed on to PostgreSQL part by part
 *   cycle.c      read, look, journal, write
 *   refusal.c    which cell or row Google did not want
 *   prepare.c    a new link: headers, id column, formats
 */
#ifndef GSYNC_WORKER_PUBLISH_H
#define GSYNC_WORKER_PUBLISH_H

#include <stdbool.h>
#include <stdint.h>

#include "google/backoff.h"
#include "worker/batch.h"
#include "google/bucket.h"
#include "google/http.h"
#include "worker/pg.h"
#include "worker/publisher.h"
#include "google/reading.h"
#include "google/sheets.h"
#include "worker/worker.h"

enum { STRETCH_ONE = 16, STRETCH_FIRST = 24 };

/* What is remembered of a linked tab between its cycles; nothing that may not be lost. */
struct tab {
	struct tab *next;
	int link;
	char *name, *spreadsheet;
	int64_t sheet;

	struct reading_shape shape; /* as last seen */

	/* when it may be its turn (clock_ms) */
	uint64_t not_before; /* after trouble */
	uint64_t oldest_ms;  /* the oldest change that waited when its turn came; 0: none */
	uint64_t sent_ms;    /* last write sent; 0: none yet */
	uint64_t tried_ms;   /* last turn taken; 0: none yet */
	uint64_t scanned_ms; /* last turn that read the tab whole; 0: none yet */
	uint64_t read_back_ms; /* when the last write is to be read back; 0: it was, or nothing is known of one */
	/* the dirty set as seen when polled, to tell a burst from its end */
	char dirt[64];
	uint64_t dirt_ms;    /* when it last changed */
	unsigned dirt_moves; /* how often it changed since the last write */

	bool again;          /* the last look asks for another one, of the same kind */
	bool again_scan;
	unsigned agains;     /* in a row */
	unsigned fruitless;  /* turns in a row that changed nothing */
	unsigned stretch;    /* of the limit that gsync.look() gets, in parts of STRETCH_ONE */
	int fit;             /* rows that one write is likely to hold; 0: not known yet */
	bool split;          /* the last write was refused for a request of many cells: send it in single ones */
	bool blind;          /* Google would not tell where columns stand: not asked any more */
	unsigned gave_way;   /* how often in a row it gave way to another transaction */
	struct backoff backoff;
	char problem[FAILURE_TEXT]; /* logged */
	char columns_told[FAILURE_TEXT];
};

struct publisher {
	struct worker *worker;
	struct slot slot;
	char name[32];   /* of the thread */
	bool first;      /* links that name no credential are ours */
	bool alone;      /* there is no other publisher in this process */
	int bell;
	struct pg *pg;
	struct http *http;
	struct token *token;
	struct sheets sheets;
	bool writing;    /* a write is under way */
	struct bucket reads, writes;
	struct calls calls;
	struct tab *tabs;

	bool leader;       /* the advisory lock of this credential is ours */
	bool awake;        /* the awake lock is held: triggers do not notify, so poll */
	uint64_t awake_retry_ms; /* a transaction kept us from it: not again before */
	uint64_t rest_since_ms;
	uint64_t not_before;     /* network, quota or token: nothing for any tab until then */
	struct backoff backoff;
	struct backoff pg_backoff;
};

/* --- publisher.c --- */

/* A call to the API failed for a reason that is no tab's own: nothing is called until a back-off is over. */
void publisher_api_trouble(struct publisher *p, const struct sheets_result *r, struct bucket *bucket);
void publisher_api_fine(struct publisher *p);
/* Waits until the API may be read once more, and counts that. False: the worker stops. */
bool publisher_may_read(struct publisher *p);
/* A call failed: counted by how. */
void publisher_count_failure(struct publisher *p, enum sheets_outcome outcome);
/* A write, counted. One that is under way when the stop comes is waited for. */
void publisher_write(struct publisher *p, const struct tab *t, const struct buf *body, struct sheets_result *ret);
/* Trouble with this tab: logged when new, and waited after. `broken` is told to PostgreSQL too. */
void tab_trouble(struct publisher *p, struct tab *t, const struct failure *f, bool broken);
void tab_fine(struct tab *t);

/* --- reading.c --- */

/* Reads the ranges (NULL: everything) and hands the rows to gsync.see(). *ret_read false: trouble was told and a wait set. An error is PostgreSQL's. */
enum error reading_see(struct publisher *p, struct tab *t, const struct reading_range *ranges, size_t count, struct reading *reading, bool *ret_read, struct failure *ret_failure);

/* --- cycle.c --- */

/* One turn of a tab: reads back, looks, publishes. An error is PostgreSQL's; trouble with the API is told and waited for, and OK. */
enum error cycle_run(struct publisher *p, struct tab *t, bool scan, bool may_claim, struct failure *ret_failure);

/* --- refusal.c --- */

/* Google refused the batch cleanly: finds and sets aside what it did not want, then takes the publish back. */
enum error refusal_settle(struct publisher *p, struct tab *t, const struct batch *b, int64_t pub, const struct sheets_result *why, struct failure *ret_failure);

/* --- prepare.c --- */

enum error prepare_run(struct publisher *p, struct tab *t, struct failure *ret_failure);

#endif
