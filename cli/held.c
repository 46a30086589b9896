/* gsync held: mass deletions that wait for a word. */
#include "cli/args.h"
#include "cli/cli.h"
#include "cli/lists.h"

#define ACTED(what, call) "SELECT gsync.acted((SELECT l.name FROM gsync.held h JOIN gsync.link l ON l.id = h.link WHERE h.id = $1::bigint), '" what " ' || $1, " call ")"

static int held_list(struct cli *cli, int argc, char **argv)
{
	struct list_options o = {0};
	bool all = false;
	const struct arg_option own[] = {LIST_OPTIONS(&o), {.name = "all", .flag = &all}, {0}};
	if (!args_expect(cli, own, argc, argv, 0, "no more words"))
		return EXIT_USAGE;
	const char *const more[] = {all ? "true" : "false"};
	return list_tell(cli, &o, "reading what is held", "nothing is held", "gsync.held_deletes", "state = 'held' OR $3::boolean", 1, more);
}

static int held_release(struct cli *cli, int argc, char **argv)
{
	const struct list_call call = {.doing = "releasing", .sql = ACTED("held release", "'rows that are being deleted: ' || gsync.release($1::bigint)")};
	return list_act(cli, argc, argv, &call, 0, NULL);
}

static int held_discard(struct cli *cli, int argc, char **argv)
{
	const struct list_call call = {.doing = "discarding", .sql = ACTED("held discard", "'rows that come back: ' || gsync.discard($1::bigint)")};
	return list_act(cli, argc, argv, &call, 0, NULL);
}

int command_held(struct cli *cli, int argc, char **argv)
{
	static const struct subcommand list[] = {{"list", held_list}, {"release", held_release}, {"discard", held_discard}, {0}};
	return run_subcommand(cli, list, held_list, argc, argv);
}
