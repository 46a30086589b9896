#include "worker/pg.h"

#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/schema_id.h"

enum { SLICE_MS = 1000 };

struct pg {
	char *conninfo;
	const char *application_name;
	bool (*go_on)(void *context);
	void *context;
	PGconn *conn;
	char sqlstate[6];
};

struct pg_result {
	PGresult *result;
};

struct pg *pg_new(const char *conninfo, const char *application_name, bool (*go_on)(void *context), void *context)
{
	struct pg *p = calloc(1, sizeof *p);
	if (!p || !(p->conninfo = strdup(conninfo))) {
		free(p);
		return NULL;
	}
	p->application_name = application_name;
	p->go_on = go_on;
	p->context = context;
	return p;
}

void pg_free(struct pg *p)
{
	if (!p)
		return;
	pg_disconnect(p);
	free(p->conninfo);
	free(p);
}

void pg_disconnect(struct pg *p)
{
	PQfinish(p->conn);
	p->conn = NULL;
}

bool pg_connected(const struct pg *p)
{
	return p->conn && PQstatus(p->conn) == CONNECTION_OK;
}

bool pg_gave_way(const struct pg *p)
{
	return strcmp(p->sqlstate, "55P03") == 0 || strcmp(p->sqlstate, "40P01") == 0;
}

/* --- errors ------------------------------------------------------------------------------------------------------------------- */

static enum error kind_of(const char *sqlstate)
{
	static const struct {
		const char *start;
		enum error kind;
	} kinds[] = {
		{"08", ERR_RETRY},    /* connection */
		{"25006", ERR_RETRY}, /* read-only: a standby, a failover under way */
		{"28", ERR_STOP},     /* login */
		{"3D", ERR_STOP},     /* no such database */
		{"3F", ERR_STOP},     /* no such schema */
		{"40", ERR_RETRY},    /* deadlock, serialization */
		{"42501", ERR_STOP},  /* rights */
		{"42P01", ERR_STOP},  /* no such table */
		{"42883", ERR_STOP},  /* no such function */
		{"53", ERR_RETRY},    /* shortage */
		{"55P03", ERR_RETRY}, /* lock not available */
		{"57", ERR_RETRY},    /* cancelled, shutdown */
		{"58", ERR_RETRY},    /* I/O */
		{"", ERR_REJECT},
	};
	size_t i = 0;
	while (strncmp(sqlstate, kinds[i].start, strlen(kinds[i].start)) != 0)
		i++;
	return kinds[i].kind;
}

/* libpq ends its messages with a newline and may use several lines, the later ones indented. */
static enum error fail_with(struct failure *f, enum error kind, const char *what, const char *message)
{
	char line[FAILURE_TEXT];
	size_t n = 0;
	for (const char *p = message; *p && n < sizeof line - 1; p++) {
		bool space = *p == '\n' || *p == '\t' || *p == ' ';
		if (!space || (n && line[n - 1] != ' '))
			line[n++] = space ? ' ' : *p;
	}
	while (n && line[n - 1] == ' ')
		n--;
	line[n] = '\0';
	return fail(f, kind, "%s%s", what, line);
}

static enum error fail_lost(struct pg *p, struct failure *f)
{
	enum error e = fail_with(f, ERR_RETRY, "the connection to PostgreSQL is lost: ", PQerrorMessage(p->conn));
	p->sqlstate[0] = '\0';
	pg_disconnect(p);
	return e;
}

static enum error fail_result(struct pg *p, const PGresult *r, struct failure *f)
{
	const char *sqlstate = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	if (PQstatus(p->conn) != CONNECTION_OK || !sqlstate)
		return fail_lost(p, f);
	snprintf(p->sqlstate, sizeof p->sqlstate, "%s", sqlstate);
	const char *message = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
	const char *context = PQresultErrorField(r, PG_DIAG_CONTEXT);
	char text[FAILURE_TEXT];
	snprintf(text, sizeof text, "%s (SQLSTATE %s)%s%s", message ? message : "no message", sqlstate, context ? "; " : "", context ? context : "");
	return fail_with(f, kind_of(sqlstate), "PostgreSQL: ", text);
}

/* --- connecting -------------------------------------------------------------------------------------------------------------- */

/* What the server says in words goes to its own log; results and errors say all that is needed here. */
static void drop_notice(void *context, const PGresult *r)
{
	(void)context, (void)r;
}

static enum error pin_session(struct pg *p, struct failure *f)
{
	return pg_query(p, "SELECT set_config('search_path', 'pg_catalog, pg_temp', false), set_config('client_min_messages', 'warning', false), set_config('jit', 'off', false)", 0, NULL, NULL, f);
}

/* Held until the connection ends: nobody changes the schema meanwhile. */
static enum error hold_schema(struct pg *p, struct failure *f)
{
	_cleanup_result_ struct pg_result *r = NULL;
	enum error e = pg_query(p, "SELECT pg_try_advisory_lock_shared(" SCHEMA_LOCK ")", 0, NULL, &r, f);
	if (e || pg_bool(r, 0, 0))
		return e;
	return fail(f, ERR_RETRY, "the schema gsync in the database is being changed");
}

static enum error check_schema(struct pg *p, struct failure *f)
{
	static const char *const params[] = {GSYNC_VERSION, schema_digest};
	_cleanup_result_ struct pg_result *r = NULL;
	enum error e = pg_query(p, SCHEMA_PROBLEM_SQL, 2, params, &r, f);
	if (e == ERR_STOP && strcmp(p->sqlstate, "42P01") == 0)
		return fail(f, ERR_STOP, "this database has no schema gsync: run gsync schema install");
	if (!e && (pg_rows(r) != 1 || pg_text(r, 0, 0)))
		return fail(f, ERR_STOP, "%s", pg_rows(r) == 1 ? pg_text(r, 0, 0) : "gsync.installed is empty: run gsync schema upgrade");
	return e;
}

/* Everything that a connection must have; one without it is not kept. */
static enum error prepare_session(struct pg *p, struct failure *f)
{
	enum error e = pin_session(p, f);
	if (!e)
		e = hold_schema(p, f);
	if (!e)
		e = check_schema(p, f);
	if (e)
		pg_disconnect(p);
	return e;
}

enum error pg_connect(struct pg *p, struct failure *ret_failure)
{
	/* Later ones win, and dbname stands for all of conninfo: so what is before it is a default, what follows is pinned. */
	const char *const names[] = {"connect_timeout", "target_session_attrs", "tcp_user_timeout", "keepalives_idle", "dbname", "client_encoding", "application_name", NULL};
	const char *const values[] = {"5", "read-write", "30000", "20", p->conninfo, "UTF8", p->application_name, NULL};
	if (pg_connected(p))
		return OK;
	pg_disconnect(p);
	p->sqlstate[0] = '\0';
	p->conn = PQconnectdbParams(names, values, 1);
	if (!p->conn)
		return fail(ret_failure, ERR_RETRY, "out of memory");
	if (PQstatus(p->conn) != CONNECTION_OK) {
		enum error e = fail_with(ret_failure, ERR_RETRY, "cannot connect to PostgreSQL: ", PQerrorMessage(p->conn));
		pg_disconnect(p);
		return e;
	}
	PQsetNoticeReceiver(p->conn, drop_notice, NULL);
	PQsetnonblocking(p->conn, 1);
	return prepare_session(p, ret_failure);
}

/* --- statements --------------------------------------------------------------------------------------------------------------- */

static void cancel(struct pg *p)
{
	char error[256];
	PGcancel *c = PQgetCancel(p->conn);
	if (c)
		PQcancel(c, error, sizeof error);
	PQfreeCancel(c);
}

/* Waits until libpq can go on; a statement that may not go on is cancelled, once, and its end awaited. */
static void wait_slice(struct pg *p, bool unsent, bool *cancelled)
{
	struct pollfd fd = {.fd = PQsocket(p->conn), .events = (short)(unsent ? POLLIN | POLLOUT : POLLIN)};
	poll(&fd, 1, SLICE_MS);
	if (!*cancelled && p->go_on && !p->go_on(p->context)) {
		cancel(p);
		*cancelled = true;
	}
}

static bool send_all(struct pg *p, bool *cancelled)
{
	int left;
	while ((left = PQflush(p->conn)) == 1) {
		wait_slice(p, true, cancelled);
		if (!PQconsumeInput(p->conn))
			return false;
	}
	return left == 0;
}

static PGresult *next_result(struct pg *p, bool *cancelled)
{
	while (PQisBusy(p->conn)) {
		wait_slice(p, false, cancelled);
		if (!PQconsumeInput(p->conn))
			break;
	}
	return PQgetResult(p->conn);
}

/* The last result of the statement; NULL: none came. */
static PGresult *run(struct pg *p, const char *sql, size_t n, const char *const params[])
{
	bool cancelled = false;
	PGresult *last = NULL;
	if (!PQsendQueryParams(p->conn, sql, (int)n, NULL, params, NULL, NULL, 0) || !send_all(p, &cancelled))
		return NULL;
	for (PGresult *r; (r = next_result(p, &cancelled));) {
		PQclear(last);
		last = r;
	}
	return last;
}

static enum error keep_result(PGresult *r, struct pg_result **ret, struct failure *f)
{
	struct pg_result *kept = ret ? malloc(sizeof *kept) : NULL;
	if (!kept) {
		PQclear(r);
		return ret ? fail(f, ERR_RETRY, "out of memory") : OK;
	}
	kept->result = r;
	*ret = kept;
	return OK;
}

enum error pg_query(struct pg *p, const char *sql, size_t n, const char *const params[], struct pg_result **ret, struct failure *ret_failure)
{
	p->sqlstate[0] = '\0';
	if (!pg_connected(p))
		return fail(ret_failure, ERR_RETRY, "not connected to PostgreSQL");
	PGresult *r = run(p, sql, n, params);
	if (!r)
		return fail_lost(p, ret_failure);
	ExecStatusType status = PQresultStatus(r);
	if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
		return keep_result(r, ret, ret_failure);
	enum error e = fail_result(p, r, ret_failure);
	PQclear(r);
	return e;
}

void pg_result_free(struct pg_result *r)
{
	if (!r)
		return;
	PQclear(r->result);
	free(r);
}

size_t pg_rows(const struct pg_result *r)
{
	return (size_t)PQntuples(r->result);
}

const char *pg_text(const struct pg_result *r, size_t row, size_t column)
{
	return PQgetisnull(r->result, (int)row, (int)column) ? NULL : PQgetvalue(r->result, (int)row, (int)column);
}

int64_t pg_int(const struct pg_result *r, size_t row, size_t column)
{
	const char *text = pg_text(r, row, column);
	return text ? strtoll(text, NULL, 10) : 0;
}

bool pg_bool(const struct pg_result *r, size_t row, size_t column)
{
	const char *text = pg_text(r, row, column);
	return text && text[0] == 't';
}

struct pg_number pg_number(int64_t n)
{
	struct pg_number number;
	snprintf(number.text, sizeof number.text, "%lld", (long long)n);
	return number;
}

/* --- waiting ------------------------------------------------------------------------------------------------------------------ */

static bool take_notifications(struct pg *p)
{
	bool any = false;
	for (PGnotify *n; (n = PQnotifies(p->conn)); any = true)
		PQfreemem(n);
	return any;
}

enum pg_event pg_wait(struct pg *p, int fd, unsigned timeout_ms)
{
	if (!pg_connected(p))
		return PG_LOST;
	if (take_notifications(p))
		return PG_NOTIFIED;
	struct pollfd fds[2] = {{.fd = PQsocket(p->conn), .events = POLLIN}, {.fd = fd, .events = POLLIN}};
	if (poll(fds, 2, (int)timeout_ms) <= 0)
		return PG_TIMEOUT;
	if (fds[0].revents && !PQconsumeInput(p->conn)) {
		pg_disconnect(p);
		return PG_LOST;
	}
	if (take_notifications(p))
		return PG_NOTIFIED;
	return fds[1].revents ? PG_WOKEN : PG_TIMEOUT;
}
