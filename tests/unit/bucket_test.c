/* The quota: never more than it allows in any minute, no long stop, and what is left is used. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "google/bucket.h"

#include <cmocka.h> /* last: its macro fail() would hide ours */

enum { MINUTE = 60000, START = 1000000 };

static void gives_half_in_one_burst(void **state)
{
	struct bucket b;
	(void)state;
	assert_true(bucket_init(&b, 60));
	for (int i = 0; i < 30; i++) {
		assert_int_equal(bucket_delay(&b, START), 0);
		bucket_take(&b, START);
	}
	assert_in_range(bucket_delay(&b, START), 1000, 3000);
	assert_int_equal(bucket_used(&b, START), 30);
	bucket_free(&b);
}

/* A client that always has something to send, for ten minutes. */
static void drive(unsigned quota, uint64_t *times, size_t *count, uint64_t *longest)
{
	struct bucket b;
	assert_true(bucket_init(&b, quota));
	*longest = 0;
	*count = 0;
	for (uint64_t now = START; now < START + 10 * MINUTE;) {
		uint64_t delay = bucket_delay(&b, now);
		if (delay == 0) {
			bucket_take(&b, now);
			times[(*count)++] = now;
			continue;
		}
		*longest = delay > *longest ? delay : *longest;
		now += delay;
	}
	bucket_free(&b);
}

static void never_exceeds_the_quota(void **state)
{
	static uint64_t times[10000];
	const unsigned quotas[] = {1, 2, 3, 7, 60, 300};
	(void)state;
	for (size_t q = 0; q < sizeof quotas / sizeof quotas[0]; q++) {
		size_t count;
		uint64_t longest;
		drive(quotas[q], times, &count, &longest);
		for (size_t i = quotas[q]; i < count; i++)
			assert_true(times[i] - times[i - quotas[q]] >= MINUTE);
		assert_true(count >= quotas[q] * 9); /* and uses it */
		if (quotas[q] == 60)
			assert_in_range(longest, 1, 5000);
	}
}

static void comes_back_evenly_after_being_drained(void **state)
{
	struct bucket b;
	(void)state;
	assert_true(bucket_init(&b, 60));
	bucket_drain(&b, START);
	assert_int_equal(bucket_used(&b, START + 1), 60);
	assert_int_equal(bucket_used(&b, START + 1100), 59);
	assert_in_range(bucket_used(&b, START + MINUTE / 2), 25, 35);
	assert_int_equal(bucket_used(&b, START + 2 * MINUTE), 0);
	assert_int_equal(bucket_delay(&b, START + 2 * MINUTE), 0);
	bucket_free(&b);
}

static void is_free_after_a_minute(void **state)
{
	struct bucket b;
	(void)state;
	assert_true(bucket_init(&b, 1));
	bucket_take(&b, START);
	assert_int_equal(bucket_delay(&b, START), 61000);
	assert_int_equal(bucket_delay(&b, START + 61000), 0);
	bucket_free(&b);
}

static void another_quota_counts_what_was_taken(void **state)
{
	struct bucket b;
	(void)state;
	assert_true(bucket_init(&b, 10));
	for (unsigned i = 0; i < 4; i++)
		bucket_take(&b, START + i);
	assert_true(bucket_resize(&b, 4));
	assert_int_equal(bucket_used(&b, START + 4), 4);
	assert_int_equal(bucket_delay(&b, START + 4), 61000 - 4);
	assert_true(bucket_resize(&b, 20));
	assert_int_equal(bucket_used(&b, START + 4), 4);
	assert_int_equal(bucket_delay(&b, START + 4), 0);
	bucket_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_half_in_one_burst),
		cmocka_unit_test(never_exceeds_the_quota),
		cmocka_unit_test(comes_back_evenly_after_being_drained),
		cmocka_unit_test(is_free_after_a_minute),
		cmocka_unit_test(another_quota_counts_what_was_taken),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
