/* wcwidth */
#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE
#include "cli/table.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "common/printable.h"

enum { GAP = 2, NARROWEST = 6 };

struct column {
	char *title;
	bool right;
};

struct table {
	struct column *columns;
	size_t n_columns;
	char **cells; /* row by row */
	size_t n_cells, cap;
	bool failed;
};

struct table *table_new(size_t columns)
{
	struct table *t = calloc(1, sizeof *t);
	if (t)
		t->columns = calloc(columns, sizeof *t->columns);
	if (!t || !t->columns) {
		free(t);
		return NULL;
	}
	t->n_columns = columns;
	return t;
}

void table_free(struct table *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->n_columns; i++)
		free(t->columns[i].title);
	for (size_t i = 0; i < t->n_cells; i++)
		free(t->cells[i]);
	free(t->columns);
	free(t->cells);
	free(t);
}

void table_add_text(struct buf *to, const char *text)
{
	if (text)
		buf_add_printable(to, text, strlen(text));
}

static char *harmless(const char *text)
{
	struct buf b = {0};
	table_add_text(&b, text);
	buf_add(&b, "", 0);
	return b.data ? buf_take(&b) : strdup("");
}

void table_title(struct table *t, size_t column, const char *title, bool right)
{
	free(t->columns[column].title);
	t->columns[column].title = harmless(title);
	t->columns[column].right = right;
	t->failed |= !t->columns[column].title;
}

void table_add(struct table *t, const char *cell)
{
	if (t->n_cells == t->cap) {
		size_t cap = t->cap ? t->cap * 2 : 64;
		char **grown = realloc(t->cells, cap * sizeof *grown);
		if (!grown) {
			t->failed = true;
			return;
		}
		t->cells = grown;
		t->cap = cap;
	}
	char *copy = harmless(cell);
	t->failed |= !copy;
	if (copy)
		t->cells[t->n_cells++] = copy;
}

/* Bytes and terminal columns of the character at `s`; a byte that is no character counts as one column. */
static size_t character(const char *s, size_t *ret_width)
{
	wchar_t wide;
	mbstate_t state = {0};
	size_t bytes = mbrtowc(&wide, s, strlen(s), &state);
	if (bytes == 0 || bytes > 4) {
		*ret_width = 1;
		return 1;
	}
	int width = wcwidth(wide);
	*ret_width = width < 0 ? 1 : (size_t)width;
	return bytes;
}

static size_t text_width(const char *s)
{
	size_t total = 0, width;
	while (*s) {
		s += character(s, &width);
		total += width;
	}
	return total;
}

/* Appends what fits into `max` columns; the rest becomes an ellipsis. Returns the columns used. */
static size_t add_cut(struct buf *to, const char *s, size_t max)
{
	if (text_width(s) <= max) {
		buf_adds(to, s);
		return text_width(s);
	}
	size_t used = 0, width;
	while (*s) {
		size_t bytes = character(s, &width);
		if (used + width + 1 > max)
			break;
		buf_add(to, s, bytes);
		used += width;
		s += bytes;
	}
	buf_adds(to, "…");
	return used + 1;
}

void table_cut(struct buf *to, const char *text, size_t n, size_t max)
{
	size_t used = 0, width = 0;
	for (const char *end = text + n; text < end;) {
		size_t bytes = *text == '\x1b' ? strcspn(text, "m") + 1 : character(text, &width);
		bool fits = *text == '\x1b' || used + width <= max;
		if (*text != '\x1b')
			used += width;
		if (fits)
			buf_add(to, text, bytes);
		text += bytes;
	}
}

static void add_spaces(struct buf *to, size_t n)
{
	while (n-- > 0)
		buf_addc(to, ' ');
}

static void add_cell(struct buf *to, const char *text, size_t width, bool right, bool last)
{
	_cleanup_buf_ struct buf cell = {0};
	size_t used = add_cut(&cell, text, width);
	size_t pad = width > used ? width - used : 0;
	if (right)
		add_spaces(to, pad);
	if (cell.data)
		buf_add(to, cell.data, cell.len);
	to->failed |= cell.failed;
	if (!last)
		add_spaces(to, (right ? 0 : pad) + GAP);
}

/* Narrows the widest column, one step at a time, until the line fits. False: every column is as narrow as a table bears, and it does not fit. */
static bool fit(size_t *widths, size_t n, size_t line)
{
	size_t total = (n - 1) * GAP;
	for (size_t i = 0; i < n; i++)
		total += widths[i];
	while (total > line) {
		size_t widest = 0;
		for (size_t i = 1; i < n; i++)
			if (widths[i] >= widths[widest])
				widest = i;
		if (widths[widest] <= NARROWEST)
			return false;
		widths[widest]--;
		total--;
	}
	return true;
}

static size_t *measure(const struct table *t)
{
	size_t *widths = calloc(t->n_columns, sizeof *widths);
	if (!widths)
		return NULL;
	for (size_t c = 0; c < t->n_columns; c++)
		widths[c] = t->columns[c].title ? text_width(t->columns[c].title) : 0;
	for (size_t i = 0; i < t->n_cells; i++) {
		size_t width = text_width(t->cells[i]);
		if (width > widths[i % t->n_columns])
			widths[i % t->n_columns] = width;
	}
	return widths;
}

static void add_titles(const struct table *t, const size_t *widths, bool bold, struct buf *to)
{
	if (!t->columns[0].title)
		return;
	if (bold)
		buf_adds(to, "\x1b[1m");
	for (size_t c = 0; c < t->n_columns; c++)
		add_cell(to, t->columns[c].title ? t->columns[c].title : "", widths[c], t->columns[c].right, c + 1 == t->n_columns);
	buf_adds(to, bold ? "\x1b[0m\n" : "\n");
}

/* "title  cell", a line for each column that has something in it, and an empty line between the rows. */
static void add_blocks(const struct table *t, size_t width, bool bold, struct buf *to)
{
	size_t titles = 0;
	for (size_t c = 0; c < t->n_columns; c++)
		if (t->columns[c].title && text_width(t->columns[c].title) > titles)
			titles = text_width(t->columns[c].title);
	for (size_t i = 0; i < t->n_cells; i++) {
		size_t c = i % t->n_columns;
		if (c == 0 && i)
			buf_addc(to, '\n');
		if (!*t->cells[i])
			continue;
		buf_adds(to, bold ? "\x1b[1m" : "");
		add_cell(to, t->columns[c].title ? t->columns[c].title : "", titles, false, false);
		buf_adds(to, bold ? "\x1b[0m" : "");
		add_cell(to, t->cells[i], width > titles + GAP + NARROWEST ? width - titles - GAP : NARROWEST, false, true);
		buf_addc(to, '\n');
	}
}

bool table_render(const struct table *t, size_t width, bool bold, struct buf *to)
{
	size_t *widths = t->failed || t->n_columns == 0 ? NULL : measure(t);
	if (!widths)
		return false;
	if (width && !fit(widths, t->n_columns, width)) {
		free(widths);
		add_blocks(t, width, bold, to);
		return !to->failed;
	}
	add_titles(t, widths, bold, to);
	for (size_t i = 0; i < t->n_cells; i++) {
		size_t c = i % t->n_columns;
		add_cell(to, t->cells[i], widths[c], t->columns[c].right, c + 1 == t->n_columns);
		if (c + 1 == t->n_columns)
			buf_addc(to, '\n');
	}
	free(widths);
	return !to->failed;
}

size_t terminal_width(FILE *f)
{
	struct winsize size;
	if (!isatty(fileno(f)) || ioctl(fileno(f), TIOCGWINSZ, &size) != 0)
		return 0;
	return size.ws_col;
}
