/* PostgreSQL: the server, the worker's role and how it logs in, the schema and its rights, the reader's role. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "cli/db.h"
#include "cli/identity.h"
#include "cli/run.h"
#include "cli/setup/setup.h"
#include "common/base64.h"

#define READER "gsync_reader"

struct work {
	struct setup *s;
	struct db *db;            /* as the administrator */
	_Bool from_env;           /* .env names the role: administrator and worker are one */
	struct buf admin;         /* connection string; empty: .env's */
	char role[64];            /* of the worker */
	char *database;
};

/* --- the administrator's connection ------------------------------------------------------------------------------------------------- */

static void add_quoted(struct buf *to, const char *keyword, const char *value)
{
	buf_addf(to, "%s%s=", to->len ? " " : "", keyword);
	if (*value && !value[strcspn(value, " '\\")]) {
		buf_adds(to, value);
		return;
	}
	buf_addc(to, '\'');
	for (; *value; value++)
		buf_addf(to, "%s%c", strchr("'\\", *value) ? "\\" : "", *value);
	buf_addc(to, '\'');
}

/* The database that the configuration names already; NULL: none. */
static char *database_of(const char *conninfo)
{
	const char *at = conninfo ? strstr(conninfo, "dbname=") : NULL;
	return at ? strndup(at + 7, strcspn(at + 7, " ")) : NULL;
}

static bool choose_admin(struct work *w)
{
	struct setup *s = w->s;
	const struct env *env = NULL;
	if (s->cli->conninfo) {
		buf_adds(&w->admin, s->cli->conninfo);
		if (s->database && !strstr(s->cli->conninfo, "://"))
			add_quoted(&w->admin, "dbname", s->database); /* of a name given twice the last counts */
		return true;
	}
	if (s->cli->env_path) {
		w->from_env = cli_env(s->cli, &env) && env_conninfo(env, &w->admin);
		if (!w->from_env)
			problem(s, "%s names no database: DB_HOST, DB_USER, DB_PASSWORD and DB_NAME belong there.", s->cli->env_path);
		return w->from_env;
	}
	char *known = database_of(s->conf->pg_conninfo);
	const char *database = s->database ? s->database : setup_ask(s, "Name of the database with your tables", known);
	if (database)
		add_quoted(&w->admin, "dbname", database);
	else if (!s->cli->conninfo && !getenv("PGDATABASE") && !getenv("PGSERVICE"))
		problem(s, "Which database?");
	if (!database && !w->admin.len && !getenv("PGDATABASE") && !getenv("PGSERVICE"))
		mend(s, "gsync setup --database NAME …");
	free(known);
	return w->admin.len || getenv("PGDATABASE") || getenv("PGSERVICE");
}

static bool connect_admin(struct work *w)
{
	struct setup *s = w->s;
	w->db = cli_open(w->admin.data);
	if (w->db && db_connected(w->db) && db_pin(w->db))
		return true;
	const char *message = w->db ? db_message(w->db) : "out of memory";
	problem(s, "PostgreSQL cannot be reached: %s", message);
	if (strstr(message, "database") && strstr(message, "does not exist"))
		mend(s, "sudo -u postgres createdb %s", s->database ? s->database : "NAME");
	else if (strstr(message, "No such file") || strstr(message, "refused"))
		mend(s, "sudo apt-get install postgresql; systemctl status postgresql");
	else
		mend(s, "gsync setup --conninfo 'host=… dbname=… user=…'    (a role that may make roles)");
	return false;
}

static char *value(struct work *w, const char *sql, const char *param)
{
	const char *const params[] = {param};
	return db_value(w->db, sql, param ? 1 : 0, params, NULL);
}

static bool check_server(struct work *w)
{
	char *wrong = value(w, "SELECT CASE WHEN current_setting('server_version_num')::int < 140000 THEN 'PostgreSQL ' || current_setting('server_version') || ' is too old: gsync needs 14 or newer'"
	                       " WHEN current_setting('server_encoding') <> 'UTF8' THEN 'The database is encoded in ' || current_setting('server_encoding') || ': gsync needs UTF8' END", NULL);
	char *is = value(w, "SELECT format('PostgreSQL %s, database %s, as %s%s', split_part(current_setting('server_version'), ' ', 1), current_database(), current_user,"
	                    " CASE WHEN rolsuper THEN ' (superuser)' WHEN rolcreaterole THEN ' (may make roles)' END) FROM pg_roles WHERE rolname = current_user", NULL);
	bool good = is && !wrong;
	w->database = value(w, "SELECT current_database()", NULL);
	if (good)
		fine(w->s, "%s.", is);
	else
		problem(w->s, "%s.", wrong ? wrong : db_message(w->db));
	free(wrong);
	free(is);
	return good && w->database;
}

/* --- the worker's role and its way in -------------------------------------------------------------------------------------------------- */

static void choose_role(struct work *w)
{
	const char *role = w->s->worker_role ? w->s->worker_role : w->from_env ? db_user(w->db) : db_is_local(w->db) ? "gsync-worker" : "gsync_worker";
	snprintf(w->role, sizeof w->role, "%s", role);
}

static bool has_role(struct work *w, const char *role)
{
	char *there = value(w, "SELECT 'yes' FROM pg_roles WHERE rolname = $1", role);
	bool has = there != NULL;
	free(there);
	return has;
}

/* CREATE ROLE takes no parameters: PostgreSQL itself writes the statement. */
static bool create_role(struct work *w, const char *role, const char *hash)
{
	const char *const params[] = {role, hash};
	char *sql = db_value(w->db, hash ? "SELECT format('CREATE ROLE %I LOGIN PASSWORD %L', $1::text, $2::text)" : "SELECT format('CREATE ROLE %I LOGIN', $1::text)", hash ? 2 : 1, params, NULL);
	bool done = sql && db_run(w->db, sql);
	free(sql);
	if (done) {
		made(w->s, "The role %s.", role);
	} else {
		problem(w->s, "The role %s cannot be made: %s.", role, db_message(w->db));
		mend(w->s, "as a superuser: CREATE ROLE \"%s\" LOGIN;", role);
	}
	return done;
}

static void add_escaped(struct buf *to, const char *text)
{
	for (; *text; text++)
		buf_addf(to, "%s%c", strchr(":\\", *text) ? "\\" : "", *text);
}

/* The file from which the worker alone takes its password: host:port:database:user:password. */
static bool write_passfile(struct work *w, const char *password)
{
	struct setup *s = w->s;
	_cleanup_buf_ struct buf path = {0}, line = {0};
	const char *const parts[] = {db_host(w->db), db_port(w->db), w->database, w->role, password};
	buf_addf(&path, "%s/pgpass", s->directory.data);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		buf_adds(&line, i ? ":" : "");
		add_escaped(&line, parts[i]);
	}
	buf_addc(&line, '\n');
	if (path.failed || line.failed || !setup_write(path.data, line.data, line.len, 0600, identity_exists(WORKER_USER) ? WORKER_USER : NULL)) {
		problem(s, "The worker's password cannot be written into %s: %s.", path.data ? path.data : "", strerror(errno));
		return false;
	}
	made(s, "%s, with the worker's password, for gsync-worker alone.", path.data);
	return true;
}

static void build_conninfo(struct work *w)
{
	struct buf *to = &w->s->conninfo;
	bool local = db_is_local(w->db);
	_cleanup_buf_ struct buf path = {0};
	buf_addf(&path, "%s/pgpass", w->s->directory.data);
	if (!local || strcmp(db_host(w->db), "/var/run/postgresql") != 0)
		add_quoted(to, "host", db_host(w->db));
	if (strcmp(db_port(w->db), "5432") != 0)
		add_quoted(to, "port", db_port(w->db));
	add_quoted(to, "dbname", w->database);
	if (!local || strcmp(w->role, WORKER_USER) != 0)
		add_quoted(to, "user", w->role);
	if (!local && !path.failed)
		add_quoted(to, "passfile", path.data);
}

static bool make_password(char to[BASE64_SIZE(24) + 1])
{
	unsigned char bytes[24];
	if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
		return false;
	to[base64_encode(bytes, sizeof bytes, to)] = '\0';
	return true;
}

static bool make_role_with_password(struct work *w)
{
	char password[BASE64_SIZE(24) + 1];
	char *hash = make_password(password) ? db_hash_password(w->db, w->role, password) : NULL;
	bool done = hash && create_role(w, w->role, hash) && write_passfile(w, password);
	explicit_bzero(password, sizeof password);
	free(hash);
	return done;
}

static bool bring_role(struct work *w)
{
	struct setup *s = w->s;
	const struct env *env = NULL;
	choose_role(w);
	if (w->from_env) {
		build_conninfo(w);
		cli_env(s->cli, &env);
		const char *password = env_get(env, "DB_PASSWORD");
		return s->dry_run || !password || db_is_local(w->db) || write_passfile(w, password);
	}
	bool there = has_role(w, w->role);
	build_conninfo(w);
	if (there) {
		fine(s, "The role %s is there.", w->role);
		return true;
	}
	if (s->dry_run) {
		would(s, "The role %s would be made.", w->role);
		return true;
	}
	return db_is_local(w->db) ? create_role(w, w->role, NULL) : make_role_with_password(w);
}

/* As the worker's own user, with what the configuration will say. */
static void try_worker(struct work *w)
{
	struct setup *s = w->s;
	bool local = db_is_local(w->db);
	if (s->dry_run || (local && !identity_exists(WORKER_USER)))
		return;
	bool taken = identity_take(WORKER_USER);
	struct db *db = db_open(s->conninfo.data);
	if (taken)
		identity_return();
	if (db && db_connected(db)) {
		fine(s, "The worker logs in as %s.", db_user(db));
	} else {
		problem(s, "The worker cannot log in: %s", db ? db_message(db) : "out of memory");
		if (local)
			mend(s, "a line `local all all peer` belongs into pg_hba.conf");
		else
			mend(s, "its password belongs into %s/pgpass: HOST:PORT:DATABASE:USER:PASSWORD, mode 600, owner gsync-worker", s->directory.data);
	}
	db_close(db);
}

/* --- the schema -------------------------------------------------------------------------------------------------------------------------- */

/* gsync schema install or upgrade, by the command itself, so that there is one way to do it. .env keeps its password out of the list of processes. */
static int run_schema(struct work *w, const char *verb, struct buf *out)
{
	struct setup *s = w->s;
	bool install = strcmp(verb, "install") == 0;
	const char *const argv[] = {"/proc/self/exe", w->from_env ? "--env" : "--conninfo", w->from_env ? s->cli->env_path : w->admin.data ? w->admin.data : "", "--json", "schema", verb,
	                            install ? "--worker-role" : NULL, w->role, s->reader_role ? "--reader-role" : NULL, s->reader_role, NULL};
	return run_program(argv, out);
}

static bool install_schema(struct work *w)
{
	struct setup *s = w->s;
	_cleanup_buf_ struct buf out = {0};
	char *there = value(w, "SELECT 'yes' FROM pg_namespace WHERE nspname = 'gsync'", NULL);
	bool had = there != NULL;
	free(there);
	if (s->dry_run) {
		if (had)
			fine(s, "The schema gsync is there; an older one would be upgraded.");
		else
			would(s, "The schema gsync would be made.");
		return true;
	}
	int status = run_schema(w, "install", &out);
	bool upgraded = status == EXIT_SCHEMA && out.data && strstr(out.data, "schema upgrade") && run_schema(w, "upgrade", &out) == EXIT_OK;
	if (upgraded)
		status = run_schema(w, "install", &out);
	if (status != EXIT_OK) {
		problem(s, "The schema gsync cannot be installed: %s", out.data ? out.data : "");
		mend(s, "as a superuser, or the database's owner: gsync --conninfo … schema install --worker-role %s", w->role);
		return false;
	}
	if (had && !upgraded)
		fine(s, "The schema gsync is that of gsync " GSYNC_VERSION ", and %s has the worker's rights.", w->role);
	else
		made(s, "The schema gsync%s, with the worker's rights for %s.", upgraded ? " is upgraded" : "", w->role);
	return true;
}

/* schema install makes it where it may. */
static void tell_reader(struct work *w, bool had)
{
	const char *role = w->s->reader_role ? w->s->reader_role : READER;
	if (w->s->dry_run)
		return;
	if (!has_role(w, role)) {
		warn(w->s, "The role %s, for people who may look, could not be made.", role);
		mend(w->s, "as a superuser: CREATE ROLE %s NOLOGIN; then gsync setup again", role);
	} else if (had) {
		fine(w->s, "The role %s may look.", role);
	} else {
		made(w->s, "The role %s, which may look and change nothing: GRANT %s TO somebody.", role, role);
	}
}

void setup_database(struct setup *s)
{
	struct work w = {.s = s};
	if (!s->conf)
		return;
	if (choose_admin(&w) && connect_admin(&w) && check_server(&w) && bring_role(&w)) {
		bool had_reader = has_role(&w, s->reader_role ? s->reader_role : READER);
		if (install_schema(&w)) {
			tell_reader(&w, had_reader);
			try_worker(&w);
		}
	}
	db_close(w.db);
	free(w.database);
	buf_free(&w.admin);
}
