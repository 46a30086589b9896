#include "journal/internal.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/printable.h"
#include "journal/entries.h"

/* Steps are short transactions; what is compared with each other is compared within one of them. */
enum { STEP = 1000 };

struct verify {
	struct journal *journal;
	void (*report)(void *context, const char *what);
	void *context;
	uint64_t faults;
	struct txn txn;
	uint64_t last; /* sequence before this one, 0: none */
	struct buf scratch;  /* a whole record */
	struct buf position; /* key at which the next step starts */
	bool more;
};

__attribute__((format(printf, 2, 3))) static void fault(struct verify *v, const char *format, ...)
{
	char text[FAILURE_TEXT];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	v->faults++;
	v->report(v->context, text);
}

/* An id for a message. */
static const char *shown(struct buf *b, struct slice id)
{
	buf_add_printable(b, id.data, id.size);
	return b->failed || !b->data ? "?" : b->data;
}

static const char *load(struct verify *v, uint64_t seq, struct slice head, struct journal_entry *ret)
{
	buf_reset(&v->scratch);
	entry_copy(&v->txn, seq, head, &v->scratch);
	return v->scratch.failed ? "it takes more memory than there is" : record_decode(seq, slice_of(v->scratch.data, v->scratch.len), ret);
}

static bool id_leads_to(struct verify *v, struct slice id, uint64_t seq)
{
	struct slice value;
	uint64_t present;
	return txn_get(&v->txn, TABLE_IDS, id, &value) && seq_parse(value, &present) && present == seq;
}

/* --- the checks ---------------------------------------------------------------------------------------------------------- */

static void check_order(struct verify *v, uint64_t seq)
{
	uint64_t purged = meta_seq(&v->txn, META_PURGED);
	if (seq <= purged)
		fault(v, "entry %" PRIu64 ": everything up to %" PRIu64 " was purged", seq, purged);
	else if (seq != (v->last > purged ? v->last : purged) + 1)
		fault(v, "entries %" PRIu64 " to %" PRIu64 " are missing", (v->last > purged ? v->last : purged) + 1, seq - 1);
	v->last = seq;
}

static void check_entry(struct verify *v, struct slice key, struct slice value)
{
	_cleanup_buf_ struct buf name = {0};
	struct journal_entry e;
	uint64_t seq;
	if (!seq_parse(key, &seq)) {
		fault(v, "an entry's key has %zu bytes instead of %d", key.size, SEQ_SIZE);
		return;
	}
	check_order(v, seq);
	const char *wrong = load(v, seq, value, &e);
	if (wrong) {
		fault(v, "entry %" PRIu64 ": %s", seq, wrong);
		return;
	}
	struct id_key id = id_key(&e);
	if (!id_leads_to(v, id_slice(&id), seq))
		fault(v, "entry %" PRIu64 ": its id %s is not in the index", seq, shown(&name, slice_of(e.id, e.id_len)));
}

static void check_retired(struct verify *v, struct slice key, struct slice value)
{
	_cleanup_buf_ struct buf name = {0};
	struct slice id;
	uint64_t seq, received_ms;
	if (!seq_parse(key, &seq) || !retired_decode(value, &received_ms, &id))
		fault(v, "a retired id is damaged");
	else if (!id_leads_to(v, id, seq))
		fault(v, "retired id %s of entry %" PRIu64 " is not in the index", shown(&name, id), seq);
}

static void check_piece(struct verify *v, struct slice key, struct slice value)
{
	(void)value; /* the checksum of the entry is over all */
	struct slice head;
	uint64_t seq;
	uint32_t number;
	bool sound = piece_parse(key, &seq, &number);
	struct seq_key entry = seq_key(sound ? seq : 0);
	if (!sound)
		fault(v, "a piece's key has %zu bytes instead of %d", key.size, PIECE_KEY_SIZE);
	else if (number == 1 && !txn_get(&v->txn, TABLE_ENTRIES, seq_slice(&entry), &head) && seq > meta_seq(&v->txn, META_PURGED))
		fault(v, "entry %" PRIu64 " is missing, but pieces of it are there", seq);
}

/* True if the entry, or what is left of it, has this id; a damaged entry was told already. */
static bool leads_back(struct verify *v, uint64_t seq, struct slice id)
{
	struct seq_key key = seq_key(seq);
	struct slice value, present;
	struct journal_entry e;
	uint64_t received_ms;
	if (txn_get(&v->txn, TABLE_ENTRIES, seq_slice(&key), &value)) {
		if (load(v, seq, value, &e) != NULL)
			return true;
		struct id_key own = id_key(&e);
		return slice_equal(id_slice(&own), id);
	}
	return txn_get(&v->txn, TABLE_RETIRED, seq_slice(&key), &value) && retired_decode(value, &received_ms, &present) && slice_equal(present, id);
}

static void check_id(struct verify *v, struct slice id, struct slice value)
{
	_cleanup_buf_ struct buf name = {0};
	uint64_t seq;
	if (!seq_parse(value, &seq))
		fault(v, "id %s leads to no sequence", shown(&name, id));
	else if (!leads_back(v, seq, id))
		fault(v, "id %s leads to entry %" PRIu64 ", which is not there or has another id", shown(&name, id), seq);
}

/* --- walking ------------------------------------------------------------------------------------------------------------- */

typedef void check(struct verify *v, struct slice key, struct slice value);

static enum error step(struct verify *v, enum table table, check *check_one, struct failure *ret_failure)
{
	struct slice key, value;
	struct cursor c;
	txn_begin(&v->txn, v->journal->store, TXN_READ);
	cursor_open(&c, &v->txn, table);
	v->more = v->position.len == 0 ? cursor_first(&c, &key, &value) : cursor_seek(&c, slice_of(v->position.data, v->position.len), &key, &value);
	for (size_t n = 0; v->more && n < STEP; n++) {
		check_one(v, key, value);
		v->more = cursor_next(&c, &key, &value);
	}
	buf_reset(&v->position);
	if (v->more)
		buf_add(&v->position, key.data, key.size);
	cursor_close(&c);
	return txn_end(&v->txn, ret_failure);
}

static enum error walk(struct verify *v, enum table table, check *check_one, struct failure *ret_failure)
{
	enum error e = OK;
	buf_reset(&v->position);
	do
		e = step(v, table, check_one, ret_failure);
	while (!e && v->more && !v->position.failed);
	if (!e && v->position.failed)
		return fail(ret_failure, ERR_STOP, "out of memory");
	return e;
}

enum error journal_verify(struct journal *j, void (*report)(void *context, const char *what), void *context, uint64_t *ret_faults, struct failure *ret_failure)
{
	struct verify v = {.journal = j, .report = report, .context = context};
	enum error e = walk(&v, TABLE_ENTRIES, check_entry, ret_failure);
	if (!e)
		e = walk(&v, TABLE_PIECES, check_piece, ret_failure);
	if (!e)
		e = walk(&v, TABLE_RETIRED, check_retired, ret_failure);
	if (!e)
		e = walk(&v, TABLE_IDS, check_id, ret_failure);
	buf_free(&v.position);
	buf_free(&v.scratch);
	if (!e)
		*ret_faults = v.faults;
	return e;
}
