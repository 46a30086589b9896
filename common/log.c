#include "common/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/printable.h"

enum { MESSAGE_SIZE = 2048 };

static const struct {
	const char *name;
	enum log_level level;
} levels[] = {
	{"error", LOG_LEVEL_ERROR},
	{"warning", LOG_LEVEL_WARNING},
	{"notice", LOG_LEVEL_NOTICE},
	{"info", LOG_LEVEL_INFO},
	{"debug", LOG_LEVEL_DEBUG},
};
enum { LEVELS = sizeof levels / sizeof levels[0] };

static const char *program_name = "gsync";
static bool to_systemd;
static atomic_int threshold = LOG_LEVEL_INFO;

int log_level_parse(const char *text)
{
	for (size_t i = 0; i < LEVELS; i++)
		if (strcmp(text, levels[i].name) == 0)
			return (int)levels[i].level;
	return -1;
}

static const char *level_name(enum log_level level)
{
	for (size_t i = 0; i < LEVELS; i++)
		if (levels[i].level == level)
			return levels[i].name;
	return "error";
}

/* JOURNAL_STREAM is inherited even where standard error was redirected since; systemd.exec(5) says to compare. */
static bool stderr_is_journal_stream(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	char own[48];
	struct stat st;
	if (!stream || fstat(STDERR_FILENO, &st) < 0)
		return false;
	snprintf(own, sizeof own, "%llu:%llu", (unsigned long long)st.st_dev, (unsigned long long)st.st_ino);
	return strcmp(stream, own) == 0;
}

void log_open(const char *program, enum log_level level)
{
	program_name = program;
	to_systemd = stderr_is_journal_stream();
	log_set_level(level);
}

void log_set_level(enum log_level level)
{
	atomic_store(&threshold, (int)level);
}

static void write_line(const struct buf *line)
{
	/* A log that cannot be written has nowhere to complain. */
	ssize_t written = write(STDERR_FILENO, line->data, line->len);
	(void)written;
}

void log_write(enum log_level level, const char *format, ...)
{
	if ((int)level > atomic_load_explicit(&threshold, memory_order_relaxed))
		return;
	char message[MESSAGE_SIZE];
	va_list args;
	va_start(args, format);
	vsnprintf(message, sizeof message, format, args);
	va_end(args);

	_cleanup_buf_ struct buf line = {0};
	if (to_systemd)
		buf_addf(&line, "<%d>", (int)level);
	else
		buf_addf(&line, "%s: %s: ", program_name, level_name(level));
	buf_add_printable(&line, message, strlen(message));
	buf_addc(&line, '\n');
	if (!line.failed)
		write_line(&line);
}
