#include "google/reading.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "google/answer.h"
#include "google/header.h"
#include "google/order.h"
#include "google/ranges.h"

enum {
	MOST_CELLS = 200000,     /* of one call; about 24 MB of answer */
	PART_BYTES = 512 * 1024, /* rows are handed out when they come to so much */
	MOST_TRIES = 3
};

struct reading {
	struct buf title, time_zone, locale, header, pins; /* JSON */
	int rows, columns, frozen_rows;
	int headers;    /* cells used in the header row */
	int id_column;
	int64_t pub;
	bool whole;
	struct order order;
	unsigned char used[ROWDATA_MOST_CELLS / 8 + 1]; /* columns that hold something below the header */
	bool used_any;
};

struct reading *reading_new(void)
{
	return calloc(1, sizeof(struct reading));
}

static void clear(struct reading *r)
{
	buf_free(&r->title);
	buf_free(&r->time_zone);
	buf_free(&r->locale);
	buf_free(&r->header);
	buf_free(&r->pins);
	order_free(&r->order);
	*r = (struct reading){0};
}

void reading_free(struct reading *r)
{
	if (!r)
		return;
	clear(r);
	free(r);
}

int reading_frozen_rows(const struct reading *r) { return r->frozen_rows; }
const struct buf *reading_ids(const struct reading *r) { return &r->order.lines; }

/* What a call asks for besides the header row. */
enum what {
	HEADER, /* nothing */
	TAB,    /* everything in one range */
	ROWS,   /* ranges of a whole reading: rows that hold nothing are passed over */
	RANGES, /* ranges, and the id column */
	IDS     /* the id column, to be compared */
};

struct wanted {
	int first, last;
	int told; /* the last row handed out, or first - 1 */
};

/* One reading under way. */
struct take {
	const struct reading_source *source;
	struct reading_shape *shape;
	struct reading *r;
	struct sheets_result *result;
	struct failure *failure;
	enum what what;
	struct wanted *wanted;
	size_t wanted_count, at; /* at: where the last row was found */
	struct header header;
	struct order *order;
	struct buf part;
	struct answer *answer;
	bool stopped; /* the answer is not wanted any more */
};

enum taken { TAKEN, MOVED, GIVEN_UP, UNREAD, FAILED };

/* --- rows as they come --------------------------------------------------------------------------------------------------------- */

static bool out_of_memory(struct take *t)
{
	fail(t->failure, ERR_RETRY, "out of memory for the rows of a tab");
	return false;
}

static bool hand_out(struct take *t)
{
	if (t->part.len == 0)
		return true;
	buf_addc(&t->part, ']');
	bool ok = t->part.failed ? out_of_memory(t) : t->source->rows(t->source->context, t->part.data, t->part.len, t->failure) == OK;
	buf_reset(&t->part);
	return ok;
}

static bool tell(struct take *t, int row, const struct rowdata *cells)
{
	if (!t->source->rows)
		return true;
	buf_addc(&t->part, t->part.len ? ',' : '[');
	rowdata_add_row(cells, row, t->source->formats, &t->part);
	return t->part.len < PART_BYTES || hand_out(t);
}

static struct wanted *find_wanted(struct take *t, int row)
{
	for (size_t n = 0; n < t->wanted_count; n++, t->at = (t->at + 1) % t->wanted_count)
		if (row >= t->wanted[t->at].first && row <= t->wanted[t->at].last)
			return &t->wanted[t->at];
	return NULL;
}

static bool tell_wanted(struct take *t, int row, const struct rowdata *cells)
{
	struct wanted *w = find_wanted(t, row);
	if (!w || row <= w->told)
		return true;
	w->told = row;
	return tell(t, row, cells);
}

/* Rows at the end of a range that hold nothing are left out of the answer. */
static bool tell_rest(struct take *t)
{
	const struct rowdata nothing = {0};
	for (struct wanted *w = t->wanted; w < t->wanted + t->wanted_count; w++)
		for (int last = w->last < t->r->rows ? w->last : t->r->rows; w->told < last; w->told++)
			if (!tell(t, w->told + 1, &nothing))
				return false;
	return true;
}

static void mark_used(struct reading *r, const struct rowdata *cells)
{
	for (int i = 0; i < cells->count; i++) {
		if (cells->cells[i].json)
			r->used[i / 8] |= (unsigned char)(1u << (i % 8));
		r->used_any = r->used_any || cells->cells[i].json || cells->cells[i].computed;
	}
}

static bool add_id(struct take *t, int row, int column, const struct rowdata *cells, int id_column)
{
	int i = id_column - column;
	if (!id_column || i < 0 || i >= cells->count || order_add(t->order, row, &cells->cells[i]))
		return true;
	fail(t->failure, ERR_RETRY, "the answer of a read tells a row twice, or memory ran out");
	return false;
}

static bool take_whole_row(struct take *t, int row, const struct rowdata *cells)
{
	int64_t pub;
	mark_used(t->r, cells);
	int id_column = t->what == TAB ? header_id_column(&t->header, &pub) : t->shape->id_column;
	return add_id(t, row, 1, cells, id_column) && (!rowdata_holds_something(cells) || tell(t, row, cells));
}

/* The header row and the id column are asked for from the top, ranges begin below. */
static bool on_row(void *context, int top, int row, int column, const struct rowdata *cells)
{
	struct take *t = context;
	if (row == 1)
		return header_set(&t->header, column, cells) || out_of_memory(t);
	if (top == 1 && t->what != TAB)
		return add_id(t, row, column, cells, t->shape->id_column);
	if (column != 1)
		return true;
	return t->what == RANGES ? tell_wanted(t, row, cells) : take_whole_row(t, row, cells);
}

/* --- one call ------------------------------------------------------------------------------------------------------------------- */

static void add_filters(const struct take *t, struct buf *filters)
{
	int id_column = t->shape->id_column;
	int64_t sheet = t->source->sheet;
	buf_addc(filters, '[');
	sheets_filter(filters, sheet, t->what == TAB ? 0 : 1, t->what == TAB ? 0 : 1, 0, 0);
	if (id_column && (t->what == RANGES || t->what == IDS))
		sheets_filter(filters, sheet, 0, 0, id_column, id_column);
	for (size_t i = 0; i < t->wanted_count; i++)
		sheets_filter(filters, sheet, t->wanted[i].first, t->wanted[i].last, 0, 0);
	buf_addc(filters, ']');
}

static void keep(struct buf *to, const char *text)
{
	buf_reset(to);
	buf_adds(to, text);
}

static enum taken keep_tab(struct take *t, const struct answer_tab *tab)
{
	struct reading *r = t->r;
	keep(&r->title, tab->title);
	keep(&r->time_zone, tab->time_zone);
	keep(&r->locale, tab->locale);
	keep(&r->pins, tab->pins);
	buf_reset(&r->header);
	header_add_cells(&t->header, &r->header);
	r->rows = tab->rows;
	r->columns = tab->columns;
	r->frozen_rows = tab->frozen_rows;
	r->headers = header_used(&t->header);
	r->id_column = header_id_column(&t->header, &r->pub);
	*t->shape = (struct reading_shape){.known = true, .rows = r->rows, .columns = r->columns, .headers = r->headers, .id_column = r->id_column};
	if (r->title.failed || r->time_zone.failed || r->locale.failed || r->header.failed || r->pins.failed) {
		out_of_memory(t);
		return FAILED;
	}
	return TAKEN;
}

static enum taken end_call(struct take *t)
{
	struct answer_tab tab;
	if (t->failure->kind || answer_end(t->answer, &tab, t->failure) != OK)
		return FAILED;
	enum taken taken = keep_tab(t, &tab);
	if (taken == TAKEN && t->what == RANGES && !tell_rest(t))
		return FAILED;
	return taken == TAKEN && hand_out(t) ? TAKEN : FAILED;
}

static bool on_bytes(void *context, const char *bytes, size_t n)
{
	struct take *t = context;
	t->stopped = !answer_feed(t->answer, bytes, n);
	return !t->stopped;
}

static enum taken send(struct take *t, const char *filters)
{
	const struct http_sink sink = {.take = on_bytes, .context = t};
	t->stopped = false;
	sheets_read(t->source->sheets, t->source->spreadsheet, filters, t->source->formats ? ANSWER_FIELDS_FORMATS : ANSWER_FIELDS, &sink, t->result);
	return t->result->outcome == SHEETS_DONE || t->stopped ? end_call(t) : UNREAD;
}

/* A range behind the end of the grid is refused; that of a tab which is gone will be, too, when its header is asked for. */
static enum taken call(struct take *t, enum what what, struct wanted *wanted, size_t count)
{
	_cleanup_buf_ struct buf filters = {0};
	t->what = what;
	t->wanted = wanted;
	t->wanted_count = count;
	t->at = 0;
	header_reset(&t->header);
	buf_reset(&t->part);
	add_filters(t, &filters);
	if (t->source->may_call && !t->source->may_call(t->source->context))
		return GIVEN_UP;
	t->answer = answer_new(&(struct answer_options){.sheet = t->source->sheet, .row = on_row, .context = t});
	enum taken taken = t->answer && !filters.failed ? send(t, filters.data) : FAILED;
	if (!t->answer || filters.failed)
		out_of_memory(t);
	answer_free(t->answer);
	t->answer = NULL;
	return taken == UNREAD && count && t->result->outcome == SHEETS_REFUSED && t->result->status == 400 ? MOVED : taken;
}

/* --- whole ---------------------------------------------------------------------------------------------------------------------- */

static bool same_header(const struct buf *a, const struct buf *b)
{
	return a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
}

/* Which rows stand where must not have changed since the windows were read. */
static enum taken check_order(struct take *t, const struct buf *header)
{
	struct order again = {0};
	if (!t->shape->id_column)
		return TAKEN;
	order_begin(&again, false);
	t->order = &again;
	enum taken taken = call(t, IDS, NULL, 0);
	t->order = &t->r->order;
	return taken == TAKEN && (again.digest != t->r->order.digest || !same_header(header, &t->r->header)) ? MOVED : taken;
}

/* Few cells stand beside those that have a header. */
static int rows_of_a_call(const struct reading_shape *shape)
{
	return shape->headers ? MOST_CELLS / shape->headers : MOST_CELLS / shape->columns + 1;
}

static enum taken take_windows(struct take *t)
{
	_cleanup_buf_ struct buf header = {0};
	int id_column = t->shape->id_column, step = rows_of_a_call(t->shape);
	for (int from = 2; from <= t->shape->rows; from += step) {
		struct wanted window = {.first = from, .last = from + step - 1 < t->shape->rows ? from + step - 1 : t->shape->rows, .told = from - 1};
		enum taken taken = call(t, ROWS, &window, 1);
		if (taken != TAKEN)
			return taken;
		if (t->shape->id_column != id_column || (from > 2 && !same_header(&header, &t->r->header)))
			return MOVED;
		buf_reset(&header);
		buf_add(&header, t->r->header.data, t->r->header.len);
	}
	if (header.failed)
		return out_of_memory(t) ? TAKEN : FAILED;
	return check_order(t, &header);
}

static enum taken take_whole(struct take *t)
{
	return t->shape->rows <= rows_of_a_call(t->shape) ? call(t, TAB, NULL, 0) : take_windows(t);
}

/* --- ranges --------------------------------------------------------------------------------------------------------------------- */

static enum taken take_ranges(struct take *t, const struct reading_range *ranges, size_t count, bool first_try)
{
	int id_column = t->shape->id_column;
	/* The grid may have grown since it was last seen: only when that was a moment ago does it limit what is asked for. */
	struct reading_range *tidy = ranges_tidy(ranges, first_try ? INT_MAX : t->shape->rows, &count);
	struct wanted *wanted = calloc(count + 1, sizeof *wanted);
	for (size_t i = 0; tidy && wanted && i < count; i++)
		wanted[i] = (struct wanted){.first = tidy[i].first, .last = tidy[i].last, .told = tidy[i].first - 1};
	enum taken taken = tidy && wanted ? call(t, RANGES, wanted, count) : FAILED;
	if (!tidy || !wanted)
		out_of_memory(t);
	free(tidy);
	free(wanted);
	return taken == TAKEN && t->shape->id_column != id_column ? MOVED : taken;
}

/* --- both ----------------------------------------------------------------------------------------------------------------------- */

static enum taken take_once(struct take *t, const struct reading_range *ranges, size_t count, bool first_try)
{
	/* Where the id column is and how large the grid is must be known before more can be asked for. */
	if (!t->shape->known) {
		t->shape->id_column = 0;
		enum taken taken = call(t, HEADER, NULL, 0);
		if (taken != TAKEN)
			return taken;
	}
	clear(t->r);
	t->r->whole = !ranges;
	t->order = &t->r->order;
	order_begin(t->order, ranges != NULL);
	if (t->source->begin && t->source->begin(t->source->context, t->failure) != OK)
		return FAILED;
	return ranges ? take_ranges(t, ranges, count, first_try) : take_whole(t);
}

static enum reading_outcome outcome_of(struct take *t, enum taken taken)
{
	static const enum reading_outcome outcomes[] = {[TAKEN] = READING_DONE, [MOVED] = READING_FAILED, [GIVEN_UP] = READING_GIVEN_UP, [UNREAD] = READING_UNREAD,
	                                                [FAILED] = READING_FAILED};
	if (taken != TAKEN)
		t->shape->known = false;
	if (taken == MOVED)
		fail(t->failure, ERR_RETRY, "its rows or columns move while they are read");
	return outcomes[taken];
}

enum reading_outcome reading_take(const struct reading_source *source, struct reading_shape *shape, const struct reading_range *ranges, size_t count,
                                  struct reading *reading, struct sheets_result *ret_call, struct failure *ret_failure)
{
	struct take t = {.source = source, .shape = shape, .r = reading, .result = ret_call, .failure = ret_failure, .order = &reading->order};
	enum taken taken = MOVED;
	*ret_failure = (struct failure){0};
	for (int i = 0; i < MOST_TRIES && taken == MOVED; i++) {
		shape->known = shape->known && i == 0;
		taken = take_once(&t, ranges, count, i == 0);
	}
	header_free(&t.header);
	buf_free(&t.part);
	return outcome_of(&t, taken);
}

/* --- telling -------------------------------------------------------------------------------------------------------------------- */

struct reading_digest reading_digest(const struct reading *r)
{
	struct reading_digest d;
	snprintf(d.text, sizeof d.text, "%016llx", (unsigned long long)r->order.digest);
	return d;
}

/* Without any header the tab must be empty altogether: nobody knows which columns will be taken. */
static bool is_ids_column_empty(const struct reading *r)
{
	return r->headers ? !(r->used[r->headers / 8] >> (r->headers % 8) & 1) : !r->used_any;
}

void reading_info(const struct reading *r, struct buf *out)
{
	buf_addf(out, "{\"title\":%s,\"time_zone\":%s,\"locale\":%s,\"rows\":%d,\"columns\":%d,\"frozen\":%d,\"header\":%s,\"pins\":%s", r->title.data, r->time_zone.data, r->locale.data,
	         r->rows, r->columns, r->frozen_rows, r->header.data, r->pins.data);
	if (r->id_column)
		buf_addf(out, ",\"pub\":%lld", (long long)r->pub);
	else
		buf_adds(out, ",\"pub\":null");
	buf_addf(out, ",\"whole\":%s,\"digest\":\"%s\",\"ids_column_empty\":%s}", r->whole ? "true" : "false", reading_digest(r).text,
	         !r->whole ? "null" : is_ids_column_empty(r) ? "true" : "false");
}
