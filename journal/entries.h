/* Entries as they are stored: a head in one table, and the pieces of a long body in another. */
#ifndef GSYNC_JOURNAL_ENTRIES_H
#define GSYNC_JOURNAL_ENTRIES_H

#include <stdbool.h>

#include "common/buf.h"
#include "journal/journal.h"
#include "journal/store.h"

/* Adds the entry under e->seq, which is higher than all others. */
void entry_put(struct txn *t, const struct journal_entry *e);
/* Appends the whole record, of which `head` is the value in TABLE_ENTRIES, to `to`. */
void entry_copy(struct txn *t, uint64_t seq, struct slice head, struct buf *to);
void entry_delete_head(struct txn *t, uint64_t seq);
/* Deletes one piece of the oldest entry that has some, if that is up to `up_to_seq`; else false. A long body goes piece by piece, for the
 * pages that one transaction sets free are listed in a run of pages, and runs are rare in a full journal. */
bool piece_delete_first(struct txn *t, uint64_t up_to_seq);

#endif
