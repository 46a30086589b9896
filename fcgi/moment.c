#include "fcgi/moment.h"

#include <string.h>

struct reading {
	const char *p, *end;
};

/* Exactly `digits` digits whose number is from least to most. */
static bool number(struct reading *r, int digits, int least, int most, int *ret)
{
	int value = 0;

	for (; digits; digits--, r->p++) {
		if (r->p == r->end || *r->p < '0' || *r->p > '9')
			return false;
		value = value * 10 + (*r->p - '0');
	}
	*ret = value;
	return value >= least && value <= most;
}

static bool one_of(struct reading *r, const char *characters, char *ret)
{
	if (r->p == r->end || !*r->p || !strchr(characters, *r->p))
		return false;
	*ret = *r->p++;
	return true;
}

static int days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

static bool date(struct reading *r)
{
	int year, month, day;
	char c;

	return number(r, 4, 1, 9999, &year) && one_of(r, "-", &c) && number(r, 2, 1, 12, &month) && one_of(r, "-", &c) &&
	       number(r, 2, 1, days_in(year, month), &day);
}

/* Hours and minutes, seconds with any number of decimals. */
static bool time_of_day(struct reading *r)
{
	int value;
	char c;

	if (!number(r, 2, 0, 23, &value) || !one_of(r, ":", &c) || !number(r, 2, 0, 59, &value) || !one_of(r, ":", &c) ||
	    !number(r, 2, 0, 60, &value))
		return false;
	if (!one_of(r, ".", &c))
		return true;
	if (!number(r, 1, 0, 9, &value))
		return false;
	while (r->p < r->end && *r->p >= '0' && *r->p <= '9')
		r->p++;
	return true;
}

static bool zone(struct reading *r)
{
	int value;
	char c;

	if (!one_of(r, "Zz+-", &c))
		return false;
	return c == 'Z' || c == 'z' || (number(r, 2, 0, 15, &value) && one_of(r, ":", &c) && number(r, 2, 0, 59, &value));
}

bool is_moment(const char *text, size_t n)
{
	struct reading r = { text, text + n };
	char c;

	return date(&r) && one_of(&r, "Tt", &c) && time_of_day(&r) && zone(&r) && r.p == r.end;
}
