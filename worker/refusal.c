/* Google refuses a batch as a whole and names one request at most. What it did not want is found, by what can be known: text that is too long,
 * cells that are protected, rows that there is no room for, or the one cell of the request. Else the next batch is sent in single cells, so that the next refusal names one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "common/log.h"
#include "common/clock.h"
#include "google/mend.h"
#include "worker/publish.h"

enum {
	MOST_UNITS = 50000, /* UTF-16 code units in a cell */
	MOST_TOLD = 3       /* cells of one refusal that are logged one by one */
};

#define PROTECTION_FIELDS "sheets(properties(sheetId,gridProperties(rowCount,columnCount)),protectedRanges(range,unprotectedRanges,warningOnly,requestingUserCanEdit))"

struct refusal {
	struct publisher *p;
	struct tab *t;
	const struct batch *batch;
	int64_t pub;
	int request; /* that was refused, -1: not told */
	size_t found;
	bool shrunk; /* rows or columns at the end of the grid are gone: what was read before the write is out of date */
	struct failure *failure;
	enum error error; /* sticky */
};

static void set_aside(struct refusal *r, const struct batch_item *item, int column, const char *reason)
{
	struct pg_number link = pg_number(r->t->link), pub = pg_number(r->pub), number = pg_number(column);
	const char *const params[] = {link.text, pub.text, item->id, column ? number.text : NULL, reason};
	if (r->error)
		return;
	r->error = pg_query(r->p->pg, "SELECT gsync.set_aside($1, $2, $3, $4, $5)", 5, params, NULL, r->failure);
	r->found++;
	log_write(r->found <= MOST_TOLD ? LOG_LEVEL_NOTICE : LOG_LEVEL_DEBUG, "link %s: row %s%s%s is set aside: %s", r->t->name, item->id ? item->id : "?", column ? ", column " : "", column ? number.text : "", reason);
}

/* --- too long ------------------------------------------------------------------------------------------------------------------ */

/* UTF-16 code units of a JSON string, which has no surrogate escapes but in pairs. */
static size_t units(const char *json, size_t n)
{
	size_t count = 0;
	for (size_t i = 1; i + 1 < n; i++) {
		unsigned char c = (unsigned char)json[i];
		if (c == '\\') {
			i += json[i + 1] == 'u' ? 5 : 1;
			count++;
		} else if ((c & 0xC0) != 0x80) {
			count += c >= 0xF0 ? 2 : 1;
		}
	}
	return count;
}

static bool too_long(const char *json, size_t n)
{
	return n > MOST_UNITS && json[0] == '"' && units(json, n) > MOST_UNITS;
}

static const char long_reason[] = "a cell of a sheet holds at most 50,000 characters";

static void find_long_in_append(struct refusal *r, const struct batch_item *item)
{
	struct json_fault fault;
	_cleanup_json_ struct json *j = json_parse(item->value, item->value_len, &fault);
	int column = 1;
	for (json_value v = j ? json_first(j, 0) : JSON_NONE; v != JSON_NONE; v = json_next(j, v), column++) {
		size_t n;
		const char *raw = json_raw(j, v, &n);
		if (too_long(raw, n))
			set_aside(r, item, column, long_reason);
	}
}

static void find_long(struct refusal *r)
{
	for (size_t i = 0; i < batch_count(r->batch); i++) {
		struct batch_item item = batch_item(r->batch, i);
		if (item.value && item.value_len > MOST_UNITS && strcmp(item.kind, "append") == 0)
			find_long_in_append(r, &item);
		else if (item.value && too_long(item.value, item.value_len))
			set_aside(r, &item, item.column, long_reason);
	}
}

/* --- protected ----------------------------------------------------------------------------------------------------------------- */

/* Of a GridRange: 0-based, ends open where not given. */
struct area {
	int64_t top, bottom, left, right;
};

static int64_t bound(const struct json *j, json_value range, const char *name, int64_t open)
{
	int64_t n = open;
	json_value v = json_member(j, range, name);
	return v != JSON_NONE && json_integer(j, v, &n) ? n : open;
}

static struct area area_of(const struct json *j, json_value range)
{
	return (struct area){bound(j, range, "startRowIndex", 0), bound(j, range, "endRowIndex", INT32_MAX), bound(j, range, "startColumnIndex", 0),
	                     bound(j, range, "endColumnIndex", INT32_MAX)};
}

/* An appended row (0) will stand below all others; column 0 is all of them. */
static bool meets(const struct area *a, int row, int column)
{
	bool rows = row ? row > a->top && row <= a->bottom : a->bottom == INT32_MAX;
	return rows && (column == 0 || (column > a->left && column <= a->right));
}

static bool is_true(const struct json *j, json_value object, const char *name)
{
	bool value = false;
	json_value v = json_member(j, object, name);
	return v != JSON_NONE && json_bool(j, v, &value) && value;
}

static bool is_excepted(const struct json *j, json_value protection, int row, int column)
{
	json_value list = json_member(j, protection, "unprotectedRanges");
	for (json_value v = list == JSON_NONE ? JSON_NONE : json_first(j, list); v != JSON_NONE; v = json_next(j, v)) {
		struct area a = area_of(j, v);
		if (column && meets(&a, row, column))
			return true;
	}
	return false;
}

static bool covers(const struct json *j, json_value protection, const struct area *a, const struct batch_item *item)
{
	return meets(a, item->row, item->column) && !is_excepted(j, protection, item->row, item->column);
}

/* The request that was refused writes into it: that tells more than what it says of itself. */
static bool was_hit(const struct refusal *r, const struct json *j, json_value protection, const struct area *a)
{
	for (size_t i = 0; i < batch_count(r->batch); i++) {
		struct batch_item item = batch_item(r->batch, i);
		if (r->request >= 0 && item.request == (size_t)r->request && covers(j, protection, a, &item))
			return true;
	}
	return false;
}

static void find_protected_in(struct refusal *r, const struct json *j, json_value protection)
{
	json_value range = json_member(j, protection, "range");
	struct area a = range == JSON_NONE ? (struct area){0, INT32_MAX, 0, INT32_MAX} : area_of(j, range);
	if (is_true(j, protection, "warningOnly") || (is_true(j, protection, "requestingUserCanEdit") && !was_hit(r, j, protection, &a)))
		return;
	for (size_t i = 0; i < batch_count(r->batch); i++) {
		struct batch_item item = batch_item(r->batch, i);
		if (strcmp(item.kind, "header") != 0 && covers(j, protection, &a, &item))
			set_aside(r, &item, item.column, "the cell is protected in the sheet; add the service account to those who may edit it");
	}
}

static void find_outside(struct refusal *r, const struct json *j, json_value properties)
{
	json_value grid = json_member(j, properties, "gridProperties");
	int64_t rows = grid == JSON_NONE ? INT32_MAX : bound(j, grid, "rowCount", INT32_MAX);
	int64_t columns = grid == JSON_NONE ? INT32_MAX : bound(j, grid, "columnCount", INT32_MAX);
	for (size_t i = 0; i < batch_count(r->batch); i++) {
		struct batch_item item = batch_item(r->batch, i);
		if (item.row > rows || item.column > columns)
			r->shrunk = true;
	}
}

static void find_in_tab(struct refusal *r, const struct json *j, json_value tab)
{
	json_value list = json_member(j, tab, "protectedRanges"), properties = json_member(j, tab, "properties");
	if (properties == JSON_NONE || bound(j, properties, "sheetId", 0) != r->t->sheet)
		return;
	find_outside(r, j, properties);
	for (json_value v = list == JSON_NONE || r->shrunk ? JSON_NONE : json_first(j, list); v != JSON_NONE; v = json_next(j, v))
		find_protected_in(r, j, v);
}

/* False if the tab cannot be read either: then it is not for what was written that the batch was refused. */
static bool find_in_sheet(struct refusal *r)
{
	_cleanup_buf_ struct buf filters = {0};
	_cleanup_sheets_ struct sheets_result answer = {0};
	struct json_fault fault;
	buf_addc(&filters, '[');
	sheets_filter(&filters, r->t->sheet, 1, 1, 0, 0);
	buf_addc(&filters, ']');
	if (filters.failed || !publisher_may_read(r->p))
		return true;
	sheets_read(&r->p->sheets, r->t->spreadsheet, filters.data, PROTECTION_FIELDS, NULL, &answer);
	publisher_count_failure(r->p, answer.outcome);
	if (answer.outcome != SHEETS_DONE)
		return false;
	_cleanup_json_ struct json *j = json_parse(answer.answer.body.data, answer.answer.body.len, &fault);
	json_value sheets = j ? json_member(j, 0, "sheets") : JSON_NONE;
	for (json_value tab = sheets == JSON_NONE ? JSON_NONE : json_first(j, sheets); tab != JSON_NONE; tab = json_next(j, tab))
		find_in_tab(r, j, tab);
	return true;
}

/* --- full ---------------------------------------------------------------------------------------------------------------------- */

/* Messages are in the reader's language, but 10 million is written with digits in all of them. */
static bool is_full(const char *text)
{
	static const char limit[] = "10000000";
	size_t matched = 0;
	for (const char *s = text; *s; s++) {
		bool digit = *s >= '0' && *s <= '9', letter = (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z');
		if (digit)
			matched = matched < sizeof limit - 1 && *s == limit[matched] ? matched + 1 : *s == limit[0];
		else if (letter)
			matched = 0;
		if (matched == sizeof limit - 1 && !(s[1] >= '0' && s[1] <= '9'))
			return true;
	}
	return false;
}

static bool is_append(const struct batch_item *item)
{
	return strcmp(item->kind, "append") == 0;
}

/* How many rows there is still room for is not told: the later half of them waits. */
static void halve_appends(struct refusal *r)
{
	size_t appends = 0, seen = 0;
	for (size_t i = 0; i < batch_count(r->batch); i++) {
		struct batch_item item = batch_item(r->batch, i);
		appends += is_append(&item);
	}
	for (size_t i = 0; i < batch_count(r->batch); i++) {
		struct batch_item item = batch_item(r->batch, i);
		if (is_append(&item) && seen++ >= appends / 2)
			set_aside(r, &item, 0, "the spreadsheet is full: Google allows 10 million cells, empty ones included; delete rows, columns or tabs that nobody needs");
	}
}

/* --- the request named -------------------------------------------------------------------------------------------------------- */

/* How many items the refused request has; *ret_one is one of them. */
static size_t items_of(const struct refusal *r, struct batch_item *ret_one)
{
	size_t n = 0;
	for (size_t i = 0; i < batch_count(r->batch); i++) {
		struct batch_item item = batch_item(r->batch, i);
		if (r->request >= 0 && item.request == (size_t)r->request) {
			*ret_one = item;
			n++;
		}
	}
	return n;
}

static enum error take_back(struct refusal *r, const char *reason)
{
	struct pg_number link = pg_number(r->t->link), pub = pg_number(r->pub);
	const char *const params[] = {link.text, pub.text, reason};
	return pg_query(r->p->pg, "SELECT gsync.refused($1, $2, $3)", 3, params, NULL, r->failure);
}

static void tell_trouble(struct refusal *r, const struct sheets_result *why)
{
	struct failure f = {0};
	fail(&f, ERR_STOP, "Google refuses to write: %s", why->text);
	tab_trouble(r->p, r->t, &f, true);
}

/* True if the next batch will be another one. */
static bool find(struct refusal *r, const struct sheets_result *why)
{
	struct batch_item one;
	if (batch_is_question(r->batch, r->request))
		return r->t->blind = true;
	find_long(r);
	if (r->found || why->status == 403 || why->status == 404)
		return r->found;
	if (is_full(why->text))
		halve_appends(r);
	else if (!find_in_sheet(r))
		return false;
	if (r->shrunk)
		r->t->shape.known = false;
	if (r->found || r->shrunk)
		return true;
	size_t n = items_of(r, &one);
	if (n == 1 && strcmp(one.kind, "header") != 0) {
		set_aside(r, &one, one.column, why->text);
		return true;
	}
	if (n <= 1 || r->t->split)
		return false;
	return r->t->split = true;
}

enum error refusal_settle(struct publisher *p, struct tab *t, const struct batch *b, int64_t pub, const struct sheets_result *why, struct failure *ret_failure)
{
	struct refusal r = {.p = p, .t = t, .batch = b, .pub = pub, .request = why->request, .failure = ret_failure};
	bool helped = find(&r, why);
	enum error e = r.error ? r.error : take_back(&r, why->text);
	if (e)
		return e;
	if (helped)
		log_info("link %s: publish %lld was refused (%s); %zu of its cells and rows are set aside, the rest is sent again", t->name, (long long)pub, why->text, r.found);
	else
		tell_trouble(&r, why);
	return OK;
}
