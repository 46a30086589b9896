/* Where the connection comes from: --conninfo, --env, the configuration (--config), ./.env, the default configuration, libpq's own variables. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/db.h"
#include "cli/identity.h"
#include "common/schema_id.h"

bool cli_conf(struct cli *cli, const struct conf **ret)
{
	const char *path = cli->config ? cli->config : CONF_DEFAULT_PATH;
	*ret = NULL;
	if (!cli->conf && (cli->config || access(path, F_OK) == 0)) {
		struct failure failure = {0};
		cli->conf = conf_read(path, &failure);
		if (!cli->conf) {
			say_problem("%s", failure.text);
			return false;
		}
	}
	*ret = cli->conf;
	return true;
}

bool cli_env(struct cli *cli, const struct env **ret)
{
	const char *path = cli->env_path ? cli->env_path : ".env";
	bool wanted = cli->env_path || (!cli->config && access(path, R_OK) == 0);
	*ret = NULL;
	if (!cli->env && wanted) {
		struct failure failure = {0};
		if (env_read(path, &cli->env, &failure) != OK) {
			say_problem("%s", failure.text);
			return false;
		}
	}
	*ret = cli->env;
	return true;
}

/* False when there was an .env to read and it could not be; *ret stays NULL when it names no database. */
static bool conninfo_of_env(struct cli *cli, const char **ret)
{
	const struct env *env;
	if (!cli_env(cli, &env))
		return false;
	if (cli->conninfo_made || !env) {
		*ret = cli->conninfo_made;
		return true;
	}
	_cleanup_buf_ struct buf made = {0};
	if (env_conninfo(env, &made))
		*ret = cli->conninfo_made = buf_take(&made);
	else if (cli->env_path) {
		say_problem("%s: there is no DB_HOST, DB_USER, DB_PASSWORD or DB_NAME in it", cli->env_path);
		return false;
	}
	return true;
}

bool cli_conninfo(struct cli *cli, const char **ret)
{
	const char *chosen = cli->conninfo;
	cli->conninfo_from = "--conninfo";
	if (!chosen && (cli->env_path || !cli->config)) {
		cli->conninfo_from = cli->env_path ? cli->env_path : "./.env";
		if (!conninfo_of_env(cli, &chosen))
			return false;
	}
	if (!chosen) {
		const struct conf *conf;
		if (!cli_conf(cli, &conf))
			return false;
		cli->conninfo_from = cli->config ? cli->config : CONF_DEFAULT_PATH;
		chosen = conf && conf->pg_conninfo && *conf->pg_conninfo ? conf->pg_conninfo : NULL;
	}
	if (!chosen)
		cli->conninfo_from = "libpq's defaults and PG… variables";
	*ret = chosen;
	return true;
}

struct db *cli_open(const char *conninfo)
{
	struct db *db = db_open(conninfo);
	if (!db || db_connected(db) || !db_is_local(db) || strcmp(db_user(db), "root") != 0 || !identity_take("postgres"))
		return db;
	struct db *other = db_open(conninfo);
	identity_return();
	bool better = other && db_connected(other);
	db_close(better ? db : other);
	return better ? other : db;
}

struct db *cli_connect(struct cli *cli)
{
	const char *conninfo = NULL;
	if (cli->db)
		return cli->db;
	cli->status = EXIT_PROBLEM;
	if (!cli_conninfo(cli, &conninfo))
		return NULL;
	cli->status = EXIT_CONNECT;
	cli->conninfo_used = conninfo;
	struct db *db = cli_open(conninfo);
	if (db && db_connected(db))
		return cli->db = db;
	say_problem("cannot connect to PostgreSQL: %s", db ? db_message(db) : "out of memory");
	say_hint("connection parameters came from %s; --conninfo 'host=… dbname=… user=…' gives others", cli->conninfo_from);
	db_close(db);
	return NULL;
}

struct db *cli_pinned(struct cli *cli)
{
	struct db *db = cli_connect(cli);
	if (!db || db_pin(db))
		return db;
	cli->status = cli_database_problem(cli, "preparing the connection");
	return NULL;
}

bool cli_check_schema(struct cli *cli)
{
	static const char *const params[] = {GSYNC_VERSION, schema_digest};
	bool failed = false;
	char *problem = db_value(cli->db, SCHEMA_PROBLEM_SQL, 2, params, &failed);
	cli->status = EXIT_SCHEMA;
	if (failed)
		cli->status = cli_database_problem(cli, "looking for gsync's schema");
	else if (problem)
		say_problem("%s", problem);
	bool ours = !failed && !problem;
	free(problem);
	return ours;
}

struct db *cli_database(struct cli *cli)
{
	struct db *db = cli_pinned(cli);
	return db && cli_check_schema(cli) ? db : NULL;
}

bool cli_reconnect(struct cli *cli)
{
	struct db *fresh = db_open(cli->conninfo_used);
	if (!fresh || !db_connected(fresh) || !db_pin(fresh)) {
		db_close(fresh);
		return false;
	}
	db_close(cli->db);
	cli->db = fresh;
	return true;
}

static bool about_gsync(const char *message) { return strstr(message, "gsync.") || strstr(message, "\"gsync\""); }

/* What a person can do about a SQLSTATE; NULL when the message says it all. */
static const char *advice(const char *state, const char *message, int *ret_status)
{
	static const struct {
		const char *state;
		enum exit_status status;
		const char *text;
	} known[] = {
		{"3F000", EXIT_SCHEMA, "gsync's schema is missing or older than this program; run: gsync schema install"},
		{"42P01", EXIT_SCHEMA, "gsync's schema is missing or older than this program; run: gsync schema install"},
		{"42883", EXIT_SCHEMA, "gsync's schema is missing or older than this program; run: gsync schema install"},
		{"42703", EXIT_SCHEMA, "gsync's schema is older or newer than this program; see: gsync schema status"},
		{"42501", EXIT_PROBLEM, "this needs the rights of the role that installed gsync's schema; connect as that role with --conninfo"},
		{"55P03", EXIT_PROBLEM, "another transaction holds the table; end it (see pg_stat_activity) or try again later"},
		{"25006", EXIT_PROBLEM, "this server only reads (a standby); connect to the primary, or add target_session_attrs=read-write"},
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i].state, state) == 0 && (known[i].status != EXIT_SCHEMA || about_gsync(message))) {
			*ret_status = known[i].status;
			return known[i].text;
		}
	return NULL;
}

int cli_database_problem(struct cli *cli, const char *doing)
{
	const struct db *db = cli->db;
	int status = db_lost(db) ? EXIT_CONNECT : EXIT_PROBLEM;
	const char *hint = advice(db_sqlstate(db), db_message(db), &status);
	if (!hint)
		hint = db_hint(db);
	say_problem("%s: %s", doing, db_message(db));
	if (db_detail(db))
		say_hint("%s", db_detail(db));
	if (hint)
		say_hint("%s", hint);
	return status;
}

void cli_close(struct cli *cli)
{
	db_close(cli->db);
	conf_free(cli->conf);
	env_free(cli->env);
	free(cli->conninfo_made);
}
