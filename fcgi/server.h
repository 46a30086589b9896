/* The FastCGI side (the only user of libfcgi): a few threads share one epoll set that holds the listening socket and every connection.
 *
 * A connection belongs to a thread only while it has something to say, so a web server may keep as many connections as it likes and none
 * of them starves another. Each thread takes the next ready descriptor, serves one request and puts it back.
 */
#ifndef GSYNC_FCGI_SERVER_H
#define GSYNC_FCGI_SERVER_H

#include <stddef.h>

#include "common/error.h"
#include "fcgi/reply.h"
#include "fcgi/request.h"

struct server;

/* Fills in the whole reply. Called by several threads at once. */
typedef void server_answer(void *context, const struct request *request, struct reply *ret_reply);

struct server_options {
	int listener; /* a listening socket; stays the caller's */
	unsigned threads;
	size_t max_body;    /* at first; longer bodies are read, dropped and shown as body_too_long */
	unsigned timeout_s; /* for a web server that stops in the middle of a request */
	server_answer *answer;
	void *context;
};

/* Starts the threads; NULL on failure. They inherit the caller's signal mask. */
struct server *server_start(const struct server_options *options, struct failure *ret_failure);
/* From now on. */
void server_set_max_body(struct server *s, size_t max_body);
/* To be called about once a second: accepts again after descriptors or memory had run out. */
void server_tick(struct server *s);
/* Answers what has arrived, then ends the threads. Idle connections stay open until the process ends. NULL is allowed. */
void server_stop(struct server *s);

#endif
