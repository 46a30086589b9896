/* What unit tests share: cmocka with the headers that it wants, and a directory that is gone afterwards. */
#ifndef GSYNC_TESTS_UNIT_TESTING_H
#define GSYNC_TESTS_UNIT_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* cmocka's macro `fail` hides the function of common/error.h. */
#undef fail
#undef fail_msg
#define fail_msg(...) do { print_error(__VA_ARGS__); print_error("\n"); _fail(__FILE__, __LINE__); abort(); } while (0)

static inline int make_directory_in(const char *base, void **state)
{
	size_t size = strlen(base) + sizeof "/gsync-test-XXXXXX";
	char *path = malloc(size);
	if (!path)
		return -1;
	snprintf(path, size, "%s/gsync-test-XXXXXX", base);
	*state = mkdtemp(path);
	if (!*state)
		free(path);
	return *state ? 0 : -1;
}

/* Fixtures: *state is the path of a new, empty directory (char *). */
static inline int make_directory(void **state)
{
	const char *base = getenv("TMPDIR");
	return make_directory_in(base ? base : "/tmp", state);
}

/* For tests of thousands of commits, that a disk would take minutes for. */
static inline int make_memory_directory(void **state)
{
	return make_directory_in("/dev/shm", state) == 0 ? 0 : make_directory(state);
}

static inline int remove_directory(void **state)
{
	char command[4200];
	snprintf(command, sizeof command, "rm -rf '%s'", (char *)*state);
	free(*state);
	return system(command);
}

#define directory_test(f) cmocka_unit_test_setup_teardown(f, make_directory, remove_directory)
#define memory_directory_test(f) cmocka_unit_test_setup_teardown(f, make_memory_directory, remove_directory)

#endif
