#include "journal/cli.h"

#include <inttypes.h>
#include <stdlib.h>

#include "common/base64.h"
#include "common/buf.h"
#include "common/json.h"
#include "common/printable.h"

enum { SPREADSHEET_WIDTH = 44, SHORT_WIDTH = 13 /* 6 characters, …, 6 characters */ };

static const char *origin_name(enum journal_origin origin)
{
	return origin == JOURNAL_SCAN ? "scan" : "webhook";
}

/* --- JSON lines ---------------------------------------------------------------------------------------------------------- */

/* Bodies are JSON, or they would not be here; whatever is not is shown all the same. */
static void add_body(struct buf *b, const struct journal_entry *e)
{
	struct json_fault fault;
	if (json_validate(e->body, e->body_len, &fault)) {
		buf_adds(b, ",\"body\":");
		buf_add_json_line(b, e->body, e->body_len);
		return;
	}
	buf_adds(b, ",\"body\":null,\"body_base64\":\"");
	if (buf_reserve(b, BASE64_SIZE(e->body_len)))
		b->len += base64_encode(e->body, e->body_len, b->data + b->len);
	buf_addc(b, '"');
}

static void add_json(struct buf *b, const struct journal_entry *e)
{
	char time[TIME_SIZE];
	buf_addf(b, "{\"seq\":%" PRIu64 ",\"received\":\"%s\",\"received_ms\":%" PRIu64 ",\"origin\":\"%s\",\"spreadsheet\":", e->seq,
		 time_print_utc(e->received_ms, time), e->received_ms, origin_name(e->origin));
	buf_add_json_printable(b, e->spreadsheet, e->spreadsheet_len);
	buf_addf(b, ",\"sheet\":%" PRId64 ",\"id\":", e->sheet);
	buf_add_json_printable(b, e->id, e->id_len);
	add_body(b, e);
	buf_adds(b, "}\n");
}

/* --- a body in a few words ----------------------------------------------------------------------------------------------- */

static void add_string(struct buf *b, const struct json *j, json_value v)
{
	size_t n;
	char *text = v == JSON_NONE ? NULL : json_string(j, v, &n);
	if (text)
		buf_add_printable(b, text, n);
	free(text);
}

static bool integer_member(const struct json *j, json_value object, const char *name, int64_t *ret)
{
	json_value v = json_member(j, object, name);
	return v != JSON_NONE && json_integer(j, v, ret);
}

static void add_range(struct buf *b, const char *one, const char *many, int64_t first, int64_t last)
{
	if (first == last)
		buf_addf(b, " %s %" PRId64, one, first);
	else
		buf_addf(b, " %s %" PRId64 "-%" PRId64, many, first, last);
}

/* "row 5", "rows 5-12", or "3 rows 5..40" when some between are not there. */
static void add_rows(struct buf *b, const struct json *j, json_value rows)
{
	int64_t row, first = INT64_MAX, last = INT64_MIN, count = 0;
	for (json_value r = json_first(j, rows); r != JSON_NONE; r = json_next(j, r)) {
		if (!integer_member(j, r, "row", &row))
			continue;
		first = row < first ? row : first;
		last = row > last ? row : last;
		count++;
	}
	if (count == 0)
		return;
	if (last - first == count - 1)
		add_range(b, "row", "rows", first, last);
	else
		buf_addf(b, " %" PRId64 " rows %" PRId64 "..%" PRId64, count, first, last);
}

static void add_edited(struct buf *b, const struct json *j, json_value edited)
{
	enum { LONGEST_TYPED = 40 };
	int64_t first, last;
	size_t n;
	if (integer_member(j, edited, "first_column", &first) && integer_member(j, edited, "last_column", &last))
		add_range(b, "column", "columns", first, last);
	json_value typed = json_member(j, edited, "typed");
	if (typed == JSON_NONE)
		return;
	const char *raw = json_raw(j, typed, &n);
	buf_adds(b, " typed ");
	size_t shown = n <= LONGEST_TYPED ? n : LONGEST_TYPED;
	while (shown < n && shown > 0 && ((unsigned char)raw[shown] & 0xc0) == 0x80)
		shown--; /* not within a character */
	buf_add_printable(b, raw, shown);
	if (shown < n)
		buf_adds(b, "…");
}

static void add_summary(struct buf *b, const struct journal_entry *e)
{
	struct json_fault fault;
	_cleanup_json_ struct json *j = json_parse(e->body, e->body_len, &fault);
	if (!j || json_type(j, 0) != JSON_OBJECT) {
		buf_addf(b, "(%zu bytes that are no event)", e->body_len);
		return;
	}
	add_string(b, j, json_member(j, 0, "kind"));
	json_value rows = json_member(j, 0, "rows"), edited = json_member(j, 0, "edited"), gone = json_member(j, 0, "gone"), user = json_member(j, 0, "user");
	if (rows != JSON_NONE)
		add_rows(b, j, rows);
	if (gone != JSON_NONE && json_count(j, gone) > 0)
		buf_addf(b, " %zu gone", json_count(j, gone));
	if (edited != JSON_NONE)
		add_edited(b, j, edited);
	if (user != JSON_NONE && json_type(j, user) == JSON_STRING) {
		buf_adds(b, " by ");
		add_string(b, j, user);
	}
}

/* --- text ---------------------------------------------------------------------------------------------------------------- */

static size_t spreadsheet_width(const struct show *s)
{
	return s->narrow ? SHORT_WIDTH : SPREADSHEET_WIDTH;
}

/* Spreadsheet ids are ASCII; the first and the last six characters of one tell it from others. */
static void add_spreadsheet(struct buf *b, const struct show *s, const struct journal_entry *e)
{
	_cleanup_buf_ struct buf name = {0};
	size_t width = spreadsheet_width(s), half = (SHORT_WIDTH - 1) / 2;
	buf_add_printable(&name, e->spreadsheet, e->spreadsheet_len);
	if (name.failed || !name.data)
		buf_addf(b, "%-*s", (int)width, "-");
	else if (s->narrow && name.len > width)
		buf_addf(b, "%.*s…%s", (int)half, name.data, name.data + name.len - half);
	else
		buf_addf(b, "%-*s", (int)width, name.data);
}

static void add_text(struct buf *b, const struct show *s, const struct journal_entry *e)
{
	char time[TIME_SIZE];
	buf_addf(b, "%8" PRIu64 "  %s  %-7s  ", e->seq, time_print_local(e->received_ms, time), origin_name(e->origin));
	add_spreadsheet(b, s, e);
	buf_addf(b, "  %10" PRId64 "  ", e->sheet);
	add_summary(b, e);
	buf_adds(b, "  [");
	buf_add_printable(b, e->id, e->id_len);
	buf_adds(b, "]\n");
	if (!s->body)
		return;
	buf_adds(b, "          ");
	buf_add_printable(b, e->body, e->body_len);
	buf_addc(b, '\n');
}

void show_heading(const struct show *s, FILE *to)
{
	if (s->format == FORMAT_TEXT)
		fprintf(to, "%8s  %-29s  %-7s  %-*s  %10s  %s\n", "SEQ", "RECEIVED", "ORIGIN", (int)spreadsheet_width(s), "SPREADSHEET", "SHEET", "EVENT [ID]");
}

void show_entry(const struct show *s, const struct journal_entry *e, FILE *to)
{
	_cleanup_buf_ struct buf line = {0};
	if (s->format == FORMAT_JSON)
		add_json(&line, e);
	else
		add_text(&line, s, e);
	if (!line.failed)
		fwrite(line.data, 1, line.len, to);
}
