/* The reader: jsmn's tokens, whose parent links become links to the next sibling once the tree is built. */
#include "common/json.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "common/json_scan.h"

/* Not JSMN_STRICT: the text is valid already, and strict jsmn refuses a lone number. */
#define JSMN_STATIC
#define JSMN_PARENT_LINKS
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#include <jsmn.h>
#pragma GCC diagnostic pop

struct json {
	const char *text;
	size_t len;
	jsmntok_t tokens[]; /* in the order of the text; a member's value follows its name; `parent` holds the next sibling, -1 at the end */
};

enum { MAX_OPEN = 2 * JSON_MAX_DEPTH + 1 }; /* names count as levels in jsmn's tree */

/* Turns each token's parent into its next sibling. `open` are the token last seen and its ancestors, `last` the latest child of each. */
static void link_siblings(jsmntok_t *tokens, int n)
{
	int open[MAX_OPEN + 1] = { -1 }, last[MAX_OPEN + 1] = { -1 }, top = 0;

	for (int i = 0; i < n; i++) {
		while (open[top] != tokens[i].parent)
			top--;
		tokens[i].parent = -1;
		if (last[top] >= 0)
			tokens[last[top]].parent = i;
		last[top++] = i;
		open[top] = i;
		last[top] = -1;
	}
}

static struct json *parse_fault(struct json_fault *ret_fault, const char *reason)
{
	if (ret_fault)
		*ret_fault = (struct json_fault){ .at = 0, .reason = reason };
	return NULL;
}

struct json *json_parse(const char *text, size_t n, struct json_fault *ret_fault)
{
	jsmn_parser parser;
	struct json *j;
	size_t tokens;

	if (n > INT_MAX)
		return parse_fault(ret_fault, "the text is too long");
	if (!json_scan(text, n, &tokens, ret_fault))
		return NULL;
	j = malloc(sizeof *j + tokens * sizeof *j->tokens);
	if (!j)
		return parse_fault(ret_fault, "out of memory");
	*j = (struct json){ .text = text, .len = n };
	jsmn_init(&parser);
	if (jsmn_parse(&parser, text, n, j->tokens, (unsigned)tokens) != (int)tokens) {
		json_free(j);
		return parse_fault(ret_fault, "the parser and the validator disagree");
	}
	link_siblings(j->tokens, (int)tokens);
	return j;
}

void json_free(struct json *j)
{
	free(j);
}

enum json_type json_type(const struct json *j, json_value v)
{
	const jsmntok_t *t = &j->tokens[v];

	switch (t->type) {
	case JSMN_OBJECT:
		return JSON_OBJECT;
	case JSMN_ARRAY:
		return JSON_ARRAY;
	case JSMN_STRING:
		return JSON_STRING;
	case JSMN_PRIMITIVE:
	case JSMN_UNDEFINED:
		break;
	}
	switch (j->text[t->start]) {
	case 'n':
		return JSON_NULL;
	case 't':
	case 'f':
		return JSON_BOOL;
	default:
		return JSON_NUMBER;
	}
}

static bool is_container(const jsmntok_t *t)
{
	return t->type == JSMN_OBJECT || t->type == JSMN_ARRAY;
}

size_t json_count(const struct json *j, json_value v)
{
	return is_container(&j->tokens[v]) ? (size_t)j->tokens[v].size : 0;
}

json_value json_first(const struct json *j, json_value v)
{
	return json_count(j, v) ? v + 1 : JSON_NONE;
}

json_value json_next(const struct json *j, json_value v)
{
	return j->tokens[v].parent < 0 ? JSON_NONE : (json_value)j->tokens[v].parent;
}

json_value json_of(const struct json *j, json_value name)
{
	(void)j;
	return name + 1;
}

json_value json_member(const struct json *j, json_value object, const char *name)
{
	json_value found = JSON_NONE;

	if (object == JSON_NONE || j->tokens[object].type != JSMN_OBJECT)
		return JSON_NONE;
	for (json_value v = json_first(j, object); v != JSON_NONE; v = json_next(j, v))
		if (json_equals(j, v, name))
			found = json_of(j, v);
	return found;
}

/* jsmn's range of a string leaves the quotes out. */
static int quotes(const jsmntok_t *t)
{
	return t->type == JSMN_STRING ? 1 : 0;
}

const char *json_raw(const struct json *j, json_value v, size_t *ret_len)
{
	const jsmntok_t *t = &j->tokens[v];

	*ret_len = (size_t)(t->end + quotes(t)) - (size_t)(t->start - quotes(t));
	return j->text + t->start - quotes(t);
}

size_t json_at(const struct json *j, json_value v)
{
	return (size_t)(j->tokens[v].start - quotes(&j->tokens[v]));
}

static unsigned hex4(const char *p)
{
	unsigned unit = 0;

	for (int i = 0; i < 4; i++)
		unit = unit << 4 | (unsigned)(p[i] <= '9' ? p[i] - '0' : (p[i] | 0x20) - 'a' + 10);
	return unit;
}

static size_t put_utf8(unsigned c, char *out)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3F));
	out[2] = (char)(0x80 | (c >> 6 & 0x3F));
	out[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

/* One character of a valid string, escaped or a plain byte, to at most 4 bytes at `out`. Moves *p behind it; returns the bytes written. */
static size_t unescape_one(const char **p, char *out)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	const char *known;
	unsigned c;

	if (**p != '\\') {
		*out = *(*p)++;
		return 1;
	}
	*p += 2;
	if ((*p)[-1] != 'u') {
		known = strchr(from, (*p)[-1]);
		*out = known ? to[known - from] : (*p)[-1];
		return 1;
	}
	c = hex4(*p);
	*p += 4;
	if (c >= 0xD800 && c <= 0xDBFF) {
		c = 0x10000 + ((c - 0xD800) << 10) + (hex4(*p + 2) - 0xDC00);
		*p += 6;
	}
	return put_utf8(c, out);
}

char *json_string(const struct json *j, json_value v, size_t *ret_len)
{
	const jsmntok_t *t = &j->tokens[v];
	const char *p = j->text + t->start, *end = j->text + t->end;
	char *string, *out;

	if (t->type != JSMN_STRING || !(string = malloc((size_t)(end - p) + 1)))
		return NULL;
	for (out = string; p < end;)
		out += unescape_one(&p, out); /* no escape is shorter than what it stands for */
	*out = 0;
	if (ret_len)
		*ret_len = (size_t)(out - string);
	return string;
}

bool json_equals(const struct json *j, json_value v, const char *text)
{
	if (v == JSON_NONE || j->tokens[v].type != JSMN_STRING)
		return false;
	const jsmntok_t *t = &j->tokens[v];
	const char *p = j->text + t->start, *end = j->text + t->end;
	char c[4];
	size_t n;

	for (; p < end; text += n) {
		n = unescape_one(&p, c);
		if (!c[0] || strncmp(text, c, n) != 0)
			return false;
	}
	return !*text;
}

bool json_double(const struct json *j, json_value v, double *ret)
{
	size_t n;
	const char *raw = json_raw(j, v, &n);
	char *copy;

	if (json_type(j, v) != JSON_NUMBER)
		return false;
	if (raw + n < j->text + j->len) { /* something that is no part of a number follows */
		*ret = strtod(raw, NULL);
		return true;
	}
	copy = strndup(raw, n);
	if (!copy)
		return false;
	*ret = strtod(copy, NULL);
	free(copy);
	return true;
}

/* Plain digits exactly; 5.0 and 5e0 are integers too, as long as doubles hold every one. */
bool json_integer(const struct json *j, json_value v, int64_t *ret)
{
	size_t n;
	const char *raw = json_raw(j, v, &n);
	bool negative = *raw == '-';
	int64_t value = 0;
	const double exact = 9007199254740992; /* 2^53 */
	double number;

	if (json_type(j, v) != JSON_NUMBER)
		return false;
	for (size_t i = negative; i < n; i++) {
		if (raw[i] < '0' || raw[i] > '9') {
			if (!json_double(j, v, &number) || number < -exact || number > exact || number != (double)(int64_t)number)
				return false;
			value = (int64_t)number;
			break;
		}
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, negative ? '0' - raw[i] : raw[i] - '0', &value))
			return false;
	}
	*ret = value;
	return true;
}

bool json_bool(const struct json *j, json_value v, bool *ret)
{
	if (json_type(j, v) != JSON_BOOL)
		return false;
	*ret = j->text[j->tokens[v].start] == 't';
	return true;
}
