/* gsync status: the worker, and each link in one line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/args.h"
#include "cli/cli.h"
#include "cli/db.h"
#include "cli/report.h"
#include "cli/worker_state.h"

static const char PEOPLE[] =
	"SELECT name, \"table\", coalesce(title, sheet::text) AS tab, state, rows, waiting, conflicts, rejected, held,"
	" date_trunc('second', scanned_at)::text AS scanned_at, problem FROM gsync.status ORDER BY name";
static const char PROGRAMS[] = "SELECT coalesce(json_agg(s ORDER BY s.name), '[]') FROM gsync.status s";
static const char TROUBLE[] = "SELECT count(*) FROM gsync.link WHERE state = 'broken' OR problem IS NOT NULL";

/* The worker's state; *ret_path is NULL when no configuration says where it is. */
static bool read_worker(struct cli *cli, const char **ret_path, struct worker_state *ret)
{
	const struct conf *conf = NULL;
	*ret_path = NULL;
	/* --conninfo alone asks about a database, perhaps of another machine */
	if (cli->conninfo && !cli->config)
		return true;
	if (!cli_conf(cli, &conf))
		return false;
	if (conf && conf->state_file && *conf->state_file) {
		*ret_path = conf->state_file;
		worker_state_read(conf->state_file, time(NULL), ret);
	}
	return true;
}

static int print_json(struct cli *cli, const struct worker_state *worker)
{
	bool failed = false;
	char *links = db_value(cli->db, PROGRAMS, 0, NULL, &failed);
	if (failed)
		return cli_database_problem(cli, "reading the links");
	size_t n = worker->json.len;
	while (n > 0 && worker->json.data[n - 1] == '\n')
		n--;
	printf("{\"running\":%s,\"worker\":%.*s,\"links\":%s}\n", worker->running ? "true" : "false", n ? (int)n : 4, n ? worker->json.data : "null", links);
	free(links);
	return EXIT_OK;
}

static int print_text(struct cli *cli, const char *path, const struct worker_state *worker)
{
	_cleanup_buf_ struct buf text = {0};
	if (path)
		worker_state_describe(worker, path, &text);
	if (text.failed)
		return say_problem("out of memory");
	if (text.data)
		puts(text.data);
	return report_query(cli, "reading the links", "nothing is linked yet; see: gsync help link", PEOPLE, 0, NULL);
}

static int print_once(struct cli *cli)
{
	const char *path = NULL;
	struct worker_state worker = {0};
	if (!cli_database(cli))
		return cli->status;
	if (!read_worker(cli, &path, &worker))
		return EXIT_PROBLEM;
	int status = cli->json ? print_json(cli, &worker) : print_text(cli, path, &worker);
	bool trouble = path && worker.trouble;
	worker_state_free(&worker);
	if (status != EXIT_OK)
		return status;
	char *broken = db_value(cli->db, TROUBLE, 0, NULL, NULL);
	trouble |= !broken || strcmp(broken, "0") != 0;
	free(broken);
	return trouble ? EXIT_PROBLEM : EXIT_OK;
}

int command_status(struct cli *cli, int argc, char **argv)
{
	bool watch = false;
	const struct arg_option own[] = {{.name = "watch", .flag = &watch}, {0}};
	if (!args_expect(cli, own, argc, argv, 0, "no more words"))
		return EXIT_USAGE;
	bool clear = watch && !cli->json && isatty(STDOUT_FILENO);
	for (;;) {
		if (clear)
			fputs("\x1b[H\x1b[J", stdout);
		int status = print_once(cli);
		if (!watch || status > EXIT_PROBLEM || fflush(stdout) != 0)
			return status;
		sleep(1);
	}
}
