#include "worker/worker.h"

#include "common/clock.h"
#include "worker/bell.h"

bool worker_out_of_patience(struct worker *w)
{
	uint64_t since = atomic_load(&w->stopping_ms);
	return since && clock_ms() - since > STOP_PATIENCE_MS;
}

void worker_happened(struct worker *w)
{
	if (atomic_load(&w->conf)->changes[0])
		bell_ring(w->changes_bell);
	bell_ring(w->observe_bell);
}

uint64_t outcomes_sum(const struct outcomes *o)
{
	return o->merged + o->structure + o->ping + o->dropped + o->outdated + o->rejected + o->unknown;
}

bool worker_waiting(struct worker *w, uint64_t *ret_entries, uint64_t *ret_since_ms)
{
	return progress_known(&w->progress) && journal_waiting(w->journal, progress_get(&w->progress), ret_entries, ret_since_ms, NULL) == OK;
}
