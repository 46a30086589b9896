/* Cuts a long JSON text that comes in pieces: the elements of certain arrays are handed out one by one, and what is left of the text, with these arrays empty,
 * is its frame. So a text of any length is read in the memory of one element and the frame.
 *
 * Both are only known to be JSON when json_parse() has read them: it must be used on each element and on the frame. Then the whole text was JSON.
 */
#ifndef GSYNC_COMMON_JSON_CUT_H
#define GSYNC_COMMON_JSON_CUT_H

#include <stdbool.h>
#include <stddef.h>

struct json_cut;

struct json_cut_options {
	/* Names of members from the root on, NULL behind the last: {"sheets", "data", "rowData", NULL} means the elements of each sheets[].data[].rowData. */
	const char *const *path;
	/* Such an array begins. `frame` is what came before, with all brackets closed. False: json_cut_feed() is to return false. */
	bool (*array)(void *context, char *frame, size_t n);
	/* One of its elements, an array or object. May be changed in place. */
	bool (*element)(void *context, char *text, size_t n);
	void *context;
	size_t most_bytes; /* of an element, and of the frame */
};

struct json_cut *json_cut_new(const struct json_cut_options *options); /* NULL without memory */
void json_cut_free(struct json_cut *c);
static inline void json_cut_freep(struct json_cut **c) { json_cut_free(*c); }
#define _cleanup_cut_ __attribute__((cleanup(json_cut_freep)))

/* The next bytes of the text. False, from then on: it is no JSON, a callback said so, or memory ran out. */
bool json_cut_feed(struct json_cut *c, const char *bytes, size_t n);
/* The frame; NULL if the text has not come to its end. May be changed in place. */
char *json_cut_end(struct json_cut *c, size_t *ret_n);
/* Bytes fed so far; after a failure, up to what was wrong. */
size_t json_cut_at(const struct json_cut *c);

#endif
