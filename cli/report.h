/* Answers of the database, for people (a table) or for programs (--json). */
#ifndef GSYNC_CLI_REPORT_H
#define GSYNC_CLI_REPORT_H

#include "cli/cli.h"
#include "cli/db.h"
#include "common/buf.h"

/* Runs `sql` (one SELECT without a semicolon at its end) and prints its rows: with --json as one array of objects, made by PostgreSQL
 * itself, else as a table. `doing` names it in errors, `none` is said when there are no rows. Returns the exit status. */
int report_query(struct cli *cli, const char *doing, const char *none, const char *sql, size_t n, const char *const params[]);
/* The same; *ret_any tells whether there was a row. */
int report_rows(struct cli *cli, const char *doing, const char *none, const char *sql, size_t n, const char *const params[], bool *ret_any);
/* Appends rows that were asked for already as a table; false without memory. */
bool report_add_table(const struct cli *cli, const struct db_result *r, struct buf *to);
/* Prints them. */
int report_table(const struct cli *cli, const struct db_result *r);
/* {"first":value,"second":value2} on standard output. */
void report_said(const char *first, const char *value, const char *second, const char *value2);
/* True if standard output is a terminal that may be coloured. */
bool report_color(const struct cli *cli);

#endif
