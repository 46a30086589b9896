#include "google/backoff.h"

#include <sys/random.h>

static uint32_t draw(uint32_t limit)
{
	uint64_t random = 0;
	if (getrandom(&random, sizeof random, GRND_NONBLOCK) != (ssize_t)sizeof random)
		return limit;
	return (uint32_t)(random % ((uint64_t)limit + 1));
}

uint32_t backoff_fail(struct backoff *b)
{
	uint64_t limit = b->first_ms;
	for (unsigned i = 0; i < b->failures && limit < b->most_ms; i++)
		limit *= 2;
	if (limit > b->most_ms)
		limit = b->most_ms;
	b->failures++;
	uint32_t wait = draw((uint32_t)limit);
	return wait > BACKOFF_LEAST_MS ? wait : BACKOFF_LEAST_MS;
}
