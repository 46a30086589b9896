/* gsync conflicts: what both sides changed, who won, and the other way round. */
#include <string.h>

#include "cli/args.h"
#include "cli/cli.h"
#include "cli/lists.h"

static int conflicts_list(struct cli *cli, int argc, char **argv)
{
	struct list_options o = {0};
	bool all = false;
	const struct arg_option own[] = {LIST_OPTIONS(&o), {.name = "all", .flag = &all}, {0}};
	if (!args_expect(cli, own, argc, argv, 0, "no more words"))
		return EXIT_USAGE;
	const char *const more[] = {all ? "true" : "false"};
	return list_tell(cli, &o, "reading the conflicts", "no conflicts", "gsync.conflicts", "ended_at IS NULL OR $3::boolean", 1, more);
}

static int conflicts_resolve(struct cli *cli, int argc, char **argv)
{
	const char *winner = NULL;
	bool force = false;
	const struct arg_option own[] = {{.name = "winner", .text = &winner}, {.name = "force", .flag = &force}, {0}};
	struct list_call call = {.doing = "resolving", .sql = "SELECT gsync.acted((SELECT l.name FROM gsync.conflict c JOIN gsync.link l ON l.id = c.link WHERE c.id = $1::bigint), 'conflicts resolve ' || $1, gsync.resolve_conflict($1::bigint, $2, $3::boolean))"};
	int words = 0;
	if (!args_parse(cli, own, argc, argv, &words))
		return EXIT_USAGE;
	if (winner && strcmp(winner, "sheet") != 0 && strcmp(winner, "database") != 0)
		return say_usage("conflicts", "--winner is sheet or database, not '%s'", winner);
	const char *const more[] = {winner, force ? "true" : "false"};
	return list_act(cli, words, argv, &call, 2, more);
}

static int conflicts_dismiss(struct cli *cli, int argc, char **argv)
{
	struct list_choice choice = {0};
	if (!list_choose(cli, argc, argv, &choice))
		return EXIT_USAGE;
	return list_count(cli, &choice, "dismissing", "SELECT gsync.acted($1, 'conflicts dismiss', gsync.dismiss_conflicts($1, $2))", "conflicts taken off the list");
}

int command_conflicts(struct cli *cli, int argc, char **argv)
{
	static const struct subcommand list[] = {{"list", conflicts_list}, {"resolve", conflicts_resolve}, {"dismiss", conflicts_dismiss}, {0}};
	return run_subcommand(cli, list, conflicts_list, argc, argv);
}
