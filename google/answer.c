#include "google/answer.h"

#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "common/json.h"
#include "common/json_cut.h"
#include "google/mend.h"

enum { MOST_BYTES = 64 * 1024 * 1024 }; /* of one row, and of all that is no row */

struct start {
	int row, column; /* from 0 */
};

struct starts {
	struct start *items;
	size_t count, cap;
};

struct answer {
	struct answer_options options;
	struct json_cut *cut;
	struct rowdata cells;
	struct starts starts; /* of our tab's parts that have rows, as believed */
	bool ours;            /* the part that comes in belongs to our tab */
	int row;              /* of the next element */
	char *title, *time_zone, *locale;
	struct buf pins;
	struct failure failure;
};

static bool on_part(void *context, char *frame, size_t n);
static bool on_row(void *context, char *text, size_t n);

struct answer *answer_new(const struct answer_options *options)
{
	static const char *const path[] = {"sheets", "data", "rowData", NULL};
	struct answer *a = calloc(1, sizeof *a);
	if (!a)
		return NULL;
	a->options = *options;
	a->cut = json_cut_new(&(struct json_cut_options){.path = path, .array = on_part, .element = on_row, .context = a, .most_bytes = MOST_BYTES});
	if (a->cut)
		return a;
	answer_free(a);
	return NULL;
}

void answer_free(struct answer *a)
{
	if (!a)
		return;
	json_cut_free(a->cut);
	rowdata_free(&a->cells);
	free(a->starts.items);
	free(a->title);
	free(a->time_zone);
	free(a->locale);
	buf_free(&a->pins);
	free(a);
}

/* --- rows ---------------------------------------------------------------------------------------------------------------------- */

static json_value last_of(const struct json *j, json_value array)
{
	json_value last = JSON_NONE;
	for (json_value v = array == JSON_NONE ? JSON_NONE : json_first(j, array); v != JSON_NONE; v = json_next(j, v))
		last = v;
	return last;
}

static int number(const struct json *j, json_value object, const char *name, int missing)
{
	int64_t value;
	json_value v = json_member(j, object, name);
	return v != JSON_NONE && json_integer(j, v, &value) && value >= 0 && value <= ANSWER_MOST_ROWS ? (int)value : missing;
}

static bool is_tab(const struct json *j, json_value tab, int64_t sheet)
{
	json_value id = json_member(j, json_member(j, tab, "properties"), "sheetId");
	int64_t number_of = 0; /* left out when it is 0, in some answers */
	return (id == JSON_NONE || json_integer(j, id, &number_of)) && number_of == sheet;
}

static bool stop(struct answer *a, const char *why)
{
	fail(&a->failure, ERR_RETRY, "the answer of a read is not understood: %s", why);
	return false;
}

static bool on_part(void *context, char *frame, size_t n)
{
	struct answer *a = context;
	mend_json(frame, n);
	_cleanup_json_ struct json *j = json_parse(frame, n, NULL);
	json_value tab = j ? last_of(j, json_member(j, 0, "sheets")) : JSON_NONE;
	json_value part = tab != JSON_NONE ? last_of(j, json_member(j, tab, "data")) : JSON_NONE;
	if (part == JSON_NONE || json_member(j, tab, "properties") == JSON_NONE)
		return stop(a, "rows come before what they belong to");
	struct start start = {number(j, part, "startRow", 0), number(j, part, "startColumn", 0)};
	a->ours = is_tab(j, tab, a->options.sheet);
	a->row = start.row;
	return !a->ours || array_add(&a->starts, start) || stop(a, "out of memory");
}

static bool on_row(void *context, char *text, size_t n)
{
	struct answer *a = context;
	if (!a->ours)
		return true;
	int top = a->starts.items[a->starts.count - 1].row + 1, column = a->starts.items[a->starts.count - 1].column;
	if (!rowdata_read(&a->cells, text, n) || a->row >= ANSWER_MOST_ROWS || column + a->cells.count > ROWDATA_MOST_CELLS)
		return stop(a, "a row of it is none");
	return a->options.row(a->options.context, top, ++a->row, column + 1, &a->cells);
}

bool answer_feed(struct answer *a, const char *bytes, size_t n)
{
	return json_cut_feed(a->cut, bytes, n);
}

/* --- what is left ---------------------------------------------------------------------------------------------------------------- */

/* Everything must be as it was believed when the rows came. */
static bool in_order(const struct answer *a, const struct json *j, json_value tab)
{
	json_value data = json_member(j, tab, "data");
	size_t i = 0;
	for (json_value part = data == JSON_NONE ? JSON_NONE : json_first(j, data); part != JSON_NONE; part = json_next(j, part)) {
		if (json_member(j, part, "rowData") == JSON_NONE)
			continue;
		if (i == a->starts.count || number(j, part, "startRow", 0) != a->starts.items[i].row || number(j, part, "startColumn", 0) != a->starts.items[i].column)
			return false;
		i++;
	}
	return i == a->starts.count;
}

static json_value find_tab(const struct answer *a, const struct json *j)
{
	json_value sheets = json_member(j, 0, "sheets");
	json_value tab = sheets == JSON_NONE ? JSON_NONE : json_first(j, sheets);
	while (tab != JSON_NONE && !is_tab(j, tab, a->options.sheet))
		tab = json_next(j, tab);
	return tab;
}

static char *keep_text(char **to, const struct json *j, json_value object, const char *name)
{
	json_value v = json_member(j, object, name);
	size_t n = 2;
	const char *raw = v == JSON_NONE ? "\"\"" : json_raw(j, v, &n);
	free(*to);
	*to = strndup(raw, n);
	return *to;
}

static void add_pins(struct answer *a, const struct json *j, json_value dimension, int column)
{
	json_value metadata = json_member(j, dimension, "developerMetadata");
	for (json_value m = metadata == JSON_NONE ? JSON_NONE : json_first(j, metadata); m != JSON_NONE; m = json_next(j, m)) {
		json_value key = json_member(j, m, "metadataKey"), value = json_member(j, m, "metadataValue");
		size_t n;
		if (key == JSON_NONE || value == JSON_NONE || !json_equals(j, key, "gsync"))
			continue;
		const char *raw = json_raw(j, value, &n);
		buf_addf(&a->pins, "%s[%d,%.*s]", a->pins.len > 1 ? "," : "", column, (int)n, raw);
	}
}

/* Ranges below the header tell the same of the columns again. */
static bool read_pins(struct answer *a, const struct json *j, json_value tab)
{
	json_value data = json_member(j, tab, "data");
	buf_reset(&a->pins);
	buf_addc(&a->pins, '[');
	for (json_value part = data == JSON_NONE ? JSON_NONE : json_first(j, data); part != JSON_NONE; part = json_next(j, part)) {
		json_value columns = json_member(j, part, "columnMetadata");
		if (columns == JSON_NONE || number(j, part, "startRow", 0) > 0 || number(j, part, "startColumn", 0) > 0)
			continue;
		int column = 0;
		for (json_value v = json_first(j, columns); v != JSON_NONE; v = json_next(j, v))
			add_pins(a, j, v, ++column);
		break;
	}
	buf_addc(&a->pins, ']');
	return !a->pins.failed;
}

static enum error read_tab(struct answer *a, const struct json *j, json_value tab, struct answer_tab *ret, struct failure *f)
{
	json_value properties = json_member(j, 0, "properties"), sheet = json_member(j, tab, "properties"), grid = json_member(j, sheet, "gridProperties");
	*ret = (struct answer_tab){
		.title = keep_text(&a->title, j, sheet, "title"),
		.time_zone = keep_text(&a->time_zone, j, properties, "timeZone"),
		.locale = keep_text(&a->locale, j, properties, "locale"),
		.rows = number(j, grid, "rowCount", 0), .columns = number(j, grid, "columnCount", 0), .frozen_rows = number(j, grid, "frozenRowCount", 0),
	};
	if (!ret->title || !ret->time_zone || !ret->locale || !read_pins(a, j, tab))
		return fail(f, ERR_RETRY, "out of memory for the answer of a read");
	ret->pins = a->pins.data;
	if (ret->columns == 0)
		return fail(f, ERR_REJECT, "the tab with sheetId %lld is no grid of cells (a chart?); link another tab, or unlink this one", (long long)a->options.sheet);
	return OK;
}

enum error answer_end(struct answer *a, struct answer_tab *ret, struct failure *ret_failure)
{
	struct json_fault fault = {0};
	size_t n = 0;
	char *frame = json_cut_end(a->cut, &n);
	if (a->failure.kind)
		return fail(ret_failure, a->failure.kind, "%s", a->failure.text);
	if (frame)
		mend_json(frame, n);
	_cleanup_json_ struct json *j = frame ? json_parse(frame, n, &fault) : NULL;
	if (!j)
		return fail(ret_failure, ERR_RETRY, "the answer of a read is not JSON: %s, %zu bytes in", fault.reason ? fault.reason : "cut, or wrong", json_cut_at(a->cut));
	if (json_type(j, 0) != JSON_OBJECT || json_member(j, 0, "properties") == JSON_NONE)
		return fail(ret_failure, ERR_RETRY, "the answer of a read tells nothing of a spreadsheet");
	json_value tab = find_tab(a, j);
	if (tab == JSON_NONE)
		return fail(ret_failure, ERR_REJECT, "the spreadsheet has no tab with sheetId %lld any more; link another tab, or unlink this one", (long long)a->options.sheet);
	if (!in_order(a, j, tab))
		return fail(ret_failure, ERR_RETRY, "the answer of a read is not understood: what rows belong to comes behind them");
	return read_tab(a, j, tab, ret, ret_failure);
}
