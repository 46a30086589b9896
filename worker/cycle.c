/* One turn of a tab: what to read, the reading, the look, and what the look asks for: entries for the journal, one write. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "common/json.h"
#include "common/log.h"
#include "worker/bell.h"
#include "common/clock.h"
#include "worker/publish.h"

enum {
	MOST_ROWS = 20000,         /* of one write */
	FIRST_ROWS = 4000,         /* of one, as long as nobody knows how long a row is */
	LEAST_ROWS = 200,
	MOST_CELLS = 200000,
	MOST_AGAINS = 3,
	APPLIED_WITHIN_MS = 60000,
	READ_BACK_MS = 400,        /* after a write */
	READ_BACK_THRIFTY_MS = 3000, /* when a quarter of the quota is used: there may be something to write by then, so that one read does for both */
	READ_BACK_POOR_MS = 6000,  /* when half of it is used */
	UNANSWERED_MS = 2000,
	FRUITLESS_MS = 60000
};

struct cycle {
	struct publisher *p;
	struct tab *t;
	bool scan, may_claim;
	struct reading_range *ranges;
	size_t range_count;
	struct pg_result *look; /* what it wants, but for the entries */
	struct batch *batch;
	int64_t pub; /* claimed; 0: none */
	int rows;    /* claimed */
	int frozen_rows;
	bool again, journaled, reading_back;
};

static struct pg_number most_rows(const struct tab *t)
{
	int rows = t->fit ? t->fit : FIRST_ROWS, most = t->shape.known && t->shape.headers ? MOST_CELLS / t->shape.headers : MOST_ROWS;
	most = most < MOST_ROWS ? most : MOST_ROWS;
	return pg_number(rows < most ? rows : most);
}

/* What is claimed must also be read, so it should not be much more than a write holds. */
static void watch_rows(struct tab *t, int rows, size_t bytes, size_t limit)
{
	int asked = t->fit ? t->fit : FIRST_ROWS;
	int64_t fit = bytes ? (int64_t)rows * (int64_t)limit / (int64_t)bytes : 0;
	int64_t wanted = fit + fit / 4 + LEAST_ROWS;
	if ((wanted < asked && bytes > limit / 2) || rows >= asked)
		t->fit = wanted < MOST_ROWS ? (int)wanted : MOST_ROWS;
}

/* gsync.look() estimates on the safe side; `stretch` follows what requests really came to. */
static struct pg_number most_bytes(const struct cycle *c)
{
	uint64_t bytes = c->p->worker->conf->publish_bytes;
	return pg_number((int64_t)(bytes * c->t->stretch / STRETCH_ONE));
}

static void watch_size(struct cycle *c, size_t bytes)
{
	uint64_t limit = c->p->worker->conf->publish_bytes;
	if (bytes > limit)
		c->t->stretch = (unsigned)(c->t->stretch * limit / bytes) + 1;
}

/* --- plan, read, look ---------------------------------------------------------------------------------------------------------- */

static int row_number(int64_t n)
{
	return n > 10000000 ? 10000000 : (int)n;
}

static enum error plan(struct cycle *c, struct failure *f)
{
	_cleanup_result_ struct pg_result *r = NULL;
	struct pg_number link = pg_number(c->t->link), rows = most_rows(c->t);
	const char *const params[] = {link.text, rows.text, c->scan ? "true" : "false"};
	enum error e = pg_query(c->p->pg, "SELECT first_row, last_row FROM gsync.plan($1, $2, $3)", 3, params, &r, f);
	if (e)
		return e;
	c->ranges = calloc(pg_rows(r) + 1, sizeof *c->ranges);
	if (!c->ranges)
		return fail(f, ERR_RETRY, "out of memory");
	for (size_t i = 0; i < pg_rows(r); i++) {
		struct reading_range range = {row_number(pg_int(r, i, 0)), row_number(pg_int(r, i, 1))};
		if (range.first && range.last >= 1000000)
			c->scan = true; /* to the end */
		else if (range.first)
			c->ranges[c->range_count++] = range;
	}
	return OK;
}

/* What the look wants is fetched when it is committed. Entries may be many, and are fetched one by one. */
static enum error look(struct cycle *c, const struct reading *reading, struct failure *f)
{
	_cleanup_buf_ struct buf info = {0};
	struct pg_number link = pg_number(c->t->link), rows = most_rows(c->t), bytes = most_bytes(c);
	reading_info(reading, &info);
	if (info.failed)
		return fail(f, ERR_RETRY, "out of memory");
	const char *const params[] = {link.text, info.data, rows.text, bytes.text, c->may_claim ? "true" : "false"};
	enum error e = pg_query(c->p->pg, "SELECT gsync.look_out($1, $2, $3, $4, $5)", 5, params, NULL, f);
	return e ? e : pg_query(c->p->pg, "SELECT kind, place, id, cells FROM pg_temp.gsync_out WHERE kind <> 'journal' ORDER BY n", 0, NULL, &c->look, f);
}

/* --- what the look says -------------------------------------------------------------------------------------------------------- */

static void name_entry(char name[static 48])
{
	unsigned char random[16] = {0};
	(void)!getrandom(random, sizeof random, 0);
	size_t n = (size_t)snprintf(name, 48, "scan-");
	for (size_t i = 0; i < sizeof random; i++)
		n += (size_t)snprintf(name + n, 48 - n, "%02x", random[i]);
}

static enum error append_entry(struct cycle *c, const char *body, uint64_t *ret_seq, struct failure *f)
{
	char id[48];
	name_entry(id);
	struct journal_entry entry = {
		.received_ms = clock_wall_ms(),
		.origin = JOURNAL_SCAN,
		.sheet = c->t->sheet,
		.spreadsheet = c->t->spreadsheet, .spreadsheet_len = strlen(c->t->spreadsheet),
		.id = id, .id_len = strlen(id),
		.body = body, .body_len = strlen(body),
	};
	switch (journal_append(c->p->worker->journal, &entry, ret_seq, f)) {
	case JOURNAL_APPENDED:
	case JOURNAL_DUPLICATE:
		return OK;
	case JOURNAL_FULL:
		return fail(f, ERR_RETRY, "the journal is full; what the scan found stays in the sheet until there is room");
	case JOURNAL_FAILED:
		break;
	}
	return ERR_RETRY;
}

/* Which columns are synced, and the like, as a JSON string: said when it changes. */
static void tell(struct cycle *c, const char *json)
{
	struct tab *t = c->t;
	struct json_fault fault;
	_cleanup_json_ struct json *j = json ? json_parse(json, strlen(json), &fault) : NULL;
	char *text = j ? json_string(j, 0, NULL) : NULL;
	if (text && strncmp(t->columns_told, text, sizeof t->columns_told - 1) != 0) {
		snprintf(t->columns_told, sizeof t->columns_told, "%s", text);
		log_notice("%s: link %s: %s", c->p->name, t->name, text);
	}
	free(text);
}

static enum error take_row(struct cycle *c, size_t i, struct failure *f)
{
	const char *kind = pg_text(c->look, i, 0), *id = pg_text(c->look, i, 2), *cells = pg_text(c->look, i, 3);
	if (!kind)
		return fail(f, ERR_BUG, "gsync.look returned a row without kind");
	if (strcmp(kind, "pub") == 0)
		c->pub = pg_int(c->look, i, 2);
	else if (strcmp(kind, "again") == 0)
		c->again = true;
	else if (strcmp(kind, "columns") == 0)
		tell(c, cells);
	else if (strcmp(kind, "places") != 0)
		return c->rows++, batch_add(c->batch, kind, (int)pg_int(c->look, i, 1), id, cells, f);
	else if (!c->t->blind)
		batch_ask_places(c->batch);
	return OK;
}

static enum error take_rows(struct cycle *c, struct failure *f)
{
	enum error bad = OK;
	for (size_t i = 0; i < pg_rows(c->look); i++)
		if (take_row(c, i, f) != OK)
			bad = f->kind;
	return bad;
}

/* The first entry behind `after`, appended; *ret_n is its number, or 0 if there is none. */
static enum error take_entry(struct cycle *c, int64_t after, int64_t *ret_n, uint64_t *last_seq, struct failure *f)
{
	_cleanup_result_ struct pg_result *r = NULL;
	struct pg_number from = pg_number(after);
	const char *const params[] = {from.text};
	enum error e = pg_query(c->p->pg, "SELECT n, cells FROM pg_temp.gsync_out WHERE kind = 'journal' AND n > $1 ORDER BY n LIMIT 1", 1, params, &r, f);
	*ret_n = !e && pg_rows(r) ? pg_int(r, 0, 0) : 0;
	if (!*ret_n)
		return e;
	c->journaled = true;
	return pg_text(r, 0, 1) ? append_entry(c, pg_text(r, 0, 1), last_seq, f) : fail(f, ERR_BUG, "gsync.look returned an entry without body");
}

static enum error take_entries(struct cycle *c, uint64_t *last_seq, struct failure *f)
{
	int64_t n = 0;
	enum error e = take_entry(c, n, &n, last_seq, f);
	while (!e && n)
		e = take_entry(c, n, &n, last_seq, f);
	return e;
}

/* Entries that cannot be appended do not keep the claimed publish from being sent: what they tell is found again. */
static bool take_all(struct cycle *c, uint64_t *last_seq)
{
	struct failure f = {0};
	enum error bad = take_rows(c, &f), worse = take_entries(c, last_seq, &f);
	if (bad || worse)
		tab_trouble(c->p, c->t, &f, false);
	return !bad && !worse;
}

/* --- the write ------------------------------------------------------------------------------------------------------------------ */

static enum error settle(struct cycle *c, const char *sql, size_t n, const char *const params[], struct failure *f)
{
	enum error e = pg_query(c->p->pg, sql, n, params, NULL, f);
	worker_happened(c->p->worker);
	return e;
}

static unsigned read_back_delay(const struct publisher *p, uint64_t now)
{
	unsigned quarters = bucket_used(&p->reads, now) * 4 / p->reads.quota;
	return quarters == 0 ? READ_BACK_MS : quarters == 1 ? READ_BACK_THRIFTY_MS : READ_BACK_POOR_MS;
}

static enum error landed(struct cycle *c, size_t bytes, const struct buf *answer, struct failure *f)
{
	struct tab *t = c->t;
	uint64_t now = clock_ms();
	struct pg_number link = pg_number(t->link), pub = pg_number(c->pub);
	const char *const params[] = {link.text, pub.text, answer->data};
	t->read_back_ms = now + read_back_delay(c->p, now);
	t->split = false;
	links_written(&c->p->worker->links, t->link, batch_count(c->batch) - 1, bytes, t->oldest_ms ? (int64_t)(now - t->oldest_ms) : -1);
	publisher_api_fine(c->p);
	tab_fine(t);
	log_info("%s: link %s: wrote publish %lld (%zu cells and rows, %zu bytes)", c->p->name, t->name, (long long)c->pub, batch_count(c->batch) - 1, bytes);
	return settle(c, "SELECT gsync.landed($1, $2, $3)", 3, params, f);
}

static enum error unanswered(struct cycle *c, const struct sheets_result *r, struct failure *f)
{
	struct tab *t = c->t;
	struct failure why = {0};
	struct pg_number link = pg_number(t->link), pub = pg_number(c->pub);
	const char *const params[] = {link.text, pub.text};
	fail(&why, ERR_RETRY, "publish %lld got no clear answer (%s); it will be read back", (long long)c->pub, r->text);
	tab_trouble(c->p, t, &why, false);
	t->read_back_ms = clock_ms() + UNANSWERED_MS;
	return settle(c, "SELECT gsync.unanswered($1, $2)", 2, params, f);
}

static enum error not_sent(struct cycle *c, const struct sheets_result *r, struct failure *f)
{
	struct pg_number link = pg_number(c->t->link), pub = pg_number(c->pub);
	const char *const params[] = {link.text, pub.text, r->text};
	publisher_api_trouble(c->p, r, &c->p->writes);
	return settle(c, "SELECT gsync.refused($1, $2, $3)", 3, params, f);
}

static enum error write_batch(struct cycle *c, struct failure *f)
{
	_cleanup_buf_ struct buf body = {0};
	_cleanup_sheets_ struct sheets_result r = {0};
	struct tab *t = c->t;
	enum error e = batch_build(c->batch, t->split, &body, f);
	if (e) { /* nothing was sent */
		r.outcome = SHEETS_UNSENT;
		snprintf(r.text, sizeof r.text, "%s", f->text);
		return not_sent(c, &r, f);
	}
	watch_size(c, body.len);
	watch_rows(t, c->rows, body.len, c->p->worker->conf->publish_bytes);
	t->sent_ms = t->tried_ms = clock_ms();
	t->dirt_moves = 0;
	publisher_write(c->p, t, &body, &r);
	switch (r.outcome) {
	case SHEETS_DONE:
		return landed(c, body.len, &r.answer.body, f);
	case SHEETS_UNANSWERED:
		return unanswered(c, &r, f);
	case SHEETS_REFUSED:
		return refusal_settle(c->p, t, c->batch, c->pub, &r, f);
	case SHEETS_UNSENT:
	case SHEETS_THROTTLED:
		break;
	}
	return not_sent(c, &r, f);
}

/* --- the turn ------------------------------------------------------------------------------------------------------------------- */

static bool wait_applied(struct cycle *c, uint64_t seq)
{
	for (unsigned waited = 0; waited < APPLIED_WITHIN_MS && !worker_stops(c->p->worker); waited += 1000) {
		slot_beat(&c->p->slot, clock_ms());
		if (progress_wait(&c->p->worker->progress, seq, 1000))
			return true;
	}
	return false;
}

/* A turn that changes nothing although gsync.work() asks for it must not be repeated at once, for ever. Most likely a transaction that is
 * still open holds the rows. */
static void watch_fruit(struct cycle *c)
{
	struct tab *t = c->t;
	t->tried_ms = clock_ms();
	if (c->scan)
		t->scanned_ms = t->tried_ms;
	if (c->pub || c->journaled || c->again || c->reading_back || c->scan) {
		t->fruitless = 0;
		return;
	}
	uint64_t wait = t->fruitless < 8 ? UINT64_C(250) << t->fruitless : FRUITLESS_MS;
	t->fruitless++;
	if (t->not_before < clock_ms() + wait && t->fruitless > 1)
		t->not_before = clock_ms() + wait;
}

static void plan_again(struct cycle *c)
{
	struct tab *t = c->t;
	t->again = c->again || c->journaled;
	t->again_scan = c->scan;
	t->agains = t->again ? t->agains + 1 : 0;
	if (t->agains > MOST_AGAINS) {
		struct failure f = {0};
		fail(&f, ERR_RETRY, "the sheet changes while it is read");
		t->again = false;
		t->agains = 0;
		tab_trouble(c->p, t, &f, false);
	}
}

static enum error take_look(struct cycle *c, struct failure *f)
{
	uint64_t last_seq = 0;
	c->batch = batch_new(&(struct grid){.sheet = c->t->sheet, .rows = c->t->shape.rows, .columns = c->t->shape.columns, .frozen_rows = c->frozen_rows});
	if (!c->batch)
		return fail(f, ERR_RETRY, "out of memory"); /* a publish that was claimed is read back later */
	bool ok = take_all(c, &last_seq);
	enum error e = c->pub ? write_batch(c, f) : OK;
	if (e)
		return e;
	if (ok && !c->pub)
		tab_fine(c->t);
	if (last_seq && !wait_applied(c, last_seq))
		log_debug("%s: link %s: journal entry %llu is not applied yet", c->p->name, c->t->name, (unsigned long long)last_seq);
	plan_again(c);
	watch_fruit(c);
	return OK;
}

static enum error take_turn(struct cycle *c, struct failure *f)
{
	_cleanup_reading_ struct reading *reading = reading_new();
	bool read = false;
	enum error e = reading ? plan(c, f) : fail(f, ERR_RETRY, "out of memory");
	if (!e)
		e = reading_see(c->p, c->t, c->scan ? NULL : c->ranges, c->range_count, reading, &read, f);
	if (e || !read)
		return e;
	c->frozen_rows = reading_frozen_rows(reading);
	c->t->read_back_ms = 0;
	e = look(c, reading, f);
	return e ? e : take_look(c, f);
}

enum error cycle_run(struct publisher *p, struct tab *t, bool scan, bool may_claim, struct failure *ret_failure)
{
	struct cycle c = {.p = p, .t = t, .scan = scan, .may_claim = may_claim, .reading_back = t->read_back_ms != 0};
	enum error e = take_turn(&c, ret_failure);
	free(c.ranges);
	pg_result_free(c.look);
	batch_free(c.batch);
	return e;
}
