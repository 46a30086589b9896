/* gsync schema install|upgrade|downgrade|status|print|drop */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/args.h"
#include "cli/cli.h"
#include "cli/db.h"
#include "cli/migrations.h"
#include "cli/report.h"
#include "cli/schema_bring.h"
#include "common/schema_id.h"

#define READER "gsync_reader"

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

static int grant_worker(struct cli *cli, const char *role)
{
	const char *const params[] = {role};
	_cleanup_result_ struct db_result *r = role ? db_query(cli->db, "SELECT gsync.grant_worker($1)", 1, params) : NULL;
	return !role || r ? EXIT_OK : cli_database_problem(cli, "granting the worker's role its rights");
}

/* The role whose members may look. Without the right to make it all else is installed all the same. */
static int grant_readers(struct cli *cli, const char *role)
{
	bool failed = false;
	const char *const params[] = {role};
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
	bool has = one != NULL;
	free(one);
	return has;
}

/* --- what is there, and what was asked for --------------------------------------------------------------------------------------- */

static int absent(void)
{
	say_problem("this database has no schema gsync");
	say_hint("next: gsync schema install");
	return EXIT_SCHEMA;
}

static int older(const struct schema_state *s)
{
	say_problem("the schema in this database is that of %sgsync %s, this program is " GSYNC_VERSION, strcmp(s->version, GSYNC_VERSION) == 0 ? "another build of " : "", s->version);
	say_hint("next: gsync schema upgrade");
	return EXIT_SCHEMA;
}

static int newer(const struct schema_state *s)
{
	say_problem("the schema in this database is that of gsync %s, this program is " GSYNC_VERSION, s->version);
	say_hint("use gsync %s or newer; or take the schema back to what this program needs: gsync schema downgrade", s->version);
	return EXIT_SCHEMA;
}

static int done(const struct cli *cli, const char *verb, const struct schema_state *from, int migrations_done)
{
	bool was_ours = from->age == SCHEMA_OURS;
	if (cli->json) {
		printf("{\"version\":\"" GSYNC_VERSION "\",\"from\":%s%s%s,\"migration\":%d,\"applied\":%d}\n", from->version ? "\"" : "", from->version ? from->version : "null",
		       from->version ? "\"" : "", migrations_last(), migrations_done);
	} else if (was_ours) {
		puts("gsync's schema is up to date: that of gsync " GSYNC_VERSION);
	} else if (from->age == SCHEMA_ABSENT) {
		puts("gsync's schema is installed: that of gsync " GSYNC_VERSION);
	} else {
		printf("gsync's schema is %s: from that of gsync %s to that of gsync " GSYNC_VERSION, verb, from->version);
		printf(migrations_done ? ", %d migration%s of its tables\n" : "; its tables are the same\n", migrations_done, migrations_done == 1 ? "" : "s");
	}
	return EXIT_OK;
}

static int bring(struct cli *cli, const char *verb, const struct schema_state *from)
{
	int count = 0;
	int status = from->age == SCHEMA_OURS ? EXIT_OK : schema_bring(cli, from, NULL, &count);
	return status == EXIT_OK ? done(cli, verb, from, count) : status;
}

static int open_state(struct cli *cli, struct schema_state *ret)
{
	if (!cli_pinned(cli))
		return cli->status;
	int status = check_server(cli);
	return status == EXIT_OK ? schema_read_state(cli, ret) : status;
}

static int schema_install(struct cli *cli, int argc, char **argv)
{
	const char *worker = NULL, *reader = NULL;
	const struct arg_option own[] = {{.name = "worker-role", .text = &worker}, {.name = "reader-role", .text = &reader}, {0}};
	_cleanup_schema_state_ struct schema_state s = {0};
	if (!args_expect(cli, own, argc, argv, 0, "no more words"))
		return EXIT_USAGE;
	int status = open_state(cli, &s);
	if (status != EXIT_OK)
		return status;
	if (s.age == SCHEMA_OLDER || s.age == SCHEMA_NEWER)
		return s.age == SCHEMA_OLDER ? older(&s) : newer(&s);
	int count = 0;
	status = s.age == SCHEMA_OURS ? grant_worker(cli, worker) : schema_bring(cli, &s, worker, &count);
	if (status == EXIT_OK && (reader || s.age == SCHEMA_ABSENT || !has_readers(cli)))
		status = grant_readers(cli, reader ? reader : READER);
	return status == EXIT_OK ? done(cli, "installed", &s, count) : status;
}

static int schema_upgrade(struct cli *cli, int argc, char **argv)
{
	_cleanup_schema_state_ struct schema_state s = {0};
	if (!args_expect(cli, NULL, argc, argv, 0, "no more words"))
		return EXIT_USAGE;
	int status = open_state(cli, &s);
	if (status != EXIT_OK)
		return status;
	return s.age == SCHEMA_ABSENT ? absent() : s.age == SCHEMA_NEWER ? newer(&s) : bring(cli, "upgraded", &s);
}

static int schema_downgrade(struct cli *cli, int argc, char **argv)
{
	bool yes = false;
	const struct arg_option own[] = {{.name = "yes", .flag = &yes}, {0}};
	_cleanup_schema_state_ struct schema_state s = {0};
	if (!args_expect(cli, own, argc, argv, 0, "no more words"))
		return EXIT_USAGE;
	int status = open_state(cli, &s);
	if (status != EXIT_OK)
		return status;
	if (s.age == SCHEMA_ABSENT)
		return absent();
	if (s.age == SCHEMA_OLDER)
		return older(&s);
	if (s.age == SCHEMA_NEWER && !yes && !say_confirm("Take gsync's schema back to that of gsync " GSYNC_VERSION "? What only the newer one keeps is lost; tables, rows and sheets stay.")) {
		say_problem("nothing was changed; without a terminal, confirm with --yes");
		return EXIT_PROBLEM;
	}
	return bring(cli, "taken back", &s);
}

/* --- looking ---------------------------------------------------------------------------------------------------------------------- */

static int schema_print(struct cli *cli, int argc, char **argv)
{
	_cleanup_buf_ struct buf text = {0};
	if (!args_expect(cli, NULL, argc, argv, 0, "no more words"))
		return EXIT_USAGE;
	schema_script(&text);
	if (text.failed)
		return say_problem("out of memory");
	fputs(text.data, stdout);
	return EXIT_OK;
}

/* Rows for report_query: every migration that the database or this program knows, then the code. */
static void add_parts(const struct schema_state *s, struct buf *to)
{
	buf_adds(to, "SELECT coalesce(k.version, a.version) AS \"table migration\", coalesce(k.name, a.name) AS name,"
	             " CASE WHEN a.version IS NULL THEN 'pending' WHEN k.version IS NULL THEN 'newer than this program' ELSE 'applied' END AS state,"
	             " date_trunc('second', a.applied_at) AS applied_at FROM (VALUES (NULL::int, NULL::text)");
	for (const struct migration *m = migrations; m->version; m++)
		buf_addf(to, ", (%d, '%s')", m->version, m->name); /* names are a-z, 0-9 and _: embed.awk sees to it */
	buf_adds(to, ") k(version, name) FULL JOIN ");
	buf_adds(to, s->age == SCHEMA_ABSENT ? "(SELECT NULL::int, NULL::text, NULL::text, NULL::text, NULL::timestamptz LIMIT 0)" : "gsync.migration");
	buf_adds(to, " a(version, name, digest, down, applied_at) USING (version) WHERE coalesce(k.version, a.version) IS NOT NULL");
	if (s->age != SCHEMA_ABSENT)
		buf_adds(to, " UNION ALL SELECT NULL, 'functions and views', CASE WHEN i.digest = $1 THEN 'of this program' ELSE 'of another gsync' END || ', ' || i.version, date_trunc('second', i.at)"
		             " FROM gsync.installed i");
	else
		buf_adds(to, " AND $1 <> ''");
	buf_adds(to, " ORDER BY 1 NULLS LAST");
}

static int schema_status(struct cli *cli, int argc, char **argv)
{
	_cleanup_schema_state_ struct schema_state s = {0};
	if (!args_expect(cli, NULL, argc, argv, 0, "no more words"))
		return EXIT_USAGE;
	if (!cli_pinned(cli))
		return cli->status;
	int status = schema_read_state(cli, &s);
	if (status != EXIT_OK)
		return status;
	_cleanup_buf_ struct buf sql = {0};
	add_parts(&s, &sql);
	if (sql.failed)
		return say_problem("out of memory");
	const char *const params[] = {schema_digest};
	status = report_query(cli, "reading which schema is installed", NULL, sql.data, 1, params);
	if (status != EXIT_OK || s.age == SCHEMA_OURS)
		return status;
	return s.age == SCHEMA_ABSENT ? absent() : s.age == SCHEMA_OLDER ? older(&s) : newer(&s);
}

/* --- removing ---------------------------------------------------------------------------------------------------------------------- */

static int drop(struct cli *cli)
{
	_cleanup_buf_ struct buf text = {0};
	migration_text(schema_drop.lines, &text);
	if (!text.failed && db_run(cli->db, "BEGIN; SELECT pg_advisory_xact_lock(" SCHEMA_LOCK ")") && db_run(cli->db, text.data) && db_run(cli->db, "COMMIT"))
		return EXIT_OK;
	return cli_database_problem(cli, "dropping gsync's schema (nothing was dropped)");
}

static int schema_drop_command(struct cli *cli, int argc, char **argv)
{
	bool yes = false;
	const struct arg_option own[] = {{.name = "yes", .flag = &yes}, {0}};
	if (!args_expect(cli, own, argc, argv, 0, "no more words"))
		return EXIT_USAGE;
	if (!cli_pinned(cli))
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
	static const struct subcommand list[] = {
		{"install", schema_install}, {"upgrade", schema_upgrade}, {"downgrade", schema_downgrade}, {"status", schema_status},
		{"print", schema_print}, {"drop", schema_drop_command}, {0},
	};
	return run_subcommand(cli, list, NULL, argc, argv);
}
