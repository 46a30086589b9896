/* An eventfd: wakes a thread that sleeps in poll(2). */
#ifndef GSYNC_WORKER_BELL_H
#define GSYNC_WORKER_BELL_H

#include <poll.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* A descriptor, or -1. */
static inline int bell_new(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

static inline void bell_ring(int bell)
{
	uint64_t one = 1;
	(void)!write(bell, &one, sizeof one);
}

static inline void bell_clear(int bell)
{
	uint64_t rings;
	(void)!read(bell, &rings, sizeof rings);
}

/* Sleeps until it rings, at most timeout_ms; leaves it ringing. */
static inline void bell_wait(int bell, unsigned timeout_ms)
{
	struct pollfd fd = {.fd = bell, .events = POLLIN};
	poll(&fd, 1, (int)timeout_ms);
}

#endif
