/* vasprintf */
#define _GNU_SOURCE
#include "cli/findings.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/report.h"
#include "cli/table.h"
#include "common/printable.h"

enum { LABEL_WIDTH = 9, INDENT = 2, WIDTH_WITHOUT_TERMINAL = 100, NARROWEST = 40 };

static const struct {
	const char *word, *color;
} shown_as[VERDICTS] = {
	[VERDICT_OK] = {"ok", "\x1b[32m"},           [VERDICT_MADE] = {"made", "\x1b[32m"},       [VERDICT_WOULD] = {"would", "\x1b[36m"},
	[VERDICT_SKIPPED] = {"skipped", "\x1b[2m"}, [VERDICT_WARNING] = {"warning", "\x1b[33m"}, [VERDICT_PROBLEM] = {"problem", "\x1b[31m"},
};

/* --- collecting -------------------------------------------------------------------------------------------------------------- */

__attribute__((format(printf, 1, 0))) static char *text_of(const char *format, va_list args)
{
	char *text = NULL;
	return vasprintf(&text, format, args) < 0 ? NULL : text;
}

/* libpq and others say things in several lines. */
static void join_lines(char *text)
{
	char *to = text;
	for (const char *p = text; p && *p; p++)
		if (!isspace((unsigned char)*p))
			*to++ = *p;
		else if (to > text && to[-1] != ' ')
			*to++ = ' ';
	if (text)
		*to = '\0';
}

void found(struct findings *f, enum verdict verdict, const char *format, ...)
{
	findings_show(f);
	struct finding *grown = realloc(f->list, (f->n + 1) * sizeof *grown);
	if (!grown) {
		f->failed = true;
		return;
	}
	va_list args;
	va_start(args, format);
	f->list = grown;
	f->list[f->n++] = (struct finding){.area = f->area, .check = f->check, .verdict = verdict, .says = text_of(format, args)};
	va_end(args);
	join_lines(f->list[f->n - 1].says);
	f->count[verdict]++;
}

void found_mend(struct findings *f, const char *format, ...)
{
	if (f->n == 0 || f->shown == f->n)
		return;
	struct finding *last = &f->list[f->n - 1];
	va_list args;
	va_start(args, format);
	char *line = text_of(format, args);
	va_end(args);
	char *both = NULL;
	if (!last->mend || !line) {
		last->mend = last->mend ? last->mend : line;
		return;
	}
	if (asprintf(&both, "%s\n%s", last->mend, line) >= 0) {
		free(last->mend);
		last->mend = both;
	}
	free(line);
}

void findings_free(struct findings *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free(f->list[i].says);
		free(f->list[i].mend);
	}
	free(f->list);
	*f = (struct findings){0};
}

/* --- for people -------------------------------------------------------------------------------------------------------------- */

/* Characters, not bytes; what findings say is of one column each. */
static size_t width_of(const char *text, size_t n)
{
	size_t width = 0;
	for (size_t i = 0; i < n; i++)
		width += ((unsigned char)text[i] & 0xc0) != 0x80;
	return width;
}

/* Breaks between words, so that lines fit. */
static void print_wrapped(const char *text, size_t indent, size_t width)
{
	size_t at = indent;
	for (const char *p = text; *p;) {
		size_t n = strcspn(p, " ");
		size_t wide = width_of(p, n);
		if (at > indent && at + 1 + wide > width) {
			printf("\n%*s", (int)indent, "");
			at = indent;
		} else if (at > indent) {
			putchar(' ');
			at++;
		}
		fwrite(p, 1, n, stdout);
		at += wide;
		p += n + (p[n] == ' ');
	}
	putchar('\n');
}

/* Commands are not broken: they are to be copied. */
static void print_mend(const char *mend)
{
	for (const char *line = mend; *line;) {
		size_t n = strcspn(line, "\n");
		printf("%*s→ %.*s\n", INDENT + LABEL_WIDTH, "", (int)n, line);
		line += n + (line[n] == '\n');
	}
}

static void print(const struct finding *one, bool color, size_t width)
{
	const char *on = color ? shown_as[one->verdict].color : "", *off = color ? "\x1b[0m" : "";
	_cleanup_buf_ struct buf says = {0};
	const char *text = one->says ? one->says : "";
	buf_add_printable(&says, text, strlen(text)); /* names from a sheet must not steer the terminal */
	printf("%*s%s%-*s%s", INDENT, "", on, LABEL_WIDTH, shown_as[one->verdict].word, off);
	print_wrapped(says.data ? says.data : "", INDENT + LABEL_WIDTH, width);
	if (one->mend)
		print_mend(one->mend);
}

void findings_show(struct findings *f)
{
	if (f->cli->json)
		f->shown = f->n;
	bool color = report_color(f->cli);
	size_t width = terminal_width(stdout);
	if (width < NARROWEST)
		width = width ? NARROWEST : WIDTH_WITHOUT_TERMINAL;
	for (; f->shown < f->n; f->shown++) {
		const struct finding *one = &f->list[f->shown];
		if (f->shown == 0 || strcmp(one->area, f->list[f->shown - 1].area) != 0)
			printf("%s%s%s%s\n", f->shown ? "\n" : "", color ? "\x1b[1m" : "", one->area, color ? "\x1b[0m" : "");
		print(one, color, width);
	}
	fflush(stdout);
}

/* --- for programs ------------------------------------------------------------------------------------------------------------ */

static void add_member(struct buf *to, const char *name, const char *value)
{
	buf_addf(to, "\"%s\":", name);
	if (value)
		buf_add_json(to, value, strlen(value));
	else
		buf_adds(to, "null");
}

void findings_json(const struct findings *f, struct buf *to)
{
	buf_addc(to, '[');
	for (const struct finding *one = f->list; one < f->list + f->n; one++) {
		buf_adds(to, one == f->list ? "{" : ",{");
		add_member(to, "area", one->area);
		buf_addc(to, ',');
		add_member(to, "check", one->check);
		buf_addc(to, ',');
		add_member(to, "result", shown_as[one->verdict].word);
		buf_addc(to, ',');
		add_member(to, "says", one->says);
		buf_addc(to, ',');
		add_member(to, "mend", one->mend);
		buf_addc(to, '}');
	}
	buf_addc(to, ']');
	to->failed |= f->failed;
}
