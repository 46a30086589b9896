/* Prometheus' text format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats), built straight down into a buffer.
 *
 * All samples of a metric follow its head. Names and units are the caller's: base units (_seconds, _bytes), _total on counters.
 */
#ifndef GSYNC_COMMON_PROM_H
#define GSYNC_COMMON_PROM_H

#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"

/* "# HELP" and "# TYPE"; `type` is counter, gauge or histogram. */
void prom_head(struct buf *out, const char *name, const char *type, const char *help);
/* One sample. What follows are label names and their values, any UTF-8, and a NULL. */
void prom_sample(struct buf *out, const char *name, double value, ...) __attribute__((sentinel));
/* A metric of one sample without labels. */
void prom_one(struct buf *out, const char *name, const char *type, const char *help, double value);

/* The samples of a histogram without labels: `counts` has one count for each bound and one for what is above the last; `bounds` rise. */
void prom_histogram(struct buf *out, const char *name, const char *help, const double *bounds, const uint64_t *counts, size_t n, double sum);

#endif
