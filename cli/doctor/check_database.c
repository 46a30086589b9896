/* PostgreSQL: reachable as the worker reaches it, of a version that does, with gsync's schema and the rights on it. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/db.h"
#include "cli/doctor/doctor.h"
#include "cli/identity.h"
#include "common/schema_id.h"

enum { OLDEST_SERVER = 140000, MOST_LAG_S = 60 };

/* What the worker itself would do: with the configuration's connection, as its own user. */
static struct db *open_as_worker(struct doctor *d, const char *conninfo)
{
	d->as_worker = !d->cli->conninfo && identity_take(WORKER_USER);
	struct db *db = db_open(conninfo);
	if (d->as_worker)
		identity_return();
	return db;
}

static void check_connection(struct doctor *d)
{
	const char *conninfo = NULL;
	if ((d->cli->config || !d->cli->conninfo) && !d->conf && access(d->conf_path, F_OK) == 0 && !d->cli->conninfo) {
		skip(d, "The configuration that says how to connect cannot be read.");
		return;
	}
	if (!cli_conninfo(d->cli, &conninfo))
		return;
	struct db *db = open_as_worker(d, conninfo);
	if (db && db_connected(db) && db_pin(db)) {
		d->cli->db = db;
		d->connected = true;
		fine(d, "Connected as %s, as %s says.", db_user(db), d->cli->conninfo_from);
		return;
	}
	bool ours = d->as_worker || d->cli->conninfo || !identity_exists(WORKER_USER);
	const char *message = db ? db_message(db) : "out of memory";
	found(&d->findings, ours ? VERDICT_PROBLEM : VERDICT_SKIPPED, "%s: %s (parameters from %s).",
	      ours ? "PostgreSQL cannot be reached" : "PostgreSQL could not be checked as this user", message, d->cli->conninfo_from);
	if (!ours)
		mend(d, "sudo gsync doctor");
	else if (strstr(message, "authentication failed") || strstr(message, "does not exist"))
		mend(d, "sudo gsync setup");
	else
		mend(d, "systemctl status postgresql; [postgresql] conninfo in %s", d->conf_path);
	db_close(db);
}

static void check_version(struct doctor *d)
{
	if (!d->connected)
		return;
	char *number = doctor_value(d, "SELECT current_setting('server_version_num')");
	char *name = doctor_value(d, "SELECT current_setting('server_version')");
	char *encoding = doctor_value(d, "SELECT current_setting('server_encoding')");
	if (!number || !name || !encoding) {
	} else if (strtol(number, NULL, 10) < OLDEST_SERVER) {
		problem(d, "PostgreSQL %s is too old: gsync needs 14 or newer.", name);
		mend(d, "https://www.postgresql.org/download/linux/debian/");
	} else if (strcmp(encoding, "UTF8") != 0) {
		problem(d, "The database is encoded in %s: gsync needs UTF8.", encoding);
		mend(d, "createdb -E UTF8 -T template0 NAME, then pg_dump the old one into it");
	} else {
		fine(d, "PostgreSQL %s, encoded in UTF8.", name);
	}
	free(number);
	free(name);
	free(encoding);
}

static void check_standby(struct doctor *d)
{
	char *standby = d->connected ? doctor_value(d, "SELECT 'yes' WHERE pg_is_in_recovery() OR current_setting('default_transaction_read_only')::bool") : NULL;
	if (standby) {
		problem(d, "This server only reads: it is a standby, or default_transaction_read_only is on.");
		mend(d, "conninfo = host=A,B … target_session_attrs=read-write    in %s", d->conf_path);
	} else if (d->connected) {
		fine(d, "The server takes writes.");
	}
	free(standby);
}

/* Installed with other programs than these? */
static void check_digest(struct doctor *d, const char *owner)
{
	const char *const params[] = {GSYNC_VERSION, schema_digest};
	bool failed = false;
	char *wrong = db_value(d->cli->db, SCHEMA_PROBLEM_SQL, 2, params, &failed);
	if (failed) {
		problem(d, "gsync's schema is incomplete, or older than this program knows: %s.", db_message(d->cli->db));
		mend(d, "%sschema status", owner);
	} else if (wrong) {
		problem(d, "%s.", wrong);
		mend(d, strstr(wrong, "downgrade") ? "%sschema downgrade    (or install that gsync)" : "%sschema upgrade", owner);
	} else {
		d->schema = true;
		fine(d, "gsync's schema is that of gsync " GSYNC_VERSION ", as this program needs it.");
	}
	free(wrong);
}

static void check_schema(struct doctor *d)
{
	if (!d->connected)
		return;
	_cleanup_buf_ struct buf owner = {0};
	doctor_owner_gsync(d, &owner);
	char *there = doctor_value(d, "SELECT 'yes' FROM pg_namespace WHERE nspname = 'gsync'");
	char *usable = there ? doctor_value(d, "SELECT 'yes' WHERE has_schema_privilege('gsync', 'USAGE')") : NULL;
	if (!there) {
		problem(d, "This database has no schema gsync.");
		mend(d, "%sschema install --worker-role %s", owner.data, db_user(d->cli->db));
	} else if (!usable) {
		problem(d, "The role %s may not use schema gsync.", db_user(d->cli->db));
		mend(d, "%sschema install --worker-role %s", owner.data, db_user(d->cli->db));
	} else {
		check_digest(d, owner.data);
	}
	free(there);
	free(usable);
}

/* Rights that gsync.grant_worker() and gsync.grant_table() give; columns of linked tables may have been granted one by one. */
#define MISSING \
	"SELECT format('%s on schema gsync', p) AS lack, w.role FROM gsync.worker w, unnest('{USAGE}'::text[]) p WHERE w.role IN (SELECT rolname FROM pg_roles)" \
	" AND NOT has_schema_privilege(w.role, 'gsync', p)" \
	" UNION ALL SELECT format('%s on %s', p, c.oid::regclass), w.role FROM gsync.worker w, pg_class c, unnest('{SELECT,INSERT,UPDATE,DELETE}'::text[]) p" \
	" WHERE w.role IN (SELECT rolname FROM pg_roles) AND c.relnamespace = 'gsync'::regnamespace AND c.relkind IN ('r', 'v') AND NOT has_table_privilege(w.role, c.oid, p)" \
	" AND (p = 'SELECT' OR c.relkind = 'r' AND c.relname NOT IN ('migration', 'installed', 'worker', 'reader', 'granted'))" \
	" UNION ALL SELECT format('EXECUTE on %s', p.oid::regprocedure), w.role FROM gsync.worker w, pg_proc p WHERE w.role IN (SELECT rolname FROM pg_roles)" \
	" AND p.pronamespace = 'gsync'::regnamespace AND p.proname !~ '^link_\\d+_' AND NOT has_function_privilege(w.role, p.oid, 'EXECUTE')" \
	" UNION ALL SELECT format('%s on %s', p, l.relation), w.role FROM gsync.worker w, gsync.link l, unnest('{SELECT,INSERT,UPDATE,DELETE}'::text[]) p" \
	" WHERE w.role IN (SELECT rolname FROM pg_roles) AND EXISTS (SELECT FROM pg_class c WHERE c.oid = l.relation) AND NOT has_table_privilege(w.role, l.relation, p)" \
	" AND NOT (p IN ('SELECT', 'INSERT', 'UPDATE') AND has_any_column_privilege(w.role, l.relation, p))"

static void check_roles(struct doctor *d)
{
	if (!d->schema)
		return;
	_cleanup_buf_ struct buf owner = {0};
	doctor_owner_gsync(d, &owner);
	char *none = doctor_value(d, "SELECT 'none' WHERE NOT EXISTS (SELECT FROM gsync.worker w JOIN pg_roles r ON r.rolname = w.role)");
	if (none) {
		problem(d, "No role has been given the worker's rights.");
		mend(d, "%sschema install --worker-role gsync-worker", owner.data);
	}
	_cleanup_result_ struct db_result *r = none ? NULL : db_query(d->cli->db,
		"SELECT w.role, (SELECT concat_ws(', ', m.lack, CASE WHEN count(*) OVER () > 1 THEN (count(*) OVER () - 1) || ' more' END) FROM (" MISSING ") m"
		" WHERE m.role = w.role ORDER BY m.lack LIMIT 1) FROM gsync.worker w WHERE w.role IN (SELECT rolname FROM pg_roles) ORDER BY 1", 0, NULL);
	for (size_t i = 0; r && i < db_rows(r); i++) {
		const char *lack = db_cell(r, i, 1);
		if (!lack) {
			fine(d, "The role %s has the rights that the worker needs.", db_cell(r, i, 0));
			continue;
		}
		problem(d, "The role %s lacks rights: %s.", db_cell(r, i, 0), lack);
		mend(d, "%sschema install --worker-role %s", owner.data, db_cell(r, i, 0));
	}
	if (!none && !r)
		skip(d, "The rights of the worker's role could not be read: %s.", db_message(d->cli->db));
	free(none);
}

/* The role that the worker comes in as, when we came in just so. */
static void check_own_role(struct doctor *d)
{
	char *stranger = d->schema && (d->as_worker || !d->cli->conninfo)
	                     ? doctor_value(d, "SELECT current_user WHERE current_user::text NOT IN (SELECT role FROM gsync.worker)"
	                                       " AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)"
	                                       " AND NOT pg_has_role((SELECT nspowner FROM pg_namespace WHERE nspname = 'gsync'), 'USAGE')")
	                     : NULL;
	if (!stranger)
		return;
	_cleanup_buf_ struct buf owner = {0};
	doctor_owner_gsync(d, &owner);
	problem(d, "The worker would come in as %s, a role that was not given the worker's rights.", stranger);
	mend(d, "%sschema install --worker-role %s", owner.data, stranger);
	free(stranger);
}

static void check_clock(struct doctor *d)
{
	char *ahead = d->connected ? doctor_value(d, "SELECT extract(epoch FROM clock_timestamp())::bigint") : NULL;
	if (!ahead)
		return;
	long long seconds = (long long)time(NULL) - strtoll(ahead, NULL, 10);
	if (llabs(seconds) > MOST_LAG_S) {
		problem(d, "This machine's clock is %lld s %s PostgreSQL's.", llabs(seconds), seconds < 0 ? "behind" : "ahead of");
		mend(d, "sudo timedatectl set-ntp true    (on both machines)");
	} else {
		fine(d, "Our clock and PostgreSQL's agree.");
	}
	free(ahead);
}

const struct check doctor_database[] = {
	{"connection", check_connection}, {"version", check_version}, {"writable", check_standby}, {"schema", check_schema},
	{"roles", check_roles},           {"own_role", check_own_role}, {"clock", check_clock},    {0},
};
