#include "google/order.h"

#include <ctype.h>

enum { LEAST_ID = 12, MOST_ID = 128 };

void order_begin(struct order *o, bool keep)
{
	o->keep = keep;
	buf_reset(&o->lines);
	o->row = 2;
	o->filled = 0;
	o->digest = UINT64_C(14695981039346656037);
}

/* FNV-1a */
static void put(struct order *o, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		o->digest = (o->digest ^ (unsigned char)bytes[i]) * UINT64_C(1099511628211);
	if (o->keep)
		buf_add(&o->lines, bytes, n);
}

/* With its quotes. */
static bool is_id(const char *json, size_t n)
{
	if (n < LEAST_ID + 2 || n > MOST_ID + 2 || json[0] != '"')
		return false;
	for (size_t i = 1; i < n - 1; i++)
		if (!isalnum((unsigned char)json[i]) && json[i] != '_' && json[i] != '-')
			return false;
	return true;
}

bool order_add(struct order *o, int row, const struct rowdata_cell *cell)
{
	if (row < o->row || row == o->filled)
		return false;
	if (!cell || !cell->json || !is_id(cell->json, cell->len))
		return true;
	for (; o->row < row; o->row++)
		put(o, "\n", 1);
	put(o, cell->json + 1, cell->len - 2);
	o->filled = row;
	return !o->lines.failed;
}
