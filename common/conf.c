#include "common/conf.h"

#include <errno.h>
#include <ini.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/conf_option.h"
#include "common/nearest.h"

struct reading {
	FILE *file;
	const char *path;
	int line;       /* the one that inih has just been given */
	bool indented;  /* it starts with white space */
	struct conf *conf;
	const struct conf_option *last;
	bool given[CONF_OPTIONS_MOST];
	struct failure *failure;
	int failed_line; /* of the first failure, 0: none */
};

/* Keeps the first failure and puts file and line before it. Returns 0, as inih's handler wants it. */
__attribute__((format(printf, 2, 3))) static int wrong(struct reading *r, const char *format, ...)
{
	if (r->failed_line)
		return 0;
	char text[FAILURE_TEXT];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	r->failed_line = r->line;
	fail(r->failure, ERR_STOP, "%s:%d: %s", r->path, r->line, text);
	return 0;
}

static int unknown_section(struct reading *r, const char *section)
{
	const char *names[CONF_OPTIONS_MOST] = {NULL};
	_cleanup_buf_ struct buf known = {0};
	size_t n = 0;
	for (const struct conf_option *o = conf_options; o->section; o++)
		if (n == 0 || strcmp(names[n - 1], o->section) != 0) {
			names[n++] = o->section;
			buf_addf(&known, "%s[%s]", known.len ? ", " : "", o->section);
		}
	const char *meant = nearest(section, names, n);
	if (meant)
		return wrong(r, "unknown section [%s]; did you mean [%s]?", section, meant);
	return wrong(r, "unknown section [%s]; the sections are %s", section, known.failed ? "?" : known.data);
}

static int unknown_option(struct reading *r, const char *section, const char *name)
{
	const char *names[CONF_OPTIONS_MOST];
	_cleanup_buf_ struct buf known = {0};
	size_t n = 0;
	for (const struct conf_option *o = conf_options; o->section; o++)
		if (strcmp(o->section, section) == 0) {
			buf_addf(&known, "%s%s", n ? ", " : "", o->name);
			names[n++] = o->name;
		}
	if (section[0] == '\0')
		return wrong(r, "option %s stands before the first section", name);
	if (n == 0)
		return unknown_section(r, section);
	const char *meant = nearest(name, names, n);
	if (meant)
		return wrong(r, "unknown option %s in [%s]; did you mean %s?", name, section, meant);
	return wrong(r, "unknown option %s in [%s]; it knows %s", name, section, known.failed ? "?" : known.data);
}

static int wrong_value(struct reading *r, const struct conf_option *o, const char *value)
{
	if (o->least && o->most)
		return wrong(r, "[%s] %s = %s: must be %s, from %s to %s", o->section, o->name, value, o->type->expected, o->least, o->most);
	return wrong(r, "[%s] %s = %s: must be %s", o->section, o->name, value, o->type->expected);
}

static int set_option(struct reading *r, const struct conf_option *o, const char *value)
{
	void *field = conf_field(r->conf, o);
	bool first = !r->given[o - conf_options];
	if (!first && !o->type->repeats)
		return wrong(r, "[%s] %s is given twice", o->section, o->name);
	if (first)
		conf_clear(o->type, field); /* the default */
	r->given[o - conf_options] = true;
	if (!o->type->parse(value, field) || !conf_within(o->type, field, o->least, o->most))
		return wrong_value(r, o, value);
	return 1;
}

static int continue_option(struct reading *r, const struct conf_option *o, const char *value)
{
	if (o->type->repeats)
		return set_option(r, o, value);
	if (!o->type->joins)
		return wrong(r, "this line starts with white space and so continues [%s] %s, which takes one line; remove the white space", o->section, o->name);
	char **field = conf_field(r->conf, o);
	_cleanup_buf_ struct buf joined = {0};
	buf_addf(&joined, "%s%s%s", *field, (*field)[0] ? " " : "", value);
	if (joined.failed || !o->type->parse(joined.data, field))
		return wrong_value(r, o, value);
	return 1;
}

static int on_option(void *context, const char *section, const char *name, const char *value)
{
	struct reading *r = context;
	for (const struct conf_option *o = conf_options; o->section; o++)
		if (strcmp(o->section, section) == 0 && strcmp(o->name, name) == 0) {
			bool continued = r->indented && r->last == o;
			r->last = o;
			return continued ? continue_option(r, o, value) : set_option(r, o, value);
		}
	return unknown_option(r, section, name);
}

/* inih's way of getting a line: counts them, and refuses those that inih would cut in pieces. */
static char *next_line(char *line, int size, void *context)
{
	struct reading *r = context;
	if (!fgets(line, size, r->file))
		return NULL;
	r->line++;
	r->indented = line[0] == ' ' || line[0] == '\t';
	size_t n = strlen(line);
	if (n + 1 == (size_t)size && line[n - 1] != '\n' && !feof(r->file)) {
		wrong(r, "this line is longer than %d bytes; break it, a line that starts with white space continues the one above", size - 2);
		return NULL;
	}
	return line;
}

static enum error set_defaults(struct conf *c, struct failure *ret_failure)
{
	for (const struct conf_option *o = conf_options; o->section; o++)
		if (!o->type->parse(o->standard, conf_field(c, o)))
			return fail(ret_failure, ERR_STOP, "out of memory");
	return OK;
}

static enum error parse_file(struct reading *r)
{
	int line = ini_parse_stream(next_line, r, on_option, r);
	if (r->failed_line && (line <= 0 || line >= r->failed_line))
		return ERR_STOP;
	if (line != 0)
		return fail(r->failure, ERR_STOP, "%s:%d: neither a [section] nor `option = value` nor a # comment", r->path, line);
	if (ferror(r->file))
		return fail(r->failure, ERR_STOP, "cannot read %s: %s", r->path, strerror(errno));
	return OK;
}

/* What concerns more than one option. */
static enum error finish(struct conf *c, const char *path, struct failure *ret_failure)
{
	if (c->journal_retain_bytes == 0)
		c->journal_retain_bytes = c->journal_map_size / 2;
	if (c->journal_retain_bytes > c->journal_map_size)
		return fail(ret_failure, ERR_STOP, "%s: [journal] retain_size is larger than map_size; the journal would be full before anything is purged", path);
	return OK;
}

static enum error read_into(struct conf *c, const char *path, struct failure *ret_failure)
{
	struct reading r = {.path = path, .conf = c, .failure = ret_failure};
	enum error e = set_defaults(c, ret_failure);
	if (e)
		return e;
	r.file = fopen(path, "re");
	if (!r.file)
		return fail(ret_failure, ERR_STOP, "cannot open the configuration %s: %s; name the right file with --config", path, strerror(errno));
	e = parse_file(&r);
	fclose(r.file);
	return e ? e : finish(c, path, ret_failure);
}

struct conf *conf_read(const char *path, struct failure *ret_failure)
{
	struct conf *c = calloc(1, sizeof *c);
	if (!c) {
		fail(ret_failure, ERR_STOP, "out of memory");
		return NULL;
	}
	if (read_into(c, path, ret_failure) != OK) {
		conf_free(c);
		return NULL;
	}
	return c;
}

void conf_free(struct conf *c)
{
	if (!c)
		return;
	conf_free(c->older);
	for (const struct conf_option *o = conf_options; o->section; o++)
		conf_clear(o->type, conf_field(c, o));
	free(c);
}
