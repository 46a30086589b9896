/* Ranges of rows as one call can ask for them. */
#ifndef GSYNC_GOOGLE_RANGES_H
#define GSYNC_GOOGLE_RANGES_H

#include "google/reading.h"

/* Those rows of the ranges that are 2 to `last`, in order, in few ranges: rows in between are read along when there would be too many. NULL without memory; free(3) it. */
struct reading_range *ranges_tidy(const struct reading_range *ranges, int last, size_t *count);

#endif
