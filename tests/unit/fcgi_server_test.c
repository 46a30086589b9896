/* The server with a FastCGI client of our own, byte by byte: kept connections, more of them than threads, bodies, trouble on the wire. It pins
 * how server.c leans on libfcgi's inner fields: a version of the library that works otherwise fails here.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "common/log.h"
#include "fcgi/listener.h"
#include "fcgi/server.h"

#include <cmocka.h> /* last: its macro fail would hide common/error.h's function */

enum { BEGIN_REQUEST = 1, END_REQUEST = 3, PARAMS = 4, STDIN = 5, STDOUT = 6, KEEP = 1, THREADS = 2, MAX_BODY = 100000 };

static char directory[32], path[64];
static struct listener listener;
static struct server *server;
static atomic_uint answered;

#ifdef __SANITIZE_THREAD__
/* ThreadSanitizer does not know that EPOLL_CTL_MOD hands a descriptor on to another thread, only that EPOLL_CTL_ADD does. */
const char *__tsan_default_suppressions(void);
const char *__tsan_default_suppressions(void)
{
	return "race:FCGX_Free\n";
}
#endif

/* Says what it saw: method, length of the body and its sum. */
static void answer(void *context, const struct request *r, struct reply *ret_reply)
{
	unsigned sum = 0;

	(void)context;
	for (size_t i = 0; i < r->body_len; i++)
		sum += (unsigned char)r->body[i];
	*ret_reply = (struct reply){ .status = HTTP_ACCEPTED, .header = "Allow: X" };
	snprintf(ret_reply->body, sizeof ret_reply->body, "%s %zu %u%s", request_param(r, "REQUEST_METHOD"), r->body_len, sum,
	         r->body_too_long ? " too long" : "");
	if (strcmp(request_param(r, "REQUEST_METHOD"), "SLOW") == 0)
		usleep(200000);
	atomic_fetch_add(&answered, 1);
}

static int start(void **state)
{
	struct failure f = { 0 };

	(void)state;
	log_set_level((enum log_level)0);
	strcpy(directory, "/tmp/gsync-server-XXXXXX");
	if (!mkdtemp(directory))
		return -1;
	snprintf(path, sizeof path, "%s/sock", directory);
	if (listener_open(&listener, path, &f) != OK)
		return -1;
	server = server_start(&(struct server_options){ .listener = listener.fd, .threads = THREADS, .max_body = MAX_BODY, .timeout_s = 1, .answer = answer }, &f);
	atomic_store(&answered, 0);
	return server ? 0 : -1;
}

static int stop(void **state)
{
	(void)state;
	server_stop(server);
	listener_close(&listener);
	return rmdir(directory);
}

/* --- a client ------------------------------------------------------------------------------------------------------------------- */

static int dial(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct timeval timeout = { .tv_sec = 5 };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
	return fd;
}

static void put(int fd, const void *bytes, size_t n)
{
	assert_int_equal(send(fd, bytes, n, MSG_NOSIGNAL), (ssize_t)n);
}

static void put_record(int fd, int type, const void *content, size_t n, size_t padding)
{
	unsigned char head[8] = { 1, (unsigned char)type, 0, 1, (unsigned char)(n >> 8), (unsigned char)n, (unsigned char)padding, 0 }, zeros[256] = { 0 };

	put(fd, head, sizeof head);
	if (n)
		put(fd, content, n);
	if (padding)
		put(fd, zeros, padding);
}

static void put_begin(int fd, int flags, const char *method)
{
	unsigned char begin[8] = { 0, 1, (unsigned char)flags };
	char param[200];
	int n = snprintf(param, sizeof param, "%c%cREQUEST_METHOD%s", 14, (int)strlen(method), method);

	put_record(fd, BEGIN_REQUEST, begin, sizeof begin, 0);
	put_record(fd, PARAMS, param, (size_t)n, 3);
	put_record(fd, PARAMS, NULL, 0, 0);
}

static void put_body(int fd, const char *body, size_t n)
{
	for (size_t part; n; body += part, n -= part) {
		part = n < 60000 ? n : 60000;
		put_record(fd, STDIN, body, part, part % 8);
	}
	put_record(fd, STDIN, NULL, 0, 0);
}

static bool get(int fd, void *bytes, size_t n)
{
	for (char *p = bytes; n;) {
		ssize_t got = recv(fd, p, n, 0);

		if (got <= 0)
			return false;
		p += got;
		n -= (size_t)got;
	}
	return true;
}

/* Reads up to END_REQUEST; the answer's text, head included, is NUL-terminated. False if the connection ended before. */
static bool get_answer(int fd, char *text, size_t size)
{
	unsigned char head[8], content[65536 + 256];
	size_t used = 0;

	for (;;) {
		if (!get(fd, head, sizeof head))
			return false;
		size_t n = (size_t)head[4] << 8 | head[5];

		if (!get(fd, content, n + head[6]))
			return false;
		if (head[1] == END_REQUEST)
			break;
		if (head[1] == STDOUT && used + n < size) {
			memcpy(text + used, content, n);
			used += n;
		}
	}
	text[used] = 0;
	return true;
}

static void expect_answer(int fd, const char *body)
{
	char text[2000], *end;

	assert_true(get_answer(fd, text, sizeof text));
	assert_memory_equal(text, "Status: 202 Accepted\r\n", 22);
	assert_non_null(strstr(text, "\r\nAllow: X\r\n"));
	end = strstr(text, "\r\n\r\n");
	assert_non_null(end);
	assert_string_equal(end + 4, body);
}

static void ask(int fd, int flags, const char *body)
{
	put_begin(fd, flags, "POST");
	put_body(fd, body, strlen(body));
}

static bool is_closed(int fd)
{
	char c;

	return recv(fd, &c, 1, 0) == 0;
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* --- what it must do -------------------------------------------------------------------------------------------------------------- */

static void serves_many_requests_on_one_connection(void **state)
{
	int fd = dial();

	(void)state;
	for (int i = 0; i < 200; i++) {
		ask(fd, KEEP, "abc");
		expect_answer(fd, "POST 3 294");
	}
	close(fd);
}

static void closes_when_the_client_does_not_keep(void **state)
{
	int fds[5 * THREADS];
	double start_s = seconds();

	(void)state;
	for (int i = 0; i < 5 * THREADS; i++) {
		fds[i] = dial();
		ask(fds[i], 0, "abc");
		expect_answer(fds[i], "POST 3 294");
		assert_true(is_closed(fds[i]));
	}
	assert_true(seconds() - start_s < 2); /* no thread waits for the client to close */
	for (int i = 0; i < 5 * THREADS; i++)
		close(fds[i]);
}

/* 32 connections for 2 threads, all kept: each is answered at once, again and again. */
static void starves_no_connection(void **state)
{
	enum { CONNECTIONS = 32, ROUNDS = 20 };
	int fds[CONNECTIONS];
	double start_s;

	(void)state;
	for (int i = 0; i < CONNECTIONS; i++)
		fds[i] = dial();
	start_s = seconds();
	for (int round = 0; round < ROUNDS; round++) {
		for (int i = 0; i < CONNECTIONS; i++)
			ask(fds[i], KEEP, "abc");
		for (int i = CONNECTIONS - 1; i >= 0; i--)
			expect_answer(fds[i], "POST 3 294");
	}
	assert_true(seconds() - start_s < 5);
	for (int i = 0; i < CONNECTIONS; i++)
		close(fds[i]);
}

/* What is left of a body would be taken for the next request. */
static void reads_what_nobody_wants(void **state)
{
	size_t n = MAX_BODY;
	char *body = malloc(n + 1), expected[64];
	int fd = dial();

	(void)state;
	assert_non_null(body);
	memset(body, 'a', n + 1);
	put_begin(fd, KEEP, "POST");
	put_body(fd, body, n);
	snprintf(expected, sizeof expected, "POST %zu %zu", n, n * 'a');
	expect_answer(fd, expected);
	put_begin(fd, KEEP, "POST");
	put_body(fd, body, n + 1);
	expect_answer(fd, "POST 0 0 too long");
	ask(fd, KEEP, "abc");
	expect_answer(fd, "POST 3 294");
	close(fd);
	free(body);
}

static void survives_trouble_on_the_wire(void **state)
{
	static const unsigned char nonsense[64] = { 9, 9, 9 };
	double start_s = seconds();
	int fd;

	(void)state;
	for (int i = 0; i < 3 * THREADS; i++) {
		fd = dial(); /* says nothing */
		close(fd);
		fd = dial(); /* not FastCGI */
		put(fd, nonsense, sizeof nonsense);
		close(fd);
		fd = dial(); /* leaves in the middle */
		put_begin(fd, KEEP, "POST");
		put_record(fd, STDIN, "abc", 3, 0);
		close(fd);
		fd = dial(); /* leaves before the answer */
		ask(fd, KEEP, "abc");
		close(fd);
	}
	fd = dial();
	ask(fd, KEEP, "abc");
	expect_answer(fd, "POST 3 294");
	close(fd);
	assert_true(seconds() - start_s < 3);
}

/* A web server that stops in the middle of a request costs a thread one timeout, no more. */
static void gives_up_on_half_a_request(void **state)
{
	int stuck[THREADS], fd;
	double start_s = seconds();

	(void)state;
	for (int i = 0; i < THREADS; i++) {
		stuck[i] = dial();
		put_begin(stuck[i], KEEP, "POST");
		put_record(stuck[i], STDIN, "abc", 3, 0);
	}
	fd = dial();
	ask(fd, KEEP, "abc");
	expect_answer(fd, "POST 3 294");
	assert_true(seconds() - start_s < 4.5);
	for (int i = 0; i < THREADS; i++)
		close(stuck[i]);
	close(fd);
}

static void holds_more_connections_than_select_can(void **state)
{
	enum { CONNECTIONS = 1500 };
	static int fds[CONNECTIONS];
	struct rlimit limit;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = limit.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	if (limit.rlim_cur < 2 * CONNECTIONS + 100)
		skip();
	for (int i = 0; i < CONNECTIONS; i++)
		fds[i] = dial();
	for (int i = CONNECTIONS - 1; i >= 0; i -= 7) {
		ask(fds[i], i % 2 ? KEEP : 0, "abc");
		expect_answer(fds[i], "POST 3 294");
	}
	for (int i = 0; i < CONNECTIONS; i++)
		close(fds[i]);
}

/* No descriptor left is no reason to stop, nor to spin. */
static void waits_for_descriptors(void **state)
{
	struct rlimit before, tight;
	int fd = dial(), late;

	(void)state;
	ask(fd, KEEP, "abc");
	expect_answer(fd, "POST 3 294");
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	tight = before;
	late = dial(); /* its counterpart gets the next free number */
	ask(late, KEEP, "abc");
	expect_answer(late, "POST 3 294");
	close(late);
	usleep(50000);
	tight.rlim_cur = (rlim_t)late + 1; /* room for the client's own end only */
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &tight), 0);
	late = dial();
	ask(late, KEEP, "abc");
	usleep(300000);
	ask(fd, KEEP, "abc"); /* the kept one goes on */
	expect_answer(fd, "POST 3 294");
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	server_tick(server);
	expect_answer(late, "POST 3 294");
	close(late);
	close(fd);
}

/* The flag belongs to the socket, not to the descriptor: systemd clears it whenever it starts a reload command with the same socket. */
static void needs_no_nonblocking_listener(void **state)
{
	int same = dup(listener.fd), flags = fcntl(same, F_GETFL), fd;
	double start_s;

	(void)state;
	assert_int_equal(fcntl(same, F_SETFL, flags & ~O_NONBLOCK), 0);
	close(same);
	for (int i = 0; i < 3 * THREADS; i++) {
		fd = dial();
		ask(fd, KEEP, "abc");
		expect_answer(fd, "POST 3 294");
		close(fd);
	}
	start_s = seconds();
	server_stop(server);
	server = NULL;
	assert_true(seconds() - start_s < 2);
}

/* Requests in progress and requests that have arrived are answered; connections are not kept any longer. */
static void stops_after_the_requests_in_progress(void **state)
{
	enum { CONNECTIONS = 6 };
	int fds[CONNECTIONS];

	(void)state;
	for (int i = 0; i < CONNECTIONS; i++) {
		fds[i] = dial();
		ask(fds[i], KEEP, "warm");
		expect_answer(fds[i], "POST 4 439");
	}
	for (int i = 0; i < CONNECTIONS; i++) {
		put_begin(fds[i], KEEP, "SLOW");
		put_body(fds[i], "abc", 3);
	}
	usleep(50000);
	server_stop(server);
	server = NULL;
	assert_int_equal(atomic_load(&answered), 2 * CONNECTIONS);
	for (int i = 0; i < CONNECTIONS; i++) {
		expect_answer(fds[i], "SLOW 3 294");
		close(fds[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(serves_many_requests_on_one_connection, start, stop),
		cmocka_unit_test_setup_teardown(closes_when_the_client_does_not_keep, start, stop),
		cmocka_unit_test_setup_teardown(starves_no_connection, start, stop),
		cmocka_unit_test_setup_teardown(reads_what_nobody_wants, start, stop),
		cmocka_unit_test_setup_teardown(survives_trouble_on_the_wire, start, stop),
		cmocka_unit_test_setup_teardown(gives_up_on_half_a_request, start, stop),
		cmocka_unit_test_setup_teardown(waits_for_descriptors, start, stop),
		cmocka_unit_test_setup_teardown(holds_more_connections_than_select_can, start, stop),
		cmocka_unit_test_setup_teardown(needs_no_nonblocking_listener, start, stop),
		cmocka_unit_test_setup_teardown(stops_after_the_requests_in_progress, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
