/* Tables for people: columns aligned by what a terminal shows (UTF-8, wide characters), cut to the terminal's width with an ellipsis.
 * Where even that is too wide, each row becomes a block of lines, one for each column. Cells are made harmless first: a cell from a sheet must not steer
 * the terminal.
 */
#ifndef GSYNC_CLI_TABLE_H
#define GSYNC_CLI_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "common/buf.h"

struct table;

struct table *table_new(size_t columns); /* at least one; NULL without memory */
void table_free(struct table *t);
void table_title(struct table *t, size_t column, const char *title, bool right); /* right: aligned to the right */
/* Cells are added row by row, left to right; NULL is empty. Without memory the table becomes failed and table_render says so. */
void table_add(struct table *t, const char *cell);
/* Appends titles (when there are some) and rows to `to`; width 0: nothing is cut; bold: titles in bold. False without memory. */
bool table_render(const struct table *t, size_t width, bool bold, struct buf *to);

/* Appends `n` bytes of text without what would be more than `max` columns of a terminal; escapes for colours count as nothing. */
void table_cut(struct buf *to, const char *text, size_t n, size_t max);
/* Appends text that is harmless on a terminal. NULL is nothing. */
void table_add_text(struct buf *to, const char *text);
/* Columns of the terminal that `f` is, or 0. */
size_t terminal_width(FILE *f);

#endif
