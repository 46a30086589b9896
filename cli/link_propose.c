/* gsync link --create-table: a table for a tab. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/db.h"
#include "cli/link.h"

static const char PROPOSE[] =
	"SELECT p ->> 'sql', p ->> 'columns', array_to_string(ARRAY(SELECT jsonb_array_elements_text(p -> 'notes')), E'\\n')"
	" FROM gsync.propose_table($1, $2::jsonb, $3::jsonb, $4::jsonb) p";

static char *copy(const char *text) { return strdup(text ? text : ""); }

static void say_lines(char *text)
{
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		say_hint("%s", line);
}

static int print_json(const char *sql, const char *columns)
{
	_cleanup_buf_ struct buf json = {0};
	buf_adds(&json, "{\"sql\":");
	buf_add_json(&json, sql, strlen(sql));
	buf_addf(&json, ",\"columns\":%s}", columns);
	if (json.failed)
		return say_problem("out of memory");
	puts(json.data);
	return EXIT_OK;
}

/* With --json the one answer is the link's, unless this is all that was asked for. */
static int print(struct cli *cli, const struct link_options *o, const char *sql, const char *columns, char *notes)
{
	if (cli->json)
		return o->dry_run ? print_json(sql, columns) : EXIT_OK;
	puts(sql);
	fflush(stdout);
	say_lines(notes);
	return EXIT_OK;
}

int link_propose(struct cli *cli, const struct link_options *o, bool *ret_go_on, char **ret_sql, char **ret_columns)
{
	_cleanup_buf_ struct buf key = {0}, only = {0}, names = {0};
	link_names_json(&o->key, &key);
	link_names_json(&o->only, &only);
	link_pairs_json(o, &names);
	if (key.failed || only.failed || names.failed)
		return say_problem("out of memory");
	const char *const params[] = {o->table, key.data, only.data, names.data};
	_cleanup_result_ struct db_result *r = db_query(cli->db, PROPOSE, 4, params);
	if (!r)
		return cli_database_problem(cli, "proposing a table");
	char *sql = copy(db_cell(r, 0, 0)), *columns = copy(db_cell(r, 0, 1)), *notes = copy(db_cell(r, 0, 2));
	if (!sql || !columns || !notes) {
		free(sql);
		free(columns);
		free(notes);
		return say_problem("out of memory");
	}
	int status = print(cli, o, sql, columns, notes);
	free(notes);
	*ret_sql = sql;
	*ret_columns = columns;
	if (status != EXIT_OK || o->dry_run)
		return status;
	*ret_go_on = o->yes || say_confirm("Make this table and link it?");
	if (*ret_go_on)
		return EXIT_OK;
	say_problem("nothing was made; without a terminal, confirm with --yes");
	return EXIT_PROBLEM;
}
