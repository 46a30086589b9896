/* gsync link --create-table: a table for a tab. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/db.h"
#include "cli/link.h"

static const char PROPOSE[] =
	"SELECT p ->> 'sql', p ->> 'columns', array_to_string(ARRAY(SELECT jsonb_array_elements_text(p -> 'notes')), E'\\n'), p"
	" FROM gsync.propose_table($1, $2::jsonb, $3::jsonb, $4::jsonb) p";

static char *copy(const char *text) { return strdup(text ? text : ""); }

void proposal_free(struct proposal *p)
{
	free(p->sql);
	free(p->columns);
	free(p->notes);
	free(p->json);
	*p = (struct proposal){0};
}

int link_propose(struct cli *cli, const struct link_options *o, struct proposal *ret)
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
	*ret = (struct proposal){.sql = copy(db_cell(r, 0, 0)), .columns = copy(db_cell(r, 0, 1)), .notes = copy(db_cell(r, 0, 2)), .json = copy(db_cell(r, 0, 3))};
	return ret->sql && ret->columns && ret->notes && ret->json ? EXIT_OK : say_problem("out of memory");
}

static void say_lines(char *text)
{
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		say_hint("%s", line);
}

/* With --json the one answer is the link's, unless this is all that was asked for. */
static void print(const struct cli *cli, const struct link_options *o, const struct proposal *p)
{
	if (!cli->json) {
		puts(p->sql);
		fflush(stdout);
		say_lines(p->notes);
	} else if (o->dry_run) {
		puts(p->json);
	}
}

int link_show_proposal(struct cli *cli, const struct link_options *o, const struct proposal *p, bool *ret_go_on)
{
	print(cli, o, p);
	if (o->dry_run)
		return EXIT_OK;
	*ret_go_on = o->yes || say_confirm("Make this table and link it?");
	if (*ret_go_on)
		return EXIT_OK;
	say_problem("nothing was made; without a terminal, confirm with --yes");
	return EXIT_PROBLEM;
}
