#include "worker/batch.h"

#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "common/array.h"

enum kind { UPDATE, NOTE, DELETE, APPEND, HEADER, KINDS }; /* in the order in which they are sent */

static const char *const kind_names[KINDS] = {"update", "note", "delete", "append", "header"};

struct item {
	enum kind kind;
	int row, column;
	const char *id;
	const char *value;
	size_t value_len;
	size_t request;
};

struct batch {
	struct grid grid;
	struct item *items;
	size_t count, cap;
	size_t requests;
	bool ask_places;
};

struct batch *batch_new(const struct grid *grid)
{
	struct batch *b = calloc(1, sizeof *b);
	if (b)
		b->grid = *grid;
	return b;
}

void batch_free(struct batch *b)
{
	if (!b)
		return;
	free(b->items);
	free(b);
}

bool batch_empty(const struct batch *b)
{
	return b->count == 0;
}

void batch_ask_places(struct batch *b)
{
	b->ask_places = true;
}

bool batch_is_question(const struct batch *b, int request)
{
	return b->ask_places && request >= 0 && (size_t)request == b->requests - 1;
}

size_t batch_count(const struct batch *b)
{
	return b->count;
}

struct batch_item batch_item(const struct batch *b, size_t i)
{
	const struct item *it = &b->items[i];
	return (struct batch_item){it->request, kind_names[it->kind], it->row, it->column, it->id, it->value, it->value_len};
}

/* --- gathering ----------------------------------------------------------------------------------------------------------- */

static enum error add_item(struct batch *b, const struct item *item, struct failure *f)
{
	return array_add(b, *item) ? OK : fail(f, ERR_RETRY, "out of memory");
}

/* `pair`: [column, value] */
static enum error add_cell(struct batch *b, const struct item *row, const struct json *j, json_value pair, struct failure *f)
{
	json_value column = json_first(j, pair);
	json_value value = column == JSON_NONE ? JSON_NONE : json_next(j, column);
	int64_t number = 0;
	if (value == JSON_NONE || !json_integer(j, column, &number) || number < 1 || number > 18278)
		return fail(f, ERR_BUG, "gsync.look returned a cell that is no [column, value]");
	struct item cell = *row;
	cell.column = (int)number;
	cell.value = json_raw(j, value, &cell.value_len);
	return add_item(b, &cell, f);
}

static enum error add_cells(struct batch *b, const struct item *row, const char *cells, struct failure *f)
{
	struct json_fault fault;
	_cleanup_json_ struct json *j = cells ? json_parse(cells, strlen(cells), &fault) : NULL;
	if (!j || json_type(j, 0) != JSON_ARRAY)
		return fail(f, ERR_BUG, "gsync.look returned cells that are no array: %s", cells ? cells : "NULL");
	enum error e = OK;
	for (json_value pair = json_first(j, 0); pair != JSON_NONE && !e; pair = json_next(j, pair))
		e = add_cell(b, row, j, pair, f);
	return e;
}

static enum error add_append(struct batch *b, struct item *row, const char *cells, struct failure *f)
{
	row->row = 0;
	row->value = cells;
	row->value_len = cells ? strlen(cells) : 0;
	return cells ? add_item(b, row, f) : fail(f, ERR_BUG, "gsync.look returned an append without cells");
}

enum error batch_add(struct batch *b, const char *kind, int place, const char *id, const char *cells, struct failure *ret_failure)
{
	struct item item = {.row = place, .id = id};
	while (item.kind < KINDS && strcmp(kind_names[item.kind], kind) != 0)
		item.kind++;
	if (item.kind != APPEND && place < 1)
		return fail(ret_failure, ERR_BUG, "gsync.look returned %s at place %d", kind, place);
	switch (item.kind) {
	case UPDATE:
	case NOTE:
		return add_cells(b, &item, cells, ret_failure);
	case APPEND:
		return add_append(b, &item, cells, ret_failure);
	case HEADER:
		item.row = 1;
		item.column = place;
		item.value = cells;
		item.value_len = cells ? strlen(cells) : 0;
		return item.value_len && *cells == '"' ? add_item(b, &item, ret_failure) : fail(ret_failure, ERR_BUG, "gsync.look returned a header that is no text");
	case DELETE:
		return add_item(b, &item, ret_failure);
	case KINDS:
		break;
	}
	return fail(ret_failure, ERR_BUG, "gsync.look returned an unknown kind: %s", kind);
}

/* --- building -------------------------------------------------------------------------------------------------------------- */

/* Kinds in order of sending; cells by row and column; deletes from the bottom up; appends as they came. */
static int compare(const void *left, const void *right)
{
	const struct item *a = left, *b = right;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->row != b->row)
		return (a->row < b->row ? -1 : 1) * (a->kind == DELETE ? -1 : 1);
	if (a->column != b->column)
		return a->column < b->column ? -1 : 1;
	return a->request < b->request ? -1 : a->request > b->request;
}

/* `request` holds the order of arrival until the requests are numbered. */
static void sort_items(struct batch *b)
{
	for (size_t i = 0; i < b->count; i++)
		b->items[i].request = i;
	qsort(b->items, b->count, sizeof *b->items, compare);
}

static void begin_request(struct batch *b, struct buf *body, const char *name)
{
	buf_addf(body, "%s{\"%s\":{", b->requests ? "," : "", name);
}

static void end_request(struct batch *b, struct buf *body)
{
	buf_adds(body, "}}");
	b->requests++;
}

static void add_value(struct buf *body, const char *json, size_t n)
{
	const char *type = json[0] == '"' ? "stringValue" : json[0] == 't' || json[0] == 'f' ? "boolValue" : "numberValue";
	if (json[0] == 'n' || (n == 2 && json[0] == '"')) {
		buf_adds(body, "{}"); /* the field is named in `fields` and not given: cleared */
		return;
	}
	buf_addf(body, "{\"userEnteredValue\":{\"%s\":", type);
	buf_add(body, json, n);
	buf_adds(body, "}}");
}

static void add_note(struct buf *body, const char *json, size_t n)
{
	buf_adds(body, "{");
	if (json[0] != 'n') {
		buf_adds(body, "\"note\":");
		buf_add(body, json, n);
	}
	buf_adds(body, "}");
}

/* Cells side by side in one row. */
struct run {
	size_t first, count; /* items */
	size_t below;        /* the run of the next row that belongs to the same block; 0: none */
	bool top;            /* a block starts here */
};

struct runs {
	struct run *items;
	size_t count, cap;
};

/* Cuts items[from, to) into runs, one above the other linked as blocks. Runs of one row are in order of columns, so that those of two rows
 * are matched in one pass. */
static bool find_runs(const struct batch *b, size_t from, size_t to, bool split, struct runs *runs)
{
	for (size_t i = from; i < to;) {
		size_t n = 1;
		while (!split && i + n < to && b->items[i + n].row == b->items[i].row && b->items[i + n].column == b->items[i].column + (int)n)
			n++;
		if (!array_add(runs, ((struct run){.first = i, .count = n, .top = true})))
			return false;
		i += n;
	}
	return true;
}

static void stack_runs(const struct batch *b, struct runs *runs)
{
	size_t above = 0;
	for (size_t i = 1; i < runs->count; i++) {
		const struct item *it = &b->items[runs->items[i].first];
		const struct item *up;
		while (up = &b->items[runs->items[above].first], up->row < it->row - 1 || (up->row == it->row - 1 && up->column < it->column))
			above++;
		if (up->row == it->row - 1 && up->column == it->column && runs->items[above].count == runs->items[i].count) {
			runs->items[above].below = i;
			runs->items[i].top = false;
		}
	}
}

static void add_row(struct batch *b, struct buf *body, const struct run *run)
{
	buf_adds(body, "{\"values\":[");
	for (size_t i = run->first; i < run->first + run->count; i++) {
		struct item *it = &b->items[i];
		it->request = b->requests;
		if (i > run->first)
			buf_addc(body, ',');
		if (it->kind == NOTE)
			add_note(body, it->value, it->value_len);
		else
			add_value(body, it->value, it->value_len);
	}
	buf_adds(body, "]}");
}

/* `start` with as many rows as are written; `range` would clear what the rows do not cover. */
static void add_block(struct batch *b, struct buf *body, const struct runs *runs, size_t top)
{
	const struct item *first = &b->items[runs->items[top].first];
	begin_request(b, body, "updateCells");
	buf_addf(body, "\"start\":{\"sheetId\":%lld,\"rowIndex\":%d,\"columnIndex\":%d},\"fields\":\"%s\",\"rows\":[",
	         (long long)b->grid.sheet, first->row - 1, first->column - 1, first->kind == NOTE ? "note" : "userEnteredValue");
	for (size_t i = top;; i = runs->items[i].below) {
		add_row(b, body, &runs->items[i]);
		if (!runs->items[i].below)
			break;
		buf_addc(body, ',');
	}
	buf_adds(body, "]");
	end_request(b, body);
}

static void add_blocks(struct batch *b, size_t from, size_t to, bool split, struct buf *body)
{
	struct runs runs = {0};
	if (!find_runs(b, from, to, split, &runs))
		body->failed = true;
	else if (!split)
		stack_runs(b, &runs);
	for (size_t i = 0; i < runs.count && !body->failed; i++)
		if (runs.items[i].top)
			add_block(b, body, &runs, i);
	free(runs.items);
}

static void add_clear_row(struct batch *b, struct item *it, struct buf *body)
{
	begin_request(b, body, "updateCells");
	buf_addf(body, "\"range\":{\"sheetId\":%lld,\"startRowIndex\":%d,\"endRowIndex\":%d},\"fields\":\"userEnteredValue\"",
	         (long long)b->grid.sheet, it->row - 1, it->row);
	it->request = b->requests;
	end_request(b, body);
}

static void add_delete(struct batch *b, size_t from, size_t count, struct buf *body)
{
	begin_request(b, body, "deleteDimension");
	buf_addf(body, "\"range\":{\"sheetId\":%lld,\"dimension\":\"ROWS\",\"startIndex\":%d,\"endIndex\":%d}",
	         (long long)b->grid.sheet, b->items[from + count - 1].row - 1, b->items[from].row);
	for (size_t i = from; i < from + count; i++)
		b->items[i].request = b->requests;
	end_request(b, body);
}

/* Items are sorted from the bottom up. Sheets refuses to delete every row that is not frozen: then the last one is emptied instead. */
static void add_deletes(struct batch *b, size_t from, size_t to, bool split, struct buf *body)
{
	if (to > from && to - from >= (size_t)(b->grid.rows - b->grid.frozen_rows))
		add_clear_row(b, &b->items[--to], body);
	for (size_t i = from; i < to;) {
		size_t n = 1;
		while (!split && i + n < to && b->items[i + n].row == b->items[i].row - (int)n)
			n++;
		add_delete(b, i, n, body);
		i += n;
	}
}

static bool add_appended_row(const struct item *it, struct buf *body)
{
	struct json_fault fault;
	_cleanup_json_ struct json *j = json_parse(it->value, it->value_len, &fault);
	if (!j || json_type(j, 0) != JSON_ARRAY)
		return false;
	buf_adds(body, "{\"values\":[");
	for (json_value v = json_first(j, 0), first = v; v != JSON_NONE; v = json_next(j, v)) {
		size_t n;
		const char *raw = json_raw(j, v, &n);
		if (v != first)
			buf_addc(body, ',');
		add_value(body, raw, n);
	}
	buf_adds(body, "]}");
	return true;
}

static bool add_append_request(struct batch *b, size_t from, size_t count, struct buf *body)
{
	begin_request(b, body, "appendCells");
	buf_addf(body, "\"sheetId\":%lld,\"fields\":\"userEnteredValue\",\"rows\":[", (long long)b->grid.sheet);
	for (size_t i = from; i < from + count; i++) {
		if (i > from)
			buf_addc(body, ',');
		if (!add_appended_row(&b->items[i], body))
			return false;
		b->items[i].request = b->requests;
	}
	buf_adds(body, "]");
	end_request(b, body);
	return true;
}

static bool add_appends(struct batch *b, size_t from, size_t to, bool split, struct buf *body)
{
	size_t step = split ? 1 : to - from;
	bool ok = true;
	for (size_t i = from; i < to && ok; i += step)
		ok = add_append_request(b, i, step, body);
	return ok;
}

static void add_header(struct batch *b, struct item *it, struct buf *body)
{
	begin_request(b, body, "updateCells");
	buf_addf(body, "\"start\":{\"sheetId\":%lld,\"rowIndex\":0,\"columnIndex\":%d},\"fields\":\"userEnteredValue\","
	         "\"rows\":[{\"values\":[", (long long)b->grid.sheet, it->column - 1);
	add_value(body, it->value, it->value_len);
	buf_adds(body, "]}]");
	it->request = b->requests;
	end_request(b, body);
}

static void add_question(struct batch *b, struct buf *body)
{
	begin_request(b, body, "updateDeveloperMetadata");
	buf_addf(body, "\"dataFilters\":[{\"developerMetadataLookup\":{\"metadataKey\":\"gsync\",\"locationType\":\"COLUMN\",\"metadataLocation\":{\"sheetId\":%lld},"
	         "\"locationMatchingStrategy\":\"INTERSECTING_LOCATION\"}}],\"developerMetadata\":{\"visibility\":\"DOCUMENT\"},\"fields\":\"visibility\"",
	         (long long)b->grid.sheet);
	end_request(b, body);
}

static bool add_kind(struct batch *b, enum kind kind, size_t from, size_t to, bool split, struct buf *body)
{
	switch (kind) {
	case UPDATE:
	case NOTE:
		add_blocks(b, from, to, split, body);
		return true;
	case DELETE:
		add_deletes(b, from, to, split, body);
		return true;
	case APPEND:
		return add_appends(b, from, to, split, body);
	case HEADER:
		for (size_t i = from; i < to; i++)
			add_header(b, &b->items[i], body);
		return true;
	case KINDS:
		break;
	}
	return false;
}

enum error batch_build(struct batch *b, bool split, struct buf *body, struct failure *ret_failure)
{
	bool ok = true;
	b->requests = 0;
	sort_items(b);
	buf_adds(body, "{\"requests\":[");
	for (size_t from = 0, to; from < b->count && ok; from = to) {
		for (to = from; to < b->count && b->items[to].kind == b->items[from].kind;)
			to++;
		ok = add_kind(b, b->items[from].kind, from, to, split, body);
	}
	if (b->ask_places)
		add_question(b, body);
	buf_adds(body, "]}");
	if (body->failed)
		return fail(ret_failure, ERR_RETRY, "out of memory");
	return ok ? OK : fail(ret_failure, ERR_BUG, "gsync.look returned an append that is no array");
}
