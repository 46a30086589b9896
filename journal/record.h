/* Keys and values of the journal's tables: the one place that knows their bytes. All numbers are big-endian.
 *
 *   entries   key: sequence (8)
 *             value: version (1) = 1 · CRC-32C (4) of key and all that follows · origin (1) · received, ms (8) · sheet (8) ·
 *                    lengths of spreadsheet (1), id (1) and body (4) · spreadsheet · id · body, as much as fits into 2016 bytes
 *   pieces    key: sequence (8), number from 1 (4); value: what follows of the body, 2016 bytes each, the last one less
 *   ids       key: spreadsheet · space · event id (each spreadsheet numbers its own events); value: sequence (8)
 *   retired   key: sequence (8) of a purged entry whose id must stay for a while; value: received, ms (8) · its key in ids
 *   meta      "format": version of the journal (1) · "uuid" (16) · "purged": highest sequence purged (8)
 *
 * The format is the highest version of a record that may be in the journal: whoever writes records of a new version raises it first, in the same
 * transaction. So a program meets no record that is too new for it (doc/journal.md).
 */
#ifndef GSYNC_JOURNAL_RECORD_H
#define GSYNC_JOURNAL_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "journal/journal.h"
#include "journal/store.h"

enum { JOURNAL_FORMAT = 1, RECORD_VERSION = 1, RECORD_HEADER_SIZE = 28, RECORD_NAME_MAX = 255, SEQ_SIZE = 8, PIECE_KEY_SIZE = 12, UUID_SIZE = 16 };

/* The largest value that lmdb keeps in a page with others. Larger ones would take runs of pages, of which a journal in use for long has
 * none left: half full, it refused four of five bodies of a megabyte. */
enum { PIECE_SIZE = 2016 };

struct seq_key {
	unsigned char bytes[SEQ_SIZE];
};
struct seq_key seq_key(uint64_t seq);
struct slice seq_slice(const struct seq_key *key);
/* False unless `s` is 8 bytes. */
bool seq_parse(struct slice s, uint64_t *ret_seq);

struct piece_key {
	unsigned char bytes[PIECE_KEY_SIZE];
};
struct piece_key piece_key(uint64_t seq, uint32_t number);
struct slice piece_slice(const struct piece_key *key);
bool piece_parse(struct slice s, uint64_t *ret_seq, uint32_t *ret_number);

enum { ID_KEY_MAX = RECORD_NAME_MAX + 1 + RECORD_NAME_MAX }; /* lmdb's keys hold 511 bytes */
struct id_key {
	unsigned char bytes[ID_KEY_MAX];
	size_t size;
};
struct id_key id_key(const struct journal_entry *e);
struct slice id_slice(const struct id_key *key);

struct slice slice_of(const void *data, size_t size);
struct slice slice_text(const char *text); /* without its NUL */
bool slice_equal(struct slice a, struct slice b);

/* A record is its head, which is the value in `entries`, and the rest of the body, which goes into `pieces`. */
size_t record_size(const struct journal_entry *e);
size_t record_head_size(const struct journal_entry *e);
/* Writes record_head_size(e) bytes for the entry under e->seq. */
void record_encode_head(const struct journal_entry *e, unsigned char *to);
/* The part of the body that the head has no room for. */
struct slice record_rest(const struct journal_entry *e);
/* What the head says, unchecked: when it was received, and how large the whole record is. 0 if it is too short for that. */
uint64_t record_received(struct slice head);
size_t record_claimed_size(struct slice head);
/* The entry under `seq`, pointing into the whole `record`; NULL, or what is wrong with it (a literal). */
const char *record_decode(uint64_t seq, struct slice record, struct journal_entry *ret_entry);

enum { RETIRED_MAX = 8 + ID_KEY_MAX };
struct slice retired_encode(uint64_t received_ms, struct slice id, unsigned char to[RETIRED_MAX]);
bool retired_decode(struct slice value, uint64_t *ret_received_ms, struct slice *ret_id);

#endif
