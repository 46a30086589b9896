/* A growable byte buffer with a sticky error: once memory ran out, later calls are no-ops and `failed` stays set, so that
 * callers append straight down and check once. The content is always followed by a NUL that `len` does not count.
 */
#ifndef GSYNC_COMMON_BUF_H
#define GSYNC_COMMON_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *data; /* NULL until something was appended */
	size_t len;
	size_t cap;
	bool failed;
};

/* Zero-initialise: `struct buf b = {0};` or `_cleanup_buf_ struct buf b = {0};` */
void buf_free(struct buf *b); /* frees the content and leaves an empty buffer; NULL is allowed */
void buf_reset(struct buf *b); /* empties it, keeps the memory, clears `failed` */
bool buf_reserve(struct buf *b, size_t more); /* room for `more` bytes past len; false (and failed) without memory */
void buf_add(struct buf *b, const void *bytes, size_t n);
void buf_adds(struct buf *b, const char *text);
void buf_addc(struct buf *b, char c);
void buf_addf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Appends `n` bytes of UTF-8 as a JSON string with its quotes (RFC 8259 section 7: quote, backslash and control characters escaped). */
void buf_add_json(struct buf *b, const char *utf8, size_t n);
/* Gives the content away (free(3) it) and leaves an empty buffer; NULL when failed. */
char *buf_take(struct buf *b);

#define _cleanup_buf_ __attribute__((cleanup(buf_free)))

#endif
