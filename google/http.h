/* HTTP, as an API client needs it: one request at a time, and a clear word about how it ended. The only user of libcurl.
 *
 * https is verified; plain http must have been allowed by the caller (it is, to loopback only). Redirects are not followed. Answers come gzipped.
 */
#ifndef GSYNC_GOOGLE_HTTP_H
#define GSYNC_GOOGLE_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "common/buf.h"

/* One connection (kept between requests); for one thread. */
struct http;

struct http_options {
	unsigned timeout_s;        /* of a whole request */
	size_t most_bytes;         /* longest answer, unpacked */
	bool (*go_on)(void *context); /* asked about once a second during a request; false ends it. May be NULL */
	void *context;
};

struct http *http_new(const struct http_options *options); /* NULL without memory */
void http_free(struct http *h);
/* Bytes of bodies so far, as they were transferred. */
void http_transferred(const struct http *h, uint64_t *ret_sent, uint64_t *ret_received);
static inline void http_freep(struct http **h) { http_free(*h); }
#define _cleanup_http_ __attribute__((cleanup(http_freep)))

/* Where the body of an answer 200 goes as it comes in, in place of http_answer.body. False: no more of it is wanted. */
struct http_sink {
	bool (*take)(void *context, const char *bytes, size_t n);
	void *context;
};

struct http_request {
	const char *url;
	const char *bearer; /* access token, or NULL */
	const char *type;   /* Content-Type of the body; NULL: a GET without one */
	const char *body; size_t body_len;
	/* The request changes something and must not reach the server twice: libcurl repeats a request by itself when a kept connection
	 * turns out to be closed, and cannot know that nothing was done with it. */
	bool once;
	const struct http_sink *sink; /* or NULL */
};

enum http_outcome {
	HTTP_ANSWERED, /* a whole answer: status and body */
	HTTP_UNSENT,   /* the server never got the request (name, connect, TLS) */
	HTTP_UNKNOWN   /* no whole answer: it may have been carried out, or may yet be */
};

struct http_answer {
	enum http_outcome outcome;
	long status;
	struct buf body;   /* valid when answered */
	size_t bytes;      /* length of the body, unpacked */
	time_t date;       /* the server's clock, -1: not told */
	char reason[256];  /* for HTTP_UNSENT and HTTP_UNKNOWN: what happened, in words */
};

const char *http_library(void); /* libcurl and what it was built with, with their versions */

/* Zero-initialise the answer; it may be used again. http_answer_free frees its body. */
void http_send(struct http *h, const struct http_request *request, struct http_answer *answer);
void http_answer_free(struct http_answer *answer);
#define _cleanup_answer_ __attribute__((cleanup(http_answer_free)))

#endif
