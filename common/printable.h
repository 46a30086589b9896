/* What may reach a terminal or a log as it is, and how the rest is written.
 *
 * Harmful are control characters (C0, C1, DEL), characters that turn the reading direction, separators of lines and paragraphs, the byte
 * order mark, and bytes that are not UTF-8.
 */
#ifndef GSYNC_COMMON_PRINTABLE_H
#define GSYNC_COMMON_PRINTABLE_H

#include <stddef.h>

#include "common/buf.h"

/* Appends text; harmful bytes as \n, \t, \r or \xNN. */
void buf_add_printable(struct buf *b, const char *text, size_t n);
/* Appends text as a JSON string with its quotes; harmful characters as \uNNNN, bytes that are not UTF-8 as U+FFFD. */
void buf_add_json_printable(struct buf *b, const char *text, size_t n);
/* Appends a JSON text on one line and with its harmful characters as \uNNNN. It must be valid: then they stand within strings only. */
void buf_add_json_line(struct buf *b, const char *json, size_t n);

#endif
