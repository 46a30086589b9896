#include "common/json_cut.h"

#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/json.h"

enum { STRANGE = -1 }; /* not on the path */

struct level {
	char close;  /* the bracket that ends it */
	int matched; /* names of the path that led here, or STRANGE */
};

struct json_cut {
	struct json_cut_options options;
	int names; /* in the path */
	struct buf frame, element;
	struct level levels[JSON_MAX_DEPTH];
	int depth;
	bool in_string, escaped; /* in the frame or in an element */
	bool naming;             /* the next string in the frame is a member's name */
	size_t name_at, name_len; /* of the last name, in the frame */
	bool cutting;            /* in an array of elements */
	int open;                /* brackets open in an element; 0: between elements */
	bool separated;          /* nothing or a comma stands before the next element */
	bool first;              /* … and it is the first */
	bool failed;
	size_t at;
};

struct json_cut *json_cut_new(const struct json_cut_options *options)
{
	struct json_cut *c = calloc(1, sizeof *c);
	if (!c)
		return NULL;
	c->options = *options;
	while (options->path[c->names])
		c->names++;
	return c;
}

void json_cut_free(struct json_cut *c)
{
	if (!c)
		return;
	buf_free(&c->frame);
	buf_free(&c->element);
	free(c);
}

size_t json_cut_at(const struct json_cut *c)
{
	return c->at;
}

/* --- strings, in the frame and in elements ------------------------------------------------------------------------------------ */

/* Behind the end of the string that p is in, or `end`. */
static const char *pass_string(struct json_cut *c, const char *p, const char *end)
{
	for (; p < end; p++) {
		if (c->escaped) {
			c->escaped = false;
		} else if (*p == '\\') {
			c->escaped = true;
		} else if (*p == '"') {
			c->in_string = false;
			return p + 1;
		}
	}
	return end;
}

/* --- elements ----------------------------------------------------------------------------------------------------------------- */

static bool give_element(struct json_cut *c)
{
	bool ok = !c->element.failed && c->options.element(c->options.context, c->element.data, c->element.len);
	buf_reset(&c->element);
	c->separated = c->first = false;
	return ok;
}

/* Inside of an element, up to its end or `end`. */
static const char *pass_element(struct json_cut *c, const char *p, const char *end)
{
	const char *start = p;
	while (p < end && c->open) {
		if (c->in_string) {
			p = pass_string(c, p, end);
			continue;
		}
		if (*p == '"')
			c->in_string = true;
		else if (*p == '{' || *p == '[')
			c->open++;
		else if (*p == '}' || *p == ']')
			c->open--;
		p++;
	}
	buf_add(&c->element, start, (size_t)(p - start));
	if (c->element.len > c->options.most_bytes || (!c->open && !give_element(c)))
		c->failed = true;
	return p;
}

static bool is_space(char ch)
{
	return ch == ' ' || ch == '\n' || ch == '\r' || ch == '\t';
}

/* Between elements: commas, and the bracket that ends the array, which belongs to the frame again. */
static const char *pass_between(struct json_cut *c, const char *p)
{
	if ((*p == '{' || *p == '[') && c->separated) {
		c->open = 1;
		buf_addc(&c->element, *p);
	} else if (*p == ',' && !c->separated) {
		c->separated = true;
	} else if (*p == ']' && (c->first || !c->separated)) {
		c->cutting = false;
		return p;
	} else if (!is_space(*p)) {
		c->failed = true;
		return p;
	}
	return p + 1;
}

/* --- the frame ------------------------------------------------------------------------------------------------------------------ */

/* How far along the path the value is that begins here. */
static int match(const struct json_cut *c)
{
	if (c->depth == 0)
		return 0;
	const struct level *in = &c->levels[c->depth - 1];
	if (in->close == ']' || in->matched == STRANGE)
		return in->matched;
	const char *name = in->matched < c->names ? c->options.path[in->matched] : NULL;
	bool same = name && strlen(name) == c->name_len && memcmp(c->frame.data + c->name_at, name, c->name_len) == 0;
	return same ? in->matched + 1 : STRANGE;
}

static bool begin_array(struct json_cut *c)
{
	_cleanup_buf_ struct buf closed = {0};
	c->cutting = c->separated = c->first = true;
	buf_add(&closed, c->frame.data, c->frame.len);
	for (int i = c->depth; i > 0; i--)
		buf_addc(&closed, c->levels[i - 1].close);
	return !closed.failed && c->options.array(c->options.context, closed.data, closed.len);
}

static void open_bracket(struct json_cut *c, char bracket)
{
	if (c->depth == JSON_MAX_DEPTH) {
		c->failed = true;
		return;
	}
	int matched = match(c);
	c->levels[c->depth++] = (struct level){.close = bracket == '{' ? '}' : ']', .matched = matched};
	c->naming = bracket == '{';
	if (bracket == '[' && matched == c->names && !begin_array(c))
		c->failed = true;
}

/* One byte outside of strings; it is in the frame already. */
static void take_sign(struct json_cut *c, char sign)
{
	bool in_object = c->depth && c->levels[c->depth - 1].close == '}';
	switch (sign) {
	case '"':
		c->in_string = true;
		if (c->naming)
			c->name_at = c->frame.len;
		break;
	case '{':
	case '[':
		open_bracket(c, sign);
		break;
	case '}':
	case ']':
		if (c->depth == 0 || c->levels[c->depth - 1].close != sign)
			c->failed = true;
		else
			c->depth--;
		break;
	case ',':
		c->naming = in_object;
		break;
	case ':':
		c->naming = false;
		break;
	default:
		break;
	}
}

static const char *pass_frame(struct json_cut *c, const char *p, const char *end)
{
	if (c->in_string) {
		const char *after = pass_string(c, p, end);
		buf_add(&c->frame, p, (size_t)(after - p));
		if (!c->in_string && c->naming)
			c->name_len = c->frame.len - 1 - c->name_at;
		p = after;
	} else {
		buf_addc(&c->frame, *p);
		take_sign(c, *p++);
	}
	if (c->frame.failed || c->frame.len > c->options.most_bytes)
		c->failed = true;
	return p;
}

/* --- both ------------------------------------------------------------------------------------------------------------------------- */

bool json_cut_feed(struct json_cut *c, const char *bytes, size_t n)
{
	const char *p = bytes, *end = bytes + n;
	while (p < end && !c->failed) {
		if (!c->cutting)
			p = pass_frame(c, p, end);
		else if (c->open)
			p = pass_element(c, p, end);
		else
			p = pass_between(c, p);
	}
	c->at += (size_t)(p - bytes);
	return !c->failed;
}

char *json_cut_end(struct json_cut *c, size_t *ret_n)
{
	if (c->failed || c->depth || c->in_string || c->frame.len == 0)
		return NULL;
	*ret_n = c->frame.len;
	return c->frame.data;
}
