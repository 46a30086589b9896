/* Keys and values of the journal's tables: the one place that knows their bytes. All numbers are big-endian.
 *
 *   entries   key: sequence (8)
 *             value: version (1) = 1 · CRC-32C (4) of key and all that follows here · origin (1) · received, ms (8) · sheet (8) ·
 *                    length of spreadsheet (1) · length of id (1) · spreadsheet · id · body up to the end
 *   ids       key: event id; value: sequence (8)
 *   retired   key: sequence (8) of a purged entry whose id must stay for a while; value: received, ms (8) · id
 *   meta      "format": version of the journal (1) · "uuid" (16) · "purged": highest sequence purged (8)
 */
#ifndef GSYNC_JOURNAL_RECORD_H
#define GSYNC_JOURNAL_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "journal/journal.h"
#include "journal/store.h"

enum { JOURNAL_FORMAT = 1, RECORD_VERSION = 1, RECORD_HEADER_SIZE = 24, RECORD_NAME_MAX = 255, SEQ_SIZE = 8, UUID_SIZE = 16 };

struct seq_key {
	unsigned char bytes[SEQ_SIZE];
};
struct seq_key seq_key(uint64_t seq);
struct slice seq_slice(const struct seq_key *key);
/* False unless `s` is 8 bytes. */
bool seq_parse(struct slice s, uint64_t *ret_seq);

struct slice slice_of(const void *data, size_t size);
struct slice slice_text(const char *text); /* without its NUL */
bool slice_equal(struct slice a, struct slice b);

size_t record_size(const struct journal_entry *e);
/* Writes record_size(e) bytes for the entry under e->seq. */
void record_encode(const struct journal_entry *e, unsigned char *to);
/* The entry under `seq`, pointing into `record`; NULL, or what is wrong with it (a literal). */
const char *record_decode(uint64_t seq, struct slice record, struct journal_entry *ret_entry);

enum { RETIRED_MAX = 8 + RECORD_NAME_MAX };
struct slice retired_encode(uint64_t received_ms, struct slice id, unsigned char to[RETIRED_MAX]);
bool retired_decode(struct slice value, uint64_t *ret_received_ms, struct slice *ret_id);

#endif
