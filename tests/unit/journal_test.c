#include "tests/unit/journal_testing.h"

#include <pthread.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "journal/record.h"
#include "journal/store.h"

static void a_new_journal_has_an_identity(void **state)
{
	char uuid[37];
	struct journal *j = open_journal(*state);
	snprintf(uuid, sizeof uuid, "%s", journal_uuid(j));
	assert_int_equal(strlen(uuid), 36);
	assert_int_equal(strspn(uuid, "0123456789abcdef-"), 36);
	assert_int_equal(uuid[14], '4');
	struct journal_stat s = stat_of(j);
	assert_int_equal(s.entries + s.first_seq + s.last_seq, 0);
	assert_int_equal(s.next_seq, 1);
	assert_int_equal(s.map_size, TEST_MAP);
	assert_true(journal_writable(j));
	journal_close(j);

	j = open_journal(*state);
	assert_string_equal(journal_uuid(j), uuid);
	journal_close(j);
	journal_close(NULL);
}

static void entries_come_back_as_they_were(void **state)
{
	struct journal *j = open_journal(*state);
	struct journal_entry e = {.received_ms = 1795338000123, .origin = JOURNAL_SCAN, .sheet = -3, .spreadsheet = "1AbC", .spreadsheet_len = 4,
				  .id = "id\0\xff", .id_len = 4, .body = "{\"a\": \"\0\"}", .body_len = 10};
	struct failure f;
	uint64_t seq;
	assert_int_equal(journal_append(j, &e, &seq, &f), JOURNAL_APPENDED);
	assert_int_equal(seq, 1);
	journal_close(j);

	j = open_journal(*state);
	struct journal_reader *r = journal_reader_new(j, 0);
	const struct journal_entry *read;
	size_t n;
	assert_int_equal(journal_read(r, 10, 1000, &read, &n, &f), OK);
	assert_int_equal(n, 1);
	assert_int_equal(read->seq, 1);
	assert_int_equal(read->received_ms, e.received_ms);
	assert_int_equal(read->origin, JOURNAL_SCAN);
	assert_int_equal(read->sheet, -3);
	assert_int_equal(read->spreadsheet_len, 4);
	assert_memory_equal(read->spreadsheet, "1AbC", 4);
	assert_int_equal(read->id_len, 4);
	assert_memory_equal(read->id, e.id, 4);
	assert_int_equal(read->body_len, 10);
	assert_memory_equal(read->body, e.body, 10);
	assert_int_equal(journal_read(r, 10, 1000, &read, &n, &f), OK);
	assert_int_equal(n, 0);
	journal_reader_free(r);
	journal_close(j);
}

static void an_id_is_stored_once(void **state)
{
	struct journal *j = open_journal(*state);
	struct failure f;
	uint64_t seq = 0;
	append_many(j, "ev", 3, 1);
	struct journal_entry e = entry_of("ev1", "other", 5, 2);
	assert_int_equal(journal_append(j, &e, &seq, &f), JOURNAL_DUPLICATE);
	assert_int_equal(seq, 2);
	assert_int_equal(stat_of(j).entries, 3);
	assert_int_equal(append_sized(j, "ev", 5, 1), 4);
	assert_sound(j);
	journal_close(j);
}

/* Each spreadsheet makes its own ids: that of another one is another id. */
static void an_id_belongs_to_its_spreadsheet(void **state)
{
	struct journal *j = open_journal(*state);
	struct failure f;
	uint64_t seq = 0;
	append_many(j, "ev", 3, 1);
	struct journal_entry e = entry_of("ev1", "other", 5, 2);
	e.spreadsheet = "another";
	e.spreadsheet_len = strlen(e.spreadsheet);
	assert_int_equal(journal_append(j, &e, &seq, &f), JOURNAL_APPENDED);
	assert_int_equal(seq, 4);
	assert_int_equal(journal_append(j, &e, &seq, &f), JOURNAL_DUPLICATE);
	assert_int_equal(seq, 4);
	assert_sound(j);
	journal_close(j);
}

static void impossible_entries_are_refused(void **state)
{
	struct journal *j = open_journal(*state);
	char name[257];
	memset(name, 'n', sizeof name);
	struct failure f;
	uint64_t seq = 99;
	struct journal_entry e = entry_of("", "", 0, 1);
	assert_int_equal(journal_append(j, &e, &seq, &f), JOURNAL_FAILED);
	assert_int_equal(f.kind, ERR_BUG);
	e.id = name;
	e.id_len = 256;
	assert_int_equal(journal_append(j, &e, &seq, &f), JOURNAL_FAILED);
	e.id_len = 255;
	e.spreadsheet = name;
	e.spreadsheet_len = 256;
	assert_int_equal(journal_append(j, &e, &seq, &f), JOURNAL_FAILED);
	assert_int_equal(seq, 99);
	e.spreadsheet_len = 255;
	assert_int_equal(journal_append(j, &e, &seq, NULL), JOURNAL_APPENDED);
	assert_sound(j);
	journal_close(j);
}

static void bodies_of_all_sizes(void **state)
{
	struct journal *j = open_journal(*state);
	static const size_t sizes[] = {0, 1, 100, 1970, 1971, 1972, 2016, 3987, 3988, 6003, 6004, 100000, 4 << 20}; /* a record has 45 bytes more, in pieces of 2016 */
	enum { N = sizeof sizes / sizeof sizes[0] };
	char id[16];
	for (unsigned i = 0; i < N; i++) {
		snprintf(id, sizeof id, "ev%u", i);
		assert_int_equal(append_sized(j, id, sizes[i], 1), i + 1);
	}
	struct journal_reader *r = journal_reader_new(j, 1);
	const struct journal_entry *e;
	struct failure f;
	size_t n;
	for (unsigned i = 0; i < N; i++) {
		assert_int_equal(journal_read(r, 1, 1, &e, &n, &f), OK); /* at least one, however long */
		assert_int_equal(n, 1);
		assert_int_equal(e->body_len, sizes[i]);
		for (size_t k = 0; k < sizes[i]; k++)
			if (e->body[k] != body_byte(k))
				fail_msg("byte %zu of body %u", k, i);
	}
	journal_reader_free(r);
	assert_sound(j);
	journal_close(j);
}

static void reads_are_limited(void **state)
{
	struct journal *j = open_journal(*state);
	struct journal_reader *r = journal_reader_new(j, 3);
	const struct journal_entry *e;
	struct failure f;
	size_t n;
	append_many(j, "ev", 20, 1);
	assert_int_equal(journal_read(r, 5, 1 << 20, &e, &n, &f), OK);
	assert_int_equal(n, 5);
	assert_int_equal(e[0].seq, 3);
	assert_int_equal(e[4].seq, 7);
	assert_memory_equal(e[4].id, "ev6", 3);
	assert_int_equal(journal_reader_position(r), 8);
	assert_int_equal(journal_read(r, 100, 200, &e, &n, &f), OK); /* a record here has less than 70 bytes */
	assert_in_range(n, 2, 4);
	assert_int_equal(e[0].seq, 8);
	journal_reader_free(r);
	journal_reader_free(NULL);
	journal_close(j);
}

/* --- rights ---------------------------------------------------------------------------------------------------------------- */

static unsigned mode_of(const char *directory, const char *name)
{
	char path[4200];
	struct stat st;
	snprintf(path, sizeof path, "%s/%s", directory, name);
	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 07777;
}

static void a_group_can_share_it_whatever_the_umask(void **state)
{
	char path[4200];
	snprintf(path, sizeof path, "%s/journal", (char *)*state);
	mode_t before = umask(077);
	struct journal *j = open_journal(path);
	umask(before);
	append_many(j, "ev", 1, 1);
	assert_int_equal(mode_of(path, "."), 0750);
	assert_int_equal(mode_of(path, "data.mdb"), 0660);
	assert_int_equal(mode_of(path, "lock.mdb"), 0660);
	assert_int_equal(mode_of(path, "bell"), 0660);
	journal_close(j);
}

static void reading_creates_nothing(void **state)
{
	const struct journal_options options = {.read_only = true};
	struct failure f;
	char path[4200];
	assert_null(journal_open(*state, &options, &f));
	assert_non_null(strstr(f.text, "there is no journal in "));
	snprintf(path, sizeof path, "%s/lock.mdb", (char *)*state);
	assert_int_not_equal(access(path, F_OK), 0);

	struct journal *j = open_sized(*state, 3 << 20);
	append_many(j, "ev", 2, 1);
	journal_close(j);
	j = journal_open(*state, &options, &f);
	assert_non_null(j);
	assert_int_equal(stat_of(j).entries, 2);
	assert_int_equal(stat_of(j).map_size, 3 << 20);
	assert_false(journal_writable(j));
	struct journal_entry e = entry_of("ev9", "", 0, 1);
	uint64_t seq;
	assert_int_equal(journal_append(j, &e, &seq, &f), JOURNAL_FAILED);
	assert_sound(j);
	journal_close(j);
}

static void what_is_no_journal_is_refused(void **state)
{
	struct failure f;
	char path[4200];
	snprintf(path, sizeof path, "%s/data.mdb", (char *)*state);
	FILE *file = fopen(path, "w");
	for (int i = 0; i < 10000; i++)
		fputs("something else ", file);
	fclose(file);
	assert_null(journal_open(*state, &(struct journal_options){0}, &f));
	assert_non_null(strstr(f.text, "is no journal of gsync"));
	assert_null(journal_open("/proc/version/journal", &(struct journal_options){0}, &f));
	assert_non_null(strstr(f.text, "cannot make the journal's directory /proc/version/journal"));
}

/* --- the doorbell ---------------------------------------------------------------------------------------------------------- */

static uint64_t monotonic_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void waiting_ends_after_a_while(void **state)
{
	struct journal *j = open_journal(*state);
	uint64_t start = monotonic_ms();
	journal_wait(j, journal_bell(j), 50);
	assert_in_range(monotonic_ms() - start, 49, 5000);
	uint32_t seen = journal_bell(j);
	append_many(j, "ev", 1, 1);
	start = monotonic_ms();
	journal_wait(j, seen, 5000); /* rung before the wait */
	assert_in_range(monotonic_ms() - start, 0, 1000);
	journal_close(j);
}

/* The child reads only; it waits until it has seen three entries. */
static void child_waits_for_entries(const char *path, bool read_only, int ready)
{
	const struct journal_options options = {.read_only = read_only};
	struct failure f;
	struct journal *j = journal_open(path, &options, &f);
	struct journal_reader *r = journal_reader_new(j, 1);
	const struct journal_entry *e;
	size_t n, seen = 0;
	if (write(ready, "!", 1) != 1)
		_exit(3);
	while (seen < 3) {
		uint32_t bell = journal_bell(j);
		if (journal_read(r, 10, 1000, &e, &n, &f) != OK)
			_exit(2);
		seen += n;
		if (n == 0)
			journal_wait(j, bell, 60000);
	}
	journal_reader_free(r);
	journal_close(j);
	_exit(0);
}

static void wake_a_child(const char *path, bool read_only)
{
	int ready[2], status;
	char byte;
	assert_int_equal(pipe(ready), 0);
	journal_close(open_journal(path)); /* it must be there; and no journal is open across a fork */
	pid_t child = fork();
	if (child == 0)
		child_waits_for_entries(path, read_only, ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	struct journal *j = open_journal(path);
	uint64_t start = monotonic_ms();
	for (int i = 0; i < 3; i++) {
		usleep(20000);
		append_many(j, read_only ? (const char *[]){"a", "b", "c"}[i] : (const char *[]){"x", "y", "z"}[i], 1, 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_in_range(monotonic_ms() - start, 0, 10000);
	journal_close(j);
	close(ready[0]);
	close(ready[1]);
}

static void the_bell_is_heard_in_other_processes(void **state)
{
	wake_a_child(*state, false);
}

static void the_bell_is_heard_by_mere_readers(void **state)
{
	wake_a_child(*state, true);
}

/* --- processes with different configurations -------------------------------------------------------------------------------- */

static void child_with_a_larger_map(const char *path, int go)
{
	char byte;
	struct failure f;
	if (read(go, &byte, 1) != 1)
		_exit(2);
	struct journal *j = journal_open(path, &(struct journal_options){.map_size = 16 << 20}, &f);
	if (!j || append_sized(j, "large", 5 << 20, 1) != 2)
		_exit(3);
	journal_close(j);
	_exit(0);
}

static void another_process_may_use_a_larger_map(void **state)
{
	int go[2], status;
	assert_int_equal(pipe(go), 0);
	pid_t child = fork();
	if (child == 0)
		child_with_a_larger_map(*state, go[0]);
	struct journal *j = open_sized(*state, 2 << 20);
	assert_int_equal(append_sized(j, "small", 100, 1), 1);
	assert_int_equal(append_sized(j, "too large", 5 << 20, 1), 0);
	assert_int_equal(write(go[1], "!", 1), 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(append_sized(j, "also large", 5 << 20, 1), 3);
	assert_int_equal(stat_of(j).map_size, 16 << 20);
	assert_sound(j);
	journal_close(j);
	close(go[0]);
	close(go[1]);
}

/* --- a copy ------------------------------------------------------------------------------------------------------------------ */

static void a_copy_is_a_journal(void **state)
{
	char from[4200], to[4200];
	struct failure f = {0};
	snprintf(from, sizeof from, "%s/from", (char *)*state);
	snprintf(to, sizeof to, "%s/to", (char *)*state);
	struct journal *j = open_journal(from);
	append_many(j, "ev", 100, 1);
	purge(j, 90, 2, UINT64_MAX);
	assert_int_equal(journal_copy(j, to, &f), ERR_STOP);
	assert_non_null(strstr(f.text, "make the directory first"));
	assert_int_equal(journal_copy(j, from, &f), ERR_STOP);
	assert_non_null(strstr(f.text, "is not empty"));
	assert_int_equal(mkdir(to, 0700), 0);
	assert_int_equal(journal_copy(j, to, &f), OK);
	char uuid[37];
	snprintf(uuid, sizeof uuid, "%s", journal_uuid(j));
	journal_close(j);

	j = open_journal(to);
	assert_string_equal(journal_uuid(j), uuid);
	assert_int_equal(stat_of(j).first_seq, 91);
	assert_int_equal(stat_of(j).next_seq, 101);
	assert_sound(j);
	assert_int_equal(mode_of(to, "data.mdb"), 0660);
	journal_close(j);
}

/* --- formats -------------------------------------------------------------------------------------------------------------- */

static void set_format(const char *path, unsigned char format)
{
	struct failure f = {0};
	struct store *store = store_open(path, 0, false, &f);
	struct txn t;
	assert_non_null(store);
	txn_begin(&t, store, TXN_WRITE);
	txn_put(&t, TABLE_META, slice_text("format"), slice_of(&format, 1));
	assert_int_equal(txn_commit(&t, &f), TXN_OK);
	store_close(store);
}

/* The child was there before the parent opened the journal: lmdb does not bear a fork. */
static void newer_format_while_it_is_open(void **state)
{
	char *path = *state;
	int go[2], status;
	assert_int_equal(pipe(go), 0);
	pid_t child = fork();
	if (child == 0) {
		char byte;
		if (read(go[0], &byte, 1) == 1)
			set_format(path, 2);
		_exit(0);
	}
	struct journal *j = open_journal(path);
	struct failure f = {0};
	const struct journal_entry *entries;
	size_t n;
	assert_int_equal(append_sized(j, "one", 100, now_ms()), 1);
	assert_int_equal(write(go[1], "x", 1), 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	struct journal_reader *r = journal_reader_new(j, 1);
	assert_int_equal(journal_read(r, 10, 1 << 20, &entries, &n, &f), ERR_STOP);
	assert_non_null(strstr(f.text, "which a newer gsync wrote"));
	assert_int_equal(journal_reader_position(r), 1);
	journal_reader_free(r);
	journal_close(j);
	close(go[0]);
	close(go[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		directory_test(a_new_journal_has_an_identity),
		directory_test(entries_come_back_as_they_were),
		directory_test(an_id_is_stored_once),
		directory_test(an_id_belongs_to_its_spreadsheet),
		directory_test(impossible_entries_are_refused),
		directory_test(bodies_of_all_sizes),
		directory_test(reads_are_limited),
		directory_test(a_group_can_share_it_whatever_the_umask),
		directory_test(reading_creates_nothing),
		directory_test(what_is_no_journal_is_refused),
		directory_test(waiting_ends_after_a_while),
		directory_test(the_bell_is_heard_in_other_processes),
		directory_test(the_bell_is_heard_by_mere_readers),
		directory_test(another_process_may_use_a_larger_map),
		directory_test(a_copy_is_a_journal),
		directory_test(newer_format_while_it_is_open),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
