/* Many threads, and two processes, append at the same time. */
#include "tests/unit/journal_testing.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 24, APPENDS = 60, ALL = THREADS * APPENDS };

struct appender {
	struct journal *journal;
	const char *prefix; /* the same for two threads: each id comes twice */
	unsigned first_id;
	enum journal_append_result results[APPENDS];
	uint64_t seqs[APPENDS];
};

static void *append_in_thread(void *context)
{
	struct appender *a = context;
	struct failure f;
	for (unsigned i = 0; i < APPENDS; i++) {
		char id[64];
		snprintf(id, sizeof id, "%s%u", a->prefix, a->first_id + i);
		struct journal_entry e = entry_of(id, "{}", 2, 1);
		a->results[i] = journal_append(a->journal, &e, &a->seqs[i], &f);
	}
	return NULL;
}

static void run_appenders(struct appender *a, size_t n)
{
	pthread_t threads[THREADS];
	for (size_t i = 0; i < n; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, append_in_thread, &a[i]), 0);
	for (size_t i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
}

/* Entry `seq` has this id. */
static void assert_entry(struct journal *j, uint64_t seq, const char *id)
{
	struct journal_reader *r = journal_reader_new(j, seq);
	const struct journal_entry *e;
	struct failure f;
	size_t n;
	assert_int_equal(journal_read(r, 1, 1000, &e, &n, &f), OK);
	assert_int_equal(n, 1);
	assert_int_equal(e->seq, seq);
	assert_int_equal(e->id_len, strlen(id));
	assert_memory_equal(e->id, id, e->id_len);
	journal_reader_free(r);
}

static void every_thread_gets_its_own_sequences(void **state)
{
	static struct appender a[THREADS];
	static bool given[ALL + 1];
	struct journal *j = open_journal(*state);
	for (unsigned i = 0; i < THREADS; i++)
		a[i] = (struct appender){.journal = j, .prefix = "ev", .first_id = i * APPENDS};
	run_appenders(a, THREADS);
	for (unsigned i = 0; i < THREADS; i++)
		for (unsigned k = 0; k < APPENDS; k++) {
			char id[64];
			uint64_t seq = a[i].seqs[k];
			assert_int_equal(a[i].results[k], JOURNAL_APPENDED);
			assert_in_range(seq, 1, ALL);
			assert_false(given[seq]);
			given[seq] = true;
			snprintf(id, sizeof id, "ev%u", i * APPENDS + k);
			assert_entry(j, seq, id);
		}
	assert_int_equal(stat_of(j).entries, ALL);
	assert_sound(j);
	journal_close(j);
}

static void of_twins_one_is_stored(void **state)
{
	static struct appender a[THREADS];
	struct journal *j = open_journal(*state);
	for (unsigned i = 0; i < THREADS; i++)
		a[i] = (struct appender){.journal = j, .prefix = "twin", .first_id = i / 2 * APPENDS};
	run_appenders(a, THREADS);
	for (unsigned i = 0; i < THREADS; i += 2)
		for (unsigned k = 0; k < APPENDS; k++) {
			assert_int_equal(a[i].seqs[k], a[i + 1].seqs[k]);
			bool first = a[i].results[k] == JOURNAL_APPENDED && a[i + 1].results[k] == JOURNAL_DUPLICATE;
			bool second = a[i].results[k] == JOURNAL_DUPLICATE && a[i + 1].results[k] == JOURNAL_APPENDED;
			assert_true(first || second);
		}
	assert_int_equal(stat_of(j).entries, ALL / 2);
	assert_sound(j);
	journal_close(j);
}

/* --- two processes ----------------------------------------------------------------------------------------------------------- */

static void append_in_process(const char *path, const char *prefix)
{
	static struct appender a[4];
	struct failure f;
	struct journal *j = journal_open(path, &(struct journal_options){.map_size = TEST_MAP}, &f);
	if (!j)
		_exit(2);
	for (unsigned i = 0; i < 4; i++)
		a[i] = (struct appender){.journal = j, .prefix = prefix, .first_id = i * APPENDS};
	run_appenders(a, 4);
	for (unsigned i = 0; i < 4; i++)
		for (unsigned k = 0; k < APPENDS; k++)
			if (a[i].results[k] != JOURNAL_APPENDED)
				_exit(3);
	journal_close(j);
	_exit(0);
}

static void two_processes_append(void **state)
{
	static const char *const prefixes[] = {"fcgi", "worker"};
	pid_t children[2];
	int status;
	for (int i = 0; i < 2; i++) /* the journal is made by whoever comes first */
		if ((children[i] = fork()) == 0)
			append_in_process(*state, prefixes[i]);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		assert_int_equal(status, 0);
	}
	struct journal *j = open_journal(*state);
	struct journal_stat s = stat_of(j);
	assert_int_equal(s.entries, 2 * 4 * APPENDS);
	assert_int_equal(s.first_seq, 1);
	assert_int_equal(s.last_seq, 2 * 4 * APPENDS);
	assert_sound(j);
	journal_close(j);
}

/* --- reading, appending and purging at once ------------------------------------------------------------------------------- */

struct consumer {
	struct journal *journal;
	uint64_t seen;
	bool in_order;
};

static void *consume(void *context)
{
	struct consumer *c = context;
	struct journal_reader *r = journal_reader_new(c->journal, 1);
	const struct journal_entry *e;
	struct failure f;
	size_t n;
	uint64_t purged;
	c->in_order = true;
	while (c->seen < ALL) {
		uint32_t bell = journal_bell(c->journal);
		if (journal_read(r, 100, 1 << 20, &e, &n, &f) != OK)
			break;
		for (size_t i = 0; i < n; i++)
			c->in_order = c->in_order && e[i].seq == ++c->seen;
		if (n == 0)
			journal_wait(c->journal, bell, 5000);
		else if (journal_purge(c->journal, c->seen, UINT64_MAX, 0, &purged, &f) != OK)
			break;
	}
	journal_reader_free(r);
	return NULL;
}

static void a_consumer_follows(void **state)
{
	static struct appender a[THREADS];
	struct journal *j = open_journal(*state);
	struct consumer c = {.journal = j};
	pthread_t thread;
	assert_int_equal(pthread_create(&thread, NULL, consume, &c), 0);
	for (unsigned i = 0; i < THREADS; i++)
		a[i] = (struct appender){.journal = j, .prefix = "ev", .first_id = i * APPENDS};
	run_appenders(a, THREADS);
	pthread_join(thread, NULL);
	assert_int_equal(c.seen, ALL);
	assert_true(c.in_order);
	assert_int_equal(stat_of(j).entries, 0);
	assert_int_equal(stat_of(j).next_seq, ALL + 1);
	assert_sound(j);
	journal_close(j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		directory_test(every_thread_gets_its_own_sequences),
		directory_test(of_twins_one_is_stored),
		directory_test(two_processes_append),
		directory_test(a_consumer_follows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
