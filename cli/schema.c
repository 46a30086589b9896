/* gsync schema install|status|drop: the numbered migrations, each in one transaction, one installer at a time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/args.h"
#include "cli/cli.h"
#include "cli/db.h"
#include "cli/migrations.h"
#include "cli/report.h"

/* Any number will do, as long as every version of this program uses the same: "gsync" in ASCII */
#define LOCK "pg_advisory_lock(444318412387)"
#define READER "gsync_reader"

static const char RECORD_TABLE[] =
	"CREATE TABLE IF NOT EXISTS gsync.migration (version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())";

static int last_version(void)
{
	int last = 0;
	for (const struct migration *m = migrations; m->version; m++)
		last = m->version;
	return last;
}

void migration_text(const struct migration *m, struct buf *to)
{
	for (const char *const *line = m->lines; *line; line++)
		buf_adds(to, *line);
}

/* *ret_version: the highest applied version, 0 when there is nothing yet. */
static int applied_version(struct cli *cli, int *ret_version)
{
	bool failed = false;
	char *there = db_value(cli->db, "SELECT to_regclass('gsync.migration')", 0, NULL, &failed);
	if (failed)
		return cli_database_problem(cli, "looking for gsync's schema");
	*ret_version = 0;
	if (!there)
		return EXIT_OK;
	free(there);
	char *version = db_value(cli->db, "SELECT coalesce(max(version), 0) FROM gsync.migration", 0, NULL, &failed);
	if (failed)
		return cli_database_problem(cli, "reading gsync.migration");
	*ret_version = version ? (int)strtol(version, NULL, 10) : 0;
	free(version);
	return EXIT_OK;
}

/* The line of the migration on which the server found the error. */
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

static bool record(struct cli *cli, const struct migration *m)
{
	char version[16];
	snprintf(version, sizeof version, "%d", m->version);
	const char *const params[] = {version, m->name};
	_cleanup_result_ struct db_result *r =
		db_query(cli->db, "INSERT INTO gsync.migration (version, name) VALUES ($1, $2) ON CONFLICT (version) DO NOTHING", 2, params);
	return r != NULL;
}

static int apply(struct cli *cli, const struct migration *m)
{
	_cleanup_buf_ struct buf text = {0};
	migration_text(m, &text);
	if (text.failed)
		return say_problem("out of memory");
	if (db_run(cli->db, "BEGIN") && db_run(cli->db, text.data) && db_run(cli->db, RECORD_TABLE) && record(cli, m) && db_run(cli->db, "COMMIT"))
		return EXIT_OK;
	char doing[160];
	snprintf(doing, sizeof doing, "migration %03d %s, line %zu (nothing of it was kept)", m->version, m->name, error_line(cli->db, text.data));
	int status = cli_database_problem(cli, doing);
	db_run(cli->db, "ROLLBACK");
	return status;
}

static int newer(int version)
{
	say_problem("the schema is at version %d, this program knows only %d", version, last_version());
	say_hint("use the gsync that installed it, or a newer one");
	return EXIT_SCHEMA;
}

static int apply_pending(struct cli *cli, int *ret_count)
{
	int version = 0;
	int status = applied_version(cli, &version);
	if (status != EXIT_OK)
		return status;
	if (version > last_version())
		return newer(version);
	for (const struct migration *m = migrations; m->version && status == EXIT_OK; m++) {
		if (m->version <= version)
			continue;
		status = apply(cli, m);
		*ret_count += status == EXIT_OK;
	}
	return status;
}

static int check_server(struct cli *cli)
{
	bool failed = false;
	char *wrong = db_value(cli->db,
	                       "SELECT CASE WHEN current_setting('server_version_num')::int < 140000"
	                       " THEN 'PostgreSQL ' || current_setting('server_version') || ' is too old: gsync needs 14 or newer'"
	                       " WHEN current_setting('server_encoding') <> 'UTF8'"
	                       " THEN 'the database is encoded in ' || current_setting('server_encoding') || ': gsync needs UTF8' END",
	                       0, NULL, &failed);
	if (failed)
		return cli_database_problem(cli, "asking the server for its version");
	int status = wrong ? say_problem("%s", wrong) : EXIT_OK;
	free(wrong);
	return status;
}

/* The role given, and again those that had the rights before: a migration may have brought new tables. */
static int grant_workers(struct cli *cli, const char *role)
{
	const char *const params[] = {role};
	_cleanup_result_ struct db_result *r =
		db_query(cli->db,
	             "SELECT gsync.grant_worker(role) FROM (SELECT role::text FROM gsync.worker WHERE role IN (SELECT rolname FROM pg_roles)"
	             " UNION SELECT $1::text WHERE $1 IS NOT NULL) w",
	             1, params);
	return r ? EXIT_OK : cli_database_problem(cli, "granting the worker's role its rights");
}

/* The role whose members may look. Without the right to make it all else is installed all the same. */
static int grant_readers(struct cli *cli, const char *role)
{
	bool failed = false;
	const char *const params[] = {role};
	_cleanup_result_ struct db_result *again = db_query(cli->db, "SELECT gsync.grant_reader(r.role) FROM gsync.reader r JOIN pg_roles p ON p.rolname = r.role", 0, NULL);
	if (!again)
		return cli_database_problem(cli, "granting the readers' role its rights");
	char *problem = db_value(cli->db, "SELECT gsync.make_reader($1)", 1, params, &failed);
	if (failed)
		return cli_database_problem(cli, "granting the readers' role its rights");
	if (problem) {
		say_hint("%s", problem);
		say_hint("as somebody who may: CREATE ROLE %s NOLOGIN; then: gsync schema install --reader-role %s", role, role);
	}
	free(problem);
	return EXIT_OK;
}

static bool has_readers(struct cli *cli)
{
	char *one = db_value(cli->db, "SELECT role FROM gsync.reader LIMIT 1", 0, NULL, NULL);
	free(one);
	return one;
}

static int schema_install(struct cli *cli, int argc, char **argv)
{
	const char *role = NULL, *reader = NULL;
	const struct arg_option own[] = {{.name = "worker-role", .text = &role}, {.name = "reader-role", .text = &reader}, {0}};
	if (!args_expect(cli, own, argc, argv, 0, "no more words"))
		return EXIT_USAGE;
	if (!cli_database(cli))
		return cli->status;
	int count = 0;
	int status = check_server(cli);
	if (status == EXIT_OK && !db_run(cli->db, "SELECT " LOCK))
		status = cli_database_problem(cli, "waiting for another installation to end");
	if (status == EXIT_OK)
		status = apply_pending(cli, &count);
	if (status == EXIT_OK && (role || count))
		status = grant_workers(cli, role);
	if (status == EXIT_OK && (reader || count || !has_readers(cli)))
		status = grant_readers(cli, reader ? reader : READER);
	if (status != EXIT_OK)
		return status;
	if (cli->json)
		printf("{\"version\":%d,\"applied\":%d}\n", last_version(), count);
	else if (count)
		printf("gsync's schema is installed: version %d, %d migration%s applied\n", last_version(), count, count == 1 ? "" : "s");
	else
		printf("gsync's schema is up to date: version %d\n", last_version());
	return EXIT_OK;
}

static void add_known(struct buf *to)
{
	buf_adds(to, "(VALUES (NULL::int, NULL::text)");
	for (const struct migration *m = migrations; m->version; m++)
		buf_addf(to, ", (%d, '%s')", m->version, m->name); /* names are a-z, 0-9, - and _: embed.awk sees to it */
	buf_adds(to, ")");
}

static int schema_status(struct cli *cli, int argc, char **argv)
{
	int version = 0;
	if (!args_expect(cli, NULL, argc, argv, 0, "no more words"))
		return EXIT_USAGE;
	if (!cli_database(cli))
		return cli->status;
	int status = applied_version(cli, &version);
	if (status != EXIT_OK)
		return status;
	_cleanup_buf_ struct buf sql = {0};
	buf_adds(&sql, "SELECT coalesce(k.version, a.version) AS version, coalesce(k.name, a.name) AS name,"
	               " CASE WHEN a.version IS NULL THEN 'pending' WHEN k.version IS NULL THEN 'newer than this program' ELSE 'applied' END AS state,"
	               " date_trunc('second', a.applied_at) AS applied_at FROM ");
	add_known(&sql);
	buf_adds(&sql, " k(version, name) FULL JOIN ");
	buf_adds(&sql, version ? "gsync.migration" : "(SELECT NULL::int, NULL::text, NULL::timestamptz LIMIT 0)");
	buf_adds(&sql, " a(version, name, applied_at) USING (version) WHERE coalesce(k.version, a.version) IS NOT NULL ORDER BY 1");
	if (sql.failed)
		return say_problem("out of memory");
	status = report_query(cli, "reading gsync.migration", NULL, sql.data, 0, NULL);
	if (status != EXIT_OK || version == last_version())
		return status;
	if (version < last_version())
		say_hint("next: gsync schema install");
	return EXIT_SCHEMA;
}

static int drop(struct cli *cli)
{
	_cleanup_buf_ struct buf text = {0};
	migration_text(&migration_drop, &text);
	if (!text.failed && db_run(cli->db, "BEGIN; SELECT " LOCK) && db_run(cli->db, text.data) && db_run(cli->db, "COMMIT"))
		return EXIT_OK;
	return cli_database_problem(cli, "dropping gsync's schema (nothing was dropped)");
}

static int schema_drop(struct cli *cli, int argc, char **argv)
{
	bool yes = false;
	const struct arg_option own[] = {{.name = "yes", .flag = &yes}, {0}};
	if (!args_expect(cli, own, argc, argv, 0, "no more words"))
		return EXIT_USAGE;
	if (!cli_database(cli))
		return cli->status;
	bool failed = false;
	char *there = db_value(cli->db, "SELECT oid FROM pg_namespace WHERE nspname = 'gsync'", 0, NULL, &failed);
	if (failed)
		return cli_database_problem(cli, "looking for gsync's schema");
	if (!there) {
		puts(cli->json ? "{\"dropped\":false}" : "there is no schema gsync in this database");
		return EXIT_OK;
	}
	free(there);
	if (!yes && !say_confirm("Drop schema gsync with all links, conflicts, rejections and history? Your own tables and sheets stay as they are.")) {
		say_problem("nothing was dropped; without a terminal, confirm with --yes");
		return EXIT_PROBLEM;
	}
	int status = drop(cli);
	if (status == EXIT_OK)
		puts(cli->json ? "{\"dropped\":true}" : "schema gsync is dropped; tables, their rows and the sheets were not touched");
	return status;
}

int command_schema(struct cli *cli, int argc, char **argv)
{
	static const struct subcommand list[] = {{"install", schema_install}, {"status", schema_status}, {"drop", schema_drop}, {0}};
	return run_subcommand(cli, list, NULL, argc, argv);
}
