/* Full jitter: each wait lies between a floor and a limit that doubles up to a most. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "google/backoff.h"

#include <cmocka.h> /* last: its macro fail() would hide ours */

static void doubles_up_to_the_most(void **state)
{
	(void)state;
	for (int round = 0; round < 200; round++) {
		struct backoff b = {.first_ms = 1000, .most_ms = 8000};
		for (unsigned i = 0; i < 6; i++) {
			uint32_t limit = i < 3 ? 1000u << i : 8000;
			assert_in_range(backoff_fail(&b), BACKOFF_LEAST_MS, limit);
		}
	}
}

static void draws_from_the_whole_range(void **state)
{
	uint32_t least = UINT32_MAX, most = 0;
	(void)state;
	for (int i = 0; i < 1000; i++) {
		struct backoff b = {.first_ms = 1000, .most_ms = 8000};
		uint32_t wait = backoff_fail(&b);
		least = wait < least ? wait : least;
		most = wait > most ? wait : most;
	}
	assert_true(least < 100);
	assert_true(most > 900);
}

static void begins_anew_after_reset(void **state)
{
	struct backoff b = {.first_ms = 100, .most_ms = 100000};
	(void)state;
	for (int i = 0; i < 40; i++)
		assert_true(backoff_fail(&b) <= 100000);
	backoff_reset(&b);
	assert_true(backoff_fail(&b) <= 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(doubles_up_to_the_most),
		cmocka_unit_test(draws_from_the_whole_range),
		cmocka_unit_test(begins_anew_after_reset),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
