/* gsync status: the worker, and each link in one line; with --watch as a live view. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/args.h"
#include "cli/cli.h"
#include "cli/db.h"
#include "cli/report.h"
#include "cli/screen.h"
#include "cli/table.h"
#include "cli/worker_state.h"

enum { EVERY_MS = 1000 };

/* $1: what the worker tells of itself, or NULL. The lag is how long the oldest change has been waiting, else what the last one took. */
#define LINKS \
	" FROM gsync.status s LEFT JOIN jsonb_to_recordset($1::jsonb -> 'links') AS w(name text, edited timestamptz, apply_lag_ms bigint, publish_lag_ms bigint) ON w.name = s.name" \
	" CROSS JOIN LATERAL (SELECT CASE WHEN s.waiting > 0 THEN (extract(epoch FROM clock_timestamp() - s.waiting_since) * 1000)::bigint ELSE greatest(w.apply_lag_ms, w.publish_lag_ms) END AS ms) lag"
static const char TABLE[] =
	"SELECT s.name AS link, s.state, s.rows, s.waiting, gsync.tell_span(lag.ms) AS lag, gsync.tell_span((extract(epoch FROM clock_timestamp() - w.edited) * 1000)::bigint) AS edited,"
	" s.conflicts, s.rejected AS rejects, s.held" LINKS " ORDER BY s.name";
/* One line each, of those that have something to say. */
static const char REMARKS[] =
	"SELECT concat(s.name, ': ', x.said), x.bad FROM gsync.status s CROSS JOIN LATERAL (VALUES (s.problem, true), ('not in the sheet: ' || s.not_in_sheet, false),"
	" ('not in the table: ' || s.not_in_table, false)) x(said, bad) WHERE x.said IS NOT NULL ORDER BY s.name";
/* What --watch tells line by line where it cannot draw: no ages, or every line would be news. */
static const char LINES[] =
	"SELECT concat_ws(', ', s.name || ': ' || s.state, s.rows || ' rows', s.waiting || ' waiting', s.conflicts || ' conflicts', s.rejected || ' rejected', s.held || ' held', s.problem)"
	" FROM gsync.status s ORDER BY s.name";
static const char PROGRAMS[] = "SELECT replace(coalesce(json_agg(s ORDER BY s.name)::text, '[]'), E'\\n', '') FROM gsync.status s" /* one line */;
static const char TROUBLE[] = "SELECT count(*) FROM gsync.link WHERE state = 'broken' OR problem IS NOT NULL";

struct view {
	struct cli *cli;
	const char *path; /* of the worker's state file; NULL: no configuration says where it is */
	struct worker_state worker;
};

static bool find_worker(struct view *v)
{
	const struct conf *conf = NULL;
	/* --conninfo alone asks about a database, perhaps of another machine */
	if (v->cli->conninfo && !v->cli->config)
		return true;
	if (!cli_conf(v->cli, &conf))
		return false;
	v->path = conf && *conf->state_file ? conf->state_file : NULL;
	return true;
}

static void read_worker(struct view *v)
{
	worker_state_free(&v->worker);
	if (v->path)
		worker_state_read(v->path, time(NULL), &v->worker);
}

static struct db_result *ask(struct view *v, const char *sql, size_t n)
{
	const char *const params[] = {v->worker.json.data};
	return db_query(v->cli->db, sql, n, params);
}

/* --- for people -------------------------------------------------------------------------------------------------------------------- */

static void add_remarks(const struct view *v, const struct db_result *r, struct buf *to)
{
	bool color = report_color(v->cli);
	for (size_t i = 0; i < db_rows(r); i++) {
		bool red = color && strcmp(db_cell(r, i, 1), "t") == 0;
		buf_adds(to, red ? "\x1b[31m" : "");
		table_add_text(to, db_cell(r, i, 0));
		buf_adds(to, red ? "\x1b[0m\n" : "\n");
	}
}

static int add_picture(struct view *v, struct buf *to)
{
	if (v->path)
		worker_state_describe(&v->worker, v->path, to);
	if (v->path)
		buf_addc(to, '\n');
	_cleanup_result_ struct db_result *links = ask(v, TABLE, 1);
	if (!links)
		return cli_database_problem(v->cli, "reading the links");
	if (db_rows(links) == 0)
		buf_adds(to, "nothing is linked yet; see: gsync help link\n");
	else if (!report_add_table(v->cli, links, to))
		return say_problem("out of memory");
	_cleanup_result_ struct db_result *remarks = ask(v, REMARKS, 0);
	if (!remarks)
		return cli_database_problem(v->cli, "reading the links");
	add_remarks(v, remarks, to);
	return to->failed ? say_problem("out of memory") : EXIT_OK;
}

static int print_text(struct view *v)
{
	_cleanup_buf_ struct buf text = {0};
	int status = add_picture(v, &text);
	if (status == EXIT_OK)
		fwrite(text.data, 1, text.len, stdout);
	return status;
}

/* --- for programs ------------------------------------------------------------------------------------------------------------------ */

static int print_json(struct view *v)
{
	const struct worker_state *worker = &v->worker;
	bool failed = false;
	char *links = db_value(v->cli->db, PROGRAMS, 0, NULL, &failed);
	if (failed)
		return cli_database_problem(v->cli, "reading the links");
	size_t n = worker->json.len;
	while (n > 0 && worker->json.data[n - 1] == '\n')
		n--;
	printf("{\"running\":%s,\"worker\":%.*s,\"links\":%s}\n", worker->running ? "true" : "false", n ? (int)n : 4, n ? worker->json.data : "null", links);
	free(links);
	return EXIT_OK;
}

/* --- once, and again and again ------------------------------------------------------------------------------------------------------ */

static int print_once(struct view *v)
{
	read_worker(v);
	int status = v->cli->json ? print_json(v) : print_text(v);
	if (status != EXIT_OK)
		return status;
	char *broken = db_value(v->cli->db, TROUBLE, 0, NULL, NULL);
	bool trouble = (v->path && v->worker.trouble) || !broken || strcmp(broken, "0") != 0;
	free(broken);
	return trouble ? EXIT_PROBLEM : EXIT_OK;
}

static int draw(struct view *v)
{
	_cleanup_buf_ struct buf text = {0};
	int status = EXIT_OK;
	read_worker(v);
	if (db_lost(v->cli->db) && !cli_reconnect(v->cli))
		buf_adds(&text, "PostgreSQL cannot be reached; trying again\n");
	else
		status = add_picture(v, &text);
	if (status == EXIT_OK && !text.failed)
		screen_draw(&text);
	return status;
}

static int watch_on_screen(struct view *v)
{
	int status;
	screen_begin();
	do
		status = draw(v);
	while ((status == EXIT_OK || status == EXIT_CONNECT) && screen_wait(EVERY_MS));
	screen_end();
	return status;
}

/* A line with the time for each link of which something has changed. */
static int print_news(struct view *v, struct buf *before)
{
	_cleanup_buf_ struct buf now = {0};
	char at[32];
	time_t seconds = time(NULL);
	struct tm tm;
	strftime(at, sizeof at, "%Y-%m-%d %H:%M:%S", localtime_r(&seconds, &tm));
	read_worker(v);
	if (v->path)
		buf_addf(&now, "\nworker: %s\n", v->worker.running ? "running" : "not running");
	_cleanup_result_ struct db_result *r = ask(v, LINES, 0);
	if (!r)
		return cli_database_problem(v->cli, "reading the links");
	buf_adds(&now, now.len ? "" : "\n");
	for (size_t i = 0; i < db_rows(r); i++) {
		table_add_text(&now, db_cell(r, i, 0));
		buf_addc(&now, '\n');
	}
	if (now.failed)
		return say_problem("out of memory");
	for (char *line = now.data + 1, *end; *line; line = end + 1) {
		end = strchr(line, '\n');
		_cleanup_buf_ struct buf whole = {0};
		buf_addf(&whole, "\n%.*s\n", (int)(end - line), line);
		if (!whole.failed && !(before->data && strstr(before->data, whole.data)))
			printf("%s %.*s\n", at, (int)(end - line), line);
	}
	buf_free(before);
	*before = now;
	now = (struct buf){0};
	return EXIT_OK;
}

static int watch_in_lines(struct view *v)
{
	_cleanup_buf_ struct buf before = {0};
	for (;;) {
		int status = v->cli->json ? print_once(v) : print_news(v, &before);
		if (status > EXIT_PROBLEM || fflush(stdout) != 0)
			return status;
		usleep(EVERY_MS * 1000);
	}
}

int command_status(struct cli *cli, int argc, char **argv)
{
	struct view v = {.cli = cli};
	bool watch = false;
	const struct arg_option own[] = {{.name = "watch", .flag = &watch}, {0}};
	if (!args_expect(cli, own, argc, argv, 0, "no more words"))
		return EXIT_USAGE;
	if (!cli_database(cli))
		return cli->status;
	if (!find_worker(&v))
		return EXIT_PROBLEM;
	int status = !watch ? print_once(&v) : !cli->json && screen_possible() ? watch_on_screen(&v) : watch_in_lines(&v);
	worker_state_free(&v.worker);
	return status;
}
