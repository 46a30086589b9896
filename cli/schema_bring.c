#define _GNU_SOURCE
#include "cli/schema_bring.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/db.h"
#include "cli/migrations.h"
#include "common/schema_id.h"

enum { TRIES = 120, PAUSE_MS = 250 };

static void pause_ms(long ms)
{
	struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
	nanosleep(&t, NULL);
}

/* --- one step --------------------------------------------------------------------------------------------------------------------- */

/* The line of a text on which the server found the error. */
static size_t error_line(const struct db *db, const char *text)
{
	size_t line = 1;
	size_t left = db_position(db);
	for (const char *p = text; *p && left > 1; p++) {
		if (((unsigned char)*p & 0xC0) != 0x80) /* positions count characters */
			left--;
		line += *p == '\n';
	}
	return line;
}

/* Somebody uses what is to be changed: the whole transaction may succeed a moment later. */
static bool was_busy(const struct db *db)
{
	return strcmp(db_sqlstate(db), "55P03") == 0 || strcmp(db_sqlstate(db), "40P01") == 0;
}

struct bringing {
	struct cli *cli;
	const struct schema_state *from;
	int migrations; /* done and undone */
	bool last_try;
	bool busy;
};

static int step_failed(struct bringing *b, const char *what)
{
	b->busy = was_busy(b->cli->db) && !b->last_try;
	if (b->busy)
		return EXIT_PROBLEM;
	int status = cli_database_problem(b->cli, what);
	say_hint("nothing of it was kept");
	return status;
}

static int run_text(struct bringing *b, const char *what, const char *text)
{
	if (db_run(b->cli->db, text))
		return EXIT_OK;
	char doing[200];
	snprintf(doing, sizeof doing, "%s, line %zu", what, error_line(b->cli->db, text));
	return step_failed(b, doing);
}

static int run_lines(struct bringing *b, const char *what, const char *const *lines)
{
	_cleanup_buf_ struct buf text = {0};
	migration_text(lines, &text);
	return text.failed ? say_problem("out of memory") : run_text(b, what, text.data);
}

static int run_file(struct bringing *b, const struct sql_file *file)
{
	char what[80];
	snprintf(what, sizeof what, "schema/%s.sql", file->name);
	return run_lines(b, what, file->lines);
}

static int run_query(struct bringing *b, const char *what, const char *sql, size_t n, const char *const params[])
{
	_cleanup_result_ struct db_result *r = db_query(b->cli->db, sql, n, params);
	return r ? EXIT_OK : step_failed(b, what);
}

/* --- tables ----------------------------------------------------------------------------------------------------------------------- */

static int migrate_up(struct bringing *b, const struct migration *m)
{
	char what[120], version[16];
	snprintf(what, sizeof what, "schema/tables/%03d_%s.sql", m->version, m->name);
	snprintf(version, sizeof version, "%d", m->version);
	_cleanup_buf_ struct buf down = {0};
	if (m->down)
		migration_text(m->down, &down);
	if (down.failed)
		return say_problem("out of memory");
	const char *const params[] = {version, m->name, m->digest, m->down ? down.data : NULL};
	int status = run_lines(b, what, m->up);
	b->migrations++;
	return status != EXIT_OK ? status : run_query(b, what, "INSERT INTO gsync.migration (version, name, digest, down) VALUES ($1, $2, $3, $4)", 4, params);
}

/* Undoes the last migration by what the newer program has left for that. */
static int migrate_down(struct bringing *b, int number)
{
	char version[16], what[80];
	snprintf(version, sizeof version, "%d", number);
	snprintf(what, sizeof what, "undoing migration %d", number);
	bool failed = false;
	const char *const params[] = {version};
	char *down = db_value(b->cli->db, "SELECT down FROM gsync.migration WHERE version = $1", 1, params, &failed);
	if (failed)
		return step_failed(b, what);
	if (!down)
		return say_problem("migration %d cannot be undone: restore a backup of the database from before the upgrade", number);
	int status = run_text(b, what, down);
	free(down);
	b->migrations++;
	return status != EXIT_OK ? status : run_query(b, what, "DELETE FROM gsync.migration WHERE version = $1", 1, params);
}

static int migrate(struct bringing *b)
{
	int status = EXIT_OK;
	for (int n = b->from->migration; n > migrations_last() && status == EXIT_OK; n--)
		status = migrate_down(b, n);
	for (const struct migration *m = migrations; m->version && status == EXIT_OK; m++)
		if (m->version > b->from->migration)
			status = migrate_up(b, m);
	return status;
}

/* --- the whole -------------------------------------------------------------------------------------------------------------------- */

/* What is made stays its owner's, whoever upgrades. lock_timeout is below deadlock_timeout: in doubt this gives way, not a user's transaction. */
static int begin(struct bringing *b)
{
	int status = run_text(b, "beginning", "BEGIN; SET LOCAL lock_timeout = '500ms'; SET LOCAL client_min_messages = warning; SET LOCAL check_function_bodies = on");
	if (status == EXIT_OK && b->from->age != SCHEMA_ABSENT)
		status = run_query(b, "acting as the owner of schema gsync", "SELECT set_config('role', pg_get_userbyid(nspowner), true) FROM pg_namespace WHERE nspname = 'gsync'", 0, NULL);
	if (status == EXIT_OK && b->from->age != SCHEMA_ABSENT)
		status = run_text(b, "waiting for other commands of gsync", "LOCK TABLE gsync.link IN ACCESS EXCLUSIVE MODE");
	return status;
}

static int install_code(struct bringing *b)
{
	int status = EXIT_OK;
	for (const struct sql_file *f = schema_code; f->name && status == EXIT_OK; f++)
		status = run_file(b, f);
	return status;
}

/* The role given, and again those that had the rights before: there may be new tables, functions and views. */
static int finish(struct bringing *b, const char *role)
{
	const char *const workers[] = {role};
	const char *const installed[] = {GSYNC_VERSION, schema_digest};
	int status = run_query(b, "noting what is installed", "DELETE FROM gsync.installed", 0, NULL);
	if (status == EXIT_OK)
		status = run_query(b, "noting what is installed", "INSERT INTO gsync.installed (version, digest) VALUES ($1, $2)", 2, installed);
	if (status == EXIT_OK)
		status = run_query(b, "granting the worker's role its rights",
		                   "SELECT gsync.grant_worker(role) FROM (SELECT role::text FROM gsync.worker WHERE role IN (SELECT rolname FROM pg_roles)"
		                   " UNION SELECT $1::text WHERE $1 IS NOT NULL) w",
		                   1, workers);
	if (status == EXIT_OK)
		status = run_query(b, "granting the readers' role its rights", "SELECT gsync.grant_reader(r.role) FROM gsync.reader r JOIN pg_roles p ON p.rolname = r.role", 0, NULL);
	return status == EXIT_OK ? run_text(b, "committing", "COMMIT") : status;
}

static int bring_once(struct bringing *b, const char *role)
{
	bool there = b->from->age != SCHEMA_ABSENT;
	b->migrations = 0;
	int status = begin(b);
	if (status == EXIT_OK && there)
		status = run_file(b, &schema_clear);
	if (status == EXIT_OK)
		status = migrate(b);
	if (status == EXIT_OK)
		status = install_code(b);
	if (status == EXIT_OK && there)
		status = run_file(b, &schema_renew);
	if (status == EXIT_OK)
		status = finish(b, role);
	if (status != EXIT_OK)
		db_run(b->cli->db, "ROLLBACK");
	return status;
}

/* Ends the sessions of workers, which come again and wait; then nobody else changes or uses the schema. */
static int keep_others_out(struct cli *cli)
{
	static const char end_workers[] = "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND granted AND mode = 'ShareLock'"
									  " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
									  " AND (classid::bigint << 32 | objid::bigint) = " SCHEMA_LOCK " AND objsubid = 1";
	for (int try = 0; try < TRIES; try++) {
		_cleanup_result_ struct db_result *r = db_query(cli->db, end_workers, 0, NULL);
		if (!r) {
			int status = cli_database_problem(cli, "ending the sessions of gsync-worker");
			say_hint("or stop it (systemctl stop gsync-worker), and start it when this is done; events are kept meanwhile");
			return status;
		}
		if (db_run(cli->db, "BEGIN; SET LOCAL lock_timeout = '500ms'; SELECT pg_advisory_lock(" SCHEMA_LOCK "); COMMIT"))
			return EXIT_OK;
		bool busy = was_busy(cli->db);
		if (!busy)
			return cli_database_problem(cli, "keeping other commands out");
		db_run(cli->db, "ROLLBACK");
	}
	say_problem("another command is installing or upgrading gsync's schema, for a minute already");
	return EXIT_PROBLEM;
}

/* Again and again while others use what is to be changed. */
static int bring(struct cli *cli, const struct schema_state *from, const char *role, int *ret_migrations)
{
	struct bringing b = {.cli = cli, .from = from};
	for (int try = 1;; try++) {
		b.busy = false;
		b.last_try = try == TRIES;
		int status = bring_once(&b, role);
		*ret_migrations = b.migrations;
		if (!b.busy)
			return status;
		pause_ms(PAUSE_MS);
	}
}

int schema_bring(struct cli *cli, const struct schema_state *from, const char *role, int *ret_migrations)
{
	*ret_migrations = 0;
	int status = keep_others_out(cli);
	if (status != EXIT_OK)
		return status;
	_cleanup_schema_state_ struct schema_state now = {0};
	status = schema_read_state(cli, &now);
	if (status == EXIT_OK && now.age == from->age)
		status = bring(cli, &now, role, ret_migrations);
	else if (status == EXIT_OK && now.age != SCHEMA_OURS) /* ours: another command has just done the same */
		status = say_problem("another command has changed the schema meanwhile; see: gsync schema status");
	db_run(cli->db, "SELECT pg_advisory_unlock(" SCHEMA_LOCK ")");
	return status;
}

/* --- as a script ---------------------------------------------------------------------------------------------------------------- */

static void add_migration(const struct migration *m, struct buf *to)
{
	buf_addf(to, "\n-- schema/tables/%03d_%s.sql\n", m->version, m->name);
	migration_text(m->up, to);
	buf_addf(to, "INSERT INTO gsync.migration (version, name, digest, down) VALUES (%d, '%s', '%s', ", m->version, m->name, m->digest);
	if (m->down) {
		buf_adds(to, "$gsync_down$");
		migration_text(m->down, to);
		buf_adds(to, "$gsync_down$");
	} else {
		buf_adds(to, "NULL");
	}
	buf_adds(to, ");\n");
}

void schema_script(struct buf *to)
{
	buf_adds(to, "-- The schema of gsync " GSYNC_VERSION ", as `gsync schema install` makes it\nBEGIN;\nSET LOCAL search_path = pg_catalog;\n");
	for (const struct migration *m = migrations; m->version; m++)
		add_migration(m, to);
	for (const struct sql_file *f = schema_code; f->name; f++) {
		buf_addf(to, "\n-- schema/%s.sql\n", f->name);
		migration_text(f->lines, to);
	}
	buf_addf(to, "\nINSERT INTO gsync.installed (version, digest) VALUES ('" GSYNC_VERSION "', '%s');\nCOMMIT;\n", schema_digest);
}
