/* A full map and a full disk: nothing is kept of what was refused, and everything works again once there is room. */
#define _GNU_SOURCE /* unshare */
#include "tests/unit/journal_testing.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SMALL_MAP = 1 << 20 };

/* Appends bodies of `size` until no more fit; the number of those that did. */
static unsigned fill(struct journal *j, const char *prefix, size_t size)
{
	char id[64];
	for (unsigned i = 0;; i++) {
		snprintf(id, sizeof id, "%s%u", prefix, i);
		if (append_sized(j, id, size, 1) == 0)
			return i;
	}
}

static void a_full_map_refuses_and_recovers(void **state)
{
	struct journal *j = open_sized(*state, SMALL_MAP);
	assert_true(journal_writable(j));
	unsigned n = fill(j, "ev", 3000);
	assert_in_range(n, 150, 300);
	struct failure f = {0};
	uint64_t seq = 77;
	struct journal_entry e = entry_of("one more", "b", 1, 1);
	fill(j, "tiny", 1);
	assert_int_equal(journal_append(j, &e, &seq, &f), JOURNAL_FULL);
	assert_int_equal(f.kind, ERR_RETRY);
	assert_non_null(strstr(f.text, "is full"));
	assert_int_equal(seq, 77);
	assert_false(journal_writable(j));
	assert_sound(j);

	struct journal_stat s = stat_of(j);
	assert_int_equal(purge(j, s.last_seq, 2, UINT64_MAX), s.entries);
	assert_true(journal_writable(j));
	assert_int_equal(journal_append(j, &e, &seq, &f), JOURNAL_APPENDED);
	assert_int_equal(seq, s.last_seq + 1); /* what was refused took no sequence */
	assert_sound(j);
	journal_close(j);
}

/* Full again and again: no page is lost, and purging never gets stuck. */
static void it_fills_and_empties_many_times(void **state)
{
	struct journal *j = open_sized(*state, SMALL_MAP);
	unsigned random = 1, least = UINT32_MAX;
	for (unsigned round = 0; round < 60; round++) {
		char prefix[32];
		snprintf(prefix, sizeof prefix, "round%u-", round);
		random = random * 1103515245 + 12345;
		unsigned n = fill(j, prefix, 2000 + (random >> 16) % 8000);
		least = n < least ? n : least;
		struct journal_stat s = stat_of(j);
		purge(j, s.last_seq - 5, 2, UINT64_MAX);
		assert_int_equal(stat_of(j).entries, 5);
	}
	assert_in_range(least, 40, 400);
	assert_sound(j);
	journal_close(j);
}

/* Young ids stay, so that even a full journal answers a retry with its first sequence. */
static void a_full_journal_knows_its_duplicates(void **state)
{
	struct journal *j = open_sized(*state, SMALL_MAP);
	fill(j, "ev", 10000);
	fill(j, "tiny", 1);
	struct failure f;
	uint64_t seq;
	struct journal_entry e = entry_of("ev0", "b", 1, 1);
	assert_int_equal(journal_append(j, &e, &seq, &f), JOURNAL_DUPLICATE);
	assert_int_equal(seq, 1);
	journal_close(j);
}

/* --- one that is too large does not take others down --------------------------------------------------------------------------- */

struct one {
	struct journal *journal;
	const char *id;
	size_t size;
	uint64_t seq;
};

static void *append_one(void *context)
{
	struct one *o = context;
	o->seq = append_sized(o->journal, o->id, o->size, 1);
	return NULL;
}

static void a_giant_is_refused_alone(void **state)
{
	enum { N = 16 };
	static struct one ones[N];
	char ids[N][16];
	pthread_t threads[N];
	struct journal *j = open_sized(*state, SMALL_MAP);
	for (unsigned round = 0; round < 5; round++) {
		for (unsigned i = 0; i < N; i++) {
			snprintf(ids[i], sizeof ids[i], "r%u-%u", round, i);
			ones[i] = (struct one){.journal = j, .id = ids[i], .size = i % 5 == 0 ? 2 << 20 : 200};
			assert_int_equal(pthread_create(&threads[i], NULL, append_one, &ones[i]), 0);
		}
		for (unsigned i = 0; i < N; i++) {
			pthread_join(threads[i], NULL);
			assert_int_equal(ones[i].seq == 0, i % 5 == 0);
		}
	}
	assert_true(journal_writable(j));
	assert_int_equal(stat_of(j).next_seq, 5 * 12 + 1);
	assert_sound(j);
	journal_close(j);
}

/* --- a full disk: a small tmpfs in a mount namespace of its own -------------------------------------------------------------- */

enum { NO_MOUNT = 77 };

static bool mount_small(const char *path)
{
	return (unshare(CLONE_NEWNS) == 0 || unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0) &&
	       mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) == 0 && mount("tmpfs", path, "tmpfs", 0, "size=2m") == 0;
}

static void fill_the_disk(const char *path)
{
	char file[4200];
	static char zeros[4096];
	snprintf(file, sizeof file, "%s/filler", path);
	int fd = open(file, O_WRONLY | O_CREAT, 0600);
	while (write(fd, zeros, sizeof zeros) > 0)
		;
	close(fd);
}

#define require(what) do { if (!(what)) { fprintf(stderr, "line %d: %s\n", __LINE__, #what); _exit(1); } } while (0)

static void with_a_full_disk(const char *path)
{
	char directory[4200], filler[4200];
	struct failure f = {0};
	uint64_t seq;
	if (!mount_small(path))
		_exit(NO_MOUNT);
	snprintf(directory, sizeof directory, "%s/journal", path);
	snprintf(filler, sizeof filler, "%s/filler", path);
	struct journal *j = journal_open(directory, &(struct journal_options){.map_size = TEST_MAP}, &f);
	require(j);
	require(append_sized(j, "before", 1000, 1) == 1);
	fill_the_disk(path);
	char *body = calloc(1, 300000);
	struct journal_entry e = entry_of("big", body, 300000, 1);
	require(journal_append(j, &e, &seq, &f) == JOURNAL_FULL);
	require(strstr(f.text, "the disk is full"));
	require(!journal_writable(j));
	require(stat_of(j).entries == 1);
	unlink(filler);
	require(journal_writable(j));
	require(journal_append(j, &e, &seq, &f) == JOURNAL_APPENDED && seq == 2);
	free(body);
	struct faults faults;
	require(strcmp(verified(j, &faults), "") == 0);
	journal_close(j);
	_exit(0);
}

static void a_full_disk_refuses_and_recovers(void **state)
{
	int status;
	pid_t child = fork();
	if (child == 0)
		with_a_full_disk(*state);
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFEXITED(status) && WEXITSTATUS(status) == NO_MOUNT)
		skip();
	assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		memory_directory_test(a_full_map_refuses_and_recovers),
		memory_directory_test(it_fills_and_empties_many_times),
		memory_directory_test(a_full_journal_knows_its_duplicates),
		memory_directory_test(a_giant_is_refused_alone),
		memory_directory_test(a_full_disk_refuses_and_recovers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
