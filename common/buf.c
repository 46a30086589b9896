#include "common/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 64 };

void buf_free(struct buf *b)
{
	if (!b)
		return;
	free(b->data);
	*b = (struct buf){0};
}

void buf_reset(struct buf *b)
{
	b->len = 0;
	b->failed = false;
	if (b->data)
		b->data[0] = '\0';
}

static size_t grown_capacity(size_t cap, size_t need)
{
	if (cap < FIRST_CAPACITY)
		cap = FIRST_CAPACITY;
	while (cap < need)
		cap = cap > SIZE_MAX / 2 ? need : cap * 2;
	return cap;
}

bool buf_reserve(struct buf *b, size_t more)
{
	if (b->failed)
		return false;
	if (b->data && more < b->cap - b->len)
		return true;
	if (more >= PTRDIFF_MAX - b->len) {
		b->failed = true;
		return false;
	}
	size_t cap = grown_capacity(b->cap, b->len + more + 1);
	char *data = realloc(b->data, cap);
	if (!data) {
		b->failed = true;
		return false;
	}
	data[b->len] = '\0';
	b->data = data;
	b->cap = cap;
	return true;
}

void buf_add(struct buf *b, const void *bytes, size_t n)
{
	if (!buf_reserve(b, n))
		return;
	if (n > 0)
		memcpy(b->data + b->len, bytes, n);
	b->len += n;
	b->data[b->len] = '\0';
}

void buf_adds(struct buf *b, const char *text)
{
	buf_add(b, text, strlen(text));
}

void buf_addc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_addf(struct buf *b, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, format, args);
	if (n < 0)
		b->failed = true;
	else if (buf_reserve(b, (size_t)n)) {
		vsnprintf(b->data + b->len, (size_t)n + 1, format, again);
		b->len += (size_t)n;
	}
	va_end(again);
	va_end(args);
}

static void add_json_escape(struct buf *b, unsigned char c)
{
	static const char short_form[] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};
	if (c == '"' || c == '\\')
		buf_add(b, (char[]){'\\', (char)c}, 2);
	else if (c < sizeof short_form && short_form[c])
		buf_add(b, (char[]){'\\', short_form[c]}, 2);
	else
		buf_addf(b, "\\u%04x", c);
}

void buf_add_json(struct buf *b, const char *utf8, size_t n)
{
	size_t plain = 0; /* start of the run that needs no escape */
	buf_addc(b, '"');
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)utf8[i];
		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		buf_add(b, utf8 + plain, i - plain);
		add_json_escape(b, c);
		plain = i + 1;
	}
	if (plain < n)
		buf_add(b, utf8 + plain, n - plain);
	buf_addc(b, '"');
}

char *buf_take(struct buf *b)
{
	char *data = NULL;
	if (buf_reserve(b, 0)) { /* an empty buffer becomes "" */
		data = b->data;
		b->data = NULL;
	}
	buf_free(b);
	return data;
}
