#include "journal/record.h"

#include <string.h>

#include "journal/crc32c.h"

/* Offsets in a record. */
enum { AT_VERSION = 0, AT_CRC = 1, AT_ORIGIN = 5, AT_RECEIVED = 6, AT_SHEET = 14, AT_SPREADSHEET_LEN = 22, AT_ID_LEN = 23, AT_BODY_LEN = 24 };

static void put_be(unsigned char *to, uint64_t value, size_t size)
{
	for (size_t i = size; i-- > 0; value >>= 8)
		to[i] = (unsigned char)value;
}

static uint64_t get_be(const unsigned char *from, size_t size)
{
	uint64_t value = 0;
	for (size_t i = 0; i < size; i++)
		value = value << 8 | from[i];
	return value;
}

struct seq_key seq_key(uint64_t seq)
{
	struct seq_key key = {0};
	put_be(key.bytes, seq, SEQ_SIZE);
	return key;
}

struct slice seq_slice(const struct seq_key *key)
{
	return slice_of(key->bytes, SEQ_SIZE);
}

bool seq_parse(struct slice s, uint64_t *ret_seq)
{
	if (s.size != SEQ_SIZE)
		return false;
	*ret_seq = get_be(s.data, SEQ_SIZE);
	return true;
}

struct piece_key piece_key(uint64_t seq, uint32_t number)
{
	struct piece_key key = {0};
	put_be(key.bytes, seq, SEQ_SIZE);
	put_be(key.bytes + SEQ_SIZE, number, PIECE_KEY_SIZE - SEQ_SIZE);
	return key;
}

struct slice piece_slice(const struct piece_key *key)
{
	return slice_of(key->bytes, PIECE_KEY_SIZE);
}

bool piece_parse(struct slice s, uint64_t *ret_seq, uint32_t *ret_number)
{
	if (s.size != PIECE_KEY_SIZE)
		return false;
	*ret_seq = get_be(s.data, SEQ_SIZE);
	*ret_number = (uint32_t)get_be((const unsigned char *)s.data + SEQ_SIZE, PIECE_KEY_SIZE - SEQ_SIZE);
	return true;
}

struct slice slice_of(const void *data, size_t size)
{
	return (struct slice){.data = data, .size = size};
}

struct slice slice_text(const char *text)
{
	return slice_of(text, strlen(text));
}

bool slice_equal(struct slice a, struct slice b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static uint32_t checksum(uint64_t seq, struct slice head, struct slice rest)
{
	struct seq_key key = seq_key(seq);
	uint32_t crc = crc32c(0, key.bytes, SEQ_SIZE);
	crc = crc32c(crc, (const unsigned char *)head.data + AT_ORIGIN, head.size - AT_ORIGIN);
	return crc32c(crc, rest.data, rest.size);
}

size_t record_size(const struct journal_entry *e)
{
	return RECORD_HEADER_SIZE + e->spreadsheet_len + e->id_len + e->body_len;
}

size_t record_head_size(const struct journal_entry *e)
{
	size_t size = record_size(e);
	return size < PIECE_SIZE ? size : PIECE_SIZE;
}

struct slice record_rest(const struct journal_entry *e)
{
	size_t rest = record_size(e) - record_head_size(e);
	return slice_of(rest > 0 ? e->body + (e->body_len - rest) : NULL, rest);
}

static unsigned char *put_bytes(unsigned char *to, const char *from, size_t n)
{
	if (n > 0)
		memcpy(to, from, n);
	return to + n;
}

void record_encode_head(const struct journal_entry *e, unsigned char *to)
{
	struct slice rest = record_rest(e);
	to[AT_VERSION] = RECORD_VERSION;
	to[AT_ORIGIN] = (unsigned char)e->origin;
	put_be(to + AT_RECEIVED, e->received_ms, 8);
	put_be(to + AT_SHEET, (uint64_t)e->sheet, 8);
	to[AT_SPREADSHEET_LEN] = (unsigned char)e->spreadsheet_len;
	to[AT_ID_LEN] = (unsigned char)e->id_len;
	put_be(to + AT_BODY_LEN, e->body_len, 4);
	unsigned char *end = put_bytes(to + RECORD_HEADER_SIZE, e->spreadsheet, e->spreadsheet_len);
	end = put_bytes(end, e->id, e->id_len);
	put_bytes(end, e->body, e->body_len - rest.size);
	put_be(to + AT_CRC, checksum(e->seq, slice_of(to, record_head_size(e)), rest), 4);
}

uint64_t record_received(struct slice head)
{
	return head.size < RECORD_HEADER_SIZE ? 0 : get_be((const unsigned char *)head.data + AT_RECEIVED, 8);
}

static size_t claimed_size(const unsigned char *r)
{
	return RECORD_HEADER_SIZE + (size_t)r[AT_SPREADSHEET_LEN] + r[AT_ID_LEN] + get_be(r + AT_BODY_LEN, 4);
}

size_t record_claimed_size(struct slice head)
{
	return head.size < RECORD_HEADER_SIZE ? 0 : claimed_size(head.data);
}

const char *record_decode(uint64_t seq, struct slice record, struct journal_entry *ret_entry)
{
	const unsigned char *r = record.data;
	if (record.size < RECORD_HEADER_SIZE)
		return "it is cut short";
	if (r[AT_VERSION] != RECORD_VERSION)
		return "its version is unknown";
	if (record.size != claimed_size(r))
		return "it is cut short or too long";
	if (get_be(r + AT_CRC, 4) != checksum(seq, record, slice_of(NULL, 0)))
		return "its checksum is wrong";
	if (r[AT_ID_LEN] == 0 || (r[AT_ORIGIN] != JOURNAL_WEBHOOK && r[AT_ORIGIN] != JOURNAL_SCAN))
		return "it has no id or an unknown origin";
	const char *text = (const char *)r + RECORD_HEADER_SIZE;
	*ret_entry = (struct journal_entry){
		.seq = seq,
		.received_ms = get_be(r + AT_RECEIVED, 8),
		.origin = (enum journal_origin)r[AT_ORIGIN],
		.sheet = (int64_t)get_be(r + AT_SHEET, 8),
		.spreadsheet = text,
		.spreadsheet_len = r[AT_SPREADSHEET_LEN],
		.id = text + r[AT_SPREADSHEET_LEN],
		.id_len = r[AT_ID_LEN],
		.body = text + r[AT_SPREADSHEET_LEN] + r[AT_ID_LEN],
		.body_len = get_be(r + AT_BODY_LEN, 4),
	};
	return NULL;
}

struct id_key id_key(const struct journal_entry *e)
{
	struct id_key k = {.size = e->spreadsheet_len + 1 + e->id_len};
	memcpy(k.bytes, e->spreadsheet, e->spreadsheet_len);
	k.bytes[e->spreadsheet_len] = ' ';
	memcpy(k.bytes + e->spreadsheet_len + 1, e->id, e->id_len);
	return k;
}

struct slice id_slice(const struct id_key *key)
{
	return slice_of(key->bytes, key->size);
}

struct slice retired_encode(uint64_t received_ms, struct slice id, unsigned char to[RETIRED_MAX])
{
	put_be(to, received_ms, 8);
	memcpy(to + 8, id.data, id.size);
	return slice_of(to, 8 + id.size);
}

bool retired_decode(struct slice value, uint64_t *ret_received_ms, struct slice *ret_id)
{
	if (value.size <= 8 || value.size > RETIRED_MAX)
		return false;
	*ret_received_ms = get_be(value.data, 8);
	*ret_id = slice_of((const char *)value.data + 8, value.size - 8);
	return true;
}
