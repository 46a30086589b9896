/* gsync rejected: what the table or the sheet refused, and why. */
#include <stdio.h>

#include "cli/args.h"
#include "cli/cli.h"
#include "cli/db.h"
#include "cli/lists.h"

static int rejected_list(struct cli *cli, int argc, char **argv)
{
	struct list_options o = {0};
	const struct arg_option own[] = {LIST_OPTIONS(&o), {0}};
	if (!args_expect(cli, own, argc, argv, 0, "no more words"))
		return EXIT_USAGE;
	return list_tell(cli, &o, "reading what was rejected", "nothing is rejected", "gsync.rejections", "true", 0, NULL);
}

static int rejected_retry(struct cli *cli, int argc, char **argv)
{
	struct list_choice choice = {.all = true};
	_cleanup_buf_ struct buf numbers = {0};
	if (!list_choose(cli, argc, argv, &choice))
		return EXIT_USAGE;
	if (!cli_database(cli))
		return cli->status;
	list_numbers(&choice, &numbers);
	const char *const params[] = {choice.link, numbers.data};
	_cleanup_result_ struct db_result *r = db_query(cli->db, "SELECT tried, through, gsync.acted($1, 'rejected retry', offered) FROM gsync.retry_rejected($1, $2)", 2, params);
	if (!r)
		return cli_database_problem(cli, "retrying");
	const char *tried = db_cell(r, 0, 0), *through = db_cell(r, 0, 1), *offered = db_cell(r, 0, 2);
	if (cli->json)
		printf("{\"tried\":%s,\"through\":%s,\"offered\":%s}\n", tried, through, offered);
	else
		printf("rows tried again: %s; taken by the table: %s; offered to Sheets once more: %s\n", tried, through, offered);
	return EXIT_OK;
}

int command_rejected(struct cli *cli, int argc, char **argv)
{
	static const struct subcommand list[] = {{"list", rejected_list}, {"retry", rejected_retry}, {0}};
	return run_subcommand(cli, list, rejected_list, argc, argv);
}
