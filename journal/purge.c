#include "journal/internal.h"

#include <time.h>

#include "journal/entries.h"

/* An id is known for so long after its event came. A signature is valid up to twice the tolerance (10 minutes at most) after that. */
enum { ID_LIFE_MS = 30 * 60 * 1000 };
/* One transaction deletes so many entries, ids, and twice as many pieces: appends hardly notice. Less where the map is so full that not
 * even that fits. */
enum { STEP = 256 };

struct purge {
	struct journal *journal;
	uint64_t now_ms;
	uint64_t applied, before_ms, max_bytes;
	size_t step;
	uint64_t purged;    /* entries, by all transactions that were committed */
	size_t done;        /* things deleted in this one */
	struct buf scratch; /* a whole record */
};

static uint64_t clock_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Far in the future means that the clock was wrong then: as old as can be. */
static bool id_may_go(const struct purge *p, uint64_t received_ms)
{
	return received_ms + ID_LIFE_MS < p->now_ms || received_ms > p->now_ms + ID_LIFE_MS;
}

static void delete_id(struct txn *t, uint64_t seq, struct slice id)
{
	struct slice value;
	uint64_t present;
	if (txn_get(t, TABLE_IDS, id, &value) && seq_parse(value, &present) && present == seq)
		txn_delete(t, TABLE_IDS, id);
}

static void delete_record(struct txn *t, uint64_t seq)
{
	struct seq_key key = seq_key(seq);
	entry_delete_head(t, seq);
	txn_put(t, TABLE_META, META_PURGED, seq_slice(&key));
}

static void delete_entry(const struct purge *p, struct txn *t, uint64_t seq, const struct journal_entry *e)
{
	struct seq_key key = seq_key(seq);
	unsigned char value[RETIRED_MAX];
	struct id_key id = id_key(e);
	if (id_may_go(p, e->received_ms))
		delete_id(t, seq, id_slice(&id));
	else
		txn_put(t, TABLE_RETIRED, seq_slice(&key), retired_encode(e->received_ms, id_slice(&id), value));
	delete_record(t, seq);
}

/* Its id cannot be read any more: it is looked for in the index. */
static void delete_damaged(struct txn *t, uint64_t seq)
{
	struct slice id, value;
	uint64_t present;
	struct cursor c;
	cursor_open(&c, t, TABLE_IDS);
	bool more = cursor_first(&c, &id, &value);
	while (more && !(seq_parse(value, &present) && present == seq))
		more = cursor_next(&c, &id, &value);
	cursor_close(&c);
	if (more)
		delete_id(t, seq, id);
	delete_record(t, seq);
}

static bool load(struct purge *p, struct txn *t, uint64_t seq, struct slice head, struct journal_entry *ret)
{
	buf_reset(&p->scratch);
	entry_copy(t, seq, head, &p->scratch);
	return !p->scratch.failed && record_decode(seq, slice_of(p->scratch.data, p->scratch.len), ret) == NULL;
}

/* The first sound entry; a damaged one before it goes when this one may. */
static bool first_sound(struct purge *p, struct txn *t, uint64_t *ret_first, struct journal_entry *ret)
{
	struct slice key, head;
	uint64_t seq;
	_cleanup_cursor_ struct cursor c = {0};
	cursor_open(&c, t, TABLE_ENTRIES);
	bool more = cursor_first(&c, &key, &head) && seq_parse(key, ret_first);
	for (; more && seq_parse(key, &seq) && seq <= p->applied; more = cursor_next(&c, &key, &head))
		if (load(p, t, seq, head, ret))
			return true;
	return false;
}

/* Deletes the first entry if it may go. */
static bool purge_entry(struct purge *p, struct txn *t)
{
	uint64_t first;
	struct journal_entry e;
	if (!first_sound(p, t, &first, &e))
		return false;
	if (e.received_ms >= p->before_ms && txn_used_bytes(t) <= p->max_bytes)
		return false;
	if (first == e.seq)
		delete_entry(p, t, first, &e);
	else
		delete_damaged(t, first);
	return true;
}

/* What is in use is known only when the pieces of an entry are gone too, so they go before the next one. */
static size_t purge_entries(struct purge *p, struct txn *t)
{
	size_t n = 0;
	while (n < p->step && purge_entry(p, t)) {
		n++;
		if (p->scratch.len > PIECE_SIZE)
			break;
	}
	return n;
}

static size_t purge_pieces(const struct purge *p, struct txn *t)
{
	uint64_t purged = meta_seq(t, META_PURGED);
	size_t n = 0;
	while (n < 2 * p->step && piece_delete_first(t, purged))
		n++;
	return n;
}

static bool purge_retired(const struct purge *p, struct txn *t)
{
	uint64_t seq, received_ms;
	struct slice key, value, id;
	_cleanup_cursor_ struct cursor c = {0};
	cursor_open(&c, t, TABLE_RETIRED);
	if (!cursor_first(&c, &key, &value) || !seq_parse(key, &seq))
		return false;
	bool sound = retired_decode(value, &received_ms, &id);
	if (sound && !id_may_go(p, received_ms))
		return false;
	if (sound)
		delete_id(t, seq, id);
	struct seq_key own_key = seq_key(seq);
	txn_delete(t, TABLE_RETIRED, seq_slice(&own_key));
	return true;
}

static enum txn_result purge_step(struct purge *p, struct failure *ret_failure)
{
	struct txn t;
	txn_begin(&t, p->journal->store, TXN_WRITE);
	size_t pieces = purge_pieces(p, &t), ids = 0;
	size_t entries = pieces < 2 * p->step ? purge_entries(p, &t) : 0;
	while (ids < p->step && purge_retired(p, &t))
		ids++;
	p->done = pieces + entries + ids;
	if (p->done == 0)
		return txn_end(&t, ret_failure) == OK ? TXN_OK : TXN_FAILED;
	enum txn_result result = txn_commit(&t, ret_failure);
	if (result == TXN_OK)
		p->purged += entries;
	return result;
}

static enum error purge_all(struct purge *p, struct failure *ret_failure)
{
	struct failure f;
	for (;;) {
		enum txn_result result = purge_step(p, &f);
		if (result == TXN_OK && p->done == 0)
			return OK;
		if (result == TXN_FULL && p->step > 1)
			p->step /= 2;
		else if (result != TXN_OK)
			return fail(ret_failure, f.kind, "purging: %s", f.text);
	}
}

enum error journal_purge(struct journal *j, uint64_t applied, uint64_t before_ms, uint64_t max_bytes, uint64_t *ret_purged, struct failure *ret_failure)
{
	struct purge p = {.journal = j, .now_ms = clock_ms(), .applied = applied, .before_ms = before_ms, .max_bytes = max_bytes, .step = STEP};
	store_clear_readers(j->store);
	enum error e = purge_all(&p, ret_failure);
	buf_free(&p.scratch);
	if (!e)
		*ret_purged = p.purged;
	return e;
}
