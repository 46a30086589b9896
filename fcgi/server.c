#define _GNU_SOURCE /* accept4, pthread_setname_np */
#include "fcgi/server.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/log.h"

enum { KEEP_BODY_BYTES = 64 * 1024, READ_BYTES = 8 * 1024 };

struct server {
	struct server_options options;
	_Atomic size_t max_body;
	int epoll;
	int stop;              /* eventfd, readable from server_stop on */
	atomic_bool exhausted; /* the listener rests: no descriptor or memory was left for another connection */
	bool stopping;         /* set when the threads have ended: connections are no longer kept */
	unsigned running;
	pthread_t threads[];
};

/* One thread's own. */
struct worker {
	struct server *server;
	struct buf body;
};

/* One-shot: the descriptor belongs to the thread that got it, until it is armed again. */
static bool arm(struct server *s, int operation, int fd)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLONESHOT, .data.fd = fd };

	return epoll_ctl(s->epoll, operation, fd, &event) == 0;
}

static bool adopt(struct server *s, int fd)
{
	struct timeval timeout = { .tv_sec = s->options.timeout_s };

	return setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout) == 0 &&
	       setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout) == 0 && arm(s, EPOLL_CTL_ADD, fd);
}

/* True if accept(2) failed for want of something that comes back. */
static bool is_exhaustion(int error)
{
	return error == EMFILE || error == ENFILE || error == ENOMEM || error == ENOBUFS;
}

/* One for each time that the listener is ready: a second accept could wait for ever. O_NONBLOCK would not help, since it belongs to the
 * socket: systemd, which has it too, clears it whenever it starts a command of the unit, such as ExecReload=. */
static void accept_one(struct server *s)
{
	int fd = accept4(s->options.listener, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0 && is_exhaustion(errno)) {
		log_error("cannot accept a connection: %s; trying again in a second", strerror(errno));
		atomic_store(&s->exhausted, true);
		return;
	}
	arm(s, EPOLL_CTL_MOD, s->options.listener);
	if (fd >= 0 && !adopt(s, fd))
		close(fd);
}

void server_set_max_body(struct server *s, size_t max_body)
{
	s->max_body = max_body;
}

void server_tick(struct server *s)
{
	if (atomic_exchange(&s->exhausted, false))
		arm(s, EPOLL_CTL_MOD, s->options.listener);
}

/* --- one request: all that leans on what fcgiapp.h calls internal ------------------------------------------------------------- */

/* Reads one request's parameters from an open connection. libfcgi would accept one itself; it finds one open already, and no listening
 * socket to turn to when that fails. keepConnection keeps its first step, finishing a previous request, from closing this one's, and
 * its last step from closing at all: it would wait for up to two seconds until the web server has closed, too. */
static bool begin(FCGX_Request *request, int fd, bool *ret_keep)
{
	if (FCGX_InitRequest(request, -1, FCGI_FAIL_ACCEPT_ON_INTR) != 0) {
		close(fd);
		return false;
	}
	request->ipcFd = fd;
	request->keepConnection = 1;
	if (FCGX_Accept_r(request) != 0)
		return false; /* it has closed the connection */
	*ret_keep = request->keepConnection;
	request->keepConnection = 1;
	return true;
}

/* The connection, or -1 if it broke. */
static int finish(FCGX_Request *request)
{
	FCGX_Finish_r(request);
	return request->ipcFd;
}

static void abandon(FCGX_Request *request, int fd)
{
	FCGX_Free(request, 0);
	close(fd);
}

/* Reads standard input to its end, also when nobody wants it: what is left unread would be taken for the next request.
 * False if the connection broke. */
static bool read_body(FCGX_Request *request, struct buf *body, size_t max_body, bool *ret_too_long)
{
	char chunk[READ_BYTES];
	size_t total = 0;
	int n;

	buf_reset(body);
	while ((n = FCGX_GetStr(chunk, sizeof chunk, request->in)) > 0) {
		total += (size_t)n;
		if (total <= max_body)
			buf_add(body, chunk, (size_t)n);
	}
	*ret_too_long = total > max_body;
	if (*ret_too_long)
		buf_reset(body);
	return FCGX_GetError(request->in) == 0;
}

static void send_reply(FCGX_Request *request, const struct reply *reply)
{
	char head[512];
	size_t length = strlen(reply->body);
	int n = snprintf(head, sizeof head, "Status: %d %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\nCache-Control: no-store\r\n%s%s\r\n",
	                 reply->status, reply_phrase(reply->status), length, reply->header ? reply->header : "", reply->header ? "\r\n" : "");

	FCGX_PutStr(head, n, request->out);
	FCGX_PutStr(reply->body, (int)length, request->out);
}

static void answer(struct worker *w, FCGX_Request *fcgi, bool too_long)
{
	struct server_options *o = &w->server->options;
	struct reply reply = { 0 };
	struct request request = {
		.params = fcgi->envp, .body = w->body.data ? w->body.data : "", .body_len = w->body.len, .body_too_long = too_long,
	};

	if (w->body.failed)
		reply_error(&reply, HTTP_UNAVAILABLE, "out of memory", "out of memory");
	else
		o->answer(o->context, &request, &reply);
	send_reply(fcgi, &reply);
}

static void serve(struct worker *w, int fd)
{
	struct server *s = w->server;
	FCGX_Request request;
	bool keep, too_long;

	if (!begin(&request, fd, &keep))
		return;
	if (!read_body(&request, &w->body, s->max_body, &too_long)) {
		abandon(&request, fd);
		return;
	}
	answer(w, &request, too_long);
	fd = finish(&request);
	if (fd >= 0 && (!keep || s->stopping || !arm(s, EPOLL_CTL_MOD, fd)))
		close(fd);
	if (w->body.cap > KEEP_BODY_BYTES)
		buf_free(&w->body);
}

/* --- threads --------------------------------------------------------------------------------------------------------------------- */

static void *work(void *server)
{
	struct server *s = server;
	struct worker w = { .server = s };
	struct epoll_event event;

	for (;;) {
		if (epoll_wait(s->epoll, &event, 1, -1) != 1)
			continue;
		if (event.data.fd == s->stop)
			break;
		if (event.data.fd == s->options.listener)
			accept_one(s);
		else
			serve(&w, event.data.fd);
	}
	buf_free(&w.body);
	return NULL;
}

static bool start_threads(struct server *s)
{
	char name[16];

	for (; s->running < s->options.threads; s->running++) {
		if (pthread_create(&s->threads[s->running], NULL, work, s) != 0)
			return false;
		snprintf(name, sizeof name, "request-%u", s->running);
		pthread_setname_np(s->threads[s->running], name);
	}
	return true;
}

static bool open_descriptors(struct server *s)
{
	struct epoll_event event = { .events = EPOLLIN };
	int flags = fcntl(s->options.listener, F_GETFL);

	s->epoll = epoll_create1(EPOLL_CLOEXEC);
	s->stop = eventfd(0, EFD_CLOEXEC);
	event.data.fd = s->stop;
	return s->epoll >= 0 && s->stop >= 0 && flags >= 0 && fcntl(s->options.listener, F_SETFL, flags | O_NONBLOCK) == 0 &&
	       epoll_ctl(s->epoll, EPOLL_CTL_ADD, s->stop, &event) == 0 && arm(s, EPOLL_CTL_ADD, s->options.listener);
}

struct server *server_start(const struct server_options *options, struct failure *ret_failure)
{
	struct server *s = calloc(1, sizeof *s + options->threads * sizeof *s->threads);

	if (!s) {
		fail(ret_failure, ERR_STOP, "cannot serve: out of memory");
		return NULL;
	}
	s->options = *options;
	s->max_body = options->max_body;
	s->epoll = s->stop = -1;
	if (FCGX_Init() == 0 && open_descriptors(s) && start_threads(s))
		return s;
	fail(ret_failure, ERR_STOP, "cannot serve: %s", strerror(errno));
	server_stop(s);
	return NULL;
}

/* Requests that had arrived before the threads ended. */
static void serve_the_rest(struct server *s)
{
	struct worker w = { .server = s };
	struct epoll_event event;

	s->stopping = true;
	epoll_ctl(s->epoll, EPOLL_CTL_DEL, s->stop, NULL);
	epoll_ctl(s->epoll, EPOLL_CTL_DEL, s->options.listener, NULL);
	while (epoll_wait(s->epoll, &event, 1, 0) == 1)
		serve(&w, event.data.fd);
	buf_free(&w.body);
}

void server_stop(struct server *s)
{
	if (!s)
		return;
	if (s->running && eventfd_write(s->stop, 1) == 0) {
		for (unsigned i = 0; i < s->running; i++)
			pthread_join(s->threads[i], NULL);
		serve_the_rest(s);
	}
	if (s->epoll >= 0)
		close(s->epoll);
	if (s->stop >= 0)
		close(s->stop);
	free(s);
}
