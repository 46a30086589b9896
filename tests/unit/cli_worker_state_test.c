#include "cli/worker_state.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[64];

static int make_file(void **state)
{
	(void)state;
	snprintf(path, sizeof path, "%s", "/tmp/gsync-state-XXXXXX");
	int fd = mkstemp(path);
	return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

/* Writes a worker's state with this process' id, and reads it `later` seconds from now. */
static struct worker_state put(const char *problem, time_t later)
{
	struct worker_state s;
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f,
	        "{\"pid\":%ld,\"journal\":{\"applied\":3,\"last\":5},\"apply\":{\"doing\":\"waiting\",\"problem\":null},"
	        "\"publishers\":[{\"credential\":\"a@b\",\"doing\":\"resting\",\"problem\":%s,\"problem_since\":\"now\",\"reads_last_minute\":7}]}\n",
	        (long)getpid(), problem);
	fclose(f);
	worker_state_read(path, time(NULL) + later, &s);
	return s;
}

static void expect_words(struct worker_state *s, const char *words)
{
	_cleanup_buf_ struct buf text = {0};
	worker_state_describe(s, "FILE", &text);
	if (!strstr(text.data, words))
		fail_msg("'%s' is not in: %s", words, text.data);
	worker_state_free(s);
}

static void running(void **state)
{
	(void)state;
	struct worker_state s = put("null", 0);
	assert_true(s.running);
	assert_false(s.trouble);
	expect_words(&s, "journal applied to 3 of 5, waiting\ngoogle as a@b: 7 reads and 0 writes in the last minute, resting\n");
}

static void with_a_problem(void **state)
{
	(void)state;
	struct worker_state s = put("\"no \\u001b[31mway\"", 0);
	assert_true(s.running);
	assert_true(s.trouble);
	expect_words(&s, "since now: no \\x1b[31mway\n");
}

static void silent_for_long(void **state)
{
	(void)state;
	struct worker_state s = put("null", WORKER_SILENT_S + 2);
	assert_false(s.running);
	assert_true(s.trouble);
	expect_words(&s, "worker not running (FILE is old)");
}

static void nothing_to_read(void **state)
{
	(void)state;
	static const char *const texts[] = {"", "[]", "{", "not JSON"};
	struct worker_state s;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		FILE *f = fopen(path, "w");
		assert_non_null(f);
		fputs(texts[i], f);
		fclose(f);
		worker_state_read(path, time(NULL), &s);
		assert_true(s.trouble);
		expect_words(&s, "does not exist or cannot be read");
	}
	worker_state_read("/nonexistent/state", time(NULL), &s);
	expect_words(&s, "does not exist or cannot be read");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(running, make_file, remove_file),
		cmocka_unit_test_setup_teardown(with_a_problem, make_file, remove_file),
		cmocka_unit_test_setup_teardown(silent_for_long, make_file, remove_file),
		cmocka_unit_test_setup_teardown(nothing_to_read, make_file, remove_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
