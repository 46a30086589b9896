#include "google/ranges.h"

#include <stdlib.h>

enum { MOST_RANGES = 200 };

static int compare(const void *left, const void *right)
{
	const struct reading_range *a = left, *b = right;
	return a->first < b->first ? -1 : a->first > b->first;
}

static size_t join(struct reading_range *ranges, size_t count, int gap)
{
	size_t kept = 0;
	for (size_t i = 1; i < count; i++)
		if (ranges[i].first - ranges[kept].last <= gap)
			ranges[kept].last = ranges[i].last > ranges[kept].last ? ranges[i].last : ranges[kept].last;
		else
			ranges[++kept] = ranges[i];
	return count ? kept + 1 : 0;
}

struct reading_range *ranges_tidy(const struct reading_range *ranges, int last, size_t *count)
{
	struct reading_range *tidy = calloc(*count + 1, sizeof *tidy);
	size_t n = 0;
	for (size_t i = 0; tidy && i < *count; i++)
		if (ranges[i].first <= last && ranges[i].last >= 2) {
			tidy[n].first = ranges[i].first < 2 ? 2 : ranges[i].first;
			tidy[n++].last = ranges[i].last > last ? last : ranges[i].last;
		}
	if (tidy)
		qsort(tidy, n, sizeof *tidy, compare);
	*count = n;
	for (int gap = 1; tidy && (*count = join(tidy, n, gap)) > MOST_RANGES; gap *= 2)
		n = *count;
	return tidy;
}
