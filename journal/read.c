#include "journal/internal.h"

#include <inttypes.h>
#include <stdlib.h>

#include "common/buf.h"
#include "journal/entries.h"

/* A record in the arena, by offset: the arena moves while it grows. */
struct place {
	uint64_t seq;
	size_t at, size;
};

struct journal_reader {
	struct journal *journal;
	uint64_t position; /* the next sequence, at the earliest */
	struct buf arena;  /* copies of the records of one read */
	struct buf places; /* of struct place */
	struct buf entries; /* of struct journal_entry */
};

struct journal_reader *journal_reader_new(struct journal *j, uint64_t from_seq)
{
	struct journal_reader *r = calloc(1, sizeof *r);
	if (r)
		*r = (struct journal_reader){.journal = j, .position = from_seq > 0 ? from_seq : 1};
	return r;
}

void journal_reader_free(struct journal_reader *r)
{
	if (!r)
		return;
	buf_free(&r->arena);
	buf_free(&r->places);
	buf_free(&r->entries);
	free(r);
}

uint64_t journal_reader_position(const struct journal_reader *r)
{
	return r->position;
}

static void copy_record(struct journal_reader *r, struct txn *t, uint64_t seq, struct slice head)
{
	size_t at = r->arena.len;
	entry_copy(t, seq, head, &r->arena);
	struct place p = {.seq = seq, .at = at, .size = r->arena.len - at};
	buf_add(&r->places, &p, sizeof p);
}

/* One short transaction: only copies. */
static enum error copy_records(struct journal_reader *r, size_t max, size_t max_bytes, struct failure *ret_failure)
{
	struct slice key, head;
	uint64_t seq;
	struct txn t;
	txn_begin(&t, r->journal->store, TXN_READ);
	enum error newer = check_format(r->journal, &t, ret_failure);
	if (newer) {
		txn_end(&t, &(struct failure){0});
		return newer;
	}
	struct cursor c;
	cursor_open(&c, &t, TABLE_ENTRIES);
	struct seq_key from = seq_key(r->position);
	bool more = cursor_seek(&c, seq_slice(&from), &key, &head);
	for (size_t n = 0; more && n < max && (n == 0 || r->arena.len + record_claimed_size(head) <= max_bytes); n++) {
		if (seq_parse(key, &seq))
			copy_record(r, &t, seq, head);
		more = cursor_next(&c, &key, &head);
	}
	cursor_close(&c);
	return txn_end(&t, ret_failure);
}

/* Decodes up to the first damaged record, which is left for the next read unless it is the only one. */
static enum error decode_records(struct journal_reader *r, struct failure *ret_failure)
{
	size_t n = r->places.len / sizeof(struct place);
	for (size_t i = 0; i < n; i++) {
		struct place p = ((const struct place *)(const void *)r->places.data)[i];
		struct journal_entry e;
		const char *wrong = record_decode(p.seq, slice_of(r->arena.data + p.at, p.size), &e);
		if (wrong && i > 0)
			return OK;
		r->position = p.seq + 1;
		if (wrong)
			return fail(ret_failure, ERR_REJECT, "entry %" PRIu64 " of the journal is damaged (%s) and is left out", p.seq, wrong);
		buf_add(&r->entries, &e, sizeof e);
	}
	return OK;
}

enum error journal_read(struct journal_reader *r, size_t max, size_t max_bytes,
			const struct journal_entry **ret_entries, size_t *ret_count, struct failure *ret_failure)
{
	buf_reset(&r->arena);
	buf_reset(&r->places);
	buf_reset(&r->entries);
	enum error e = copy_records(r, max, max_bytes, ret_failure);
	if (!e && (r->arena.failed || r->places.failed))
		e = fail(ret_failure, ERR_RETRY, "out of memory while reading the journal");
	uint64_t position = r->position;
	if (!e)
		e = decode_records(r, ret_failure);
	if (!e && r->entries.failed) {
		r->position = position;
		e = fail(ret_failure, ERR_RETRY, "out of memory while reading the journal");
	}
	if (e)
		return e;
	*ret_entries = (const struct journal_entry *)(const void *)r->entries.data;
	*ret_count = r->entries.len / sizeof(struct journal_entry);
	return OK;
}
