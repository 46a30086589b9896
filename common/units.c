#include "common/units.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct unit {
	const char *suffix;
	uint64_t factor;
};

static const struct unit sizes[] = {{"", 1}, {"K", 1ULL << 10}, {"M", 1ULL << 20}, {"G", 1ULL << 30}, {NULL, 0}};
static const struct unit durations[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000}, {NULL, 0}};

static bool parse(const char *text, const struct unit *units, uint64_t *ret)
{
	char *end;
	if (text[0] < '0' || text[0] > '9')
		return false;
	errno = 0;
	unsigned long long n = strtoull(text, &end, 10);
	if (errno)
		return false;
	for (const struct unit *u = units; u->suffix; u++)
		if (strcmp(end, u->suffix) == 0) {
			if (n > UINT64_MAX / u->factor)
				return false;
			*ret = n * u->factor;
			return true;
		}
	return false;
}

bool size_parse(const char *text, uint64_t *ret_bytes)
{
	return parse(text, sizes, ret_bytes);
}

bool duration_parse(const char *text, uint64_t *ret_ms)
{
	if (strcmp(text, "0") == 0) {
		*ret_ms = 0;
		return true;
	}
	return parse(text, durations, ret_ms);
}
