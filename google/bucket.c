#include "google/bucket.h"

#include <stdlib.h>

/* A second more than a minute: a request may have taken longer to arrive than the one that follows it a minute later. */
enum { WINDOW_MS = 61000 };

bool bucket_init(struct bucket *b, unsigned per_minute)
{
	*b = (struct bucket){.quota = per_minute ? per_minute : 1};
	b->taken = calloc(b->quota, sizeof *b->taken);
	return b->taken;
}

void bucket_free(struct bucket *b)
{
	free(b->taken);
	b->taken = NULL;
}

static bool in_window(uint64_t taken, uint64_t now)
{
	return taken && taken + WINDOW_MS > now;
}

unsigned bucket_used(const struct bucket *b, uint64_t now)
{
	unsigned used = 0;
	for (unsigned i = 0; i < b->quota; i++)
		used += in_window(b->taken[i], now);
	return used;
}

/* The request made `back` before the last one, 0: the last one. */
static uint64_t taken_before(const struct bucket *b, unsigned back)
{
	return b->taken[(b->next + b->quota - 1 - back) % b->quota];
}

bool bucket_resize(struct bucket *b, unsigned per_minute)
{
	struct bucket other;
	if (!bucket_init(&other, per_minute))
		return false;
	for (unsigned back = other.quota < b->quota ? other.quota : b->quota; back-- > 0;)
		bucket_take(&other, taken_before(b, back));
	bucket_free(b);
	*b = other;
	return true;
}

uint64_t bucket_delay(const struct bucket *b, uint64_t now)
{
	unsigned used = bucket_used(b, now);
	if (used == 0 || used < b->quota / 2)
		return 0;
	uint64_t frees = taken_before(b, used - 1) + WINDOW_MS;
	if (used >= b->quota)
		return frees - now;
	uint64_t due = taken_before(b, 0) + (frees - now) / (b->quota - used + 1);
	return due > now ? due - now : 0;
}

void bucket_take(struct bucket *b, uint64_t now)
{
	b->taken[b->next] = now;
	b->next = (b->next + 1) % b->quota;
}

void bucket_drain(struct bucket *b, uint64_t now)
{
	for (unsigned i = 0; i < b->quota; i++) {
		uint64_t age = WINDOW_MS - (uint64_t)WINDOW_MS * (i + 1) / b->quota;
		bucket_take(b, now > age ? now - age : 1);
	}
}
