#include "worker/worker.h"

#include "common/clock.h"

bool worker_out_of_patience(struct worker *w)
{
	uint64_t since = atomic_load(&w->stopping_ms);
	return since && clock_ms() - since > STOP_PATIENCE_MS;
}
