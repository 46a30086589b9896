#include "worker/publisher.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "worker/bell.h"
#include "common/clock.h"
#include "worker/publish.h"
#include "worker/turn.h"

enum {
	MOST_ANSWER_BYTES = 512 * 1024 * 1024,
	STANDBY_MS = 2000,      /* between two tries to take over */
	GIVE_WAY_TIMES = 20,    /* in a row, before that is told as trouble */
	AWAKE_AGAIN_MS = 5000,  /* between two tries to take the awake lock */
	UNEASY_MS = 2000,       /* after going to rest: a transaction that saw us awake may commit now and tell nobody */
	UNEASY_POLL_MS = 50,
	REST_POLL_MS = 1000
};

/* --- making ------------------------------------------------------------------------------------------------------------------- */

static bool go_on(void *context)
{
	struct publisher *p = context;
	slot_beat(&p->slot, clock_ms());
	return !worker_out_of_patience(p->worker);
}

/* A read may be given up at once, a write must be waited for. */
static bool go_on_calling(void *context)
{
	struct publisher *p = context;
	return go_on(p) && (p->writing || !worker_stops(p->worker));
}

static bool make_parts(struct publisher *p, const struct conf *conf)
{
	const struct http_options options = {.timeout_s = conf->google_timeout_s, .most_bytes = MOST_ANSWER_BYTES, .go_on = go_on_calling, .context = p};
	p->http = http_new(&options);
	p->pg = pg_new(conf->pg_conninfo, "gsync-worker publish", go_on, p);
	p->bell = bell_new();
	return p->http && p->pg && p->bell >= 0 && bucket_init(&p->reads, conf->reads_per_minute) && bucket_init(&p->writes, conf->writes_per_minute);
}

struct publisher *publisher_new(struct worker *w, const char *credentials_path, unsigned number, struct failure *ret_failure)
{
	struct publisher *p = calloc(1, sizeof *p);
	if (!p) {
		fail(ret_failure, ERR_STOP, "out of memory");
		return NULL;
	}
	p->worker = w;
	p->bell = -1;
	p->first = number == 0;
	p->alone = !w->conf->credentials[1];
	p->backoff = (struct backoff){.first_ms = 1000, .most_ms = 64000};
	p->pg_backoff = (struct backoff){.first_ms = 250, .most_ms = 5000};
	snprintf(p->name, sizeof p->name, "publish-%u", number + 1);
	slot_init(&p->slot, p->name);
	p->token = token_new(credentials_path, ret_failure);
	bool made = p->token && make_parts(p, w->conf);
	if (p->token && !made)
		fail(ret_failure, ERR_STOP, "out of memory");
	p->sheets = (struct sheets){.url = w->conf->sheets_url, .http = p->http, .token = p->token};
	if (made)
		return p;
	publisher_free(p);
	return NULL;
}

static void tab_free(struct tab *t)
{
	free(t->name);
	free(t->spreadsheet);
	free(t);
}

void publisher_free(struct publisher *p)
{
	if (!p)
		return;
	for (struct tab *t = p->tabs, *next; t; t = next) {
		next = t->next;
		tab_free(t);
	}
	http_free(p->http);
	pg_free(p->pg);
	token_free(p->token);
	bucket_free(&p->reads);
	bucket_free(&p->writes);
	slot_destroy(&p->slot);
	if (p->bell >= 0)
		close(p->bell);
	free(p);
}

void publisher_wake(struct publisher *p) { bell_ring(p->bell); }
struct slot *publisher_slot(struct publisher *p) { return &p->slot; }
const char *publisher_credential(const struct publisher *p) { return token_email(p->token); }

/* --- trouble and counts ------------------------------------------------------------------------------------------------------- */

static void count(struct publisher *p)
{
	uint64_t now = clock_ms();
	struct calls *c = &p->calls;
	c->reads_quota = p->reads.quota;
	c->writes_quota = p->writes.quota;
	c->reads_minute = bucket_used(&p->reads, now);
	c->writes_minute = bucket_used(&p->writes, now);
	http_transferred(p->http, &c->sent_bytes, &c->received_bytes);
	slot_count(&p->slot, c);
}

void publisher_count_failure(struct publisher *p, enum sheets_outcome outcome)
{
	uint64_t *const counts[] = {[SHEETS_UNSENT] = &p->calls.unsent, [SHEETS_THROTTLED] = &p->calls.throttled,
	                            [SHEETS_REFUSED] = &p->calls.refused, [SHEETS_UNANSWERED] = &p->calls.unanswered};
	if (outcome != SHEETS_DONE)
		++*counts[outcome];
	count(p);
}

bool publisher_may_read(struct publisher *p)
{
	uint64_t delay;
	while ((delay = bucket_delay(&p->reads, clock_ms())) > 0 && !worker_stops(p->worker)) {
		slot_beat(&p->slot, clock_ms());
		bell_wait(p->worker->stop_bell, delay < 1000 ? (unsigned)delay : 1000);
	}
	if (worker_stops(p->worker))
		return false;
	bucket_take(&p->reads, clock_ms());
	p->calls.reads++;
	count(p);
	return true;
}

void publisher_write(struct publisher *p, const struct tab *t, const struct buf *body, struct sheets_result *ret)
{
	bucket_take(&p->writes, clock_ms());
	p->calls.writes++;
	p->writing = true;
	sheets_update(&p->sheets, t->spreadsheet, body, ret);
	p->writing = false;
	publisher_count_failure(p, ret->outcome);
}

void publisher_api_trouble(struct publisher *p, const struct sheets_result *r, struct bucket *bucket)
{
	struct failure f = {0};
	uint64_t now = clock_ms();
	if (r->outcome == SHEETS_THROTTLED)
		bucket_drain(bucket, now);
	fail(&f, r->stopped ? ERR_STOP : ERR_RETRY, "%s", r->text);
	slot_problem(&p->slot, &f);
	p->not_before = now + backoff_fail(&p->backoff);
}

void publisher_api_fine(struct publisher *p)
{
	backoff_reset(&p->backoff);
	slot_fine(&p->slot);
}

static void tell_broken(struct publisher *p, const struct tab *t, const char *problem)
{
	struct pg_number link = pg_number(t->link);
	const char *const params[] = {link.text, problem};
	pg_query(p->pg, "SELECT gsync.broken($1, $2)", 2, params, NULL, NULL);
}

void tab_trouble(struct publisher *p, struct tab *t, const struct failure *f, bool broken)
{
	t->backoff.first_ms = broken ? 15000 : 1000;
	t->backoff.most_ms = broken ? 300000 : 64000;
	t->not_before = clock_ms() + backoff_fail(&t->backoff);
	links_error(&p->worker->links, t->link);
	if (strcmp(t->problem, f->text) == 0)
		return;
	snprintf(t->problem, sizeof t->problem, "%s", f->text);
	log_write(f->kind == ERR_RETRY ? LOG_LEVEL_WARNING : LOG_LEVEL_ERROR, "%s: link %s: %s; trying again", p->name, t->name, f->text);
	if (broken)
		tell_broken(p, t, f->text);
}

void tab_fine(struct tab *t)
{
	backoff_reset(&t->backoff);
	t->gave_way = 0;
	if (t->problem[0])
		log_notice("link %s: works again", t->name);
	t->problem[0] = '\0';
}

/* --- leadership --------------------------------------------------------------------------------------------------------------- */

static enum error ask_bool(struct publisher *p, const char *sql, size_t n, const char *const params[], bool *ret, struct failure *f)
{
	_cleanup_result_ struct pg_result *r = NULL;
	enum error e = pg_query(p->pg, sql, n, params, &r, f);
	if (!e)
		*ret = pg_rows(r) && pg_bool(r, 0, 0);
	return e;
}

static enum error lead(struct publisher *p, struct failure *f)
{
	const char *const params[] = {token_email(p->token)};
	enum error e = ask_bool(p, "SELECT pg_try_advisory_lock(gsync.publisher_key($1))", 1, params, &p->leader, f);
	if (e || !p->leader)
		return e;
	log_notice("%s: publishes as %s", p->name, params[0]);
	return pg_query(p->pg, "LISTEN gsync", 0, NULL, NULL, f);
}

/* --- awake and at rest ------------------------------------------------------------------------------------------------------------ */

/* Waits a moment for transactions that hold it shared; while we wait, new ones cannot take it. One that lasts longer is left alone. */
static enum error take_awake_lock(struct publisher *p, struct failure *f)
{
	enum error e = ask_bool(p, "SELECT pg_try_advisory_lock(gsync.awake_key())", 0, NULL, &p->awake, f);
	if (e || p->awake)
		return e;
	e = pg_query(p->pg, "SELECT set_config('lock_timeout', '10ms', false)", 0, NULL, NULL, f);
	if (!e)
		p->awake = pg_query(p->pg, "SELECT pg_advisory_lock(gsync.awake_key())", 0, NULL, NULL, NULL) == OK;
	if (!pg_connected(p->pg))
		return fail(f, ERR_RETRY, "the connection to PostgreSQL is lost");
	return e ? e : pg_query(p->pg, "SELECT set_config('lock_timeout', '0', false)", 0, NULL, NULL, f);
}

/* The lock is one for all publishers of the database: where there are several, none may keep the triggers from waking the others. */
static enum error wake_up(struct publisher *p, struct failure *f)
{
	if (p->awake || !p->alone || clock_ms() < p->awake_retry_ms)
		return OK;
	enum error e = take_awake_lock(p, f);
	if (!e && !p->awake)
		p->awake_retry_ms = clock_ms() + AWAKE_AGAIN_MS;
	return e;
}

static enum error go_to_rest(struct publisher *p, struct failure *f)
{
	bool unlocked;
	if (!p->awake)
		return OK;
	p->awake = false;
	p->rest_since_ms = clock_ms();
	return ask_bool(p, "SELECT pg_advisory_unlock(gsync.awake_key())", 0, NULL, &unlocked, f);
}

static unsigned rest_poll_ms(const struct publisher *p)
{
	return !p->alone || clock_ms() - p->rest_since_ms < UNEASY_MS ? UNEASY_POLL_MS : REST_POLL_MS;
}

/* --- whose turn -------------------------------------------------------------------------------------------------------------------- */

static struct tab *new_tab(const struct turn *turn)
{
	struct tab *t = calloc(1, sizeof *t);
	if (!t)
		return NULL;
	t->link = turn->link;
	t->sheet = turn->sheet;
	t->stretch = STRETCH_FIRST;
	t->name = strdup(turn->name);
	t->spreadsheet = strdup(turn->spreadsheet);
	if (t->name && t->spreadsheet)
		return t;
	tab_free(t);
	return NULL;
}

static bool is_same(const struct tab *t, const struct turn *turn)
{
	return t->sheet == turn->sheet && strcmp(t->spreadsheet, turn->spreadsheet) == 0 && strcmp(t->name, turn->name) == 0;
}

/* A link that now stands for another tab starts anew. */
static struct tab *tab_of(struct publisher *p, const struct turn *turn)
{
	struct tab **at = &p->tabs;
	while (*at && (*at)->link != turn->link)
		at = &(*at)->next;
	if (*at && is_same(*at, turn))
		return *at;
	struct tab *fresh = new_tab(turn);
	if (fresh && *at) {
		struct tab *old = *at;
		fresh->next = old->next;
		tab_free(old);
	}
	if (fresh)
		*at = fresh;
	return fresh;
}

static enum error take_turn(struct publisher *p, struct tab *t, const struct turn *turn, struct failure *f)
{
	enum error e = wake_up(p, f);
	if (e)
		return e;
	t->oldest_ms = turn->oldest_ms;
	slot_doing(&p->slot, turn->action == TURN_PREPARE ? "preparing" : turn->action == TURN_SCAN ? "scanning" : "publishing");
	if (turn->action == TURN_PREPARE)
		e = prepare_run(p, t, f);
	else
		e = cycle_run(p, t, turn->action == TURN_SCAN || (t->again && t->again_scan), bucket_delay(&p->writes, clock_ms()) == 0, f);
	count(p);
	worker_happened(p->worker);
	if (!e || !pg_connected(p->pg))
		return e;
	if (pg_gave_way(p->pg) && t->gave_way++ < GIVE_WAY_TIMES) {
		log_debug("%s: link %s: another transaction has locked what is to be written; trying again", p->name, t->name);
		t->not_before = clock_ms() + PG_GIVE_WAY_MS;
		return OK;
	}
	tab_trouble(p, t, f, false); /* the database has trouble with this link; the others go on */
	return OK;
}

/* Nothing may be done now. While something is to be done soon, stay awake and poll; else let the triggers wake us. */
static enum error wait_for_turn(struct publisher *p, uint64_t soonest_ms, bool dirty, struct failure *f)
{
	uint64_t poll_ms = dirty ? turn_poll_ms(soonest_ms) : rest_poll_ms(p);
	if (dirty || p->awake) {
		enum error e = dirty ? wake_up(p, f) : go_to_rest(p, f);
		if (e || !dirty)
			return e; /* after going to rest look once more: somebody may have committed before that */
	}
	slot_doing(&p->slot, dirty ? "waiting" : "resting");
	count(p);
	if (soonest_ms < poll_ms)
		poll_ms = soonest_ms;
	/* While a change waits, notifications of more of them are no news. */
	if (dirty) {
		bell_wait(p->worker->stop_bell, (unsigned)(poll_ms ? poll_ms : 1));
		return OK;
	}
	enum pg_event event = pg_wait(p->pg, p->bell, (unsigned)(poll_ms ? poll_ms : 1));
	bell_clear(p->bell);
	return event == PG_LOST ? fail(f, ERR_RETRY, "the connection to PostgreSQL is lost") : OK;
}

static enum error step(struct publisher *p, struct failure *f)
{
	struct turns turns = {0};
	enum error e = turns_ask(p, &turns, f);
	uint64_t soonest = UINT64_MAX;
	bool dirty = false, taken = false;
	for (size_t i = 0; i < turns.count && !e && !taken; i++) {
		struct tab *t = tab_of(p, &turns.items[i]);
		if (!t) {
			e = fail(f, ERR_RETRY, "out of memory");
			break;
		}
		uint64_t delay = turn_delay(p, t, &turns.items[i], &dirty);
		soonest = delay < soonest ? delay : soonest;
		taken = delay == 0;
		if (taken)
			e = take_turn(p, t, &turns.items[i], f);
	}
	turns_free(&turns);
	return e || taken ? e : wait_for_turn(p, soonest, dirty, f);
}

/* --- the thread -------------------------------------------------------------------------------------------------------------------- */

static enum error connect_and_lead(struct publisher *p, struct failure *f)
{
	if (!pg_connected(p->pg)) {
		p->leader = p->awake = false;
		p->rest_since_ms = clock_ms();
	}
	enum error e = pg_connect(p->pg, f);
	return e || p->leader ? e : lead(p, f);
}

static void stand_by(struct publisher *p)
{
	slot_doing(&p->slot, "standing by");
	slot_fine(&p->slot);
	bell_wait(p->worker->stop_bell, STANDBY_MS);
}

static void database_trouble(struct publisher *p, const struct failure *f)
{
	slot_problem(&p->slot, f);
	slot_doing(&p->slot, "waiting");
	bell_wait(p->worker->stop_bell, backoff_fail(&p->pg_backoff));
}

/* A reload may have brought other quotas. */
static void follow_conf(struct publisher *p)
{
	const struct conf *conf = p->worker->conf;
	if (p->reads.quota != conf->reads_per_minute)
		bucket_resize(&p->reads, conf->reads_per_minute);
	if (p->writes.quota != conf->writes_per_minute)
		bucket_resize(&p->writes, conf->writes_per_minute);
}

static void turn_once(struct publisher *p)
{
	struct failure f = {0};
	follow_conf(p);
	slot_beat(&p->slot, clock_ms());
	enum error e = connect_and_lead(p, &f);
	if (!e && !p->leader) {
		stand_by(p);
		return;
	}
	if (!e)
		e = step(p, &f);
	if (e) {
		database_trouble(p, &f);
		return;
	}
	backoff_reset(&p->pg_backoff);
	if (p->backoff.failures == 0)
		slot_fine(&p->slot);
}

void *publisher_run(void *publisher)
{
	struct publisher *p = publisher;
	while (!worker_stops(p->worker))
		turn_once(p);
	pg_disconnect(p->pg);
	slot_doing(&p->slot, "stopped");
	return NULL;
}
