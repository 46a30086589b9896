#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

static void say(const char *format, va_list args)
{
	fputs("gsync: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
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
	fputs("       ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
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
