/* One consistent reading of a tab. One call to the API is atomic. A tab that is too large for one is read in windows, each of
 * which repeats the header and the ids: while these stay the same, no row has moved from one window to another. */
#include <limits.h>
#include <stdlib.h>

#include "common/log.h"
#include "worker/bell.h"
#include "common/clock.h"
#include "worker/publish.h"

enum {
	MOST_CELLS = 200000, /* of one call; about 24 MB of answer */
	MOST_FILTERS = 200,
	MOST_TRIES = 3
};

static bool out_of_memory(struct publisher *p, struct tab *t)
{
	struct failure f = {0};
	fail(&f, ERR_RETRY, "out of memory while reading %s", t->name);
	tab_trouble(p, t, &f, false);
	return false;
}

/* --- one call ------------------------------------------------------------------------------------------------------------------ */

static bool wait_for_quota(struct publisher *p)
{
	uint64_t delay;
	while ((delay = bucket_delay(&p->reads, clock_ms())) > 0 && !worker_stops(p->worker)) {
		slot_beat(&p->slot, clock_ms());
		bell_wait(p->worker->stop_bell, delay < 1000 ? (unsigned)delay : 1000);
	}
	return !worker_stops(p->worker);
}

static void refused(struct publisher *p, struct tab *t, const struct sheets_result *r)
{
	struct failure f = {0};
	t->known = false;
	fail(&f, ERR_STOP, "cannot read %s: %s%s", t->name, r->text, r->status == 400 ? "; the tab was deleted, or is no grid: undo that, or unlink it" : "");
	tab_trouble(p, t, &f, true);
}

static void failed(struct publisher *p, struct tab *t, const struct sheets_result *r)
{
	struct failure f = {0};
	if (worker_stops(p->worker))
		return; /* given up by ourselves */
	if (r->outcome == SHEETS_REFUSED) {
		refused(p, t, r);
	} else if (r->outcome == SHEETS_UNANSWERED) {
		fail(&f, ERR_RETRY, "cannot read %s: %s", t->name, r->text);
		tab_trouble(p, t, &f, false);
	} else {
		publisher_api_trouble(p, r, &p->reads);
	}
}

static bool add_answer(struct publisher *p, struct tab *t, struct snapshot *s, struct sheets_result *r)
{
	struct failure f = {0};
	if (snapshot_add(s, r->answer.body.data, r->answer.body.len, &f) != OK) {
		tab_trouble(p, t, &f, f.kind == ERR_REJECT);
		return false;
	}
	t->known = true;
	t->rows = snapshot_rows(s);
	t->columns = snapshot_columns(s);
	t->id_column = snapshot_id_column(s);
	publisher_api_fine(p);
	return true;
}

/* `filters` is an array still open. *ret_refused: Google did not like the ranges (NULL: that is trouble like any other). */
static bool call(struct publisher *p, struct tab *t, struct buf *filters, struct snapshot *s, bool *ret_refused)
{
	_cleanup_sheets_ struct sheets_result r = {0};
	buf_addc(filters, ']');
	if (filters->failed)
		return out_of_memory(p, t);
	if (!wait_for_quota(p))
		return false;
	publisher_read(p, t, filters->data, SNAPSHOT_FIELDS, &r);
	if (r.outcome == SHEETS_DONE)
		return add_answer(p, t, s, &r);
	if (ret_refused && r.outcome == SHEETS_REFUSED && r.status == 400)
		*ret_refused = true;
	else
		failed(p, t, &r);
	return false;
}

static void begin_filters(const struct tab *t, struct buf *filters)
{
	buf_addc(filters, '[');
	sheets_filter(filters, t->sheet, 1, 1, 0, 0);
	if (t->id_column)
		sheets_filter(filters, t->sheet, 0, 0, t->id_column, t->id_column);
}

/* Where the id column is and how large the grid is must be known before more can be asked for. */
static bool probe(struct publisher *p, struct tab *t)
{
	_cleanup_buf_ struct buf filters = {0};
	_cleanup_snapshot_ struct snapshot *s = snapshot_new(t->sheet);
	if (!s)
		return out_of_memory(p, t);
	t->id_column = 0;
	begin_filters(t, &filters);
	return call(p, t, &filters, s, NULL);
}

/* --- narrow --------------------------------------------------------------------------------------------------------------------- */

static int compare_ranges(const void *left, const void *right)
{
	const struct range *a = left, *b = right;
	return a->first < b->first ? -1 : a->first > b->first;
}

static size_t join_ranges(struct range *ranges, size_t count, int gap)
{
	size_t kept = 0;
	for (size_t i = 1; i < count; i++)
		if (ranges[i].first - ranges[kept].last <= gap)
			ranges[kept].last = ranges[i].last > ranges[kept].last ? ranges[i].last : ranges[kept].last;
		else
			ranges[++kept] = ranges[i];
	return count ? kept + 1 : 0;
}

/* Rows 2 to `last` of the ranges, in few filters: rows in between are read along when there would be too many. */
static struct range *tidy_ranges(const struct range *ranges, int last, size_t *count)
{
	struct range *tidy = calloc(*count + 1, sizeof *tidy);
	size_t n = 0;
	for (size_t i = 0; tidy && i < *count; i++)
		if (ranges[i].first <= last && ranges[i].last >= 2) {
			tidy[n].first = ranges[i].first < 2 ? 2 : ranges[i].first;
			tidy[n++].last = ranges[i].last > last ? last : ranges[i].last;
		}
	if (tidy)
		qsort(tidy, n, sizeof *tidy, compare_ranges);
	*count = n;
	for (int gap = 1; tidy && (*count = join_ranges(tidy, n, gap)) > MOST_FILTERS; gap *= 2)
		n = *count;
	return tidy;
}

enum taken { TAKEN, NOT_TAKEN, MOVED };

static enum taken take_narrow(struct publisher *p, struct tab *t, const struct range *ranges, size_t count, struct reading *ret)
{
	_cleanup_buf_ struct buf filters = {0};
	int id_column = t->id_column;
	bool refused_range = false;
	begin_filters(t, &filters);
	for (size_t i = 0; i < count; i++)
		sheets_filter(&filters, t->sheet, ranges[i].first, ranges[i].last, 0, 0);
	if (!call(p, t, &filters, ret->snapshot, &refused_range))
		return refused_range ? MOVED : NOT_TAKEN;
	return t->id_column == id_column ? TAKEN : MOVED;
}

/* --- whole ---------------------------------------------------------------------------------------------------------------------- */

static enum taken take_at_once(struct publisher *p, struct tab *t, struct reading *ret)
{
	_cleanup_buf_ struct buf filters = {0};
	buf_addc(&filters, '[');
	sheets_filter(&filters, t->sheet, 0, 0, 0, 0);
	return call(p, t, &filters, ret->snapshot, NULL) ? TAKEN : NOT_TAKEN;
}

static enum taken take_windows(struct publisher *p, struct tab *t, struct reading *ret)
{
	int step = MOST_CELLS / t->columns > 0 ? MOST_CELLS / t->columns : 1;
	uint64_t order = 0;
	for (int from = 2; from <= t->rows; from += step) {
		const struct range window = {from, from + step - 1 < t->rows ? from + step - 1 : t->rows};
		enum taken taken = take_narrow(p, t, &window, 1, ret);
		if (taken != TAKEN)
			return taken;
		if (from > 2 && snapshot_order(ret->snapshot) != order)
			return MOVED;
		order = snapshot_order(ret->snapshot);
	}
	return TAKEN;
}

static enum taken take_whole(struct publisher *p, struct tab *t, struct reading *ret)
{
	return (int64_t)t->rows * t->columns <= MOST_CELLS ? take_at_once(p, t, ret) : take_windows(p, t, ret);
}

/* --- both ----------------------------------------------------------------------------------------------------------------------- */

static enum taken take(struct publisher *p, struct tab *t, const struct range *ranges, size_t count, struct reading *ret)
{
	snapshot_free(ret->snapshot);
	ret->snapshot = snapshot_new(t->sheet);
	if (!ret->snapshot) {
		out_of_memory(p, t);
		return NOT_TAKEN;
	}
	return ret->whole ? take_whole(p, t, ret) : take_narrow(p, t, ranges, count, ret);
}

bool reading_take(struct publisher *p, struct tab *t, bool whole, const struct range *ranges, size_t count, struct reading *ret)
{
	struct failure f = {0};
	ret->whole = whole;
	for (int i = 0; i < MOST_TRIES; i++) {
		if (!t->known && !probe(p, t))
			return false;
		size_t n = count;
		/* The grid may have grown since it was last seen: only when that was a moment ago does it limit what is asked for. */
		struct range *tidy = tidy_ranges(ranges, i ? t->rows : INT_MAX, &n);
		enum taken taken = tidy ? take(p, t, tidy, n, ret) : NOT_TAKEN;
		free(tidy);
		if (!tidy)
			return out_of_memory(p, t);
		if (taken != MOVED)
			return taken == TAKEN;
		t->known = false;
	}
	fail(&f, ERR_RETRY, "cannot read %s: its rows or columns move while they are read", t->name);
	tab_trouble(p, t, &f, false);
	return false;
}
