/* gsync set: what may be changed of a link that is made. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/args.h"
#include "cli/cli.h"
#include "cli/db.h"
#include "cli/report.h"

int command_set(struct cli *cli, int argc, char **argv)
{
	const char *policy = NULL, *rows = NULL, *share = NULL;
	const struct arg_option own[] = {{.name = "policy", .text = &policy}, {.name = "max-delete-rows", .text = &rows}, {.name = "max-delete-share", .text = &share}, {0}};
	if (!args_expect(cli, own, argc, argv, 1, "the link's name"))
		return EXIT_USAGE;
	if (!policy && !rows && !share)
		return say_usage("set", "what is to be set? --policy, --max-delete-rows or --max-delete-share");
	if (!cli_database(cli))
		return cli->status;
	bool failed = false;
	const char *const params[] = {argv[1], policy, rows, share};
	char *said = db_value(cli->db, "SELECT gsync.acted($1, concat_ws(' ', 'set', 'policy ' || $2::text, 'max-delete-rows ' || $3::text, 'max-delete-share ' || $4::text), gsync.set_link($1, $2, $3, $4))", 4, params, &failed);
	if (failed)
		return cli_database_problem(cli, "setting");
	if (cli->json)
		report_said("link", argv[1], "said", said);
	else
		puts(said);
	free(said);
	return EXIT_OK;
}
