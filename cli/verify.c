/* gsync verify: reads the tab whole, compares it with base and table inside the database, and has repaired what nothing explains. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/args.h"
#include "cli/db.h"
#include "cli/google.h"
#include "cli/tab.h"
#include "cli/verify.h"

enum {
	POLL_MS = 250,
	REPAIR_MS = 60000, /* without any sign of the worker */
	ROUNDS = 3         /* of repairs; one puts right what can be put right, unless people go on working */
};

/* An edit is told within moments, and a publish read back: what differs is looked at again after so many seconds before it is believed. */
static const unsigned AGAIN_S[] = {1, 3};

struct verifying {
	struct cli *cli;
	const char *name; /* of the link */
	struct db_result *link; /* id, spreadsheet, sheet, credential, state, looked at */
	struct google *google;
	struct target target;
	long unexplained;
};

static const char *link_of(const struct verifying *v, size_t column) { return db_cell(v->link, 0, column); }

static int read_tab(struct verifying *v)
{
	_cleanup_tab_ struct tab tab = {0};
	_cleanup_buf_ struct buf advice = {0};
	buf_addf(&advice, "bring it back in the sheet (Edit, Undo, or the version history), or end the link: gsync unlink '%s'", v->name);
	return advice.failed ? say_problem("out of memory") : tab_load(v->cli, v->google, &v->target, false, advice.data, &tab);
}

static int compare(struct verifying *v, bool again)
{
	int status = read_tab(v);
	if (status != EXIT_OK)
		return status;
	const char *const params[] = {link_of(v, 0), again ? "true" : "false"};
	char *count = db_value(v->cli->db, "SELECT gsync.verify($1::int, $2::boolean)", 2, params, NULL);
	if (!count)
		return cli_database_problem(v->cli, "comparing");
	v->unexplained = strtol(count, NULL, 10);
	free(count);
	return EXIT_OK;
}

static int compare_surely(struct verifying *v)
{
	int status = compare(v, false);
	for (size_t i = 0; i < sizeof AGAIN_S / sizeof *AGAIN_S && status == EXIT_OK && v->unexplained > 0; i++) {
		sleep(AGAIN_S[i]);
		status = compare(v, true);
	}
	return status;
}

/* Waits for the worker to have read the tab and sent what was marked. */
static int wait_for_worker(struct verifying *v, const char *since)
{
	const char *const params[] = {link_of(v, 0), since};
	for (int waited = 0; waited < REPAIR_MS; waited += POLL_MS) {
		char *state = db_value(v->cli->db, "SELECT gsync.repaired($1::int, $2::timestamptz)", 2, params, NULL);
		if (!state)
			return cli_database_problem(v->cli, "waiting for the worker");
		bool done = strcmp(state, "done") == 0, under_way = strcmp(state, "under way") == 0;
		int status = done || under_way ? EXIT_OK : say_problem("the worker cannot go on: %s", state);
		free(state);
		if (done || status != EXIT_OK)
			return status;
		usleep(POLL_MS * 1000);
	}
	say_problem("the worker has not come to rest within %d s", REPAIR_MS / 1000);
	say_hint("is it running? see: gsync status");
	return EXIT_PROBLEM;
}

static int repair_once(struct verifying *v)
{
	const char *const params[] = {link_of(v, 0)};
	char *since = db_value(v->cli->db, "SELECT gsync.verify_repair($1::int)", 1, params, NULL);
	if (!since)
		return cli_database_problem(v->cli, "repairing");
	int status = wait_for_worker(v, since);
	free(since);
	return status == EXIT_OK ? compare_surely(v) : status;
}

static int repair(struct verifying *v, long *ret_repaired)
{
	int status = EXIT_OK;
	*ret_repaired = 0;
	for (int round = 0; round < ROUNDS && v->unexplained > 0 && status == EXIT_OK; round++) {
		long before = v->unexplained;
		status = repair_once(v);
		*ret_repaired += before - v->unexplained;
		if (v->unexplained >= before)
			break;
	}
	return status;
}

static int check_link(const struct verifying *v, const char *name, bool mend)
{
	if (strcmp(link_of(v, 5), "t") != 0)
		return say_problem("the worker has not read the sheet of '%s' yet: there is nothing to compare with", name);
	if (mend && strcmp(link_of(v, 4), "paused") == 0) {
		say_problem("'%s' is paused: nothing can be put right", name);
		say_hint("let it go on first: gsync resume %s", name);
		return EXIT_PROBLEM;
	}
	return EXIT_OK;
}

static int open_google(struct verifying *v)
{
	struct failure f = {0};
	return google_open(v->cli, link_of(v, 3), &v->google, &f) == OK ? EXIT_OK : say_problem("cannot read the sheet: %s", f.text);
}

static int verify(struct verifying *v, const char *name, bool mend)
{
	long repaired = -1;
	int status = check_link(v, name, mend);
	if (status == EXIT_OK)
		status = open_google(v);
	if (status == EXIT_OK)
		status = compare_surely(v);
	if (status == EXIT_OK && mend)
		status = repair(v, &repaired);
	if (status == EXIT_OK)
		status = verify_print(v->cli, link_of(v, 0), repaired);
	return status == EXIT_OK && v->unexplained > 0 ? EXIT_PROBLEM : status;
}

int command_verify(struct cli *cli, int argc, char **argv)
{
	bool mend = false;
	const struct arg_option own[] = {{.name = "repair", .flag = &mend}, {0}};
	if (!args_expect(cli, own, argc, argv, 1, "the link's name"))
		return EXIT_USAGE;
	if (!cli_database(cli))
		return cli->status;
	const char *const params[] = {argv[1]};
	_cleanup_result_ struct db_result *link = db_query(cli->db,
		"SELECT id, spreadsheet, sheet, credential, state, looked_at IS NOT NULL FROM gsync.link_called($1)", 1, params);
	if (!link)
		return cli_database_problem(cli, "reading the link");
	struct verifying v = {.cli = cli, .name = argv[1], .link = link, .target = {.has_sheet = true, .sheet = strtoll(db_cell(link, 0, 2), NULL, 10)}};
	snprintf(v.target.spreadsheet, sizeof v.target.spreadsheet, "%s", db_cell(link, 0, 1));
	int status = verify(&v, argv[1], mend);
	google_close(v.google);
	return status;
}
