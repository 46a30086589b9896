#include "worker/turn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"

enum {
	CALM_MS = 2500,       /* so long after the last write a change is written at once, and a burst is not held up any longer */
	AGAIN_MS = 600,       /* so long after a turn that wrote nothing */
	QUIET_MS = 30,        /* a single change right after a write: nothing follows it within this time */
	QUIET_BURST_MS = 250, /* a burst is over */
	BURST_MOVES = 3,      /* so many changes seen one after the other are a burst */
	SCAN_APART_MS = 1500, /* structural changes come in bursts, too */
	BURST_POLL_MS = 10,
	WAIT_POLL_MS = 50,
	TROUBLE_POLL_MS = 200
};

/* --- asking -------------------------------------------------------------------------------------------------------------------- */

static enum turn_action action_of(const char *text)
{
	return strcmp(text, "prepare") == 0 ? TURN_PREPARE : strcmp(text, "scan") == 0 ? TURN_SCAN : TURN_PUBLISH;
}

static void read_turn(const struct pg_result *r, size_t row, struct turn *turn)
{
	*turn = (struct turn){
		.link = (int)pg_int(r, row, 0),
		.name = pg_text(r, row, 1),
		.spreadsheet = pg_text(r, row, 2),
		.sheet = pg_int(r, row, 3),
		.action = action_of(pg_text(r, row, 4)),
		.dirt = pg_text(r, row, 5),
		.oldest_ms = pg_text(r, row, 6) ? clock_ms() - (uint64_t)pg_int(r, row, 6) : 0,
	};
}

enum error turns_ask(struct publisher *p, struct turns *ret, struct failure *ret_failure)
{
	struct pg_number interval = pg_number(p->worker->conf->scan_interval_s);
	const char *const params[] = {token_email(p->token), p->first ? "true" : "false", interval.text};
	enum error e = pg_query(p->pg,
	                        "SELECT w.link, w.name, w.spreadsheet, w.sheet, w.action, (SELECT max(d.changed_at) FROM gsync.dirty d WHERE d.link = w.link),"
	                        " gsync.age_ms((SELECT min(d.changed_at) FROM gsync.dirty d WHERE d.link = w.link))"
	                        " FROM gsync.work($1, $2, $3) WITH ORDINALITY AS w(link, name, spreadsheet, sheet, action, since, nth) ORDER BY w.nth",
	                        3, params, &ret->result, ret_failure);
	if (e)
		return e;
	ret->items = calloc(pg_rows(ret->result) + 1, sizeof *ret->items);
	if (!ret->items)
		return fail(ret_failure, ERR_RETRY, "out of memory");
	ret->count = pg_rows(ret->result);
	for (size_t i = 0; i < ret->count; i++)
		read_turn(ret->result, i, &ret->items[i]);
	return OK;
}

void turns_free(struct turns *t)
{
	free(t->items);
	pg_result_free(t->result);
}

/* --- waiting ------------------------------------------------------------------------------------------------------------------- */

static uint64_t until(uint64_t then, uint64_t now)
{
	return then > now ? then - now : 0;
}

static uint64_t later(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static void watch_dirt(struct tab *t, const char *dirt, uint64_t now)
{
	if (strncmp(t->dirt, dirt, sizeof t->dirt - 1) == 0)
		return;
	snprintf(t->dirt, sizeof t->dirt, "%s", dirt);
	t->dirt_ms = now;
	t->dirt_moves++;
	t->fruitless = 0;
}

/* After a turn that wrote, and after one that could not get hold of what changes all the time. */
static uint64_t burst_delay(const struct tab *t, uint64_t now)
{
	uint64_t calm = t->sent_ms ? until(t->sent_ms + CALM_MS, now) : 0;
	uint64_t again = t->tried_ms ? until(t->tried_ms + AGAIN_MS, now) : 0;
	uint64_t quiet = until(t->dirt_ms + (t->dirt_moves >= BURST_MOVES ? QUIET_BURST_MS : QUIET_MS), now);
	uint64_t longest = later(calm, again);
	return longest < quiet ? longest : quiet;
}

uint64_t turn_delay(struct publisher *p, struct tab *t, const struct turn *turn, bool *dirty)
{
	uint64_t now = clock_ms();
	bool fresh = turn->dirt && strncmp(t->dirt, turn->dirt, sizeof t->dirt - 1) != 0;
	uint64_t trouble = later(until(t->not_before, now), until(p->not_before, now));
	uint64_t delay = later(trouble, bucket_delay(&p->reads, now));
	if (turn->dirt)
		watch_dirt(t, turn->dirt, now);
	if (t->again || turn->action == TURN_PREPARE)
		return delay;
	if (turn->action == TURN_SCAN)
		return later(delay, t->scanned_ms ? until(t->scanned_ms + SCAN_APART_MS, now) : 0);
	if (!turn->dirt || (t->read_back_ms && t->dirt_moves == 0 && !fresh))
		return later(delay, until(t->read_back_ms, now));
	*dirty = true;
	return later(later(delay, bucket_delay(&p->writes, now)), burst_delay(t, now));
}

unsigned turn_poll_ms(uint64_t soonest_ms)
{
	return soonest_ms <= QUIET_BURST_MS ? BURST_POLL_MS : soonest_ms <= CALM_MS ? WAIT_POLL_MS : TROUBLE_POLL_MS;
}
