#include "google/header.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define ID_HEADER "_gsync_id"

void header_free(struct header *h)
{
	free(h->cells);
	buf_free(&h->texts);
	*h = (struct header){0};
}

void header_reset(struct header *h)
{
	h->count = 0;
	buf_reset(&h->texts);
}

static bool reserve(struct header *h, int count)
{
	if (count <= h->cap)
		return true;
	struct header_cell *grown = reallocarray(h->cells, (size_t)count, sizeof *grown);
	if (!grown)
		return false;
	h->cells = grown;
	h->cap = count;
	return true;
}

bool header_set(struct header *h, int column, const struct rowdata *cells)
{
	int end = column - 1 + cells->count;
	if (!reserve(h, end))
		return false;
	for (; h->count < end; h->count++)
		h->cells[h->count] = (struct header_cell){0};
	for (int i = 0; i < cells->count; i++) {
		const struct rowdata_cell *c = &cells->cells[i];
		h->cells[column - 1 + i] = (struct header_cell){.at = h->texts.len, .len = c->json ? c->len : 0};
		if (c->json)
			buf_add(&h->texts, c->json, c->len);
	}
	return !h->texts.failed;
}

int header_used(const struct header *h)
{
	int n = h->count;
	while (n > 0 && h->cells[n - 1].len == 0)
		n--;
	return n;
}

/* "_gsync_id", "_gsync_id@1234" or "_gsync_id@1234 2026-11-22T10:00:00Z 0", with the quotes. */
static bool is_id_header(const char *json, size_t n, int64_t *ret_pub)
{
	static const char start[] = "\"" ID_HEADER;
	size_t at = strlen(start);
	int64_t pub = 0;
	if (n < at + 1 || memcmp(json, start, at) != 0)
		return false;
	if (json[at] == '@')
		for (at++; at < n && isdigit((unsigned char)json[at]) && pub < INT64_MAX / 100; at++)
			pub = pub * 10 + (json[at] - '0');
	if (pub && json[at] == ' ')
		at += strspn(json + at, " :-0123456789TZ");
	if (at != n - 1)
		return false;
	*ret_pub = pub;
	return true;
}

int header_id_column(const struct header *h, int64_t *ret_pub)
{
	for (int i = 0; i < h->count; i++)
		if (h->cells[i].len && is_id_header(h->texts.data + h->cells[i].at, h->cells[i].len, ret_pub))
			return i + 1;
	return 0;
}

void header_add_cells(const struct header *h, struct buf *out)
{
	int n = header_used(h);
	buf_addc(out, '[');
	for (int i = 0; i < n; i++) {
		const struct header_cell *c = &h->cells[i];
		if (i)
			buf_addc(out, ',');
		buf_add(out, c->len ? h->texts.data + c->at : "null", c->len ? c->len : 4);
	}
	buf_addc(out, ']');
}
