/* The schema in the database that the programs of this build go with: worker and command refuse any other.
 *
 * A worker holds SCHEMA_LOCK, shared, on each of its connections; who installs, upgrades or takes back the schema holds it alone. So no worker
 * runs while the schema changes, and each connection made after that is checked anew.
 */
#ifndef GSYNC_COMMON_SCHEMA_ID_H
#define GSYNC_COMMON_SCHEMA_ID_H

/* Of all that is installed: changes with every edit in schema/. */
extern const char schema_digest[];

/* Key of an advisory lock; any number will do, as long as every version uses the same: "gsync" in ASCII */
#define SCHEMA_LOCK "444318412387"

/* $1: this program's version, $2: schema_digest. One value: why this program cannot use the schema, and what to do; NULL: it can.
 * Fails with SQLSTATE 42P01 where there is no schema at all. */
#define SCHEMA_PROBLEM_SQL \
	"SELECT CASE WHEN i.digest = $2 THEN NULL" \
	" WHEN string_to_array(substring(i.version FROM '^[0-9.]+'), '.')::int[] > string_to_array(substring($1 FROM '^[0-9.]+'), '.')::int[] THEN" \
	" format('the schema gsync in this database is that of gsync %s, and this is gsync %s: install gsync %1$s or newer, or take the schema back with: gsync schema downgrade', i.version, $1)" \
	" WHEN i.version = $1 THEN format('the schema gsync in this database is that of another build of gsync %s: run gsync schema upgrade', $1)" \
	" ELSE format('the schema gsync in this database is that of gsync %s, and this is gsync %s: run gsync schema upgrade', i.version, $1) END" \
	" FROM gsync.installed i"

#endif
