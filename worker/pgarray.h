/* PostgreSQL arrays as text parameters: {1,2} and {"a","b"}. Built straight down into a buffer: begin, elements, end. */
#ifndef GSYNC_WORKER_PGARRAY_H
#define GSYNC_WORKER_PGARRAY_H

#include <stdint.h>

#include "common/buf.h"

static inline void pgarray_begin(struct buf *b) { buf_addc(b, '{'); }
void pgarray_add_int(struct buf *b, int64_t n);
void pgarray_add_text(struct buf *b, const char *text, size_t n); /* without NUL bytes */
static inline void pgarray_end(struct buf *b) { buf_addc(b, '}'); }

#endif
