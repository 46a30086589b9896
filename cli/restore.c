/* gsync restore: rows that sync deleted, brought back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/args.h"
#include "cli/cli.h"
#include "cli/db.h"
#include "cli/lists.h"
#include "cli/report.h"

struct restore {
	const char *since, *side;
	struct arg_list keys;
	bool dry_run, yes;
};

/* $1 link, $2 keys, $3 since, $4 side */
static const char LIST[] =
	"SELECT array_to_string(key, ', ') AS key, date_trunc('second', at)::text AS deleted, side AS \"in\", coalesce(who, 'unknown') AS by,"
	" coalesce((SELECT string_agg(c.key || '=' || coalesce(c.value, ''), '  ') FROM json_each_text(cells) c), 'was not kept: cannot be restored') AS \"row\""
	" FROM gsync.deleted_rows($1, $2::text[], $3::timestamptz, $4)";
static const char LIST_JSON[] = "SELECT key, at, side, who, cells FROM gsync.deleted_rows($1, $2::text[], $3::timestamptz, $4)";
static const char RESTORE[] = "SELECT array_to_string(key, ', '), problem, json_agg(json_build_object('key', key, 'problem', problem)) OVER ()"
	" FROM gsync.acted($1, 'restore', true) a, gsync.restore_rows($1, $2::text[], $3::timestamptz, $4)";

static bool is_side(const char *text)
{
	return strcmp(text, "sheet") == 0 || strcmp(text, "table") == 0;
}

static int print_outcome(struct cli *cli, const struct db_result *r)
{
	size_t back = 0;
	if (cli->json) {
		puts(db_rows(r) ? db_cell(r, 0, 2) : "[]");
		return EXIT_OK;
	}
	for (size_t i = 0; i < db_rows(r); i++) {
		if (!db_cell(r, i, 1))
			back++;
		else
			say_problem("%s: %s", db_cell(r, i, 0), db_cell(r, i, 1));
	}
	printf("rows brought back: %zu of %zu\n", back, db_rows(r));
	return back == db_rows(r) ? EXIT_OK : EXIT_PROBLEM;
}

static int restore(struct cli *cli, const char *const params[4])
{
	_cleanup_result_ struct db_result *r = db_query(cli->db, RESTORE, 4, params);
	return r ? print_outcome(cli, r) : cli_database_problem(cli, "restoring");
}

int command_restore(struct cli *cli, int argc, char **argv)
{
	struct restore o = {0};
	bool any = false;
	const struct arg_option own[] = {{.name = "key", .list = &o.keys}, {.name = "since", .text = &o.since}, {.name = "side", .text = &o.side},
	                                 {.name = "dry-run", .flag = &o.dry_run}, {.name = "yes", .flag = &o.yes}, {0}};
	if (!args_expect(cli, own, argc, argv, 1, "the link's name"))
		return EXIT_USAGE;
	if (o.side && !is_side(o.side))
		return say_usage("restore", "--side is sheet or table: where the rows were deleted, not '%s'", o.side);
	_cleanup_buf_ struct buf keys = {0};
	list_array(o.keys.values, o.keys.n, &keys);
	if (keys.failed)
		return say_problem("out of memory");
	int status = cli_database(cli) ? list_check_time(cli, "since", o.since) : cli->status;
	if (status != EXIT_OK)
		return status;
	const char *const params[] = {argv[1], keys.data, o.since, o.side};
	if (!cli->json || o.dry_run) {
		status = report_rows(cli, "looking for deleted rows", "no deleted row is left to be restored", cli->json ? LIST_JSON : LIST, 4, params, &any);
		if (status != EXIT_OK || !any || o.dry_run)
			return status;
	}
	if (!o.yes && !say_confirm("Bring these rows back into the table? The sheet follows.")) {
		say_problem("nothing was restored; without a terminal, confirm with --yes");
		return EXIT_PROBLEM;
	}
	return restore(cli, params);
}
