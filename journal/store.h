/* The only user of lmdb: tables and transactions, with sticky errors.
 *
 * Once a call in a transaction has failed, the later ones do nothing and the commit aborts and tells; so callers write straight down.
 * A transaction belongs to the thread that began it, and a thread has one at a time. What `ret_` slices point to is the map itself:
 * valid until the transaction ends, or until the next write in it.
 */
#ifndef GSYNC_JOURNAL_STORE_H
#define GSYNC_JOURNAL_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

struct store;
struct MDB_txn;
struct MDB_cursor;

enum table { TABLE_META, TABLE_ENTRIES, TABLE_PIECES, TABLE_IDS, TABLE_RETIRED, TABLES };

struct slice {
	const void *data;
	size_t size;
};

/* Opens the environment in directory `path`, creates it and its tables unless `read_only`, and clears stale readers.
 * map_size 0: as large as the file says. NULL on failure. */
struct store *store_open(const char *path, uint64_t map_size, bool read_only, struct failure *ret_failure);
void store_close(struct store *s); /* NULL is allowed */
uint64_t store_map_size(const struct store *s);
unsigned store_readers(struct store *s); /* threads that are reading at this moment, of all processes */
void store_clear_readers(struct store *s); /* those of processes that are gone: they would keep pages from being used again */
/* A consistent, compacted copy into an existing directory. Reads in one transaction until it is done. */
enum error store_copy(struct store *s, const char *to, struct failure *ret_failure);

struct txn {
	struct store *store;
	struct MDB_txn *handle;
	int error; /* of lmdb or errno; 0: none so far */
	bool reading;
	const char *low, *high; /* the part of the map that a reading transaction has shown */
};

enum txn_mode { TXN_READ, TXN_WRITE };
enum txn_result { TXN_OK, TXN_FULL /* map or disk */, TXN_FAILED };

/* Waits for the writing transaction of another thread or process. */
void txn_begin(struct txn *t, struct store *s, enum txn_mode mode);
/* Makes it durable, or undoes it all. `ret_failure` is filled unless TXN_OK. */
enum txn_result txn_commit(struct txn *t, struct failure *ret_failure);
/* Ends a reading transaction, or undoes a writing one. OK unless something had failed in it. */
enum error txn_end(struct txn *t, struct failure *ret_failure);

/* False if there is no such key, or after a failure. */
bool txn_get(struct txn *t, enum table table, struct slice key, struct slice *ret_value);
void txn_put(struct txn *t, enum table table, struct slice key, struct slice value);
/* Puts only if the key is new; else false and what is there. */
bool txn_add(struct txn *t, enum table table, struct slice key, struct slice value, struct slice *ret_present);
/* Adds a key beyond all others and returns room for its value, to be filled at once; NULL after a failure. */
void *txn_append(struct txn *t, enum table table, struct slice key, size_t size);
void txn_delete(struct txn *t, enum table table, struct slice key); /* a missing key is all right */
uint64_t txn_count(struct txn *t, enum table table);
uint64_t txn_used_bytes(struct txn *t); /* of the pages that hold something */
/* Fails the transaction as full unless `bytes` of the map stay free after it. */
void txn_require_free(struct txn *t, uint64_t bytes);

/* Walks one table in the order of its keys. All return false at the end, or after a failure. */
struct cursor {
	struct txn *txn;
	struct MDB_cursor *handle;
};
void cursor_open(struct cursor *c, struct txn *t, enum table table);
void cursor_close(struct cursor *c);
bool cursor_seek(struct cursor *c, struct slice at_or_after, struct slice *ret_key, struct slice *ret_value);
bool cursor_first(struct cursor *c, struct slice *ret_key, struct slice *ret_value);
bool cursor_last(struct cursor *c, struct slice *ret_key, struct slice *ret_value);
bool cursor_next(struct cursor *c, struct slice *ret_key, struct slice *ret_value);
void cursor_delete(struct cursor *c); /* what it stands on */

#define _cleanup_cursor_ __attribute__((cleanup(cursor_close)))

#endif
