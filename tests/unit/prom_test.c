#include "common/prom.h"

#include <math.h>

#include "tests/unit/testing.h"

static void escapes(void **state)
{
	(void)state;
	_cleanup_buf_ struct buf b = {0};
	prom_head(&b, "a_total", "counter", "a \"b\"\nc\\d");
	prom_sample(&b, "a_total", 3, "tab", "Q1 \"x\"\n\\ \xc3\xa4", "empty", "", NULL);
	assert_string_equal(b.data, "# HELP a_total a \"b\"\\nc\\\\d\n# TYPE a_total counter\na_total{tab=\"Q1 \\\"x\\\"\\n\\\\ \xc3\xa4\",empty=\"\"} 3\n");
}

static void values(void **state)
{
	(void)state;
	_cleanup_buf_ struct buf b = {0};
	const double numbers[] = {0, 1795390683.446, 9007199254740991.0, 0.0005, -2, NAN, INFINITY};
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		prom_sample(&b, "x", numbers[i], NULL);
	assert_string_equal(b.data, "x 0\nx 1795390683.446\nx 9.00719925474099e+15\nx 0.0005\nx -2\nx NaN\nx +Inf\n");
}

static void histogram(void **state)
{
	(void)state;
	_cleanup_buf_ struct buf b = {0};
	const double bounds[] = {0.5, 1};
	const uint64_t counts[] = {2, 0, 1};
	prom_histogram(&b, "d_seconds", "durations", bounds, counts, 2, 7.25);
	assert_string_equal(b.data, "# HELP d_seconds durations\n# TYPE d_seconds histogram\nd_seconds_bucket{le=\"0.5\"} 2\nd_seconds_bucket{le=\"1\"} 2\n"
	                            "d_seconds_bucket{le=\"+Inf\"} 3\nd_seconds_sum 7.25\nd_seconds_count 3\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(escapes), cmocka_unit_test(values), cmocka_unit_test(histogram)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
