#define _GNU_SOURCE /* strptime, timegm */
#include "journal/cli.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/units.h"

/* Reads up to three digits after a point; leaves *text behind all digits. */
static unsigned parse_fraction(const char **text)
{
	unsigned ms = 0, weight = 100;
	if (**text != '.' && **text != ',')
		return 0;
	for (++*text; **text >= '0' && **text <= '9'; ++*text, weight /= 10)
		ms += weight * (unsigned)(**text - '0');
	return ms;
}

/* Z, +01:00, +0100, +01, or nothing: local time. */
static bool parse_zone(const char *text, struct tm *tm, time_t *ret)
{
	if (*text == '\0') {
		tm->tm_isdst = -1;
		*ret = mktime(tm);
		return true;
	}
	const char *end = strptime(text, "%z", tm); /* takes Z too */
	if ((*text != 'Z' && *text != '+' && *text != '-') || !end || *end)
		return false;
	long offset = tm->tm_gmtoff;
	*ret = timegm(tm) - offset;
	return true;
}

static bool parse_iso(const char *text, uint64_t *ret_ms)
{
	static const char *const shapes[] = {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"};
	for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
		struct tm tm = {0};
		time_t seconds;
		const char *rest = strptime(text, shapes[i], &tm);
		if (!rest)
			continue;
		unsigned ms = i < 2 ? parse_fraction(&rest) : 0;
		while (*rest == ' ')
			rest++;
		if (!parse_zone(rest, &tm, &seconds) || seconds < 0)
			continue;
		*ret_ms = (uint64_t)seconds * 1000 + ms;
		return true;
	}
	return false;
}

static bool parse_epoch(const char *text, uint64_t *ret_ms)
{
	uint64_t seconds = 0;
	if (*text < '0' || *text > '9')
		return false;
	for (; *text >= '0' && *text <= '9'; text++) {
		if (seconds > UINT64_MAX / 100000)
			return false;
		seconds = seconds * 10 + (uint64_t)(*text - '0');
	}
	unsigned ms = parse_fraction(&text);
	if (*text)
		return false;
	*ret_ms = seconds * 1000 + ms;
	return true;
}

/* "10m" or "10m ago" */
static bool parse_ago(const char *text, uint64_t now_ms, uint64_t *ret_ms)
{
	char duration[24];
	uint64_t ms;
	size_t n = strcspn(text, " ");
	if ((text[n] && strcmp(text + n, " ago") != 0) || n >= sizeof duration)
		return false;
	memcpy(duration, text, n);
	duration[n] = '\0';
	if (!duration_parse(duration, &ms))
		return false;
	*ret_ms = ms < now_ms ? now_ms - ms : 0;
	return true;
}

bool time_parse(const char *text, uint64_t now_ms, uint64_t *ret_ms)
{
	if (strcmp(text, "now") == 0) {
		*ret_ms = now_ms;
		return true;
	}
	if (text[0] == '@')
		return parse_epoch(text + 1, ret_ms);
	return parse_ago(text, now_ms, ret_ms) || parse_iso(text, ret_ms);
}

static const char *print(uint64_t ms, const struct tm *tm, const char *zone, char to[TIME_SIZE])
{
	char date[sizeof "2026-11-22T10:00:00" + 8];
	if (strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", tm) == 0)
		date[0] = '\0';
	snprintf(to, TIME_SIZE, "%s.%03u%s", date, (unsigned)(ms % 1000), zone);
	return to;
}

const char *time_print_utc(uint64_t ms, char to[TIME_SIZE])
{
	time_t seconds = (time_t)(ms / 1000);
	struct tm tm = {0};
	gmtime_r(&seconds, &tm);
	return print(ms, &tm, "Z", to);
}

const char *time_print_local(uint64_t ms, char to[TIME_SIZE])
{
	time_t seconds = (time_t)(ms / 1000);
	struct tm tm = {0};
	char zone[8];
	localtime_r(&seconds, &tm);
	long minutes = tm.tm_gmtoff / 60;
	snprintf(zone, sizeof zone, "%c%02u:%02u", minutes < 0 ? '-' : '+', (unsigned)labs(minutes) / 60 % 100, (unsigned)labs(minutes) % 60);
	return print(ms, &tm, zone, to);
}
