#include "common/base64.h"

#include <stdbool.h>
#include <stdint.h>

static const char standard[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url_safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static size_t encode(const unsigned char *in, size_t n, char *out, const char *alphabet, bool pad)
{
	char *o = out;
	for (size_t i = 0; i < n; i += 3) {
		size_t left = n - i;
		uint32_t v = (uint32_t)in[i] << 16;
		if (left > 1)
			v |= (uint32_t)in[i + 1] << 8;
		if (left > 2)
			v |= in[i + 2];
		*o++ = alphabet[v >> 18 & 63];
		*o++ = alphabet[v >> 12 & 63];
		if (left > 1)
			*o++ = alphabet[v >> 6 & 63];
		else if (pad)
			*o++ = '=';
		if (left > 2)
			*o++ = alphabet[v & 63];
		else if (pad)
			*o++ = '=';
	}
	*o = '\0';
	return (size_t)(o - out);
}

size_t base64_encode(const void *bytes, size_t n, char *out)
{
	return encode(bytes, n, out, standard, true);
}

size_t base64url_encode(const void *bytes, size_t n, char *out)
{
	return encode(bytes, n, out, url_safe, false);
}

static int digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

/* Four characters, the last `pads` of which are '='. */
static bool decode_group(const char *in, size_t pads, unsigned char *out)
{
	uint32_t v = 0;
	for (size_t i = 0; i < 4; i++) {
		int d = i < 4 - pads ? digit(in[i]) : 0;
		if (d < 0)
			return false;
		v = v << 6 | (uint32_t)d;
	}
	if ((pads == 1 && (v & 0xff)) || (pads == 2 && (v & 0xffff)))
		return false; /* bits that no encoder sets */
	out[0] = (unsigned char)(v >> 16);
	if (pads < 2)
		out[1] = (unsigned char)(v >> 8);
	if (pads < 1)
		out[2] = (unsigned char)v;
	return true;
}

long base64_decode(const char *text, size_t n, unsigned char *out)
{
	if (n % 4)
		return -1;
	size_t pads = 0;
	while (pads < 2 && pads < n && text[n - 1 - pads] == '=')
		pads++;
	for (size_t i = 0; i < n / 4; i++)
		if (!decode_group(text + i * 4, i + 1 == n / 4 ? pads : 0, out + i * 3))
			return -1;
	return (long)(n / 4 * 3 - pads);
}
