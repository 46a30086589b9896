/* A quota of so many requests a minute, kept exactly: in no window of a minute does it give out more. Half of it may go in one burst;
 * the rest is spread over the time until the burst's share comes back, so that there is never a long stop.
 *
 * Not thread-safe: each publisher has its own. All times are milliseconds of clock_ms().
 */
#ifndef GSYNC_GOOGLE_BUCKET_H
#define GSYNC_GOOGLE_BUCKET_H

#include <stdbool.h>
#include <stdint.h>

struct bucket {
	unsigned quota;
	unsigned next;   /* slot of the oldest request, to be used again next */
	uint64_t *taken; /* when the last `quota` requests were made, 0: none yet */
};

/* False without memory. bucket_free takes an empty one. */
bool bucket_init(struct bucket *b, unsigned per_minute);
void bucket_free(struct bucket *b);
/* Another quota; what was taken counts on. False without memory: then nothing has changed. */
bool bucket_resize(struct bucket *b, unsigned per_minute);
/* How long until the next request may be made; 0: now. */
uint64_t bucket_delay(const struct bucket *b, uint64_t now);
void bucket_take(struct bucket *b, uint64_t now);
/* The server says that there is nothing left (somebody else uses the same quota): it comes back evenly over the next minute. */
void bucket_drain(struct bucket *b, uint64_t now);
/* Requests in the last minute. */
unsigned bucket_used(const struct bucket *b, uint64_t now);

#endif
