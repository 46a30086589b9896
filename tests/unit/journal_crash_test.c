/* A process that appends, reads and purges is killed at random; whatever it had acknowledged is there afterwards. */
#define _GNU_SOURCE /* F_SETPIPE_SZ */
#include "tests/unit/journal_testing.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 25, THREADS = 6, LONGEST_LIFE_US = 200000, ACKNOWLEDGED_MAX = 200000 };

struct acknowledged {
	uint64_t seq;
	uint32_t round, thread, number;
};

struct victim {
	struct journal *journal;
	uint32_t round, thread;
	int report;
};

static void name_of(const struct acknowledged *a, char id[64])
{
	snprintf(id, 64, "round%u-thread%u-%u", a->round, a->thread, a->number);
}

/* --- the process that dies --------------------------------------------------------------------------------------------------- */

static void *append_for_ever(void *context)
{
	const struct victim *v = context;
	static const char body[3000];
	struct failure f;
	for (uint32_t i = 0;; i++) {
		struct acknowledged a = {.round = v->round, .thread = v->thread, .number = i};
		char id[64];
		name_of(&a, id);
		struct journal_entry e = entry_of(id, body, i % 7 == 0 ? sizeof body : 100, now_ms());
		if (journal_append(v->journal, &e, &a.seq, &f) != JOURNAL_APPENDED)
			_exit(4);
		if (write(v->report, &a, sizeof a) != sizeof a) /* small enough to be atomic */
			_exit(5);
	}
}

static void *purge_for_ever(void *context)
{
	const struct victim *v = context;
	struct failure f;
	struct journal_stat s;
	uint64_t purged;
	for (;; usleep(3000)) {
		if (journal_stat(v->journal, &s, &f) != OK)
			_exit(6);
		if (s.entries > 300 && journal_purge(v->journal, s.last_seq - 300, UINT64_MAX, 0, &purged, &f) != OK)
			_exit(7);
	}
}

static void live(const char *path, uint32_t round, int report)
{
	static struct victim victims[THREADS];
	struct failure f;
	pthread_t thread;
	struct journal *j = journal_open(path, &(struct journal_options){.map_size = TEST_MAP}, &f);
	if (!j)
		_exit(3);
	for (uint32_t i = 0; i < THREADS; i++) {
		victims[i] = (struct victim){.journal = j, .round = round, .thread = i, .report = report};
		if (pthread_create(&thread, NULL, append_for_ever, &victims[i]) != 0)
			_exit(3);
	}
	purge_for_ever(&victims[0]);
}

/* --- the one that looks -------------------------------------------------------------------------------------------------------- */

static struct acknowledged all[ACKNOWLEDGED_MAX];
static size_t all_count;

static void receive_all(int report)
{
	while (all_count < ACKNOWLEDGED_MAX && read(report, &all[all_count], sizeof all[0]) == sizeof all[0])
		all_count++;
}

static void kill_one(const char *path, uint32_t round, unsigned life_us)
{
	int report[2], status;
	assert_int_equal(pipe(report), 0);
	fcntl(report[0], F_SETPIPE_SZ, 1 << 20);
	pid_t child = fork();
	if (child == 0)
		live(path, round, report[1]);
	close(report[1]);
	if (round % 3 > 0) { /* else it may die while it opens the journal */
		struct pollfd first = {.fd = report[0], .events = POLLIN};
		assert_int_equal(poll(&first, 1, 60000), 1);
	}
	usleep(life_us);
	kill(child, SIGKILL);
	receive_all(report[0]);
	close(report[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL); /* it had no other end */
}

static void read_ids(struct journal *j, uint64_t first, uint64_t last, char (*ids)[64])
{
	struct journal_reader *r = journal_reader_new(j, first);
	const struct journal_entry *e;
	struct failure f;
	size_t n;
	do {
		assert_int_equal(journal_read(r, 1000, 1 << 20, &e, &n, &f), OK);
		for (size_t i = 0; i < n; i++) {
			assert_in_range(e[i].seq, first, last);
			snprintf(ids[e[i].seq - first], 64, "%.*s", (int)e[i].id_len, e[i].id);
		}
	} while (n > 0);
	journal_reader_free(r);
}

/* Every acknowledged entry is where it was said to be, or was purged. */
static void look_for_all(struct journal *j)
{
	struct journal_stat s = stat_of(j);
	if (s.entries == 0)
		return;
	char (*ids)[64] = calloc(s.entries, sizeof *ids);
	assert_non_null(ids);
	assert_int_equal(s.last_seq - s.first_seq + 1, s.entries);
	read_ids(j, s.first_seq, s.last_seq, ids);
	for (size_t i = 0; i < all_count; i++) {
		char id[64];
		if (all[i].seq < s.first_seq)
			continue;
		assert_in_range(all[i].seq, s.first_seq, s.last_seq);
		name_of(&all[i], id);
		assert_string_equal(ids[all[i].seq - s.first_seq], id);
	}
	free(ids);
}

static void nothing_acknowledged_is_lost(void **state)
{
	char uuid[37] = "";
	uint64_t next = 1;
	unsigned seed = (unsigned)now_ms();
	for (uint32_t round = 0; round < ROUNDS; round++) {
		kill_one(*state, round, (unsigned)rand_r(&seed) % LONGEST_LIFE_US);
		struct journal *j = open_journal(*state);
		if (round > 0)
			assert_string_equal(journal_uuid(j), uuid);
		snprintf(uuid, sizeof uuid, "%s", journal_uuid(j));
		assert_true(stat_of(j).next_seq >= next);
		next = stat_of(j).next_seq;
		look_for_all(j);
		assert_sound(j);
		assert_int_equal(stat_of(j).readers, 0);
		journal_close(j);
	}
	assert_in_range(all_count, ROUNDS / 2, ACKNOWLEDGED_MAX);
	print_message("%zu acknowledged, none lost\n", all_count);
}

int main(void)
{
	const struct CMUnitTest tests[] = {directory_test(nothing_acknowledged_is_lost)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
