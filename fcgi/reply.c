#include "fcgi/reply.h"

#include <inttypes.h>
#include <stdio.h>

enum { ROOM_FOR_THE_REST = 40 };

void reply_healthy(struct reply *r)
{
	*r = (struct reply){ .status = HTTP_OK, .body = "{\"status\":\"ok\"}" };
}

void reply_stored(struct reply *r, uint64_t seq, bool duplicate)
{
	*r = (struct reply){ .status = duplicate ? HTTP_OK : HTTP_ACCEPTED };
	snprintf(r->body, sizeof r->body, "{\"seq\":%" PRIu64 "%s}", seq, duplicate ? ",\"duplicate\":true" : "");
}

/* Writes {"error":"…" and returns its length. The texts are our own ASCII: no more than these two characters need an escape. */
static size_t put_error(struct reply *r, const char *error)
{
	size_t room = sizeof r->body - ROOM_FOR_THE_REST, n = (size_t)snprintf(r->body, room, "{\"error\":\"");

	for (; *error && n < room; error++) {
		if (*error == '"' || *error == '\\')
			r->body[n++] = '\\';
		r->body[n++] = *error;
	}
	r->body[n++] = '"';
	return n;
}

void reply_error(struct reply *r, int status, const char *error, const char *why)
{
	*r = (struct reply){ .status = status, .why = why ? why : error };
	r->body[put_error(r, error)] = '}';
}

void reply_fault(struct reply *r, const char *error, size_t at)
{
	size_t n;

	*r = (struct reply){ .status = HTTP_BAD_REQUEST };
	n = put_error(r, error);
	snprintf(r->body + n, sizeof r->body - n, ",\"at\":%zu}", at);
	r->why = r->body;
}

const char *reply_phrase(int status)
{
	switch (status) {
	case HTTP_OK:
		return "OK";
	case HTTP_ACCEPTED:
		return "Accepted";
	case HTTP_BAD_REQUEST:
		return "Bad Request";
	case HTTP_UNAUTHORIZED:
		return "Unauthorized";
	case HTTP_NOT_FOUND:
		return "Not Found";
	case HTTP_METHOD_NOT_ALLOWED:
		return "Method Not Allowed";
	case HTTP_LENGTH_REQUIRED:
		return "Length Required";
	case HTTP_TOO_LARGE:
		return "Content Too Large";
	case HTTP_UNSUPPORTED_TYPE:
		return "Unsupported Media Type";
	default:
		return "Service Unavailable";
	}
}
