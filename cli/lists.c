#include "cli/lists.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/db.h"
#include "cli/report.h"

enum { MORE_MAX = 4 };
#define USUAL_LIMIT "100"

static bool is_number(const char *text)
{
	size_t n = strspn(text, "0123456789");
	return n > 0 && n <= 18 && text[n] == '\0';
}

int list_print(struct cli *cli, const struct list_options *o, const char *doing, const char *none, const char *people, const char *programs,
               size_t n, const char *const more[])
{
	const char *limit = o->limit ? o->limit : USUAL_LIMIT;
	const char *params[2 + MORE_MAX] = {o->link, limit};
	if (!is_number(limit))
		return say_usage(NULL, "--limit is a whole number, not '%s'", limit);
	for (size_t i = 0; i < n; i++)
		params[2 + i] = more[i];
	return report_query(cli, doing, none, cli->json ? programs : people, 2 + n, params);
}

int list_act(struct cli *cli, int argc, char **argv, const char *doing, const char *sql)
{
	if (!args_expect(cli, NULL, argc, argv, 1, "a number, as the list shows it"))
		return EXIT_USAGE;
	if (!is_number(argv[1]))
		return say_usage(argv[0], "expected a number, as the list shows it, not '%s'", argv[1]);
	if (!cli_database(cli))
		return cli->status;
	bool failed = false;
	const char *const params[] = {argv[1]};
	char *message = db_value(cli->db, sql, 1, params, &failed);
	if (failed)
		return cli_database_problem(cli, doing);
	if (!message) {
		say_problem("there is no number %s on this list", argv[1]);
		say_hint("see: gsync %s", argv[0]);
		return EXIT_PROBLEM;
	}
	if (cli->json)
		puts("{}");
	else
		puts(message);
	free(message);
	return EXIT_OK;
}
