#include "worker/pgarray.h"

static void separate(struct buf *b)
{
	if (b->len > 1)
		buf_addc(b, ',');
}

void pgarray_add_int(struct buf *b, int64_t n)
{
	separate(b);
	buf_addf(b, "%lld", (long long)n);
}

void pgarray_add_text(struct buf *b, const char *text, size_t n)
{
	separate(b);
	buf_reserve(b, n + 2);
	buf_addc(b, '"');
	for (size_t from = 0, i = 0; i <= n; i++)
		if (i == n || text[i] == '"' || text[i] == '\\') {
			buf_add(b, text + from, i - from);
			if (i < n)
				buf_addc(b, '\\');
			from = i;
		}
	buf_addc(b, '"');
}
