/* Milliseconds: of a clock that never jumps, for waiting; and of the wall, since 1970, for telling. */
#ifndef GSYNC_COMMON_CLOCK_H
#define GSYNC_COMMON_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline uint64_t clock_read_ms(clockid_t id)
{
	struct timespec t;
	clock_gettime(id, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static inline uint64_t clock_ms(void) { return clock_read_ms(CLOCK_MONOTONIC); }
static inline uint64_t clock_wall_ms(void) { return clock_read_ms(CLOCK_REALTIME); }

#endif
