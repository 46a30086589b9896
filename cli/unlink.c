/* gsync unlink: ends a link; with --remove-id-column the sheet, too, looks as if it had never been. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/args.h"
#include "cli/cli.h"
#include "cli/db.h"
#include "cli/google.h"
#include "cli/tab.h"
#include "cli/report.h"

enum { POLL_MS = 200, PATIENCE_MS = 20000 };

#define HEAD \
	"sheets(properties(sheetId),protectedRanges(protectedRangeId,description),developerMetadata(metadataId,metadataKey)," \
	"data(columnMetadata(developerMetadata(metadataId,metadataKey)),rowData(values(userEnteredValue))))"
#define NOTES "sheets(properties(sheetId),data(startRow,startColumn,rowData(values(note))))"

struct ending {
	struct cli *cli;
	struct db_result *link; /* id, spreadsheet, sheet, credential, has notes */
	struct google *google;
};

static const char *link_of(const struct ending *e, size_t column) { return db_cell(e->link, 0, column); }

/* The row numbers of a request that is on its way mean the sheet as it was: nothing may be taken out of it before. */
static int wait_for_answer(struct ending *e)
{
	const char *const id[] = {link_of(e, 0)};
	for (int waited = 0;; waited += POLL_MS) {
		char *busy = db_value(e->cli->db,
		                      "SELECT coalesce(unread_state = 'sent' AND sent_at > now() - interval '10 minutes', false)::text FROM gsync.link WHERE id = $1::int", 1, id, NULL);
		bool under_way = busy && *busy == 't';
		if (!busy)
			return cli_database_problem(e->cli, "reading the link");
		free(busy);
		if (!under_way)
			return EXIT_OK;
		if (waited >= PATIENCE_MS)
			return say_problem("a request for this tab is on its way and its answer has not come; try again in some minutes");
		usleep(POLL_MS * 1000);
	}
}

static int said(const struct ending *e, const char *doing, const struct failure *f)
{
	return say_problem("%s the spreadsheet %s: %s", doing, link_of(e, 1), f->text);
}

static int read_part(struct ending *e, int last_row, const char *fields, struct sheets_result *ret)
{
	_cleanup_buf_ struct buf filters = {0};
	struct failure f = {0};
	buf_addc(&filters, '[');
	sheets_filter(&filters, strtoll(link_of(e, 2), NULL, 10), 1, last_row, 0, 0);
	buf_addc(&filters, ']');
	if (filters.failed)
		return say_problem("out of memory");
	return google_read(e->google, link_of(e, 1), filters.data, fields, ret, &f) == OK ? EXIT_OK : said(e, "cannot read", &f);
}

static int write_out(struct ending *e, const char *requests)
{
	_cleanup_sheets_ struct sheets_result result = {0};
	_cleanup_buf_ struct buf body = {0};
	struct failure f = {0};
	if (strcmp(requests, "[]") == 0)
		return EXIT_OK;
	buf_addf(&body, "{\"requests\":%s}", requests);
	if (body.failed)
		return say_problem("out of memory");
	return google_write(e->google, link_of(e, 1), &body, &result, &f) == OK ? EXIT_OK : said(e, "cannot change", &f);
}

/* In a tab that is gone nothing is left to be taken out. */
static int find_tab(struct ending *e, bool *ret_there)
{
	struct target target = {.has_sheet = true, .sheet = strtoll(link_of(e, 2), NULL, 10)};
	snprintf(target.spreadsheet, sizeof target.spreadsheet, "%s", link_of(e, 1));
	return tab_is_there(e->google, &target, ret_there);
}

static int clear_sheet(struct ending *e)
{
	_cleanup_sheets_ struct sheets_result head = {0}, notes = {0};
	bool noted = strcmp(link_of(e, 4), "t") == 0;
	int status = read_part(e, 1, HEAD, &head);
	if (status == EXIT_OK && noted)
		status = read_part(e, 0, NOTES, &notes);
	if (status != EXIT_OK)
		return status;
	const char *const params[] = {link_of(e, 0), head.answer.body.data, noted ? notes.answer.body.data : NULL};
	char *requests = db_value(e->cli->db, "SELECT gsync.removal($1::int, $2, $3)", 3, params, NULL);
	status = requests ? write_out(e, requests) : cli_database_problem(e->cli, "looking for what is gsync's in the tab");
	free(requests);
	return status;
}

/* The link rests meanwhile, and stays so if this fails: it can be tried again, or resumed. */
static int take_out(struct ending *e, const char *name)
{
	struct failure f = {0};
	const char *const params[] = {name};
	if (google_open(e->cli, link_of(e, 3), &e->google, &f) != OK)
		return say_problem("%s", f.text);
	_cleanup_result_ struct db_result *paused = db_query(e->cli->db, "SELECT gsync.pause($1)", 1, params);
	if (!paused)
		return cli_database_problem(e->cli, "pausing the link");
	bool there = false;
	int status = find_tab(e, &there);
	if (status == EXIT_OK && there)
		status = wait_for_answer(e);
	if (status == EXIT_OK && there)
		status = clear_sheet(e);
	if (status != EXIT_OK)
		say_hint("the link is paused and not ended; try again, or end it without --remove-id-column, or let it go on: gsync resume %s", name);
	return status;
}

static int end_link(struct cli *cli, const char *name)
{
	const char *const params[] = {name};
	_cleanup_result_ struct db_result *r = db_query(cli->db, "SELECT gsync.acted($1, 'unlink', gsync.unlink($1)::text)", 1, params);
	return r ? EXIT_OK : cli_database_problem(cli, "unlinking");
}

static int clear_first(struct cli *cli, const char *name)
{
	const char *const params[] = {name};
	_cleanup_result_ struct db_result *link = db_query(cli->db,
		"SELECT l.id, l.spreadsheet, l.sheet, l.credential, EXISTS (SELECT FROM gsync.note n WHERE n.link = l.id)"
		" FROM gsync.link_named($1) l", 1, params);
	if (!link)
		return cli_database_problem(cli, "unlinking");
	struct ending e = {.cli = cli, .link = link};
	int status = take_out(&e, name);
	google_close(e.google);
	return status;
}

int command_unlink(struct cli *cli, int argc, char **argv)
{
	bool clear = false;
	const struct arg_option own[] = {{.name = "remove-id-column", .flag = &clear}, {0}};
	if (!args_expect(cli, own, argc, argv, 1, "the link's name"))
		return EXIT_USAGE;
	if (!cli_database(cli))
		return cli->status;
	int status = clear ? clear_first(cli, argv[1]) : EXIT_OK;
	if (status == EXIT_OK)
		status = end_link(cli, argv[1]);
	if (status != EXIT_OK)
		return status;
	if (cli->json)
		report_said("link", argv[1], "state", "unlinked");
	else
		printf("%s is no longer linked; sheet and table keep what they hold%s\n", argv[1], clear ? ", and gsync's column is gone" : "");
	return EXIT_OK;
}
