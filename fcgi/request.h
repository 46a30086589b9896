/* What a request asks for, and which answer it gets: every row of the protocol's answer table. */
#ifndef GSYNC_FCGI_REQUEST_H
#define GSYNC_FCGI_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "fcgi/reply.h"
#include "fcgi/secrets.h"
#include "journal/journal.h"

/* One HTTP request, as the web server's FastCGI parameters tell it. */
struct request {
	char *const *params; /* "NAME=value", ends with NULL */
	const char *body;
	size_t body_len;
	bool body_too_long; /* longer than the server takes: body is empty */
};

/* The value, or "" when it is missing. */
const char *request_param(const struct request *r, const char *name);

struct request_context {
	struct journal *journal;
	struct secrets *secrets;
	_Atomic unsigned tolerance_s; /* of webhook-timestamp, both ways */
};

/* Authenticates, checks, appends; returns when the answer is certain. Thread-safe. */
void request_answer(const struct request_context *c, const struct request *r, struct reply *ret_reply);

#endif
