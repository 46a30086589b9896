#include "cli/db.h"

#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

struct db {
	PGconn *conn;
	PGresult *failed; /* of the last statement, when it failed */
	char *message;
};

struct db_result {
	PGresult *result;
};

/* libpq's messages end with a newline, and start with "ERROR:  " only in PQerrorMessage. */
static void keep_message(struct db *d, const char *text)
{
	free(d->message);
	size_t n = strlen(text);
	while (n > 0 && text[n - 1] == '\n')
		n--;
	d->message = strndup(text, n);
}

static void forget_failure(struct db *d)
{
	PQclear(d->failed);
	d->failed = NULL;
	free(d->message);
	d->message = NULL;
}

struct db *db_open(const char *conninfo)
{
	/* What stands behind dbname's connection string overrides it, what stands before it is a default */
	const char *const wait = getenv("PGCONNECT_TIMEOUT") ? NULL : "10";
	const char *const keys[] = {wait ? "connect_timeout" : "fallback_application_name", "fallback_application_name", "dbname", "client_encoding", NULL};
	const char *const values[] = {wait ? wait : "gsync", "gsync", conninfo && *conninfo ? conninfo : NULL, "UTF8", NULL};
	struct db *d = calloc(1, sizeof *d);
	if (!d)
		return NULL;
	d->conn = PQconnectdbParams(keys, values, 1);
	if (!d->conn) {
		free(d);
		return NULL;
	}
	if (PQstatus(d->conn) != CONNECTION_OK) {
		keep_message(d, PQerrorMessage(d->conn));
		return d;
	}
	db_run(d, "SET client_min_messages = warning; SET DateStyle = ISO; SET IntervalStyle = postgres; SET lock_timeout = '15s'");
	return d;
}

void db_close(struct db *d)
{
	if (!d)
		return;
	forget_failure(d);
	PQfinish(d->conn);
	free(d);
}

bool db_connected(const struct db *d) { return PQstatus(d->conn) == CONNECTION_OK; }

const char *db_user(const struct db *d) { return PQuser(d->conn) ? PQuser(d->conn) : ""; }
const char *db_host(const struct db *d) { return PQhost(d->conn) ? PQhost(d->conn) : ""; }
const char *db_port(const struct db *d) { return PQport(d->conn) ? PQport(d->conn) : ""; }
bool db_is_local(const struct db *d) { return db_host(d)[0] == '/' || db_host(d)[0] == '@' || db_host(d)[0] == '\0'; }

bool db_pin(struct db *d) { return db_run(d, "SET search_path = pg_catalog, pg_temp"); }

/* Takes the result: true if the statement worked, else the result stays as the failure. */
static bool check(struct db *d, PGresult *result)
{
	forget_failure(d);
	ExecStatusType status = PQresultStatus(result);
	if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY)
		return true;
	const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	keep_message(d, primary ? primary : PQerrorMessage(d->conn));
	d->failed = result;
	return false;
}

struct db_result *db_query(struct db *d, const char *sql, size_t n, const char *const params[])
{
	PGresult *result = PQexecParams(d->conn, sql, (int)n, NULL, params, NULL, NULL, 0);
	if (!check(d, result))
		return NULL;
	struct db_result *r = malloc(sizeof *r);
	if (!r) {
		PQclear(result);
		return NULL;
	}
	r->result = result;
	return r;
}

char *db_value(struct db *d, const char *sql, size_t n, const char *const params[], bool *ret_failed)
{
	struct db_result *r = db_query(d, sql, n, params);
	const char *cell = r && db_rows(r) > 0 ? db_cell(r, 0, 0) : NULL;
	char *copy = cell ? strdup(cell) : NULL;
	if (ret_failed)
		*ret_failed = !r || (cell && !copy);
	db_result_free(r);
	return copy;
}

bool db_run(struct db *d, const char *sql)
{
	PGresult *result = PQexec(d->conn, sql);
	if (!check(d, result))
		return false;
	PQclear(result);
	return true;
}

char *db_hash_password(struct db *d, const char *user, const char *password)
{
	char *hash = PQencryptPasswordConn(d->conn, password, user, NULL);
	char *copy = hash ? strdup(hash) : NULL;
	if (!hash)
		keep_message(d, PQerrorMessage(d->conn));
	PQfreemem(hash);
	return copy;
}

size_t db_rows(const struct db_result *r) { return (size_t)PQntuples(r->result); }
size_t db_columns(const struct db_result *r) { return (size_t)PQnfields(r->result); }
const char *db_name(const struct db_result *r, size_t column) { return PQfname(r->result, (int)column); }

bool db_is_number(const struct db_result *r, size_t column)
{
	/* int8, int2, int4, oid, float4, float8, numeric: these numbers are part of PostgreSQL's protocol */
	static const Oid numbers[] = {20, 21, 23, 26, 700, 701, 1700};
	Oid type = PQftype(r->result, (int)column);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (type == numbers[i])
			return true;
	return false;
}

const char *db_cell(const struct db_result *r, size_t row, size_t column)
{
	return PQgetisnull(r->result, (int)row, (int)column) ? NULL : PQgetvalue(r->result, (int)row, (int)column);
}

void db_result_free(struct db_result *r)
{
	if (!r)
		return;
	PQclear(r->result);
	free(r);
}

static const char *field(const struct db *d, int which) { return d->failed ? PQresultErrorField(d->failed, which) : NULL; }

bool db_lost(const struct db *d) { return PQstatus(d->conn) != CONNECTION_OK; }

const char *db_sqlstate(const struct db *d)
{
	const char *state = field(d, PG_DIAG_SQLSTATE);
	return state ? state : "";
}

const char *db_message(const struct db *d) { return d->message && *d->message ? d->message : "out of memory"; }
const char *db_detail(const struct db *d) { return field(d, PG_DIAG_MESSAGE_DETAIL); }
const char *db_hint(const struct db *d) { return field(d, PG_DIAG_MESSAGE_HINT); }

const char *db_constraint(const struct db *d)
{
	const char *name = field(d, PG_DIAG_CONSTRAINT_NAME);
	return name ? name : "";
}

size_t db_position(const struct db *d)
{
	const char *position = field(d, PG_DIAG_STATEMENT_POSITION);
	return position ? strtoul(position, NULL, 10) : 0;
}
