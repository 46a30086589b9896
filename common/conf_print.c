/* The table of options as a sample file and as JSON. */
#include <string.h>

#include "common/buf.h"
#include "common/conf_option.h"

static void print_doc(FILE *to, const struct conf_option *o)
{
	fputs("# ", to);
	for (const char *p = o->doc; *p; p++) {
		fputc(*p, to);
		if (*p == '\n')
			fputs("# ", to);
	}
	if (o->least && o->most)
		fprintf(to, " (%s to %s)", o->least, o->most);
	fputs(o->change == RESTART ? " A change needs a restart.\n" : "\n", to);
}

void conf_print_sample(FILE *to)
{
	const char *section = "";
	fputs("# Configuration of gsync. Every option is shown with its default.\n"
	      "# Sizes: 64K, 16M, 2G. Durations: 250ms, 10s, 5m, 2h, 7d. A comment starts with # at the start of a line or with ; after a space.\n"
	      "# What does not need a restart is taken over by: systemctl reload gsync-fcgi gsync-worker\n",
	      to);
	for (const struct conf_option *o = conf_options; o->section; o++) {
		if (strcmp(section, o->section) != 0)
			fprintf(to, "\n[%s]\n", o->section);
		section = o->section;
		print_doc(to, o);
		fprintf(to, "%s = %s\n", o->name, o->standard);
	}
}

static void add_member(struct buf *to, const char *name, const char *text)
{
	buf_addf(to, ",\"%s\":", name);
	if (text)
		buf_add_json(to, text, strlen(text));
	else
		buf_adds(to, "null");
}

void conf_json(struct buf *to)
{
	buf_addc(to, '[');
	for (const struct conf_option *o = conf_options; o->section; o++) {
		buf_addf(to, "%s{\"section\":\"%s\",\"option\":\"%s\"", o == conf_options ? "" : ",", o->section, o->name);
		add_member(to, "default", o->standard);
		add_member(to, "expected", o->type->expected);
		add_member(to, "least", o->least);
		add_member(to, "most", o->most);
		buf_addf(to, ",\"reload\":%s", o->change == RELOAD ? "true" : "false");
		add_member(to, "doc", o->doc);
		buf_addc(to, '}');
	}
	buf_addc(to, ']');
}
