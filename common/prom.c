#include "common/prom.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* What has to be escaped: backslash and line feed everywhere, the quote in label values. */
static void add_escaped(struct buf *out, const char *text, bool quoted)
{
	for (; *text; text++) {
		if (*text == '\n')
			buf_adds(out, "\\n");
		else if (*text == '\\' || (quoted && *text == '"'))
			buf_addf(out, "\\%c", *text);
		else
			buf_addc(out, *text);
	}
}

static void add_value(struct buf *out, double value)
{
	if (isnan(value))
		buf_adds(out, " NaN\n");
	else if (isinf(value))
		buf_adds(out, value > 0 ? " +Inf\n" : " -Inf\n");
	else
		buf_addf(out, " %.15g\n", value);
}

void prom_head(struct buf *out, const char *name, const char *type, const char *help)
{
	buf_addf(out, "# HELP %s ", name);
	add_escaped(out, help, false);
	buf_addf(out, "\n# TYPE %s %s\n", name, type);
}

void prom_sample(struct buf *out, const char *name, double value, ...)
{
	va_list labels;
	const char *label, *separator = "{";
	buf_adds(out, name);
	va_start(labels, value);
	for (; (label = va_arg(labels, const char *)); separator = ",") {
		buf_addf(out, "%s%s=\"", separator, label);
		add_escaped(out, va_arg(labels, const char *), true);
		buf_addc(out, '"');
	}
	va_end(labels);
	if (*separator == ',')
		buf_addc(out, '}');
	add_value(out, value);
}

void prom_one(struct buf *out, const char *name, const char *type, const char *help, double value)
{
	prom_head(out, name, type, help);
	prom_sample(out, name, value, NULL);
}

void prom_histogram(struct buf *out, const char *name, const char *help, const double *bounds, const uint64_t *counts, size_t n, double sum)
{
	char series[128], bound[32];
	uint64_t total = 0;
	prom_head(out, name, "histogram", help);
	snprintf(series, sizeof series, "%s_bucket", name);
	for (size_t i = 0; i <= n; i++) {
		total += counts[i];
		if (i < n)
			snprintf(bound, sizeof bound, "%g", bounds[i]);
		prom_sample(out, series, (double)total, "le", i < n ? bound : "+Inf", NULL);
	}
	snprintf(series, sizeof series, "%s_sum", name);
	prom_sample(out, series, sum, NULL);
	snprintf(series, sizeof series, "%s_count", name);
	prom_sample(out, series, (double)total, NULL);
}
