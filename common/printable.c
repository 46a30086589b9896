#include "common/printable.h"

#include <stdbool.h>
#include <stdint.h>

#include "common/utf8.h"

static bool harmful(uint32_t c)
{
	bool control = c < 0x20 || (c >= 0x7f && c < 0xa0);
	bool separator = c == 0x2028 || c == 0x2029 || c == 0xfeff;
	bool direction = c == 0x61c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
	return control || separator || direction;
}

static void add_escape(struct buf *b, unsigned char c)
{
	if (c == '\n')
		buf_adds(b, "\\n");
	else if (c == '\t')
		buf_adds(b, "\\t");
	else if (c == '\r')
		buf_adds(b, "\\r");
	else
		buf_addf(b, "\\x%02x", c);
}

void buf_add_printable(struct buf *b, const char *text, size_t n)
{
	for (size_t i = 0, len; i < n; i += len) {
		uint32_t c = utf8_decode(text + i, n - i, &len);
		if (len > 0 && !harmful(c)) {
			buf_add(b, text + i, len);
			continue;
		}
		len = len > 0 ? len : 1;
		for (size_t k = 0; k < len; k++)
			add_escape(b, (unsigned char)text[i + k]);
	}
}

void buf_add_json_printable(struct buf *b, const char *text, size_t n)
{
	buf_addc(b, '"');
	for (size_t i = 0, len; i < n; i += len) {
		uint32_t c = utf8_decode(text + i, n - i, &len);
		if (len == 0)
			buf_adds(b, "\\ufffd");
		else if (harmful(c))
			buf_addf(b, "\\u%04x", (unsigned)c);
		else if (c == '"' || c == '\\')
			buf_add(b, (char[]){'\\', (char)c}, 2);
		else
			buf_add(b, text + i, len);
		len = len > 0 ? len : 1;
	}
	buf_addc(b, '"');
}

void buf_add_json_line(struct buf *b, const char *json, size_t n)
{
	for (size_t i = 0, len; i < n; i += len) {
		uint32_t c = utf8_decode(json + i, n - i, &len);
		if (c == '\n' || c == '\r' || c == '\t') /* between two tokens */
			buf_addc(b, ' ');
		else if (len > 0 && harmful(c))
			buf_addf(b, "\\u%04x", (unsigned)c);
		else
			buf_add(b, json + i, len > 0 ? len : 1);
		len = len > 0 ? len : 1;
	}
}
