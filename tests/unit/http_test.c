/* How a request ended: answered, never sent, or nobody knows; and a request that may be sent once only is. */
#define _GNU_SOURCE /* strcasestr */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/unit/scripted_server.h"
#include "google/http.h"

#include <cmocka.h>

#define OK_KEPT "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nDate: Sun, 22 Nov 2026 10:00:00 GMT\r\n\r\n{}"

static bool asked_to_go_on;

static bool go_on(void *context)
{
	asked_to_go_on = true;
	return *(const bool *)context;
}

static struct http *client(unsigned timeout_s)
{
	struct http *h = http_new(&(struct http_options){.timeout_s = timeout_s, .most_bytes = 1000});
	assert_non_null(h);
	return h;
}

static void post(struct http *h, unsigned port, bool once, struct http_answer *a)
{
	char url[64];
	snprintf(url, sizeof url, "http://127.0.0.1:%u/x", port);
	http_send(h, &(struct http_request){.url = url, .bearer = "tok", .type = "application/json", .body = "{\"a\":1}", .body_len = 7, .once = once}, a);
}

static void sends_what_google_wants(void **state)
{
	const struct script_step steps[] = {{OK_KEPT, true}, {OK_KEPT, false}};
	struct scripted_server *s = script_start(steps, 2);
	_cleanup_http_ struct http *h = client(5);
	_cleanup_answer_ struct http_answer a = {0};
	(void)state;
	for (int i = 0; i < 2; i++) {
		post(h, s->port, i == 1, &a);
		assert_int_equal(a.outcome, HTTP_ANSWERED);
		assert_int_equal(a.status, 200);
		assert_string_equal(a.body.data, "{}");
		assert_int_equal(a.date, 1795341600);
		assert_non_null(strstr(s->asked[i], "Authorization: Bearer tok\r\n"));
		assert_non_null(strstr(s->asked[i], "Accept-Encoding: gzip\r\n"));
		assert_non_null(strcasestr(strstr(s->asked[i], "User-Agent:"), "gzip"));
		assert_null(strcasestr(s->asked[i], "Expect:"));
		assert_non_null(strstr(s->asked[i], "\r\n\r\n{\"a\":1}"));
	}
	script_stop(s);
}

static void unsent_when_nobody_listens(void **state)
{
	struct scripted_server *s = script_start(NULL, 0);
	unsigned port = s->port;
	_cleanup_http_ struct http *h = client(5);
	_cleanup_answer_ struct http_answer a = {0};
	(void)state;
	script_stop(s);
	post(h, port, true, &a);
	assert_int_equal(a.outcome, HTTP_UNSENT);
	assert_true(a.reason[0]);
	http_send(h, &(struct http_request){.url = "http://nobody.invalid/"}, &a);
	assert_int_equal(a.outcome, HTTP_UNSENT);
}

static void unsent_when_tls_fails(void **state)
{
	const struct script_step steps[] = {{"this is no TLS\r\n\r\n", false}};
	struct scripted_server *s = script_start(steps, 1);
	_cleanup_http_ struct http *h = client(5);
	_cleanup_answer_ struct http_answer a = {0};
	char url[64];
	(void)state;
	snprintf(url, sizeof url, "https://127.0.0.1:%u/", s->port);
	http_send(h, &(struct http_request){.url = url}, &a);
	assert_int_equal(a.outcome, HTTP_UNSENT);
	assert_int_equal(s->served, 1);
	script_stop(s);
}

static void unknown_when_the_answer_is_missing_or_cut(void **state)
{
	const struct script_step steps[] = {{NULL, false}, {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half", false}, {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", false}};
	struct scripted_server *s = script_start(steps, 3);
	_cleanup_http_ struct http *h = client(5);
	_cleanup_answer_ struct http_answer a = {0};
	(void)state;
	for (int i = 0; i < 3; i++) {
		post(h, s->port, true, &a);
		assert_int_equal(a.outcome, HTTP_UNKNOWN);
		assert_true(a.reason[0]);
	}
	script_stop(s);
}

static void unknown_when_too_late_or_too_long(void **state)
{
	static char longer[2000] = "HTTP/1.1 200 OK\r\nContent-Length: 1500\r\n\r\n";
	memset(longer + strlen(longer), 'x', 1500);
	const struct script_step steps[] = {{longer, false}, {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx", true}, {OK_KEPT, false}};
	struct scripted_server *s = script_start(steps, 3);
	_cleanup_http_ struct http *h = client(1);
	_cleanup_answer_ struct http_answer a = {0};
	(void)state;
	post(h, s->port, true, &a);
	assert_int_equal(a.outcome, HTTP_UNKNOWN);
	assert_non_null(strstr(a.reason, "too long"));
	post(h, s->port, true, &a);
	assert_int_equal(a.outcome, HTTP_UNKNOWN);
	script_stop(s);
}

/* libcurl repeats a POST on a new connection when the kept one is closed without an answer. Fine for a read; a write would be done twice. */
static void does_not_send_twice_what_is_to_be_sent_once(void **state)
{
	(void)state;
	for (int once = 0; once < 2; once++) {
		const struct script_step steps[] = {{OK_KEPT, true}, {NULL, false}, {OK_KEPT, false}};
		struct scripted_server *s = script_start(steps, 3);
		_cleanup_http_ struct http *h = client(5);
		_cleanup_answer_ struct http_answer a = {0};
		post(h, s->port, once, &a);
		assert_int_equal(a.outcome, HTTP_ANSWERED);
		post(h, s->port, once, &a);
		assert_int_equal(a.outcome, once ? HTTP_UNKNOWN : HTTP_ANSWERED);
		assert_int_equal(s->served, once ? 2 : 3);
		script_stop(s);
	}
}

static void gives_up_when_told_to(void **state)
{
	const struct script_step steps[] = {{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx", true}, {OK_KEPT, false}};
	struct scripted_server *s = script_start(steps, 2);
	bool on = false;
	_cleanup_http_ struct http *h = http_new(&(struct http_options){.timeout_s = 30, .most_bytes = 1000, .go_on = go_on, .context = &on});
	_cleanup_answer_ struct http_answer a = {0};
	(void)state;
	asked_to_go_on = false;
	post(h, s->port, true, &a);
	assert_true(asked_to_go_on);
	assert_int_not_equal(a.outcome, HTTP_ANSWERED);
	script_stop(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sends_what_google_wants),
		cmocka_unit_test(unsent_when_nobody_listens),
		cmocka_unit_test(unsent_when_tls_fails),
		cmocka_unit_test(unknown_when_the_answer_is_missing_or_cut),
		cmocka_unit_test(unknown_when_too_late_or_too_long),
		cmocka_unit_test(does_not_send_twice_what_is_to_be_sent_once),
		cmocka_unit_test(gives_up_when_told_to),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
