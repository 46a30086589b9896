/* PostgreSQL, as the command needs it: one connection, statements with text parameters, results as text. The only user of libpq here.
 *
 * After a call failed, db_* below say what the server (or libpq) said; the texts live until the next call.
 */
#ifndef GSYNC_CLI_DB_H
#define GSYNC_CLI_DB_H

#include <stdbool.h>
#include <stddef.h>

struct db;
struct db_result;

/* Connects with a libpq connection string or URI (NULL or empty: libpq's own environment). Returns NULL only without memory: ask db_connected.
 * Text is UTF-8, the application is `gsync`; search_path stays the role's own until db_pin. */
struct db *db_open(const char *conninfo);
void db_close(struct db *d); /* NULL is allowed */
bool db_connected(const struct db *d);
const char *db_user(const struct db *d); /* the role, also of a connection that failed; likewise the host, a directory for a socket, and the port */
const char *db_host(const struct db *d);
const char *db_port(const struct db *d);
bool db_is_local(const struct db *d); /* through a socket of this machine */
/* search_path becomes pg_catalog: from here on nothing that somebody put into a schema can stand in for a built-in. */
bool db_pin(struct db *d);

/* One statement; parameters are text, NULL is SQL NULL. NULL on failure; db_result_free the result. */
struct db_result *db_query(struct db *d, const char *sql, size_t n, const char *const params[]);
/* Like db_query for one value of one row: malloc'ed, NULL on failure, for no row and for SQL NULL (then *ret_failed tells; may be NULL). */
char *db_value(struct db *d, const char *sql, size_t n, const char *const params[], bool *ret_failed);
/* Any number of statements, no parameters, no result. */
bool db_run(struct db *d, const char *sql);

/* What the server stores for a password, made here, so that no password is sent; malloc'ed, NULL on failure. */
char *db_hash_password(struct db *d, const char *user, const char *password);

size_t db_rows(const struct db_result *r);
size_t db_columns(const struct db_result *r);
const char *db_name(const struct db_result *r, size_t column);
bool db_is_number(const struct db_result *r, size_t column);
const char *db_cell(const struct db_result *r, size_t row, size_t column); /* NULL for SQL NULL */
void db_result_free(struct db_result *r);
static inline void db_result_freep(struct db_result **r) { db_result_free(*r); }
#define _cleanup_result_ __attribute__((cleanup(db_result_freep)))

bool db_lost(const struct db *d);            /* the connection is gone, or never was */
const char *db_sqlstate(const struct db *d); /* "" when the failure was not the server's */
const char *db_message(const struct db *d);  /* one or more lines, no newline at the end */
const char *db_detail(const struct db *d);   /* NULL when there is none; likewise db_hint */
const char *db_hint(const struct db *d);
const char *db_constraint(const struct db *d); /* the one that was violated; "" for any other failure */
size_t db_position(const struct db *d);      /* of the error in the statement, in characters from 1; 0: unknown */

#endif
