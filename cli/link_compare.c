/* gsync link: what tab and table hold, before they are linked. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/db.h"
#include "cli/link.h"
#include "cli/progress.h"
#include "cli/report.h"

#define SHOWN "20"
#define CELL(v) "CASE WHEN " v " IS NOT NULL THEN left(gsync.said($1, \"column\", " v "), 60) END"

/* The summary, with what is to be said about the tab in words made by the server: problems keep it from being linked, warnings do not. */
static const char SUMMARY[] =
	"SELECT c ->> 'sheet_rows', c ->> 'table_rows', c ->> 'same', c ->> 'only_sheet', c ->> 'only_table', c ->> 'differing_cells', c ->> 'differing_rows', c ->> 'key_is_made',"
	" gsync.side_problem($1, c), gsync.side_warnings($1, c) FROM gsync.compare_sides($1) c";
static const char LIST[] =
	"SELECT \"row\", key, coalesce(\"column\", '(row)') AS \"column\", " CELL("sheet") " AS sheet, " CELL("\"table\"") " AS \"table\","
	" CASE becomes WHEN 'sheet' THEN 'sheet → table' WHEN 'table' THEN 'table → sheet' WHEN 'refused' THEN 'refused by the column' ELSE 'stays out' END AS flow"
	" FROM gsync.side_list($1, $2) LIMIT " SHOWN;
static const char ALL[] = "SELECT c || jsonb_build_object('differences', (SELECT coalesce(jsonb_agg(d), '[]')"
                          " FROM gsync.side_list($1, (c -> 'key_is_made')::boolean) d)) FROM gsync.compare_sides($1) c";

struct sides {
	uint64_t sheet, table, same, only_sheet, only_table, cells, rows;
	char *problem, *warnings, *key_is_made;
};

static void sides_free(struct sides *s)
{
	free(s->problem);
	free(s->warnings);
	free(s->key_is_made);
}

static uint64_t number(const struct db_result *r, size_t column)
{
	const char *text = db_cell(r, 0, column);
	return text ? strtoull(text, NULL, 10) : 0;
}

static char *copy(const char *text) { return text && *text ? strdup(text) : NULL; }

static int compare(struct cli *cli, const char *id, struct sides *ret)
{
	const char *const params[] = {id};
	_cleanup_result_ struct db_result *r = db_query(cli->db, SUMMARY, 1, params);
	if (!r)
		return cli_database_problem(cli, "comparing tab and table");
	*ret = (struct sides){.sheet = number(r, 0), .table = number(r, 1), .same = number(r, 2), .only_sheet = number(r, 3), .only_table = number(r, 4),
	                      .cells = number(r, 5), .rows = number(r, 6), .problem = copy(db_cell(r, 0, 8)), .warnings = copy(db_cell(r, 0, 9)),
	                      .key_is_made = copy(db_cell(r, 0, 7))};
	return EXIT_OK;
}

static void say_lines(char *text)
{
	for (char *line = text ? strtok(text, "\n") : NULL; line; line = strtok(NULL, "\n"))
		say_hint("%s", line);
}

static void add_count(uint64_t n, const char *what, struct buf *to)
{
	buf_adds(to, to->len ? ", " : "");
	progress_number(n, to);
	buf_addf(to, " %s%s", what, n == 1 ? "" : "s");
}

static void print_count(uint64_t n, const char *one, const char *many, const char *then)
{
	_cleanup_buf_ struct buf text = {0};
	progress_number(n, &text);
	if (n && text.data)
		printf("%9s %s%s\n", text.data, n == 1 ? one : many, then);
}

static void print_summary(const struct sides *s, const struct link_options *o, const char *title)
{
	_cleanup_buf_ struct buf line = {0};
	buf_addf(&line, "tab %s: ", title);
	progress_number(s->sheet, &line);
	buf_addf(&line, " row%s; table %s: ", s->sheet == 1 ? "" : "s", o->table);
	progress_number(s->table, &line);
	buf_addf(&line, " row%s", s->table == 1 ? "" : "s");
	if (line.failed)
		return;
	puts(line.data);
	print_count(s->same, "row is the same", "rows are the same", "");
	print_count(s->only_sheet, "row is only in the sheet", "rows are only in the sheet", o->direction && strcmp(o->direction, "to-sheet") == 0 ? ", and stays out of the table: direction to-sheet" : ", to be inserted into the table");
	print_count(s->only_table, "row is only in the table", "rows are only in the table", o->direction && strcmp(o->direction, "to-database") == 0 ? ", and stays out of the sheet: direction to-database" : ", to be appended to the sheet");
	print_count(s->rows, "row differs", "rows differ", "");
}

static int print_list(struct cli *cli, const char *id, const struct sides *s)
{
	const char *const params[] = {id, s->key_is_made};
	uint64_t all = s->cells + s->only_sheet + s->only_table;
	if (s->sheet == 0 || s->table == 0 || all == 0)
		return EXIT_OK;
	_cleanup_result_ struct db_result *r = db_query(cli->db, LIST, 2, params);
	if (!r)
		return cli_database_problem(cli, "listing the differences");
	putchar('\n');
	int status = report_table(cli, r);
	if (all > db_rows(r)) {
		_cleanup_buf_ struct buf text = {0};
		add_count(all - db_rows(r), "more difference", &text);
		printf("and %s; --dry-run --json lists all\n", text.data ? text.data : "more");
	}
	putchar('\n');
	fflush(stdout);
	return status;
}

static int print_json(struct cli *cli, const char *id)
{
	const char *const params[] = {id};
	char *json = db_value(cli->db, ALL, 1, params, NULL);
	if (!json)
		return cli_database_problem(cli, "listing the differences");
	puts(json);
	free(json);
	return EXIT_OK;
}

/* Within the transaction that is rolled back. */
static int tell(struct cli *cli, const struct link_options *o, const char *title, const char *id, struct sides *s)
{
	int status = compare(cli, id, s);
	if (status != EXIT_OK)
		return status;
	if (s->problem)
		return EXIT_PROBLEM;
	if (cli->json)
		return o->dry_run ? print_json(cli, id) : EXIT_OK;
	bool both = s->sheet && s->table;
	if (both || o->dry_run || s->warnings)
		print_summary(s, o, title);
	return both || o->dry_run ? print_list(cli, id, s) : EXIT_OK;
}

static int ask(const struct link_options *o, struct sides *s, bool *ret_go_on)
{
	bool merges = s->sheet && s->table && s->cells + s->only_sheet + s->only_table;
	bool careful = s->warnings && strstr(s->warnings, "key");
	say_lines(s->warnings);
	if (o->dry_run)
		return EXIT_OK;
	*ret_go_on = o->yes || (!merges && !careful) || say_confirm(merges ? "Link and merge them?" : "Link them all the same?");
	if (*ret_go_on)
		return EXIT_OK;
	say_problem("nothing was linked; without a terminal, confirm with --yes");
	return EXIT_PROBLEM;
}

static int add_link(struct cli *cli, const struct link_options *o, const char *oid, char **ret_id)
{
	_cleanup_buf_ struct buf options = {0};
	char sheet[32];
	snprintf(sheet, sizeof sheet, "%lld", (long long)o->target.sheet);
	link_options_json(o, NULL, false, &options);
	if (options.failed)
		return say_problem("out of memory");
	const char *const params[] = {o->target.spreadsheet, sheet, oid, options.data};
	*ret_id = db_value(cli->db, "SELECT gsync.add_link($1, $2::bigint, $3::oid::regclass, $4::jsonb)", 4, params, NULL);
	return *ret_id ? EXIT_OK : link_cannot(cli, o);
}

int link_compare(struct cli *cli, const struct link_options *o, const char *title, const char *oid, bool *ret_go_on)
{
	__attribute__((cleanup(sides_free))) struct sides s = {0};
	char *id = NULL;
	if (!db_run(cli->db, "BEGIN"))
		return cli_database_problem(cli, "comparing tab and table");
	int status = add_link(cli, o, oid, &id);
	if (status == EXIT_OK)
		status = tell(cli, o, title, id, &s);
	free(id);
	db_run(cli->db, "ROLLBACK");
	if (s.problem) {
		char *hint = strchr(s.problem, '\n');
		if (hint)
			*hint++ = '\0';
		say_problem("%s", s.problem);
		say_lines(hint);
	}
	return status == EXIT_OK ? ask(o, &s, ret_go_on) : status;
}
