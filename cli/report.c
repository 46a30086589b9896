#include "cli/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/db.h"
#include "cli/table.h"
#include "common/buf.h"

bool report_color(const struct cli *cli)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");
	return !cli->no_color && !(no_color && *no_color) && term && term[0] != '\0' && strcmp(term, "dumb") != 0 && isatty(STDOUT_FILENO);
}

bool report_add_table(const struct cli *cli, const struct db_result *r, struct buf *to)
{
	struct table *t = table_new(db_columns(r));
	if (!t)
		return false;
	for (size_t c = 0; c < db_columns(r); c++)
		table_title(t, c, db_name(r, c), db_is_number(r, c));
	for (size_t row = 0; row < db_rows(r); row++)
		for (size_t c = 0; c < db_columns(r); c++)
			table_add(t, db_cell(r, row, c));
	bool done = table_render(t, terminal_width(stdout), report_color(cli), to);
	table_free(t);
	return done;
}

int report_table(const struct cli *cli, const struct db_result *r)
{
	_cleanup_buf_ struct buf text = {0};
	if (!report_add_table(cli, r, &text))
		return say_problem("out of memory");
	fwrite(text.data, 1, text.len, stdout);
	return EXIT_OK;
}

static int report_json(struct cli *cli, const char *doing, const char *sql, size_t n, const char *const params[], bool *ret_any)
{
	_cleanup_buf_ struct buf wrapped = {0};
	buf_addf(&wrapped, "SELECT coalesce(json_agg(q), '[]') FROM (%s) q", sql);
	if (wrapped.failed)
		return say_problem("out of memory");
	bool failed = false;
	char *json = db_value(cli->db, wrapped.data, n, params, &failed);
	if (failed)
		return cli_database_problem(cli, doing);
	*ret_any = strcmp(json, "[]") != 0;
	puts(json);
	free(json);
	return EXIT_OK;
}

int report_query(struct cli *cli, const char *doing, const char *none, const char *sql, size_t n, const char *const params[])
{
	bool any;
	return report_rows(cli, doing, none, sql, n, params, &any);
}

int report_rows(struct cli *cli, const char *doing, const char *none, const char *sql, size_t n, const char *const params[], bool *ret_any)
{
	if (!cli->db && !cli_database(cli)) /* one that is open is what its command wanted */
		return cli->status;
	if (cli->json)
		return report_json(cli, doing, sql, n, params, ret_any);
	_cleanup_result_ struct db_result *r = db_query(cli->db, sql, n, params);
	if (!r)
		return cli_database_problem(cli, doing);
	*ret_any = db_rows(r) > 0;
	if (*ret_any)
		return report_table(cli, r);
	if (none)
		puts(none);
	return EXIT_OK;
}

void report_said(const char *first, const char *value, const char *second, const char *value2)
{
	_cleanup_buf_ struct buf json = {0};
	buf_addf(&json, "{\"%s\":", first);
	buf_add_json(&json, value, strlen(value));
	buf_addf(&json, ",\"%s\":", second);
	buf_add_json(&json, value2, strlen(value2));
	buf_addc(&json, '}');
	if (!json.failed)
		puts(json.data);
}
