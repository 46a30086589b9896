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
