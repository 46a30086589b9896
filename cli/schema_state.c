#include "cli/schema_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/db.h"
#include "cli/migrations.h"
#include "common/schema_id.h"

void schema_state_free(struct schema_state *s)
{
	free(s->version);
	s->version = NULL;
}

int migrations_last(void)
{
	int last = 0;
	for (const struct migration *m = migrations; m->version; m++)
		last = m->version;
	return last;
}

void migration_text(const char *const *lines, struct buf *to)
{
	for (; *lines; lines++)
		buf_adds(to, *lines);
}

/* Released migrations are never edited: tables made by another text are not what this program expects. */
static int check_migrations(struct cli *cli)
{
	_cleanup_buf_ struct buf sql = {0};
	buf_adds(&sql, "SELECT string_agg(format('%s %s', m.version, m.name), ', ' ORDER BY m.version) FROM gsync.migration m JOIN (VALUES ");
	for (const struct migration *m = migrations; m->version; m++)
		buf_addf(&sql, "%s(%d, '%s')", m->version > 1 ? ", " : "", m->version, m->digest);
	buf_adds(&sql, ") k(version, digest) USING (version) WHERE m.digest <> k.digest");
	bool failed = false;
	char *others = db_value(cli->db, sql.data, 0, NULL, &failed);
	if (failed)
		return cli_database_problem(cli, "reading gsync.migration");
	if (!others)
		return EXIT_OK;
	say_problem("gsync's tables in this database were made by a build that was never released (%s)", others);
	say_hint("note your links (gsync links), remove the schema (gsync schema drop), install it and link again; tables and sheets keep their rows");
	free(others);
	return EXIT_SCHEMA;
}

static enum schema_age age_of(const char *ours, const char *newer)
{
	return ours[0] == 't' ? SCHEMA_OURS : newer[0] == 't' ? SCHEMA_NEWER : SCHEMA_OLDER;
}

static int read_installed(struct cli *cli, struct schema_state *ret)
{
	static const char sql[] =
		"SELECT i.version, i.digest = $2,"
		" string_to_array(substring(i.version FROM '^[0-9.]+'), '.')::int[] > string_to_array(substring($1 FROM '^[0-9.]+'), '.')::int[] OR m.last > $3::int,"
		" m.last FROM gsync.installed i, (SELECT max(version) AS last FROM gsync.migration) m";
	char last[16];
	snprintf(last, sizeof last, "%d", migrations_last());
	const char *const params[] = {GSYNC_VERSION, schema_digest, last};
	_cleanup_result_ struct db_result *r = db_query(cli->db, sql, 3, params);
	if (!r || db_rows(r) != 1)
		return cli_database_problem(cli, "reading which schema is installed");
	ret->version = strdup(db_cell(r, 0, 0));
	ret->age = age_of(db_cell(r, 0, 1), db_cell(r, 0, 2));
	ret->migration = (int)strtol(db_cell(r, 0, 3), NULL, 10);
	return ret->version ? check_migrations(cli) : say_problem("out of memory");
}

int schema_read_state(struct cli *cli, struct schema_state *ret)
{
	bool failed = false;
	char *there = db_value(cli->db, "SELECT to_regnamespace('gsync')", 0, NULL, &failed);
	if (failed)
		return cli_database_problem(cli, "looking for gsync's schema");
	*ret = (struct schema_state){.age = SCHEMA_ABSENT};
	if (!there)
		return EXIT_OK;
	free(there);
	return read_installed(cli, ret);
}
