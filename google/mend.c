#include "google/mend.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* The code unit of an escape \uXXXX at `p`, or -1 if there is none. */
static int unit_at(const char *p, const char *end)
{
	int unit = 0;
	if (end - p < 6 || p[0] != '\\' || p[1] != 'u')
		return -1;
	for (int i = 2; i < 6; i++) {
		if (!isxdigit((unsigned char)p[i]))
			return -1;
		unit = unit * 16 + (p[i] <= '9' ? p[i] - '0' : (p[i] | 0x20) - 'a' + 10);
	}
	return unit;
}

static bool is_high(int unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
static bool is_low(int unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

/* Mends one escape; returns its length. */
static size_t mend_escape(char *p, const char *end)
{
	static const char no_character[6] = {'\\', 'u', 'f', 'f', 'f', 'd'}, no_nul[6] = {'\\', 'u', 'f', 'd', 'd', '0'};
	int unit = unit_at(p, end);
	if (unit < 0)
		return 2;
	if (is_high(unit) && is_low(unit_at(p + 6, end)))
		return 12;
	if (unit == 0)
		memcpy(p, no_nul, sizeof no_nul);
	else if (is_high(unit) || is_low(unit))
		memcpy(p, no_character, sizeof no_character);
	return 6;
}

void mend_json(char *text, size_t n)
{
	char *end = text + n;
	for (char *p = text; p < end && (p = memchr(p, '\\', (size_t)(end - p)));)
		p += mend_escape(p, end);
}
