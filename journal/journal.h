/* The journal: what came in, on disk before it is answered, in the order in which it came.
 *
 * An LMDB environment with five tables, all keys big-endian so that they sort:
 *   entries  sequence (8 bytes)            → record (version byte, checksum, origin, received, sheet, spreadsheet, event id, body)
 *   pieces   sequence, number (8 + 4 bytes)→ what does not fit into the record of a long body
 *   ids      spreadsheet, event id         → sequence (8 bytes)
 *   retired  sequence (8 bytes)            → received, event id: of purged entries whose id must still be known
 *   meta     "uuid" (16 bytes), "format" (1 byte), "purged" (8 bytes, highest sequence purged)
 * record.h has the bytes. Sequences start at 1, rise by one and are never used twice, purged or not.
 *
 * One process may hold one journal open once (an LMDB rule). Several processes may have it open at the same time: gsync-fcgi and the
 * worker append, the worker reads and purges, gsync-journal reads. Never across fork(2), never on a network disk.
 */
#ifndef GSYNC_JOURNAL_JOURNAL_H
#define GSYNC_JOURNAL_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

struct journal;

enum journal_origin { JOURNAL_WEBHOOK = 1, JOURNAL_SCAN = 2 };

/* One entry. Pointers are the caller's (append) or the reader's (read: valid until the next read or journal_reader_free). */
struct journal_entry {
	uint64_t seq;         /* set by the journal */
	uint64_t received_ms; /* milliseconds since 1970, set by the caller */
	enum journal_origin origin;
	int64_t sheet;        /* the tab's sheetId */
	const char *spreadsheet; size_t spreadsheet_len; /* at most 255 bytes */
	const char *id; size_t id_len;                   /* event id, 1 to 255 bytes */
	const char *body; size_t body_len;               /* as received */
};

struct journal_options {
	uint64_t map_size;  /* bytes; 0: what the file says, 1 GiB for a new one. So much is mapped, the file grows as needed; it cannot shrink below what is used */
	bool read_only;     /* for gsync-journal: creates nothing, ignores map_size */
};

/* Opens (and creates, unless read_only) the journal in directory `path`; clears stale readers. NULL on failure. */
struct journal *journal_open(const char *path, const struct journal_options *options, struct failure *ret_failure);
void journal_close(struct journal *j);
/* 36 characters and NUL, in the 8-4-4-4-12 form. */
const char *journal_uuid(const struct journal *j);

enum journal_append_result {
	JOURNAL_APPENDED,  /* on disk now; *ret_seq is its sequence */
	JOURNAL_DUPLICATE, /* that id is in the journal already, under *ret_seq; nothing was stored */
	JOURNAL_FULL,      /* map or disk full: nothing was stored; again later */
	JOURNAL_FAILED     /* I/O error or damaged file: nothing was acknowledged; *ret_failure says */
};

/* Appends durably (returns after the disk has it) and rings the doorbell. Thread-safe; concurrent calls share one commit. */
enum journal_append_result journal_append(struct journal *j, const struct journal_entry *entry, uint64_t *ret_seq, struct failure *ret_failure);
/* True if an append would work now (not full, writable): for the health answer. Cheap. */
bool journal_writable(struct journal *j);

/* A position in the journal for one thread. Reads run in short transactions: a slow reader never blocks a writer or bloats the file. */
struct journal_reader;
struct journal_reader *journal_reader_new(struct journal *j, uint64_t from_seq);
void journal_reader_free(struct journal_reader *r); /* NULL is allowed */
uint64_t journal_reader_position(const struct journal_reader *r); /* the lowest sequence that the next read may return */
/* Copies up to `max` entries, of up to `max_bytes` body bytes in all (at least one entry), at or after the position, and moves on.
 * *ret_entries points to *ret_count entries, owned by the reader until the next call. Count 0: nothing there yet.
 * ERR_REJECT: the next entry is damaged; *ret_failure names it, and the position has moved past it. */
enum error journal_read(struct journal_reader *r, size_t max, size_t max_bytes,
                        const struct journal_entry **ret_entries, size_t *ret_count, struct failure *ret_failure);

/* The doorbell: a futex word in a file beside the map, shared by all processes. journal_bell reads it, journal_wait sleeps until it
 * differs from `seen` (or timeout_ms is over). Read the bell, then the journal, then wait: no append is missed. */
uint32_t journal_bell(struct journal *j);
void journal_wait(struct journal *j, uint32_t seen, unsigned timeout_ms);
void journal_ring(struct journal *j); /* also used to wake a waiting thread for shutdown */

/* Deletes entries with seq <= applied that were received before `before_ms`, oldest first, plus the oldest applied ones while the journal uses more than `max_bytes`;
 * in small transactions; ids younger than the signature tolerance stay. Returns OK with *ret_purged. */
enum error journal_purge(struct journal *j, uint64_t applied, uint64_t before_ms, uint64_t max_bytes, uint64_t *ret_purged, struct failure *ret_failure);

struct journal_stat {
	uint64_t first_seq, last_seq;  /* 0, 0 when empty */
	uint64_t next_seq;             /* of the next entry: 1 in a new journal */
	uint64_t entries;
	uint64_t used_bytes, map_size; /* pages in use (free ones not counted) and the limit */
	uint64_t oldest_ms, newest_ms;
	unsigned readers;
};
enum error journal_stat(struct journal *j, struct journal_stat *ret, struct failure *ret_failure);
/* How many entries come after `applied`, and when the first of them was received (0 when there is none). Cheap. */
enum error journal_waiting(struct journal *j, uint64_t applied, uint64_t *ret_entries, uint64_t *ret_since_ms, struct failure *ret_failure);

/* Reads everything: record format, order, ids index both ways. Calls `report` for each thing that is wrong; *ret_faults counts them. */
enum error journal_verify(struct journal *j, void (*report)(void *context, const char *what), void *context, uint64_t *ret_faults, struct failure *ret_failure);
/* A consistent, compacted copy into the (empty, existing) directory `to`. */
enum error journal_copy(struct journal *j, const char *to, struct failure *ret_failure);

#endif
