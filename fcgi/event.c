#include "fcgi/event.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "fcgi/moment.h"

#define SEQ_MAX (INT64_C(1) << 53)
enum { VERSION = 1, COLUMN_MAX = 18278, ROW_MAX = 10000000, FIRST_DATA_ROW = 2, PATH_SIZE = 64 };

struct check {
	const struct json *json;
	struct event_fault *fault;
};

__attribute__((format(printf, 3, 4))) static bool wrong(struct check *c, size_t at, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(c->fault->text, sizeof c->fault->text, format, args);
	va_end(args);
	c->fault->at = at;
	return false;
}

static bool wrong_value(struct check *c, json_value v, const char *path, const char *expected)
{
	return wrong(c, json_at(c->json, v), "%s must be %s", path, expected);
}

static bool is(struct check *c, json_value v, enum json_type type)
{
	return json_type(c->json, v) == type;
}

/* The last part of a path, "rows[3].row" → "row", is the member's name. */
static json_value member(struct check *c, json_value object, const char *path)
{
	const char *dot = strrchr(path, '.');

	return json_member(c->json, object, dot ? dot + 1 : path);
}

static bool need(struct check *c, json_value object, const char *path, json_value *ret)
{
	*ret = member(c, object, path);
	return *ret != JSON_NONE || wrong(c, json_at(c->json, object), "%s is missing", path);
}

/* An optional member: JSON_NONE if it is not there or null. */
static json_value given(struct check *c, json_value object, const char *path)
{
	json_value v = member(c, object, path);

	return v != JSON_NONE && is(c, v, JSON_NULL) ? JSON_NONE : v;
}

static bool check_range(struct check *c, json_value v, const char *path, int64_t least, int64_t most, int64_t *ret)
{
	if (json_integer(c->json, v, ret) && *ret >= least && *ret <= most)
		return true;
	return wrong(c, json_at(c->json, v), "%s must be an integer from %" PRId64 " to %" PRId64, path, least, most);
}

static bool need_integer(struct check *c, json_value object, const char *path, int64_t least, int64_t most, int64_t *ret)
{
	json_value v;

	return need(c, object, path, &v) && check_range(c, v, path, least, most, ret);
}

static bool check_cell(struct check *c, json_value v, const char *path)
{
	return (!is(c, v, JSON_ARRAY) && !is(c, v, JSON_OBJECT)) ||
	       wrong_value(c, v, path, "a cell: a number, a string, true, false or null");
}

/* An array whose elements all pass; they are named by the array's path. */
static bool check_elements(struct check *c, json_value array, const char *path, bool (*check)(struct check *, json_value, const char *))
{
	char element[PATH_SIZE];
	size_t i = 0;

	if (!is(c, array, JSON_ARRAY))
		return wrong_value(c, array, path, "an array");
	for (json_value v = json_first(c->json, array); v != JSON_NONE; v = json_next(c->json, v)) {
		snprintf(element, sizeof element, "%s[%zu]", path, i++);
		if (!check(c, v, element))
			return false;
	}
	return true;
}

static bool check_column(struct check *c, json_value v, const char *path)
{
	int64_t column;

	return check_range(c, v, path, 1, COLUMN_MAX, &column);
}

static bool check_row(struct check *c, json_value row, const char *path)
{
	char part[PATH_SIZE + 16];
	int64_t place;
	json_value v;

	if (!is(c, row, JSON_OBJECT))
		return wrong_value(c, row, path, "an object");
	snprintf(part, sizeof part, "%s.row", path);
	if (!need_integer(c, row, part, FIRST_DATA_ROW, ROW_MAX, &place))
		return false;
	snprintf(part, sizeof part, "%s.cells", path);
	if (!need(c, row, part, &v) || !check_elements(c, v, part, check_cell))
		return false;
	snprintf(part, sizeof part, "%s.formulas", path);
	v = given(c, row, part);
	if (v != JSON_NONE && !check_elements(c, v, part, check_column))
		return false;
	snprintf(part, sizeof part, "%s.dates", path);
	v = given(c, row, part);
	return v == JSON_NONE || check_elements(c, v, part, check_column);
}

static bool check_array(struct check *c, const char *path, bool needed, bool (*check)(struct check *, json_value, const char *))
{
	json_value v = given(c, 0, path);

	if (v == JSON_NONE && !needed)
		return true;
	return need(c, 0, path, &v) && check_elements(c, v, path, check);
}

static bool check_edited(struct check *c)
{
	json_value edited = given(c, 0, "edited"), typed;
	int64_t first, last;

	if (edited == JSON_NONE)
		return true;
	if (!is(c, edited, JSON_OBJECT))
		return wrong_value(c, edited, "edited", "an object");
	if (!need_integer(c, edited, "edited.first_column", 1, COLUMN_MAX, &first) ||
	    !need_integer(c, edited, "edited.last_column", first, COLUMN_MAX, &last))
		return false;
	typed = given(c, edited, "edited.typed");
	return typed == JSON_NONE || check_cell(c, typed, "edited.typed");
}

static bool check_version(struct check *c)
{
	json_value member;
	int64_t v;

	if (!need(c, 0, "v", &member) || !check_range(c, member, "v", 1, INT32_MAX, &v))
		return false;
	return v == VERSION || wrong(c, json_at(c->json, member), "v must be 1: this gsync speaks version 1 of the protocol. Upgrade it, or paste the Code.js that came with it into the sheet's script");
}

static bool check_spreadsheet(struct check *c, const char *spreadsheet)
{
	json_value v;

	if (!need(c, 0, "spreadsheet", &v))
		return false;
	return json_equals(c->json, v, spreadsheet) || wrong_value(c, v, "spreadsheet", "the one that the header gsync-spreadsheet names");
}

static bool check_kind(struct check *c, bool *ret_edit)
{
	json_value v;

	if (!need(c, 0, "kind", &v))
		return false;
	*ret_edit = json_equals(c->json, v, "edit");
	return *ret_edit || json_equals(c->json, v, "structure") || json_equals(c->json, v, "ping") ||
	       wrong_value(c, v, "kind", "'edit', 'structure' or 'ping'");
}

static bool check_who_and_when(struct check *c)
{
	json_value user = given(c, 0, "user"), at = given(c, 0, "edited_at");
	const char *raw;
	size_t n;

	if (user != JSON_NONE && !is(c, user, JSON_STRING))
		return wrong_value(c, user, "user", "a string");
	if (at == JSON_NONE)
		return true;
	raw = json_raw(c->json, at, &n);
	return (is(c, at, JSON_STRING) && is_moment(raw + 1, n - 2)) || wrong_value(c, at, "edited_at", "a time such as '2026-11-22T10:00:00Z'");
}

static bool check_event(struct check *c, const char *spreadsheet, struct event *ret)
{
	int64_t seq;
	bool edit;

	if (!is(c, 0, JSON_OBJECT))
		return wrong(c, json_at(c->json, 0), "an event is an object");
	return check_version(c) && check_spreadsheet(c, spreadsheet) && need_integer(c, 0, "sheet", 0, SEQ_MAX, &ret->sheet) &&
	       need_integer(c, 0, "seq", 1, SEQ_MAX, &seq) && check_kind(c, &edit) && check_who_and_when(c) &&
	       check_array(c, "header", edit, check_cell) && check_edited(c) && check_array(c, "rows", edit, check_row);
}

bool event_parse(const char *body, size_t n, const char *spreadsheet, struct event *ret_event, struct event_fault *ret_fault)
{
	struct json_fault fault;
	_cleanup_json_ struct json *j = json_parse(body, n, &fault);
	struct check c = { .json = j, .fault = ret_fault };
	struct event event;

	if (!j)
		return wrong(&c, fault.at, "not JSON: %s", fault.reason);
	if (!check_event(&c, spreadsheet, &event))
		return false;
	*ret_event = event;
	return true;
}
