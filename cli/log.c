/* gsync log: what happened, in the order in which it was committed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/args.h"
#include "cli/cli.h"
#include "cli/db.h"
#include "cli/lists.h"
#include "cli/report.h"
#include "common/printable.h"

#define USUAL_LIMIT "100"
#define USUAL_LIMIT_FOLLOWING "10"

/* $1 link, $2 key, $3 kind, $4 since, $5 after this id, $6 up to this id, $7 at most so many, of these the last */
#define ENTRIES \
	" FROM (SELECT * FROM gsync.log_entries WHERE ($1::text IS NULL OR link = $1) AND ($2::text[] IS NULL OR key = $2::text[])" \
	" AND ($3::text IS NULL OR kind = $3) AND ($4::timestamptz IS NULL OR at >= $4::timestamptz) AND id > $5::bigint AND id <= $6::bigint" \
	" ORDER BY id DESC LIMIT $7::bigint) e ORDER BY id"
#define PEOPLE \
	"SELECT to_char(at, 'YYYY-MM-DD HH24:MI:SS') AS at, link, kind, array_to_string(key, ', ') AS key, \"column\", what," \
	" concat_ws(' ', who, 'in the ' || side) AS by, source AS through" ENTRIES
#define PROGRAMS "SELECT id, at, kind, link, key, \"column\", old, new, side, who, source, detail" ENTRIES

struct log_options {
	const char *link, *kind, *since, *limit;
	struct arg_list key;
	bool follow;
};

static bool check_options(const struct log_options *o)
{
	static const char *const kinds[] = {"change", "conflict", "rejected", "held", "action"};
	bool known = !o->kind;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		known |= o->kind && strcmp(o->kind, kinds[i]) == 0;
	if (!known)
		say_usage("log", "--kind is change, conflict, rejected, held or action, not '%s'", o->kind);
	else if (o->limit && (strspn(o->limit, "0123456789") != strlen(o->limit) || !*o->limit || strlen(o->limit) > 18))
		say_usage("log", "--limit is a whole number, not '%s'", o->limit);
	else
		return true;
	return false;
}

/* A line for each entry, not a table: values are of any length, and with --follow nobody knows how wide the columns will become. */
static int print_line(const struct db_result *r, size_t row)
{
	_cleanup_buf_ struct buf line = {0};
	for (size_t c = 0; c < db_columns(r); c++) {
		const char *cell = db_cell(r, row, c);
		if (!cell || !*cell)
			continue;
		buf_adds(&line, line.len ? "  " : "");
		buf_add_printable(&line, cell, strlen(cell));
	}
	buf_addc(&line, '\n');
	if (line.failed)
		return say_problem("out of memory");
	fwrite(line.data, 1, line.len, stdout);
	return EXIT_OK;
}

/* Every number up to the one that it returns is committed or will never come, so nothing is passed over. */
static char *settled(struct cli *cli) { return db_value(cli->db, "SELECT gsync.log_settled()", 0, NULL, NULL); }

/* *ret_any (may be NULL): there was one. */
static int print_new(struct cli *cli, const char *params[], bool *ret_any)
{
	_cleanup_result_ struct db_result *r = db_query(cli->db, cli->json ? "SELECT row_to_json(x) FROM (" PROGRAMS ") x" : PEOPLE, 7, params);
	if (!r)
		return cli_database_problem(cli, "reading the log");
	int status = EXIT_OK;
	if (ret_any)
		*ret_any = db_rows(r) > 0;
	for (size_t row = 0; row < db_rows(r) && status == EXIT_OK; row++)
		status = cli->json ? (puts(db_cell(r, row, 0)) == EOF) : print_line(r, row);
	return fflush(stdout) == 0 ? status : EXIT_PROBLEM;
}

static int follow(struct cli *cli, const char *params[])
{
	_cleanup_buf_ struct buf after = {0};
	for (;;) {
		char *upto = settled(cli);
		if (!upto)
			return cli_database_problem(cli, "reading the log");
		params[5] = upto;
		int status = print_new(cli, params, NULL);
		after.len = 0;
		buf_adds(&after, upto);
		free(upto);
		if (status != EXIT_OK || after.failed)
			return status;
		params[4] = after.data;
		params[6] = "1000000";
		usleep(300 * 1000);
	}
}

static int print_log(struct cli *cli, const char *params[])
{
	char *upto = settled(cli);
	if (!upto)
		return cli_database_problem(cli, "reading the log");
	params[5] = upto;
	bool any = false;
	int status = cli->json ? report_query(cli, "reading the log", "", PROGRAMS, 7, params) : print_new(cli, params, &any);
	if (!cli->json && status == EXIT_OK && !any)
		puts("nothing has happened");
	free(upto);
	return status;
}

int command_log(struct cli *cli, int argc, char **argv)
{
	struct log_options o = {0};
	const struct arg_option own[] = {{.name = "follow", .flag = &o.follow}, {.name = "link", .text = &o.link},   {.name = "key", .list = &o.key},
	                                 {.name = "kind", .text = &o.kind},     {.name = "since", .text = &o.since}, {.name = "limit", .text = &o.limit}, {0}};
	if (!args_expect(cli, own, argc, argv, 0, "no more words") || !check_options(&o))
		return EXIT_USAGE;
	_cleanup_buf_ struct buf key = {0};
	list_array(o.key.values, o.key.n, &key);
	if (key.failed)
		return say_problem("out of memory");
	if (!cli_database(cli))
		return cli->status;
	int status = list_check_link(cli, o.link);
	if (status == EXIT_OK)
		status = list_check_time(cli, "since", o.since);
	if (status != EXIT_OK)
		return status;
	const char *usual = o.since ? "1000000" : o.follow ? USUAL_LIMIT_FOLLOWING : USUAL_LIMIT;
	const char *params[] = {o.link, key.data, o.kind, o.since, "0", NULL, o.limit ? o.limit : usual};
	return o.follow ? follow(cli, params) : print_log(cli, params);
}
