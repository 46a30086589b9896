/* gsync verify: the table against what its sheet is known to hold, cell by cell, inside the database. */
#include <stdlib.h>

#include "cli/args.h"
#include "cli/cli.h"
#include "cli/db.h"
#include "cli/report.h"

/* The server makes the comparison's SQL: it knows how each column becomes a cell. Empty while the sheet was never read; no row for a name that
 * is not linked. */
static const char MAKE[] =
	"SELECT CASE WHEN NOT EXISTS (SELECT FROM gsync.link_column WHERE link = l.id AND place IS NOT NULL) THEN '' ELSE format($sql$"
	"SELECT array_to_string(coalesce(t.key, r.key), ', ') AS key, c.name AS column, r.shown -> c.name AS sheet, t.cells -> c.name AS \"table\","
	" CASE WHEN r.id IS NULL OR r.base IS NULL THEN 'not in the sheet yet' WHEN t.key IS NULL THEN 'not in the table'"
	" WHEN r.rej ? c.name THEN 'rejected' WHEN r.aside ? c.name THEN 'refused by Sheets' WHEN r.held IS NOT NULL THEN 'held'"
	" WHEN EXISTS (SELECT FROM gsync.dirty d WHERE d.link = %1$s AND d.key = t.key) THEN 'to be sent' ELSE 'unexplained' END AS why"
	" FROM (SELECT %2$s AS key, %3$s AS cells FROM %4$s t) t"
	" FULL JOIN (SELECT *, jsonb_strip_nulls(base || rej) AS shown FROM gsync.row"
	"  WHERE link = %1$s AND (key IS NOT NULL OR base <> '{}')) r ON r.key = t.key"
	" JOIN (SELECT name, place FROM gsync.link_column WHERE link = %1$s AND place IS NOT NULL) c ON r.shown -> c.name IS DISTINCT FROM t.cells -> c.name"
	" ORDER BY r.place, coalesce(t.key, r.key), c.place"
	"$sql$, l.id, gsync.key_expr(l.id, 't'), gsync.row_sql(l.id, 't'), l.relation) END FROM gsync.link l WHERE l.name = $1";

int command_verify(struct cli *cli, int argc, char **argv)
{
	if (!args_expect(cli, NULL, argc, argv, 1, "the link's name"))
		return EXIT_USAGE;
	if (!cli_database(cli))
		return cli->status;
	bool failed = false, any = false;
	const char *const params[] = {argv[1]};
	char *sql = db_value(cli->db, MAKE, 1, params, &failed);
	if (failed)
		return cli_database_problem(cli, "reading the link");
	if (!sql) {
		say_problem("no link is named '%s'", argv[1]);
		say_hint("see: gsync links");
		return EXIT_PROBLEM;
	}
	if (!*sql) {
		free(sql);
		return say_problem("the sheet of '%s' has not been read yet: there is nothing to compare with", argv[1]);
	}
	int status = report_rows(cli, "comparing", "every cell is the same", sql, 0, NULL, &any);
	free(sql);
	return status == EXIT_OK && any ? EXIT_PROBLEM : status;
}
