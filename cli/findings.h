/* What was looked at and what came out, in the order of looking: lines for people as they come, one object for programs at the end.
 *
 * A finding belongs to an area ("PostgreSQL") and a check ("version"), which the caller sets before. It says what is so in a plain sentence; one that is
 * not well also says how to mend it, best with a command to copy.
 */
#ifndef GSYNC_CLI_FINDINGS_H
#define GSYNC_CLI_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/cli.h"
#include "common/buf.h"

enum verdict {
	VERDICT_OK,
	VERDICT_MADE,    /* it was missing and has been made */
	VERDICT_WOULD,   /* it is missing; --dry-run made nothing */
	VERDICT_SKIPPED, /* could not be checked: as this user, or because something else is missing */
	VERDICT_WARNING,
	VERDICT_PROBLEM,
	VERDICTS
};

struct finding {
	const char *area, *check;
	enum verdict verdict;
	char *says, *mend; /* mend: NULL for none */
};

struct findings {
	const struct cli *cli;
	const char *area, *check;
	/* filled by found() */
	struct finding *list;
	size_t n, shown;
	unsigned count[VERDICTS];
	bool failed; /* out of memory */
};

/* Adds one; the texts of the one before go out first (not with --json). */
void found(struct findings *f, enum verdict verdict, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* How to mend the last one; called again, another line. */
void found_mend(struct findings *f, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Shows what has not been shown yet: before a question is asked, and at the end. */
void findings_show(struct findings *f);
/* Appends [{"area":…,"check":…,"result":…,"says":…,"mend":…}, …]. */
void findings_json(const struct findings *f, struct buf *to);
void findings_free(struct findings *f);

#endif
