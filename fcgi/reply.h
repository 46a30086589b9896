/* The answer to one request: status, one or two header lines, a small JSON body. */
#ifndef GSYNC_FCGI_REPLY_H
#define GSYNC_FCGI_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	HTTP_OK = 200, HTTP_ACCEPTED = 202, HTTP_BAD_REQUEST = 400, HTTP_UNAUTHORIZED = 401, HTTP_NOT_FOUND = 404,
	HTTP_METHOD_NOT_ALLOWED = 405, HTTP_LENGTH_REQUIRED = 411, HTTP_TOO_LARGE = 413, HTTP_UNSUPPORTED_TYPE = 415, HTTP_UNAVAILABLE = 503
};

struct reply {
	int status;
	const char *header; /* a whole line without its end, or NULL: Allow, Retry-After, WWW-Authenticate */
	char body[512];     /* JSON */
	const char *why;    /* for the log; NULL: nothing to log. A literal, or the body */
};

/* {"status":"ok"} */
void reply_healthy(struct reply *r);
/* 202 {"seq":N}, or 200 {"seq":N,"duplicate":true}. */
void reply_stored(struct reply *r, uint64_t seq, bool duplicate);
/* {"error":"…"}; `error` is ASCII, and a literal. `why` is for the log alone, NULL: the same. */
void reply_error(struct reply *r, int status, const char *error, const char *why);
/* 400 {"error":"…","at":OFFSET} */
void reply_fault(struct reply *r, const char *error, size_t at);
/* "Accepted" */
const char *reply_phrase(int status);

#endif
