/* The metrics file: what the worker knows and counts, in Prometheus' text format. Counters begin with the worker.
 * doc/monitoring.md lists the metrics; a test compares it with what is written.
 */
#ifndef GSYNC_WORKER_METRICS_H
#define GSYNC_WORKER_METRICS_H

#include "common/buf.h"
#include "worker/worker.h"

void metrics_build(struct worker *w, uint64_t started_ms, struct buf *out);

#endif
