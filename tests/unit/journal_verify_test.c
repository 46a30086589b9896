/* Damage is done with the store itself, below the journal. */
#include "tests/unit/journal_testing.h"

#include <sys/stat.h>

#include "journal/record.h"
#include "journal/store.h"

enum { ENTRIES = 2200 /* several steps of verify */ };

static void make_journal(const char *path)
{
	struct journal *j = open_journal(path);
	append_many(j, "ev", ENTRIES, now_ms());
	append_sized(j, "long", 10000, now_ms()); /* 5 pieces */
	purge(j, 5, UINT64_MAX, UINT64_MAX);
	journal_close(j);
}

static void copy_journal(const char *from, const char *to)
{
	struct failure f;
	assert_int_equal(mkdir(to, 0700), 0);
	struct journal *j = open_journal(from);
	assert_sound(j);
	assert_int_equal(journal_copy(j, to, &f), OK);
	journal_close(j);
}

typedef void damage(struct txn *t);

static void do_damage(const char *path, damage *f)
{
	struct failure failure;
	struct store *s = store_open(path, TEST_MAP, false, &failure);
	struct txn t;
	assert_non_null(s);
	txn_begin(&t, s, TXN_WRITE);
	f(&t);
	assert_int_equal(txn_commit(&t, &failure), TXN_OK);
	store_close(s);
}

static void flip_a_bit(struct txn *t)
{
	struct seq_key key = seq_key(2007);
	struct slice value;
	unsigned char copy[200];
	assert_true(txn_get(t, TABLE_ENTRIES, seq_slice(&key), &value));
	memcpy(copy, value.data, value.size);
	copy[value.size - 3] ^= 1;
	txn_put(t, TABLE_ENTRIES, seq_slice(&key), slice_of(copy, value.size));
}

static void cut_a_record(struct txn *t)
{
	struct seq_key key = seq_key(6);
	txn_put(t, TABLE_ENTRIES, seq_slice(&key), slice_text("\x01 short"));
}

static void remove_entries(struct txn *t)
{
	for (uint64_t seq = 100; seq < 103; seq++) {
		struct seq_key key = seq_key(seq);
		txn_delete(t, TABLE_ENTRIES, seq_slice(&key));
	}
}

static void remove_an_id(struct txn *t)
{
	txn_delete(t, TABLE_IDS, slice_text("spreadsheet-id ev1499"));
}

static void add_an_id(struct txn *t)
{
	struct seq_key key = seq_key(4000);
	txn_put(t, TABLE_IDS, slice_text("ghost\n"), seq_slice(&key));
}

static void mislead_an_id(struct txn *t)
{
	struct seq_key key = seq_key(12);
	txn_put(t, TABLE_IDS, slice_text("spreadsheet-id ev10"), seq_slice(&key));
}

static void remove_a_piece(struct txn *t)
{
	struct piece_key key = piece_key(ENTRIES + 1, 3);
	txn_delete(t, TABLE_PIECES, piece_slice(&key));
}

static void swap_two_pieces(struct txn *t)
{
	struct piece_key key2 = piece_key(ENTRIES + 1, 2), key3 = piece_key(ENTRIES + 1, 3);
	struct slice piece2, piece3;
	unsigned char copy2[PIECE_SIZE], copy3[PIECE_SIZE];
	assert_true(txn_get(t, TABLE_PIECES, piece_slice(&key2), &piece2) && piece2.size == PIECE_SIZE);
	assert_true(txn_get(t, TABLE_PIECES, piece_slice(&key3), &piece3) && piece3.size == PIECE_SIZE);
	memcpy(copy2, piece2.data, PIECE_SIZE);
	memcpy(copy3, piece3.data, PIECE_SIZE);
	txn_put(t, TABLE_PIECES, piece_slice(&key2), slice_of(copy3, PIECE_SIZE));
	txn_put(t, TABLE_PIECES, piece_slice(&key3), slice_of(copy2, PIECE_SIZE));
}

static void add_pieces(struct txn *t)
{
	struct piece_key old = piece_key(4, 1), orphan = piece_key(5000, 1);
	txn_put(t, TABLE_PIECES, piece_slice(&old), slice_text("waits to be purged"));
	txn_put(t, TABLE_PIECES, piece_slice(&orphan), slice_text("belongs to nothing"));
}

static void retire_a_stranger(struct txn *t)
{
	unsigned char value[RETIRED_MAX];
	struct seq_key key = seq_key(3);
	txn_put(t, TABLE_RETIRED, seq_slice(&key), retired_encode(1, slice_text("stranger"), value));
}

static void purge_too_much(struct txn *t)
{
	struct seq_key key = seq_key(6);
	txn_put(t, TABLE_META, slice_text("purged"), seq_slice(&key));
}

static void every_fault_is_named(void **state)
{
	static const struct {
		damage *damage;
		const char *said;
	} cases[] = {
		{flip_a_bit, "entry 2007: its checksum is wrong\n"},
		{cut_a_record, "entry 6: it is cut short\n"},
		{remove_entries, "entries 100 to 102 are missing\n"
				 "id spreadsheet-id ev100 leads to entry 101, which is not there or has another id\n"
				 "id spreadsheet-id ev101 leads to entry 102, which is not there or has another id\n"
				 "id spreadsheet-id ev99 leads to entry 100, which is not there or has another id\n"},
		{remove_an_id, "entry 1500: its id ev1499 is not in the index\n"},
		{add_an_id, "id ghost\\n leads to entry 4000, which is not there or has another id\n"},
		{mislead_an_id, "entry 11: its id ev10 is not in the index\n"
				"id spreadsheet-id ev10 leads to entry 12, which is not there or has another id\n"},
		{retire_a_stranger, "retired id stranger of entry 3 is not in the index\n"
				    "id spreadsheet-id ev2 leads to entry 3, which is not there or has another id\n"},
		{remove_a_piece, "entry 2201: it is cut short or too long\n"},
		{swap_two_pieces, "entry 2201: its checksum is wrong\n"},
		{add_pieces, "entry 5000 is missing, but pieces of it are there\n"},
		{purge_too_much, "entry 6: everything up to 6 was purged\n"},
	};
	char sound[4200];
	snprintf(sound, sizeof sound, "%s/sound", (char *)*state);
	make_journal(sound);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char path[4200];
		struct faults faults;
		snprintf(path, sizeof path, "%s/%zu", (char *)*state, i);
		copy_journal(sound, path);
		do_damage(path, cases[i].damage);
		struct journal *j = open_journal(path);
		assert_string_equal(verified(j, &faults), cases[i].said);
		journal_close(j);
	}
}

/* The entries around a damaged one are read; it is told once, and goes with the next purge. */
static void a_damaged_entry_stops_nobody(void **state)
{
	make_journal(*state);
	do_damage(*state, flip_a_bit);
	struct journal *j = open_journal(*state);
	struct journal_reader *r = journal_reader_new(j, 2000);
	const struct journal_entry *e;
	struct failure f;
	size_t n = 99;
	assert_int_equal(journal_read(r, 100, 1 << 20, &e, &n, &f), OK);
	assert_int_equal(n, 7);
	assert_int_equal(e[6].seq, 2006);
	assert_int_equal(journal_read(r, 100, 1 << 20, &e, &n, &f), ERR_REJECT);
	assert_string_equal(f.text, "entry 2007 of the journal is damaged (its checksum is wrong) and is left out");
	assert_int_equal(n, 7);
	assert_int_equal(journal_read(r, 100, 1 << 20, &e, &n, &f), OK);
	assert_int_equal(n, 100);
	assert_int_equal(e[0].seq, 2008);
	journal_reader_free(r);

	assert_int_equal(purge(j, 2007, UINT64_MAX, UINT64_MAX), 2001); /* kept until a sound one after it may go */
	assert_int_equal(purge(j, 2008, UINT64_MAX, UINT64_MAX), 2);
	assert_sound(j);
	journal_close(j);
}

static void write_a_new_format(struct txn *t)
{
	txn_put(t, TABLE_META, slice_text("format"), slice_text("\x02"));
}

static void a_newer_format_is_refused(void **state)
{
	struct failure f;
	journal_close(open_journal(*state));
	do_damage(*state, write_a_new_format);
	assert_null(journal_open(*state, &(struct journal_options){0}, &f));
	assert_non_null(strstr(f.text, "has format 2, which a newer gsync wrote"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		memory_directory_test(every_fault_is_named),
		memory_directory_test(a_damaged_entry_stops_nobody),
		memory_directory_test(a_newer_format_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
