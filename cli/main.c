#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "cli/args.h"
#include "cli/cli.h"

static int flush(int status)
{
	/* A full disk or a closed pipe must not look like success */
	if (fflush(stdout) != 0 && status == EXIT_OK)
		return say_problem("cannot write to standard output");
	return status;
}

static int run(struct cli *cli, int argc, char **argv)
{
	int next = 0;
	if (!args_parse_leading(cli, argc, argv, &next))
		return EXIT_USAGE;
	if (next == argc) {
		char *help[] = {argv[0], NULL};
		command_help(cli, 1, help);
		return cli->help ? EXIT_OK : EXIT_USAGE;
	}
	const char *name = strcmp(argv[next], "--version") == 0 ? "version" : argv[next];
	const struct command *command = command_find(name);
	if (!command)
		return command_unknown(name);
	bool help = cli->help;
	for (int i = next + 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		help |= strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0;
	if (help) {
		char *words[] = {argv[0], argv[next], NULL};
		cli->json = say_is_json();
		return command_help(cli, 2, words);
	}
	return command->run(cli, argc - next, argv + next);
}

/* Known before anything is wrong with the other words. */
static bool asks_for_json(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--json") == 0)
			return true;
	return false;
}

int main(int argc, char **argv)
{
	/* Only for the width of characters: numbers and messages stay as they are */
	setlocale(LC_CTYPE, "C.UTF-8");
	struct cli cli = {0};
	if (asks_for_json(argc, argv))
		say_in_json();
	int status = flush(run(&cli, argc, argv));
	say_end();
	cli_close(&cli);
	return status;
}
