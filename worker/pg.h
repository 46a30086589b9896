/* PostgreSQL: one connection for one thread, statements with text parameters, results with typed getters. The only user of libpq here.
 *
 * Each statement is its own transaction. On connect search_path, encoding and application_name are pinned and a server that
 * takes writes is asked for (several hosts in conninfo follow a failover), and a schema that is not this program's is refused (ERR_STOP,
 * with what to do); as long as a connection is open, nobody can change the schema (common/schema_id.h).
 */
#ifndef GSYNC_WORKER_PG_H
#define GSYNC_WORKER_PG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

struct pg;
struct pg_result;

/* `go_on` is asked about once a second while a statement runs; false: the statement is cancelled. May be NULL. NULL without memory. */
struct pg *pg_new(const char *conninfo, const char *application_name, bool (*go_on)(void *context), void *context);
void pg_free(struct pg *p);
static inline void pg_freep(struct pg **p) { pg_free(*p); }
#define _cleanup_pg_ __attribute__((cleanup(pg_freep)))

/* Connects unless connected. Takes at most 5 seconds for each host, unless conninfo says otherwise. */
enum error pg_connect(struct pg *p, struct failure *ret_failure);
void pg_disconnect(struct pg *p);
bool pg_connected(const struct pg *p);

/* One statement with `n` text parameters (NULL: SQL NULL). Errors by what the caller does:
 * ERR_RETRY connection lost (then pg_connected is false), deadlock, shortage, cancelled · ERR_STOP rights, missing schema or function,
 * login · ERR_REJECT the data. `ret` may be NULL. */
enum error pg_query(struct pg *p, const char *sql, size_t n, const char *const params[], struct pg_result **ret, struct failure *ret_failure);
/* The last failure was a lock that somebody else has: gsync waits for none so long that the other one would be ended for it (gsync.give_way). Begin anew in a moment. */
bool pg_gave_way(const struct pg *p);
enum { PG_GIVE_WAY_MS = 200 }; /* the longest such moment */

void pg_result_free(struct pg_result *r);
static inline void pg_result_freep(struct pg_result **r) { pg_result_free(*r); }
#define _cleanup_result_ __attribute__((cleanup(pg_result_freep)))

size_t pg_rows(const struct pg_result *r);
const char *pg_text(const struct pg_result *r, size_t row, size_t column); /* NULL for SQL NULL; valid while the result is */
int64_t pg_int(const struct pg_result *r, size_t row, size_t column);      /* 0 for SQL NULL */
bool pg_bool(const struct pg_result *r, size_t row, size_t column);        /* false for SQL NULL */

enum pg_event {
	PG_TIMEOUT,
	PG_WOKEN,    /* the other descriptor is readable */
	PG_NOTIFIED, /* a NOTIFY came for a channel that is listened to; all that came are taken off */
	PG_LOST      /* the connection is gone */
};
/* Sleeps until something happens, at most timeout_ms. `fd` may be -1. */
enum pg_event pg_wait(struct pg *p, int fd, unsigned timeout_ms);

/* A number as a text parameter. */
struct pg_number {
	char text[24];
};
struct pg_number pg_number(int64_t n);

#endif
