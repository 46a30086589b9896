#include "google/rowdata.h"

#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "google/mend.h"

void rowdata_free(struct rowdata *r)
{
	free(r->cells);
	*r = (struct rowdata){0};
}

/* --- reading ------------------------------------------------------------------------------------------------------------------ */

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

#define NOTE_BEGIN "\"gsync: "

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

static bool is_date(const struct json *j, json_value type)
{
	return type != JSON_NONE && (json_equals(j, type, "DATE") || json_equals(j, type, "TIME") || json_equals(j, type, "DATE_TIME"));
}

/* A cell is computed when a formula was entered, and also when it shows something and nothing was entered: another cell's formula spilled into it. */
static struct rowdata_cell read_cell(const struct json *j, json_value data)
{
	json_value entered = json_member(j, data, "userEnteredValue");
	json_value shown = json_member(j, data, "effectiveValue");
	bool computed = shown != JSON_NONE && json_first(j, shown) != JSON_NONE && entered == JSON_NONE;
	if (entered != JSON_NONE && json_member(j, entered, "formulaValue") != JSON_NONE)
		computed = true;
	size_t n = 0;
	const char *text = value_text(j, computed || entered == JSON_NONE ? shown : entered, &n, &computed);
	struct rowdata_cell cell = {.json = text, .len = text ? n : 0, .computed = computed};
	json_value format = json_member(j, json_member(j, data, "effectiveFormat"), "numberFormat");
	if (format != JSON_NONE && shown != JSON_NONE && json_member(j, shown, "numberValue") != JSON_NONE) {
		cell.format = json_raw(j, format, &cell.format_len);
		cell.date = is_date(j, json_member(j, format, "type"));
	}
	json_value note = json_member(j, data, "note");
	const char *raw = note == JSON_NONE ? NULL : json_raw(j, note, &n);
	if (raw && n > strlen(NOTE_BEGIN) && memcmp(raw, NOTE_BEGIN, strlen(NOTE_BEGIN)) == 0) {
		cell.note = raw;
		cell.note_len = n;
	}
	return cell;
}

static bool reserve(struct rowdata *r, size_t count)
{
	if (count <= (size_t)r->cap)
		return true;
	struct rowdata_cell *grown = reallocarray(r->cells, count, sizeof *grown);
	if (!grown)
		return false;
	r->cells = grown;
	r->cap = (int)count;
	return true;
}

bool rowdata_read(struct rowdata *r, char *text, size_t n)
{
	mend_json(text, n);
	_cleanup_json_ struct json *j = json_parse(text, n, NULL);
	r->count = 0;
	if (!j || json_type(j, 0) != JSON_OBJECT)
		return false;
	json_value values = json_member(j, 0, "values");
	if (values == JSON_NONE)
		return true;
	size_t count = json_count(j, values);
	if (count > ROWDATA_MOST_CELLS || !reserve(r, count))
		return false;
	for (json_value v = json_first(j, values); v != JSON_NONE; v = json_next(j, v))
		r->cells[r->count++] = read_cell(j, v);
	return true;
}

/* --- telling -------------------------------------------------------------------------------------------------------------------- */

int rowdata_used(const struct rowdata *r)
{
	int n = r->count;
	while (n > 0 && !r->cells[n - 1].json)
		n--;
	return n;
}

bool rowdata_holds_something(const struct rowdata *r)
{
	for (int i = 0; i < r->count; i++)
		if (r->cells[i].json || r->cells[i].computed || r->cells[i].note)
			return true;
	return false;
}

void rowdata_add_cells(const struct rowdata *r, struct buf *out)
{
	int n = rowdata_used(r);
	buf_addc(out, '[');
	for (int i = 0; i < n; i++) {
		const struct rowdata_cell *c = &r->cells[i];
		if (i)
			buf_addc(out, ',');
		buf_add(out, c->json ? c->json : "null", c->json ? c->len : 4);
	}
	buf_addc(out, ']');
}

static bool is_computed(const struct rowdata_cell *c) { return c->computed; }
static bool is_entered_date(const struct rowdata_cell *c) { return c->date && !c->computed; }

static void add_columns(const struct rowdata *r, const char *name, bool (*is_meant)(const struct rowdata_cell *c), struct buf *out)
{
	bool any = false;
	for (int i = 0; i < r->count; i++)
		if (is_meant(&r->cells[i])) {
			if (any)
				buf_addf(out, ",%d", i + 1);
			else
				buf_addf(out, ",\"%s\":[%d", name, i + 1);
			any = true;
		}
	if (any)
		buf_addc(out, ']');
}

static void add_formats(const struct rowdata *r, struct buf *out)
{
	const char *before = ",\"formats\":{";
	bool any = false;
	for (int i = 0; i < r->count; i++)
		if (r->cells[i].format) {
			buf_addf(out, "%s\"%d\":", any ? "," : before, i + 1);
			buf_add(out, r->cells[i].format, r->cells[i].format_len);
			any = true;
		}
	if (any)
		buf_addc(out, '}');
}

static void add_notes(const struct rowdata *r, struct buf *out)
{
	const char *before = ",\"notes\":{";
	bool any = false;
	for (int i = 0; i < r->count; i++)
		if (r->cells[i].note) {
			buf_addf(out, "%s\"%d\":", any ? "," : before, i + 1);
			buf_add(out, r->cells[i].note, r->cells[i].note_len);
			any = true;
		}
	if (any)
		buf_addc(out, '}');
}

void rowdata_add_row(const struct rowdata *r, int row, bool formats, struct buf *out)
{
	buf_addf(out, "{\"row\":%d,\"cells\":", row);
	rowdata_add_cells(r, out);
	add_columns(r, "formulas", is_computed, out);
	if (formats)
		add_formats(r, out);
	else
		add_columns(r, "dates", is_entered_date, out);
	add_notes(r, out);
	buf_addc(out, '}');
}
