/* Logging to standard error, for journald or a terminal.
 *
 * Under systemd (JOURNAL_STREAM is set) every line starts with its <priority>, as sd-daemon(3) says; on a terminal it starts with
 * the program's name and the level in words. Control characters in arguments are escaped, so that a log line is always one line.
 * Thread-safe: a message is one write(2).
 */
#ifndef GSYNC_COMMON_LOG_H
#define GSYNC_COMMON_LOG_H

enum log_level { LOG_LEVEL_ERROR = 3, LOG_LEVEL_WARNING = 4, LOG_LEVEL_NOTICE = 5, LOG_LEVEL_INFO = 6, LOG_LEVEL_DEBUG = 7 };

/* `program` must outlive the process (a literal). Messages above `level` are dropped; the default is INFO. */
void log_open(const char *program, enum log_level level);
void log_set_level(enum log_level level);
/* "error", "warning", "notice", "info" or "debug" → level; -1 for anything else. */
int log_level_parse(const char *text);

void log_write(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define log_error(...) log_write(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warning(...) log_write(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_notice(...) log_write(LOG_LEVEL_NOTICE, __VA_ARGS__)
#define log_info(...) log_write(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...) log_write(LOG_LEVEL_DEBUG, __VA_ARGS__)

#endif
