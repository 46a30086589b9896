#include "tests/unit/journal_testing.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "journal/store.h"

enum { HOUR = 3600 * 1000 };

static void only_what_is_applied_and_old_goes(void **state)
{
	struct journal *j = open_journal(*state);
	uint64_t now = now_ms();
	append_many(j, "old", 10, now - 2 * HOUR);
	append_many(j, "new", 10, now);
	assert_int_equal(purge(j, 4, now - HOUR, UINT64_MAX), 4);
	assert_int_equal(stat_of(j).first_seq, 5);
	assert_int_equal(purge(j, 20, now - HOUR, UINT64_MAX), 6);
	assert_int_equal(stat_of(j).first_seq, 11);
	assert_int_equal(purge(j, 20, now - HOUR, UINT64_MAX), 0);
	assert_sound(j);
	journal_close(j);
}

static void the_oldest_go_while_too_much_is_used(void **state)
{
	struct journal *j = open_journal(*state);
	uint64_t now = now_ms();
	append_many(j, "ev", 500, now);
	for (unsigned i = 0; i < 50; i++) {
		char id[32];
		snprintf(id, sizeof id, "large%u", i);
		append_sized(j, id, 20000, now);
	}
	uint64_t used = stat_of(j).used_bytes;
	uint64_t purged = purge(j, 550, 0, used / 2);
	assert_in_range(purged, 500, 549);
	assert_in_range(stat_of(j).used_bytes, used / 4, used / 2);
	assert_int_equal(stat_of(j).first_seq, purged + 1);
	assert_int_equal(purge(j, 545, 0, 0), 545 - purged); /* never what is not applied */
	assert_int_equal(stat_of(j).entries, 5);
	assert_sound(j);
	journal_close(j);
}

static void sequences_are_never_used_twice(void **state)
{
	struct journal *j = open_journal(*state);
	append_many(j, "ev", 10, 1);
	assert_int_equal(purge(j, UINT64_MAX, 2, UINT64_MAX), 10);
	struct journal_stat s = stat_of(j);
	assert_int_equal(s.entries + s.first_seq + s.last_seq, 0);
	assert_int_equal(s.next_seq, 11);
	journal_close(j);
	j = open_journal(*state);
	assert_int_equal(append_sized(j, "another", 1, 1), 11);
	assert_sound(j);
	journal_close(j);
}

/* A retry that comes when its entry is purged already must not be stored again. */
static void young_ids_stay(void **state)
{
	struct journal *j = open_journal(*state);
	uint64_t now = now_ms(), seq;
	struct failure f;
	append_many(j, "old", 3, now - 2 * HOUR);
	append_many(j, "young", 3, now - HOUR / 6);
	append_many(j, "tomorrow", 3, now + 24 * HOUR); /* the clock was wrong */
	assert_int_equal(purge(j, 9, UINT64_MAX, UINT64_MAX), 9);
	assert_sound(j);
	struct journal_entry e = entry_of("young1", "{}", 2, now);
	assert_int_equal(journal_append(j, &e, &seq, &f), JOURNAL_DUPLICATE);
	assert_int_equal(seq, 5);
	assert_int_equal(append_sized(j, "old1", 1, now), 10);
	assert_int_equal(append_sized(j, "tomorrow1", 1, now), 11);
	assert_sound(j);
	journal_close(j);
}

static void a_reader_steps_over_what_was_purged(void **state)
{
	struct journal *j = open_journal(*state);
	struct journal_reader *r = journal_reader_new(j, 1);
	const struct journal_entry *e;
	struct failure f;
	size_t n;
	append_many(j, "ev", 100, 1);
	assert_int_equal(journal_read(r, 10, 1 << 20, &e, &n, &f), OK);
	assert_int_equal(purge(j, 50, 2, UINT64_MAX), 50);
	assert_int_equal(e[9].seq, 10); /* what was read stays readable */
	assert_memory_equal(e[9].body, "abcdefghijklmnopqrst", 20);
	assert_int_equal(journal_reader_position(r), 11);
	assert_int_equal(journal_read(r, 10, 1 << 20, &e, &n, &f), OK);
	assert_int_equal(e[0].seq, 51);
	assert_int_equal(purge(j, 100, 2, UINT64_MAX), 50);
	assert_int_equal(journal_read(r, 10, 1 << 20, &e, &n, &f), OK);
	assert_int_equal(n, 0);
	assert_int_equal(append_sized(j, "last", 1, 1), 101);
	assert_int_equal(journal_read(r, 10, 1 << 20, &e, &n, &f), OK);
	assert_int_equal(e[0].seq, 101);
	journal_reader_free(r);
	journal_close(j);
}

static void space_is_used_again(void **state)
{
	struct journal *j = open_sized(*state, 16 << 20);
	uint64_t most = 0, now = now_ms();
	for (unsigned round = 0; round < 30; round++) {
		char prefix[32];
		snprintf(prefix, sizeof prefix, "round%u-", round);
		append_many(j, prefix, 20, now - 2 * HOUR);
		snprintf(prefix, sizeof prefix, "large%u", round);
		assert_int_not_equal(append_sized(j, prefix, 1 << 20, now - 2 * HOUR), 0);
		struct journal_stat s = stat_of(j);
		most = s.used_bytes > most ? s.used_bytes : most;
		purge(j, s.last_seq - 10, now - HOUR, UINT64_MAX);
	}
	assert_in_range(most, 1 << 20, 5 << 20);
	assert_sound(j);
	journal_close(j);
}

/* --- what a killed reader leaves behind -------------------------------------------------------------------------------------- */

/* Stands within a reading transaction until it is killed. */
static pid_t start_reader(const char *path)
{
	int ready[2];
	char byte;
	assert_int_equal(pipe(ready), 0);
	pid_t child = fork();
	if (child == 0) {
		struct txn t;
		struct failure f;
		struct store *s = store_open(path, 0, true, &f);
		txn_begin(&t, s, TXN_READ);
		if (write(ready[1], "!", 1) == 1)
			pause();
		_exit(1);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	close(ready[1]);
	return child;
}

static void a_killed_reader_keeps_no_space(void **state)
{
	enum { MAP = 4 << 20 };
	struct journal *j = open_sized(*state, MAP);
	append_many(j, "first", 100, 1);
	journal_close(j);
	pid_t child = start_reader(*state);
	j = open_sized(*state, MAP);
	assert_int_equal(stat_of(j).readers, 1);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, NULL, 0), child);
	for (unsigned i = 0; i < 100; i++) {
		char id[32];
		snprintf(id, sizeof id, "large%u", i);
		assert_int_not_equal(append_sized(j, id, 200000, 1), 0);
		purge(j, stat_of(j).last_seq, 2, UINT64_MAX);
	}
	assert_int_equal(stat_of(j).readers, 0);
	assert_sound(j);
	journal_close(j);
}

/* --- free space is usable for any size ------------------------------------------------------------------------------------- */

/* Mostly small ones, every tenth longer, every hundredth very long. */
static size_t mixed_size(unsigned *random)
{
	unsigned r = (*random = *random * 1103515245 + 12345) >> 16 & 0x7fff;
	if (r % 100 == 0)
		return (1 << 18) + r * 22;
	return r % 10 == 0 ? 5000 + r / 4 : 300 + r % 600;
}

/* Bodies of all sizes come and go in a journal that is half full. None may be refused for want of a run of free pages: with bodies that
 * took one, every second of the very long ones was. */
static void free_space_is_usable_for_any_size(void **state)
{
	enum { MAP = 16 << 20, ENTRIES = 6000 };
	struct journal *j = open_sized(*state, MAP);
	uint64_t old = now_ms() - 2 * HOUR;
	unsigned random = 7;
	for (unsigned i = 0; i < ENTRIES; i++) {
		char id[32];
		size_t size = mixed_size(&random);
		snprintf(id, sizeof id, "ev%u", i);
		if (append_sized(j, id, size, old) == 0)
			fail_msg("%s with %zu bytes was refused while %" PRIu64 " of %d were used", id, size, stat_of(j).used_bytes, MAP);
		if (i % 50 == 0)
			purge(j, i, 0, MAP / 2);
	}
	assert_sound(j);
	journal_close(j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		memory_directory_test(only_what_is_applied_and_old_goes),
		memory_directory_test(the_oldest_go_while_too_much_is_used),
		memory_directory_test(sequences_are_never_used_twice),
		memory_directory_test(young_ids_stay),
		memory_directory_test(a_reader_steps_over_what_was_purged),
		memory_directory_test(space_is_used_again),
		memory_directory_test(a_killed_reader_keeps_no_space),
		memory_directory_test(free_space_is_usable_for_any_size),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
