/* gsync links, and what is done with a link by its name. */
#include <stdio.h>

#include "cli/args.h"
#include "cli/cli.h"
#include "cli/db.h"
#include "cli/report.h"

/* A function of one link, named by the only word. */
static int call_for_link(struct cli *cli, int argc, char **argv, const char *sql, const char *doing, const char *done, const char *state)
{
	if (!args_expect(cli, NULL, argc, argv, 1, "the link's name"))
		return EXIT_USAGE;
	if (!cli_database(cli))
		return cli->status;
	const char *const params[] = {argv[1]};
	_cleanup_result_ struct db_result *r = db_query(cli->db, sql, 1, params);
	if (!r)
		return cli_database_problem(cli, doing);
	if (cli->json)
		report_said("link", argv[1], "state", state);
	else
		printf("%s %s\n", argv[1], done);
	return EXIT_OK;
}

int command_pause(struct cli *cli, int argc, char **argv)
{
	return call_for_link(cli, argc, argv, "SELECT gsync.acted($1, 'pause', gsync.pause($1)::text)", "pausing", "rests; changes on both sides are kept until: gsync resume", "paused");
}

int command_resume(struct cli *cli, int argc, char **argv)
{
	return call_for_link(cli, argc, argv, "SELECT gsync.acted($1, 'resume', gsync.resume($1)::text)", "resuming", "goes on", "resumed");
}

int command_links(struct cli *cli, int argc, char **argv)
{
	if (!args_expect(cli, NULL, argc, argv, 0, "no more words"))
		return EXIT_USAGE;
	return report_query(cli, "reading the links", "nothing is linked yet; see: gsync help link",
	                    "SELECT name, \"table\", spreadsheet, sheet, title, policy, nullif(direction, 'both') AS direction, \"where\", state, problem FROM gsync.status ORDER BY name", 0, NULL);
}
