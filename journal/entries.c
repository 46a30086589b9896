#include "journal/entries.h"

#include <string.h>

#include "journal/record.h"

static void put_pieces(struct txn *t, uint64_t seq, struct slice rest)
{
	const char *from = rest.data;
	uint32_t number = 1;
	for (size_t left = rest.size, n; left > 0; left -= n, from += n) {
		struct piece_key key = piece_key(seq, number++);
		n = left < PIECE_SIZE ? left : PIECE_SIZE;
		void *to = txn_append(t, TABLE_PIECES, piece_slice(&key), n);
		if (!to)
			return;
		memcpy(to, from, n);
	}
}

void entry_put(struct txn *t, const struct journal_entry *e)
{
	struct seq_key key = seq_key(e->seq);
	unsigned char *head = txn_append(t, TABLE_ENTRIES, seq_slice(&key), record_head_size(e));
	if (!head)
		return;
	record_encode_head(e, head);
	put_pieces(t, e->seq, record_rest(e));
}

static bool is_piece_of(uint64_t seq, struct slice key)
{
	uint64_t of;
	uint32_t number;
	return piece_parse(key, &of, &number) && of == seq;
}

void entry_copy(struct txn *t, uint64_t seq, struct slice head, struct buf *to)
{
	struct slice key, piece;
	struct piece_key first = piece_key(seq, 1);
	buf_add(to, head.data, head.size);
	if (head.size < PIECE_SIZE)
		return;
	_cleanup_cursor_ struct cursor c = {0};
	cursor_open(&c, t, TABLE_PIECES);
	bool more = cursor_seek(&c, piece_slice(&first), &key, &piece);
	for (; more && is_piece_of(seq, key); more = cursor_next(&c, &key, &piece))
		buf_add(to, piece.data, piece.size);
}

void entry_delete_head(struct txn *t, uint64_t seq)
{
	struct seq_key key = seq_key(seq);
	txn_delete(t, TABLE_ENTRIES, seq_slice(&key));
}

bool piece_delete_first(struct txn *t, uint64_t up_to_seq)
{
	struct slice key, piece;
	uint64_t seq = 0;
	uint32_t number;
	_cleanup_cursor_ struct cursor c = {0};
	cursor_open(&c, t, TABLE_PIECES);
	if (!cursor_first(&c, &key, &piece) || (piece_parse(key, &seq, &number) && seq > up_to_seq))
		return false;
	cursor_delete(&c);
	return true;
}
