/* Errors, sorted by what the caller does about them.
 *
 * Library functions return `enum error` and, where there is something to say, fill a `struct failure`; they never log.
 * Only the edge (a main function, a thread's loop) logs a failure, once.
 */
#ifndef GSYNC_COMMON_ERROR_H
#define GSYNC_COMMON_ERROR_H

enum error {
	OK = 0,
	ERR_RETRY,  /* passing trouble: try again later (network, 5xx, database restarting, journal full) */
	ERR_REJECT, /* this input is bad and stays bad: set it aside and go on */
	ERR_STOP,   /* the operator must mend something first (configuration, rights, missing file) */
	ERR_BUG     /* cannot happen */
};

enum { FAILURE_TEXT = 512 };

/* What went wrong, in words for the operator: what, where, and what to do. */
struct failure {
	enum error kind;
	char text[FAILURE_TEXT];
};

/* Fills `f` (may be NULL) and returns `kind`. Text that does not fit is cut. */
enum error fail(struct failure *f, enum error kind, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
