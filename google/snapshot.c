#include "google/snapshot.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "google/mend.h"

#define ID_HEADER "_gsync_id"

enum { MOST_ROWS = 10000000, MOST_COLUMNS = 18278, LEAST_ID = 12, MOST_ID = 128 };

struct cell {
	size_t at;       /* of its JSON in `values`; length 0: empty */
	uint32_t length;
	bool formula;
};

struct row {
	struct cell *cells;
	int count;
};

struct snapshot {
	int64_t sheet;
	char *title, *time_zone, *locale; /* JSON strings */
	int grid_rows, grid_columns, frozen_rows;
	struct row *rows; /* rows[0] is the header */
	int count;
	struct buf values;
};

struct snapshot *snapshot_new(int64_t sheet)
{
	struct snapshot *s = calloc(1, sizeof *s);
	if (s)
		s->sheet = sheet;
	return s;
}

void snapshot_free(struct snapshot *s)
{
	if (!s)
		return;
	for (int i = 0; i < s->count; i++)
		free(s->rows[i].cells);
	free(s->rows);
	free(s->title);
	free(s->time_zone);
	free(s->locale);
	buf_free(&s->values);
	free(s);
}

int snapshot_rows(const struct snapshot *s) { return s->grid_rows; }
int snapshot_columns(const struct snapshot *s) { return s->grid_columns; }
int snapshot_frozen_rows(const struct snapshot *s) { return s->frozen_rows; }

/* --- reading an answer ----------------------------------------------------------------------------------------------------- */

static bool reserve_row(struct snapshot *s, int index)
{
	if (index < s->count)
		return true;
	struct row *grown = reallocarray(s->rows, (size_t)index + 1, sizeof *grown);
	if (!grown)
		return false;
	memset(grown + s->count, 0, (size_t)(index + 1 - s->count) * sizeof *grown);
	s->rows = grown;
	s->count = index + 1;
	return true;
}

static bool reserve_cells(struct row *r, int count)
{
	if (count <= r->count)
		return true;
	struct cell *grown = reallocarray(r->cells, (size_t)count, sizeof *grown);
	if (!grown)
		return false;
	memset(grown + r->count, 0, (size_t)(count - r->count) * sizeof *grown);
	r->cells = grown;
	r->count = count;
	return true;
}

/* As a cell with an error shows it. */
static const char *error_text(const struct json *j, json_value error)
{
	static const char *const texts[][2] = {
		{"ERROR", "\"#ERROR!\""}, {"NULL_VALUE", "\"#NULL!\""}, {"DIVIDE_BY_ZERO", "\"#DIV/0!\""}, {"VALUE", "\"#VALUE!\""}, {"REF", "\"#REF!\""},
		{"NAME", "\"#NAME?\""}, {"NUM", "\"#NUM!\""}, {"N_A", "\"#N/A\""}, {"LOADING", "\"Loading...\""},
	};
	json_value type = json_member(j, error, "type");
	for (size_t i = 0; type != JSON_NONE && i < sizeof texts / sizeof texts[0]; i++)
		if (json_equals(j, type, texts[i][0]))
			return texts[i][1];
	return "\"#ERROR!\"";
}

/* The JSON of an ExtendedValue; NULL for an empty one. */
static const char *value_text(const struct json *j, json_value value, size_t *ret_len, bool *ret_computed)
{
	json_value name = value == JSON_NONE ? JSON_NONE : json_first(j, value);
	if (name == JSON_NONE)
		return NULL;
	if (json_equals(j, name, "errorValue")) {
		const char *text = error_text(j, json_of(j, name));
		*ret_computed = true;
		*ret_len = strlen(text);
		return text;
	}
	const char *raw = json_raw(j, json_of(j, name), ret_len);
	return *ret_len == 2 && raw[0] == '"' ? NULL : raw;
}

/* A cell is computed when a formula was entered, and also when it shows something and nothing was entered: another cell's formula spilled into it. */
static void set_cell(struct snapshot *s, const struct json *j, json_value data, struct cell *cell)
{
	json_value entered = json_member(j, data, "userEnteredValue");
	json_value shown = json_member(j, data, "effectiveValue");
	bool computed = shown != JSON_NONE && json_first(j, shown) != JSON_NONE && entered == JSON_NONE;
	if (entered != JSON_NONE && json_member(j, entered, "formulaValue") != JSON_NONE)
		computed = true;
	size_t n = 0;
	const char *text = value_text(j, computed || entered == JSON_NONE ? shown : entered, &n, &computed);
	*cell = (struct cell){.at = s->values.len, .length = text ? (uint32_t)n : 0, .formula = computed};
	if (text)
		buf_add(&s->values, text, n);
}

static bool add_row_data(struct snapshot *s, const struct json *j, json_value row_data, int row, int column)
{
	json_value values = json_member(j, row_data, "values");
	if (values == JSON_NONE || json_count(j, values) == 0)
		return true;
	size_t count = json_count(j, values);
	if (count + (size_t)column > MOST_COLUMNS || row >= MOST_ROWS || !reserve_row(s, row) || !reserve_cells(&s->rows[row], column + (int)count))
		return false;
	for (json_value v = json_first(j, values); v != JSON_NONE; v = json_next(j, v))
		set_cell(s, j, v, &s->rows[row].cells[column++]);
	return true;
}

static int number(const struct json *j, json_value object, const char *name, int missing)
{
	int64_t value;
	json_value v = json_member(j, object, name);
	return v != JSON_NONE && json_integer(j, v, &value) && value >= 0 && value <= MOST_ROWS ? (int)value : missing;
}

static bool add_part(struct snapshot *s, const struct json *j, json_value part)
{
	int row = number(j, part, "startRow", 0), column = number(j, part, "startColumn", 0);
	json_value rows = json_member(j, part, "rowData");
	if (rows == JSON_NONE)
		return true;
	for (json_value v = json_first(j, rows); v != JSON_NONE; v = json_next(j, v))
		if (!add_row_data(s, j, v, row++, column))
			return false;
	return true;
}

static bool keep_text(char **to, const struct json *j, json_value object, const char *name)
{
	json_value v = json_member(j, object, name);
	size_t n = 2;
	const char *raw = v == JSON_NONE ? "\"\"" : json_raw(j, v, &n);
	free(*to);
	*to = strndup(raw, n);
	return *to;
}

static bool keep_properties(struct snapshot *s, const struct json *j, json_value tab)
{
	json_value properties = json_member(j, 0, "properties");
	json_value sheet = json_member(j, tab, "properties");
	json_value grid = json_member(j, sheet, "gridProperties");
	s->grid_rows = number(j, grid, "rowCount", 0);
	s->grid_columns = number(j, grid, "columnCount", 0);
	s->frozen_rows = number(j, grid, "frozenRowCount", 0);
	return keep_text(&s->title, j, sheet, "title") && keep_text(&s->time_zone, j, properties, "timeZone") && keep_text(&s->locale, j, properties, "locale");
}

static json_value find_tab(const struct snapshot *s, const struct json *j)
{
	json_value sheets = json_member(j, 0, "sheets");
	if (sheets == JSON_NONE)
		return JSON_NONE;
	for (json_value tab = json_first(j, sheets); tab != JSON_NONE; tab = json_next(j, tab)) {
		json_value id = json_member(j, json_member(j, tab, "properties"), "sheetId");
		int64_t number_of = 0; /* left out when it is 0, in some answers */
		if (id != JSON_NONE && !json_integer(j, id, &number_of))
			continue;
		if (number_of == s->sheet)
			return tab;
	}
	return JSON_NONE;
}

static enum error add_tab(struct snapshot *s, const struct json *j, json_value tab, struct failure *f)
{
	bool ok = keep_properties(s, j, tab);
	json_value data = json_member(j, tab, "data");
	for (json_value part = data == JSON_NONE ? JSON_NONE : json_first(j, data); part != JSON_NONE && ok; part = json_next(j, part))
		ok = add_part(s, j, part);
	return ok && !s->values.failed ? OK : fail(f, ERR_RETRY, "out of memory for the answer of a read");
}

/* Header and ids are told again by every answer; what an earlier one said of them must not show through where a later one is shorter. */
static void forget_order(struct snapshot *s)
{
	int id = snapshot_id_column(s) - 1;
	for (int r = 1; id >= 0 && r < s->count; r++)
		if (id < s->rows[r].count)
			s->rows[r].cells[id] = (struct cell){0};
	for (int c = 0; s->count && c < s->rows[0].count; c++)
		s->rows[0].cells[c] = (struct cell){0};
}

enum error snapshot_add(struct snapshot *s, char *body, size_t n, struct failure *ret_failure)
{
	struct json_fault fault;
	mend_json(body, n);
	_cleanup_json_ struct json *j = json_parse(body, n, &fault);
	if (!j)
		return fail(ret_failure, ERR_RETRY, "the answer of a read is not JSON: %s at byte %zu of %zu", fault.reason, fault.at, n);
	if (json_type(j, 0) != JSON_OBJECT || json_member(j, 0, "properties") == JSON_NONE)
		return fail(ret_failure, ERR_RETRY, "the answer of a read tells nothing of a spreadsheet");
	json_value tab = find_tab(s, j);
	if (tab == JSON_NONE)
		return fail(ret_failure, ERR_REJECT, "the spreadsheet has no tab with sheetId %lld any more; link another tab, or unlink this one", (long long)s->sheet);
	forget_order(s);
	enum error e = add_tab(s, j, tab, ret_failure);
	if (!e && s->grid_columns == 0)
		return fail(ret_failure, ERR_REJECT, "the tab with sheetId %lld is no grid of cells (a chart?); link another tab, or unlink this one", (long long)s->sheet);
	return e;
}

/* --- telling --------------------------------------------------------------------------------------------------------------- */

static const char *cell_text(const struct snapshot *s, int row, int column, size_t *ret_len)
{
	if (row >= s->count || column < 0 || column >= s->rows[row].count)
		return NULL;
	const struct cell *c = &s->rows[row].cells[column];
	*ret_len = c->length;
	return c->length ? s->values.data + c->at : NULL;
}

/* "_gsync_id" or "_gsync_id@1234", with the quotes. *ret_pub is 0 without a number. */
static bool is_id_header(const char *json, size_t n, int64_t *ret_pub)
{
	static const char start[] = "\"" ID_HEADER;
	size_t at = strlen(start);
	int64_t pub = 0;
	if (n < at + 1 || memcmp(json, start, at) != 0)
		return false;
	if (json[at] == '@')
		for (at++; at < n && isdigit((unsigned char)json[at]) && pub < INT64_MAX / 100; at++)
			pub = pub * 10 + (json[at] - '0');
	*ret_pub = pub;
	return at == n - 1;
}

static int find_id_column(const struct snapshot *s, int64_t *ret_pub)
{
	for (int c = 0; s->count && c < s->rows[0].count; c++) {
		size_t n;
		const char *text = cell_text(s, 0, c, &n);
		if (text && is_id_header(text, n, ret_pub))
			return c + 1;
	}
	return 0;
}

int snapshot_id_column(const struct snapshot *s)
{
	int64_t pub;
	return find_id_column(s, &pub);
}

static int used_cells(const struct row *r)
{
	int n = r->count;
	while (n > 0 && r->cells[n - 1].length == 0)
		n--;
	return n;
}

/* Cells that are empty but computed count: they must not be written. */
static bool holds_something(const struct row *r)
{
	for (int i = 0; i < r->count; i++)
		if (r->cells[i].length || r->cells[i].formula)
			return true;
	return false;
}

/* FNV-1a */
static void hash(uint64_t *h, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		*h = (*h ^ (unsigned char)bytes[i]) * UINT64_C(1099511628211);
	*h = (*h ^ 0xFF) * UINT64_C(1099511628211);
}

uint64_t snapshot_order(const struct snapshot *s)
{
	uint64_t h = UINT64_C(14695981039346656037);
	int id = snapshot_id_column(s) - 1;
	size_t n = 0;
	for (int c = 0; s->count && c < s->rows[0].count; c++) {
		const char *text = cell_text(s, 0, c, &n);
		hash(&h, text ? text : "", text ? n : 0);
	}
	for (int r = 1; r < s->count; r++) {
		const char *text = cell_text(s, r, id, &n);
		if (!text)
			continue;
		hash(&h, (const char *)&r, sizeof r);
		hash(&h, text, n);
	}
	return h;
}

static void add_cells(const struct snapshot *s, int row, struct buf *out)
{
	int n = row < s->count ? used_cells(&s->rows[row]) : 0;
	buf_addc(out, '[');
	for (int c = 0; c < n; c++) {
		size_t length;
		const char *text = cell_text(s, row, c, &length);
		if (c)
			buf_addc(out, ',');
		buf_add(out, text ? text : "null", text ? length : 4);
	}
	buf_addc(out, ']');
}

static void add_formulas(const struct row *r, struct buf *out)
{
	const char *before = ",\"formulas\":[";
	bool any = false;
	for (int c = 0; c < r->count; c++)
		if (r->cells[c].formula) {
			buf_addf(out, "%s%d", any ? "," : before, c + 1);
			any = true;
		}
	if (any)
		buf_addc(out, ']');
}

static void add_row(const struct snapshot *s, int row, bool *first, struct buf *out)
{
	buf_addf(out, "%s{\"row\":%d,\"cells\":", *first ? "" : ",", row + 1);
	add_cells(s, row, out);
	if (row < s->count)
		add_formulas(&s->rows[row], out);
	buf_addc(out, '}');
	*first = false;
}

static void add_rows(const struct snapshot *s, bool whole, const struct range *ranges, size_t count, struct buf *out)
{
	bool first = true;
	for (int r = 1; whole && r < s->count; r++)
		if (holds_something(&s->rows[r]))
			add_row(s, r, &first, out);
	for (size_t i = 0; !whole && i < count; i++)
		for (int r = ranges[i].first < 2 ? 2 : ranges[i].first; r <= ranges[i].last && r <= s->grid_rows; r++)
			add_row(s, r - 1, &first, out);
}

static bool is_id(const char *json, size_t n)
{
	if (n < LEAST_ID + 2 || n > MOST_ID + 2 || json[0] != '"')
		return false;
	for (size_t i = 1; i < n - 1; i++)
		if (!isalnum((unsigned char)json[i]) && json[i] != '_' && json[i] != '-')
			return false;
	return true;
}

static void add_ids(const struct snapshot *s, int id_column, struct buf *out)
{
	size_t n = 0, nulls = 0;
	bool first = true;
	buf_addc(out, '[');
	for (int r = 1; id_column && r < s->count; r++) {
		const char *text = cell_text(s, r, id_column - 1, &n);
		if (!text || !is_id(text, n)) {
			nulls++;
			continue;
		}
		for (; nulls > 0; nulls--, first = false)
			buf_adds(out, first ? "null" : ",null");
		if (!first)
			buf_addc(out, ',');
		buf_add(out, text, n);
		first = false;
	}
	buf_addc(out, ']');
}

static void add_names(const struct snapshot *s, struct buf *out)
{
	buf_addf(out, "{\"title\":%s,\"time_zone\":%s,\"locale\":%s", s->title ? s->title : "\"\"", s->time_zone ? s->time_zone : "\"\"",
	         s->locale ? s->locale : "\"\"");
}

void snapshot_json(const struct snapshot *s, bool whole, const struct range *ranges, size_t count, struct buf *out)
{
	int64_t pub = 0;
	int id_column = find_id_column(s, &pub);
	add_names(s, out);
	buf_addf(out, ",\"grid\":{\"rows\":%d,\"columns\":%d},\"pub\":", s->grid_rows, s->grid_columns);
	if (id_column)
		buf_addf(out, "%lld", (long long)pub);
	else
		buf_adds(out, "null");
	buf_adds(out, ",\"header\":");
	add_cells(s, 0, out);
	buf_adds(out, ",\"ids\":");
	add_ids(s, id_column, out);
	buf_addf(out, ",\"whole\":%s,\"rows\":[", whole ? "true" : "false");
	add_rows(s, whole, ranges, count, out);
	buf_adds(out, "]}");
}

/* Without any header the tab must be empty altogether: nobody knows which columns will be taken. */
static bool is_ids_column_empty(const struct snapshot *s)
{
	int headers = s->count ? used_cells(&s->rows[0]) : 0;
	size_t n;
	for (int r = 1; r < s->count; r++)
		if (headers ? cell_text(s, r, headers, &n) != NULL : holds_something(&s->rows[r]))
			return false;
	return true;
}

void snapshot_info_json(const struct snapshot *s, struct buf *out)
{
	add_names(s, out);
	buf_addf(out, ",\"rows\":%d,\"columns\":%d,\"frozen\":%d,\"ids_column_empty\":%s,\"header\":", s->grid_rows, s->grid_columns, s->frozen_rows,
	         is_ids_column_empty(s) ? "true" : "false");
	add_cells(s, 0, out);
	buf_addc(out, '}');
}
