/* vasprintf */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "common/buf.h"

/* With --json: the object that is being said, without what closes it. It goes out in one piece, when the next begins or the program ends. */
static struct {
	bool json;
	struct buf object;
	unsigned hints;
} said;

void say_in_json(void) { said.json = true; }

bool say_is_json(void) { return said.json; }

void say_end(void)
{
	if (said.object.len && !said.object.failed)
		fprintf(stderr, "%s%s}\n", said.object.data, said.hints ? "]" : "");
	buf_free(&said.object);
	said.hints = 0;
}

__attribute__((format(printf, 1, 0))) static void add_text(const char *format, va_list args)
{
	char *text = NULL;
	int n = vasprintf(&text, format, args);
	if (n < 0)
		return;
	buf_add_json(&said.object, text, (size_t)n);
	free(text);
}

__attribute__((format(printf, 2, 0))) static void begin_object(const char *name, const char *format, va_list args)
{
	say_end();
	buf_addf(&said.object, "{\"%s\":", name);
	add_text(format, args);
}

__attribute__((format(printf, 1, 0))) static void say(const char *format, va_list args)
{
	if (said.json) {
		begin_object("error", format, args);
		return;
	}
	fputs("gsync: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
}

__attribute__((format(printf, 1, 0))) static void hint(const char *format, va_list args)
{
	if (!said.json) {
		fputs("       ", stderr);
		vfprintf(stderr, format, args);
		fputc('\n', stderr);
	} else if (said.object.len) {
		buf_adds(&said.object, said.hints++ ? "," : ",\"hints\":[");
		add_text(format, args);
	} else {
		begin_object("notice", format, args);
		say_end();
	}
}

int say_problem(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	say(format, args);
	va_end(args);
	return EXIT_PROBLEM;
}

int say_usage(const char *command, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	say(format, args);
	va_end(args);
	say_hint("see: gsync help%s%s", command ? " " : "", command ? command : "");
	return EXIT_USAGE;
}

void say_hint(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	hint(format, args);
	va_end(args);
}

bool say_confirm(const char *question)
{
	if (!isatty(STDIN_FILENO))
		return false;
	fprintf(stderr, "%s [y/N] ", question);
	char answer[8];
	if (!fgets(answer, sizeof answer, stdin))
		return false;
	return strcmp(answer, "y\n") == 0 || strcmp(answer, "yes\n") == 0;
}
