#include "worker/history.h"

#include <string.h>

#include "tests/unit/testing.h"

enum { BEGIN_S = 1000 };

static struct history h;

static int reset(void **state)
{
	(void)state;
	memset(&h, 0, sizeof h);
	return 0;
}

static void at(unsigned s, int64_t entries, int64_t lag)
{
	struct history_sample sample = {.values = {[HISTORY_ENTRIES] = entries, [HISTORY_APPLY_LAG] = lag}};
	history_sample(&h, (uint64_t)(BEGIN_S + s) * 1000, &sample);
}

static void expect(const char *part)
{
	_cleanup_buf_ struct buf b = {0};
	history_json(&h, &b);
	if (!strstr(b.data, part))
		fail_msg("'%s' is not in %s", part, b.data);
}

static void steps(void **state)
{
	(void)state;
	at(0, 100, 5); /* what was before the start is no rate */
	at(5, 103, 2);
	expect("\"until\":1000,\"entries\":[],");
	at(12, 104, 0);
	expect("{\"step\":10,\"until\":1010,\"entries\":[3],\"to_table\":[0]");
	expect("\"apply_lag_ms\":[5]");
	at(25, 104, 7);
	expect("\"entries\":[3,1],");
	expect("\"apply_lag_ms\":[5,0]");
}

static void gap(void **state)
{
	(void)state;
	at(0, 0, 0);
	at(31, 8, 0);
	expect("\"until\":1030,\"entries\":[0,null,null],");
	at(40, 8, 0);
	expect("\"entries\":[0,null,null,8],");
}

static void a_clock_set_back(void **state)
{
	(void)state;
	at(100, 0, 0);
	at(110, 0, 0);
	at(20, 5, 0);
	expect("\"until\":1020,\"entries\":[],");
	at(30, 5, 0);
	expect("\"entries\":[5],");
}

static void an_hour_at_most(void **state)
{
	(void)state;
	for (unsigned s = 0; s <= 5000; s += 10)
		at(s, s, 0);
	assert_int_equal(h.count, HISTORY_STEPS);
	expect("\"until\":6000,\"entries\":[10,10,");
	at(100000, 100000, 0); /* slept */
	expect("\"entries\":[null,null,");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(steps, reset), cmocka_unit_test_setup(gap, reset),
		cmocka_unit_test_setup(a_clock_set_back, reset), cmocka_unit_test_setup(an_hour_at_most, reset),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
