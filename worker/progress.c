#include "worker/progress.h"

#include <errno.h>
#include <time.h>

void progress_init(struct progress *p)
{
	pthread_condattr_t monotonic;
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->moved, &monotonic);
	pthread_condattr_destroy(&monotonic);
	p->applied = 0;
	p->ended = p->known = false;
}

void progress_destroy(struct progress *p)
{
	pthread_cond_destroy(&p->moved);
	pthread_mutex_destroy(&p->lock);
}

void progress_set(struct progress *p, uint64_t applied)
{
	pthread_mutex_lock(&p->lock);
	p->applied = applied;
	p->known = true;
	pthread_cond_broadcast(&p->moved);
	pthread_mutex_unlock(&p->lock);
}

bool progress_known(struct progress *p)
{
	pthread_mutex_lock(&p->lock);
	bool known = p->known;
	pthread_mutex_unlock(&p->lock);
	return known;
}

uint64_t progress_get(struct progress *p)
{
	pthread_mutex_lock(&p->lock);
	uint64_t applied = p->applied;
	pthread_mutex_unlock(&p->lock);
	return applied;
}

void progress_end(struct progress *p)
{
	pthread_mutex_lock(&p->lock);
	p->ended = true;
	pthread_cond_broadcast(&p->moved);
	pthread_mutex_unlock(&p->lock);
}

bool progress_wait(struct progress *p, uint64_t seq, unsigned timeout_ms)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += timeout_ms / 1000;
	until.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&p->lock);
	while (p->applied < seq && !p->ended && pthread_cond_timedwait(&p->moved, &p->lock, &until) != ETIMEDOUT)
		;
	bool done = p->applied >= seq;
	pthread_mutex_unlock(&p->lock);
	return done;
}
