#include "fcgi/metrics.h"

#include <string.h>

#include "tests/unit/testing.h"

static struct metrics m;

static void answered(const char *uri, int status, const char *why)
{
	char param[64];
	char *const params[] = { param, NULL };
	struct request request = { .params = params, .body = "x", .body_len = 40 };
	struct reply reply = { .status = status, .why = why };

	snprintf(param, sizeof param, "DOCUMENT_URI=%s", uri);
	metrics_count(&m, &request, &reply, 1500);
}

static void expect(const char *line)
{
	_cleanup_buf_ struct buf b = { 0 };

	metrics_build(&m, 2, &b);
	if (!strstr(b.data, line))
		fail_msg("'%s' is not in %s", line, b.data);
}

static void counts(void **state)
{
	(void)state;
	answered("/gsync/v1/events", 202, NULL);
	answered("/gsync/v1/events", 200, NULL);
	answered("/gsync/v1/events", 400, "{\"error\":\"…\"}");
	answered("/gsync/v1/events", 401, "wrong signature");
	answered("/gsync/v1/events", 503, NULL);
	answered("/gsync/v1/health", 200, NULL);
	answered("/elsewhere", 404, "no such address");
	expect("gsync_fcgi_requests_total{path=\"events\",code=\"202\"} 1\n");
	expect("gsync_fcgi_requests_total{path=\"health\",code=\"200\"} 1\n");
	expect("gsync_fcgi_requests_total{path=\"other\",code=\"404\"} 1\n");
	expect("gsync_fcgi_refused_total{reason=\"not an event\"} 1\n");
	expect("gsync_fcgi_refused_total{reason=\"wrong signature\"} 1\n");
	expect("gsync_fcgi_refused_total{reason=\"journal failed\"} 1\n");
	expect("gsync_fcgi_refused_total{reason=\"other\"} 0\n");
	expect("gsync_fcgi_appended_entries_total 1\n");
	expect("gsync_fcgi_appended_bytes_total 40\n");
	expect("gsync_fcgi_event_duration_seconds_bucket{le=\"0.001\"} 0\n");
	expect("gsync_fcgi_event_duration_seconds_bucket{le=\"0.0025\"} 5\n");
	expect("gsync_fcgi_event_duration_seconds_count 5\n");
	expect("gsync_fcgi_spreadsheets 2\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(counts) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
