/* gsync-journal: what its files share. */
#ifndef GSYNC_JOURNAL_CLI_H
#define GSYNC_JOURNAL_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/error.h"
#include "journal/journal.h"

enum format { FORMAT_TEXT, FORMAT_JSON };

struct args {
	const char *command;
	const char *journal, *config; /* --journal wins */
	uint64_t from, to;            /* sequences; to: UINT64_MAX without a limit */
	uint64_t since_ms, before_ms;
	uint64_t applied;
	const char *spreadsheet; /* NULL: all */
	enum format format;
	bool follow, body, help, version;
	bool has_before, has_applied;
	const char *operand; /* DIR of copy */
};

/* Reads the command line. On failure the text says what is wrong and how it would be right. */
enum error args_parse(int argc, char **argv, struct args *ret, struct failure *ret_failure);
/* Help for one command, or for all when `command` is NULL. */
void args_print_help(const char *command, FILE *to);

/* Commands. ERR_REJECT: it worked, and there are faults, already told. */
enum error dump_run(struct journal *j, const struct args *a, struct failure *ret_failure);
enum error stat_run(struct journal *j, const struct args *a, struct failure *ret_failure);
enum error verify_run(struct journal *j, const struct args *a, struct failure *ret_failure);
enum error copy_run(struct journal *j, const struct args *a, struct failure *ret_failure);
enum error purge_run(struct journal *j, const struct args *a, struct failure *ret_failure);

/* How entries are shown. */
struct show {
	enum format format;
	bool body;
	bool narrow; /* a terminal that does not hold whole spreadsheet ids */
};
void show_heading(const struct show *s, FILE *to);
void show_entry(const struct show *s, const struct journal_entry *e, FILE *to);

/* Time as people write it: ISO 8601 (local unless it has a zone), "@" and seconds since 1970, "now", or "10m", "2h ago". False for anything else. */
bool time_parse(const char *text, uint64_t now_ms, uint64_t *ret_ms);
enum { TIME_SIZE = 40 };
/* 2026-11-22T10:00:00.123+01:00 in local time, or with Z in UTC. */
const char *time_print_local(uint64_t ms, char to[TIME_SIZE]);
const char *time_print_utc(uint64_t ms, char to[TIME_SIZE]);

#endif
