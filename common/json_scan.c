/* The validator: one pass, no allocation, the open arrays and objects as one bit each. */
#include "common/json_scan.h"

#include <endian.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct scan {
	const unsigned char *p; /* the next byte; after a fault, the byte that cannot be right */
	const unsigned char *end;
	const char *reason;
	uint64_t objects; /* bit 0: the innermost open one is an object, bit 1: the one around it, … */
	unsigned depth;
	size_t tokens;
};

_Static_assert(JSON_MAX_DEPTH <= 64, "one bit of `objects` for each level");

static bool fault(struct scan *s, const char *reason)
{
	s->reason = s->p == s->end ? "the text ends too early" : reason;
	return false;
}

static bool take(struct scan *s, unsigned char c)
{
	if (s->p == s->end || *s->p != c)
		return false;
	s->p++;
	return true;
}

static void skip_space(struct scan *s)
{
	while (s->p < s->end && (*s->p == ' ' || *s->p == '\n' || *s->p == '\r' || *s->p == '\t'))
		s->p++;
}

/* One byte between lowest and highest. */
static bool take_between(struct scan *s, unsigned char lowest, unsigned char highest)
{
	if (s->p == s->end || *s->p < lowest || *s->p > highest)
		return false;
	s->p++;
	return true;
}

/* One character above U+007F, by the table of well-formed sequences (Unicode, table 3-7). */
static bool scan_utf8(struct scan *s)
{
	unsigned char lead = *s->p, lowest = 0x80, highest = 0xBF;
	unsigned more = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;

	if (lead < 0xC2 || lead > 0xF4)
		return fault(s, "invalid UTF-8");
	if (lead == 0xE0)
		lowest = 0xA0; /* else overlong */
	if (lead == 0xED)
		highest = 0x9F; /* else a surrogate */
	if (lead == 0xF0)
		lowest = 0x90; /* else overlong */
	if (lead == 0xF4)
		highest = 0x8F; /* else above U+10FFFF */
	s->p++;
	if (!take_between(s, lowest, highest))
		return fault(s, "invalid UTF-8");
	while (--more)
		if (!take_between(s, 0x80, 0xBF))
			return fault(s, "invalid UTF-8");
	return true;
}

static int hex_digit(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Four hexadecimal digits: those of a low surrogate, or of anything else. */
static bool scan_hex4(struct scan *s, bool low, int *ret_leading)
{
	int leading = 0;

	for (int i = 0; i < 4; i++, s->p++) {
		int digit = s->p < s->end ? hex_digit(*s->p) : -1;

		if (digit < 0)
			return fault(s, "\\u needs four hexadecimal digits");
		if (i < 2)
			leading = leading << 4 | digit;
		if ((i == 0 && low && digit != 0xD) || (i == 1 && (leading >= 0xDC && leading <= 0xDF) != low))
			return fault(s, "a lone surrogate");
	}
	*ret_leading = leading;
	return true;
}

static bool scan_escape(struct scan *s)
{
	int leading;

	s->p++;
	if (s->p == s->end || !*s->p || !strchr("\"\\/bfnrtu", *s->p))
		return fault(s, "unknown escape");
	if (*s->p++ != 'u')
		return true;
	if (!scan_hex4(s, false, &leading))
		return false;
	if (leading < 0xD8 || leading > 0xDB)
		return true;
	if (!take(s, '\\') || !take(s, 'u'))
		return fault(s, "a lone surrogate");
	return scan_hex4(s, true, &leading);
}

/* How many of the eight bytes at p are plain ASCII before the first that is not. A subtraction may borrow from the byte above, so flags
 * above the lowest one mean nothing; the lowest is right. */
static unsigned plain_run(const unsigned char *p)
{
	const uint64_t ones = 0x0101010101010101u, high = ones * 0x80;
	uint64_t w, flags;

	memcpy(&w, p, sizeof w);
	w = le64toh(w);
	flags = (w | (w - ones * 0x20) | ((w ^ ones * '"') - ones) | ((w ^ ones * '\\') - ones)) & high;
	return flags ? (unsigned)__builtin_ctzll(flags) / 8 : 8;
}

/* Behind the opening quote. */
static bool scan_string(struct scan *s)
{
	for (;;) {
		unsigned run = 8;

		while (run == 8 && s->end - s->p >= 8)
			s->p += run = plain_run(s->p);
		if (s->p == s->end)
			return fault(s, NULL);
		if (*s->p == '"') {
			s->p++;
			return true;
		}
		if (*s->p == '\\') {
			if (!scan_escape(s))
				return false;
		} else if (*s->p < 0x20) {
			return fault(s, "a control character in a string must be escaped");
		} else if (*s->p >= 0x80) {
			if (!scan_utf8(s))
				return false;
		} else {
			s->p++;
		}
	}
}

static bool scan_digits(struct scan *s)
{
	if (!take_between(s, '0', '9'))
		return fault(s, "expected a digit");
	while (take_between(s, '0', '9'))
		;
	return true;
}

/* True if a number of 309 digits before the point is too large: only its digits can tell. */
static bool overflows(const unsigned char *digits)
{
	char integer[310];
	size_t n = 0;

	for (; n < 309 && ((*digits >= '0' && *digits <= '9') || *digits == '.'); digits++)
		if (*digits != '.')
			integer[n++] = (char)*digits;
	memset(integer + n, '0', 309 - n);
	integer[309] = 0;
	return isinf(strtod(integer, NULL));
}

/* The value's magnitude decides whether a double holds it: digits before the point, leading zeros apart, plus the exponent. */
static bool scan_number(struct scan *s)
{
	const unsigned char *start = s->p, *first, *point, *mantissa_end;
	long exponent = 0, magnitude;
	bool negative;

	take(s, '-');
	first = s->p;
	if (!take(s, '0') && !scan_digits(s))
		return false;
	point = mantissa_end = s->p;
	if (take(s, '.')) {
		if (!scan_digits(s))
			return false;
		mantissa_end = s->p;
	}
	if (take(s, 'e') || take(s, 'E')) {
		negative = s->p < s->end && *s->p == '-';
		if (!take(s, '+'))
			take(s, '-');
		const unsigned char *digits = s->p;

		if (!scan_digits(s))
			return false;
		for (; digits < s->p; digits++)
			if (exponent < INT32_MAX)
				exponent = exponent * 10 + (*digits - '0');
		exponent = negative ? -exponent : exponent;
	}
	while (first < mantissa_end && (*first == '0' || *first == '.'))
		first++;
	if (first == mantissa_end)
		return true; /* zero, whatever its exponent */
	magnitude = (long)(point - first) + (first > point) + exponent;
	if (magnitude < 309 || (magnitude == 309 && !overflows(first)))
		return true;
	s->p = start;
	return fault(s, "the number is too large for a double");
}

static bool scan_word(struct scan *s, const char *word)
{
	for (; *word; word++)
		if (!take(s, (unsigned char)*word))
			return fault(s, "expected true, false or null");
	return true;
}

/* A string, number or word. */
static bool scan_scalar(struct scan *s)
{
	s->tokens++;
	switch (s->p == s->end ? 0 : *s->p) {
	case '"':
		s->p++;
		return scan_string(s);
	case 't':
		return scan_word(s, "true");
	case 'f':
		return scan_word(s, "false");
	case 'n':
		return scan_word(s, "null");
	case '-': case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9':
		return scan_number(s);
	default:
		return fault(s, "expected a value");
	}
}

/* A member's name and the colon behind it. */
static bool scan_name(struct scan *s)
{
	skip_space(s);
	if (!take(s, '"'))
		return fault(s, "expected a member name in double quotes");
	s->tokens++;
	if (!scan_string(s))
		return false;
	skip_space(s);
	return take(s, ':') || fault(s, "expected ':'");
}

static bool open_container(struct scan *s, bool object)
{
	if (s->depth == JSON_MAX_DEPTH)
		return fault(s, "nested too deeply");
	s->p++;
	s->tokens++;
	s->depth++;
	s->objects = s->objects << 1 | object;
	return true;
}

static bool close_container(struct scan *s)
{
	if (!take(s, s->objects & 1 ? '}' : ']'))
		return false;
	s->depth--;
	s->objects >>= 1;
	return true;
}

/* Values and their opening brackets, up to the end of a value without open brackets of its own. */
static bool scan_value(struct scan *s)
{
	for (;;) {
		skip_space(s);
		if (s->p == s->end || (*s->p != '{' && *s->p != '['))
			return scan_scalar(s);
		if (!open_container(s, *s->p == '{'))
			return false;
		skip_space(s);
		if (close_container(s))
			return true;
		if (s->objects & 1 && !scan_name(s))
			return false;
	}
}

static bool scan_text(struct scan *s)
{
	while (scan_value(s)) {
		do
			skip_space(s);
		while (s->depth && close_container(s));
		if (!s->depth)
			return s->p == s->end || fault(s, "expected nothing after the value");
		if (!take(s, ','))
			return fault(s, s->objects & 1 ? "expected ',' or '}'" : "expected ',' or ']'");
		if (s->objects & 1 && !scan_name(s))
			return false;
	}
	return false;
}

bool json_scan(const char *text, size_t n, size_t *ret_tokens, struct json_fault *ret_fault)
{
	const unsigned char *start = (const unsigned char *)text;
	struct scan s = { .p = start, .end = start + n };
	bool valid = scan_text(&s);

	if (valid)
		*ret_tokens = s.tokens;
	else if (ret_fault)
		*ret_fault = (struct json_fault){ .at = (size_t)(s.p - start), .reason = s.reason };
	return valid;
}

bool json_validate(const char *text, size_t n, struct json_fault *ret_fault)
{
	size_t tokens;

	return json_scan(text, n, &tokens, ret_fault);
}
