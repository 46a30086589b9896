/* gsync link. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/credentials.h"
#include "cli/db.h"
#include "cli/link.h"

static int no_table(struct cli *cli, const char *table)
{
	say_problem("there is no table '%s' in this database", table);
	char *tables = db_value(cli->db,
	                        "SELECT string_agg(oid::regclass::text, ', ' ORDER BY relname) FROM (SELECT oid, relname FROM pg_class"
	                        " WHERE relkind IN ('r', 'p') AND relnamespace::regnamespace::text !~ '^(pg_|information_schema$|gsync$)'"
	                        " ORDER BY relname LIMIT 12) t",
	                        0, NULL, NULL);
	if (tables)
		say_hint("there are: %s", tables);
	else
		say_hint("there is no table at all; is it the right database? Parameters came from %s", cli->conninfo_from);
	free(tables);
	return EXIT_PROBLEM;
}

/* The table's oid as text, by the role's own search_path. */
static int find_table(struct cli *cli, const char *table, char **ret_oid)
{
	bool failed = false;
	const char *const params[] = {table};
	char *oid = db_value(cli->db, "SELECT to_regclass($1)::oid", 1, params, &failed);
	if (failed)
		return cli_database_problem(cli, "looking for the table");
	if (!oid)
		return no_table(cli, table);
	*ret_oid = oid;
	return EXIT_OK;
}

static int print_link(struct cli *cli, const char *id, const struct target *target)
{
	const char *const params[] = {id};
	if (!db_pin(cli->db)) /* from here on names are printed with their schema */
		return cli_database_problem(cli, "reading the new link");
	if (cli->json) {
		char *json = db_value(cli->db,
		                      "SELECT json_build_object('link', id, 'name', name, 'spreadsheet', spreadsheet, 'sheet', sheet,"
		                      " 'table', relation::regclass::text, 'policy', policy) FROM gsync.link WHERE id = $1",
		                      1, params, NULL);
		if (!json)
			return cli_database_problem(cli, "reading the new link");
		puts(json);
		free(json);
		return EXIT_OK;
	}
	_cleanup_result_ struct db_result *r =
		db_query(cli->db, "SELECT name, relation::regclass::text, policy FROM gsync.link WHERE id = $1", 1, params);
	if (!r || db_rows(r) == 0)
		return cli_database_problem(cli, "reading the new link");
	printf("%s: tab %lld of %s ↔ table %s; the %s wins a conflict\n", db_cell(r, 0, 0), (long long)target->sheet, target->spreadsheet,
	       db_cell(r, 0, 1), strcmp(db_cell(r, 0, 2), "latest") == 0 ? "later change" : db_cell(r, 0, 2));
	return EXIT_OK;
}

/* Who the worker is, if this user may know: the role that links often may not read the configuration. */
static void add_account(struct cli *cli, const struct link_options *o, struct buf *email)
{
	const struct conf *conf = NULL;
	if (o->credential)
		buf_adds(email, o->credential);
	else if ((cli->config || access(CONF_DEFAULT_PATH, R_OK) == 0) && cli_conf(cli, &conf) && conf && conf->credentials && conf->credentials[0])
		credentials_email(conf->credentials[0], email, NULL);
}

static void print_next_steps(struct cli *cli, const struct link_options *o)
{
	_cleanup_buf_ struct buf email = {0};
	add_account(cli, o, &email);
	say_hint("next: share the spreadsheet with %s as editor", email.data ? email.data : "your service account (client_email in its credentials file)");
	say_hint("      gsync secret new %s    for edits to arrive at once", o->target.spreadsheet);
}

static int cannot_link(struct cli *cli, const struct link_options *o)
{
	if (strcmp(db_constraint(cli->db), "link_spreadsheet_sheet_key") == 0) {
		say_problem("tab %lld of %s is linked already", (long long)o->target.sheet, o->target.spreadsheet);
		say_hint("see with what: gsync links; to end that: gsync unlink NAME");
		return EXIT_PROBLEM;
	}
	if (strcmp(db_constraint(cli->db), "link_name_key") == 0) {
		say_problem("there is a link named '%s' already", o->name ? o->name : o->table);
		say_hint("give this one another name: --name NAME");
		return EXIT_PROBLEM;
	}
	return cli_database_problem(cli, "linking");
}

static int make_link(struct cli *cli, const struct link_options *o, const char *oid)
{
	_cleanup_buf_ struct buf options = {0};
	link_options_json(o, &options);
	char sheet[32];
	snprintf(sheet, sizeof sheet, "%lld", (long long)o->target.sheet);
	if (options.failed)
		return say_problem("out of memory");
	const char *const params[] = {o->target.spreadsheet, sheet, oid, options.data};
	char *id = db_value(cli->db, "SELECT gsync.link_table($1, $2::bigint, $3::oid::regclass, $4::jsonb)", 4, params, NULL);
	if (!id)
		return cannot_link(cli, o);
	int status = print_link(cli, id, &o->target);
	free(id);
	if (status == EXIT_OK && !cli->json)
		print_next_steps(cli, o);
	return status;
}

int command_link(struct cli *cli, int argc, char **argv)
{
	struct link_options o = {0};
	if (!link_options_parse(cli, argc, argv, &o))
		return EXIT_USAGE;
	if (!cli_connect(cli))
		return cli->status;
	char *oid = NULL;
	int status = find_table(cli, o.table, &oid);
	if (status == EXIT_OK)
		status = make_link(cli, &o, oid);
	free(oid);
	return status;
}
