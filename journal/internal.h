/* What the journal's own files share. */
#ifndef GSYNC_JOURNAL_INTERNAL_H
#define GSYNC_JOURNAL_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "journal/bell.h"
#include "journal/journal.h"
#include "journal/record.h"
#include "journal/store.h"

struct request;

struct journal {
	struct store *store;
	struct bell *bell;
	char *path;
	char uuid[37];
	bool read_only;

	/* Group commit, see append.c. All under `lock`. */
	pthread_mutex_t lock;
	struct request *first, **end; /* waiting for a leader */
	bool led;                     /* a thread is committing */

	_Atomic bool doubtful; /* an append may not work: journal_writable has to try */
	_Atomic bool was_full; /* the last append did not work */
};

#define META_FORMAT slice_text("format")
#define META_UUID slice_text("uuid")
#define META_PURGED slice_text("purged")

/* A sequence stored in meta, 0 if there is none. */
uint64_t meta_seq(struct txn *t, struct slice name);
/* The highest sequence ever given out, 0 for none. */
uint64_t last_seq(struct txn *t);
/* Fails the transaction as full unless so much stays free that entries can be purged: deleting takes pages too, before it gives some. */
void require_headroom(struct txn *t, const struct journal *j);

/* A newer program may take the journal over while this one has it open: from then on nothing is read, for what it writes would look damaged. */
enum error check_format(const struct journal *j, struct txn *t, struct failure *ret_failure);

#endif
