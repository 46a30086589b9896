#include "worker/links.h"

#include <stdlib.h>
#include <string.h>

void links_init(struct links *l)
{
	*l = (struct links){0};
	pthread_mutex_init(&l->lock, NULL);
}

static void state_clear(struct link_state *s)
{
	char *const texts[] = {s->name, s->table, s->tab, s->spreadsheet, s->direction, s->state, s->problem};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		free(texts[i]);
	*s = (struct link_state){.rows = -1};
}

void links_destroy(struct links *l)
{
	for (size_t i = 0; i < l->count; i++)
		state_clear(&l->items[i].now);
	free(l->items);
	pthread_mutex_destroy(&l->lock);
}

static bool make_room(struct links *l)
{
	size_t room = l->room ? l->room * 2 : 16;
	struct link_known *items = l->count < l->room ? l->items : realloc(l->items, room * sizeof *items);
	if (!items)
		return false;
	l->room = l->count < l->room ? l->room : room;
	l->items = items;
	return true;
}

/* The link, made if need be; NULL without memory. Under the lock. */
static struct link_known *find(struct links *l, int id)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->items[i].id == id)
			return &l->items[i];
	if (!make_room(l))
		return NULL;
	struct link_known *k = &l->items[l->count++];
	*k = (struct link_known){.id = id, .now = {.rows = -1}, .count = {.apply_lag_ms = -1, .publish_lag_ms = -1}};
	return k;
}

static void lift(int64_t *peak, int64_t value)
{
	*peak = value > *peak ? value : *peak;
}

/* --- telling ------------------------------------------------------------------------------------------------------------------- */

void links_applied(struct links *l, int id, uint64_t entries, int64_t lag_ms)
{
	pthread_mutex_lock(&l->lock);
	struct link_known *k = find(l, id);
	if (k) {
		k->count.entries += entries;
		k->count.apply_lag_ms = lag_ms >= 0 ? lag_ms : k->count.apply_lag_ms;
	}
	lift(&l->apply_peak_ms, lag_ms);
	pthread_mutex_unlock(&l->lock);
}

void links_written(struct links *l, int id, uint64_t cells, uint64_t bytes, int64_t lag_ms)
{
	pthread_mutex_lock(&l->lock);
	struct link_known *k = find(l, id);
	if (k) {
		k->count.writes++;
		k->count.cells_written += cells;
		k->count.written_bytes += bytes;
		k->count.publish_lag_ms = lag_ms >= 0 ? lag_ms : k->count.publish_lag_ms;
	}
	lift(&l->publish_peak_ms, lag_ms);
	pthread_mutex_unlock(&l->lock);
}

void links_error(struct links *l, int id)
{
	pthread_mutex_lock(&l->lock);
	struct link_known *k = find(l, id);
	if (k)
		k->count.errors++;
	pthread_mutex_unlock(&l->lock);
}

void links_seen(struct links *l, int id, struct link_state *now)
{
	pthread_mutex_lock(&l->lock);
	struct link_known *k = find(l, id);
	if (k) {
		now->edited_ms = now->edited_ms ? now->edited_ms : k->now.edited_ms;
		now->rows = now->rows >= 0 ? now->rows : k->now.rows;
		state_clear(&k->now);
		k->now = *now;
		*now = (struct link_state){.rows = -1};
	}
	pthread_mutex_unlock(&l->lock);
	state_clear(now);
}

void links_logged(struct links *l, int id, const struct link_counts *more, uint64_t edited_ms)
{
	pthread_mutex_lock(&l->lock);
	struct link_known *k = find(l, id);
	if (k) {
		k->count.rows_merged += more->rows_merged;
		k->count.cells_merged += more->cells_merged;
		k->count.conflicts += more->conflicts;
		k->count.rejected += more->rejected;
		k->count.held += more->held;
		k->now.edited_ms = edited_ms > k->now.edited_ms ? edited_ms : k->now.edited_ms;
	}
	pthread_mutex_unlock(&l->lock);
}

static bool is_among(int id, const int *ids, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

void links_keep(struct links *l, const int *ids, size_t n)
{
	size_t kept = 0;
	pthread_mutex_lock(&l->lock);
	for (size_t i = 0; i < l->count; i++) {
		if (is_among(l->items[i].id, ids, n))
			l->items[kept++] = l->items[i];
		else
			state_clear(&l->items[i].now);
	}
	l->count = kept;
	pthread_mutex_unlock(&l->lock);
}

/* --- reading ------------------------------------------------------------------------------------------------------------------- */

/* Those without a name last. */
static int by_name(const void *a, const void *b)
{
	const char *one = ((const struct link_known *)a)->now.name, *other = ((const struct link_known *)b)->now.name;
	if (!one || !other)
		return !one - !other;
	return strcmp(one, other);
}

const struct link_known *links_begin(struct links *l, size_t *ret_count)
{
	pthread_mutex_lock(&l->lock);
	if (l->count)
		qsort(l->items, l->count, sizeof *l->items, by_name);
	for (*ret_count = 0; *ret_count < l->count && l->items[*ret_count].now.name;)
		++*ret_count;
	return l->items;
}

void links_end(struct links *l)
{
	pthread_mutex_unlock(&l->lock);
}

void links_peaks(struct links *l, int64_t *ret_apply_ms, int64_t *ret_publish_ms)
{
	pthread_mutex_lock(&l->lock);
	*ret_apply_ms = l->apply_peak_ms;
	*ret_publish_ms = l->publish_peak_ms;
	l->apply_peak_ms = l->publish_peak_ms = 0;
	pthread_mutex_unlock(&l->lock);
}
