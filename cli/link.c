/* gsync link, unlink, links */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/args.h"
#include "cli/cli.h"
#include "cli/credentials.h"
#include "cli/db.h"
#include "cli/report.h"
#include "cli/target.h"

struct link_options {
	const char *spreadsheet, *sheet, *table, *name, *policy, *credential;
	struct arg_list columns;
	struct target target;
};

static bool is_policy(const char *text)
{
	return strcmp(text, "sheet") == 0 || strcmp(text, "database") == 0 || strcmp(text, "latest") == 0;
}

/* The last = divides: headers hold anything, column names seldom an equals sign. */
static const char *divider(const char *pair)
{
	const char *equals = strrchr(pair, '=');
	return equals && equals > pair && equals[1] ? equals : NULL;
}

static bool check_options(const struct link_options *o)
{
	if (!o->table)
		say_usage("link", "which table? --table TABLE");
	else if (o->policy && !is_policy(o->policy))
		say_usage("link", "--policy is sheet, database or latest, not '%s'", o->policy);
	else if (o->name && !*o->name)
		say_usage("link", "--name is empty");
	else {
		for (size_t i = 0; i < o->columns.n; i++)
			if (!divider(o->columns.values[i])) {
				say_usage("link", "--column is 'Header=column', not '%s'", o->columns.values[i]);
				return false;
			}
		return true;
	}
	return false;
}

static bool find_target(struct cli *cli, struct link_options *o)
{
	struct failure failure = {0};
	const char *given = o->spreadsheet;
	if (!given) {
		const struct env *env;
		if (!cli_env(cli, &env))
			return false;
		given = env_get(env, "GOOGLE_SHEET_ID");
	}
	if (!given) {
		say_usage("link", "which spreadsheet? --spreadsheet ID or the address of the sheet");
		return false;
	}
	int64_t sheet = 0;
	if (target_parse(given, &o->target, &failure) != OK || (o->sheet && target_parse_sheet(o->sheet, &sheet, &failure) != OK)) {
		say_usage("link", "%s", failure.text);
		return false;
	}
	if (o->sheet && o->target.has_sheet && o->target.sheet != sheet) {
		say_usage("link", "the address names tab %lld, --sheet names tab %lld", (long long)o->target.sheet, (long long)sheet);
		return false;
	}
	if (o->sheet)
		o->target.sheet = sheet;
	return true;
}

static void add_member(struct buf *b, const char *name, size_t name_len, const char *value)
{
	if (b->data[b->len - 1] != '{')
		buf_addc(b, ',');
	buf_add_json(b, name, name_len);
	buf_addc(b, ':');
	buf_add_json(b, value, strlen(value));
}

static void add_options(struct buf *b, const struct link_options *o)
{
	buf_addc(b, '{');
	if (o->name && !b->failed)
		add_member(b, "name", 4, o->name);
	if (o->policy && !b->failed)
		add_member(b, "policy", 6, o->policy);
	if (o->credential && !b->failed)
		add_member(b, "credential", 10, o->credential);
	if (o->columns.n && !b->failed) {
		buf_adds(b, b->len > 1 ? ",\"columns\":{" : "\"columns\":{");
		for (size_t i = 0; i < o->columns.n && !b->failed; i++) {
			const char *equals = divider(o->columns.values[i]);
			add_member(b, o->columns.values[i], (size_t)(equals - o->columns.values[i]), equals + 1);
		}
		buf_addc(b, '}');
	}
	buf_addc(b, '}');
}

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
	add_options(&options, o);
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
	const struct arg_option own[] = {{.name = "spreadsheet", .text = &o.spreadsheet}, {.name = "sheet", .text = &o.sheet},
	                                 {.name = "table", .text = &o.table},             {.name = "name", .text = &o.name},
	                                 {.name = "policy", .text = &o.policy},           {.name = "credential", .text = &o.credential},
	                                 {.name = "column", .list = &o.columns},          {0}};
	if (!args_expect(cli, own, argc, argv, 0, "no more words") || !check_options(&o) || !find_target(cli, &o))
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

/* A function of one link, named by the only word. */
static int call_for_link(struct cli *cli, int argc, char **argv, const char *sql, const char *doing, const char *done)
{
	if (!args_expect(cli, NULL, argc, argv, 1, "the link's name"))
		return EXIT_USAGE;
	if (!cli_database(cli))
		return cli->status;
	const char *const params[] = {argv[1]};
	_cleanup_result_ struct db_result *r = db_query(cli->db, sql, 1, params);
	if (!r)
		return cli_database_problem(cli, doing);
	if (cli->json)
		puts("{}");
	else
		printf("%s %s\n", argv[1], done);
	return EXIT_OK;
}

int command_unlink(struct cli *cli, int argc, char **argv)
{
	return call_for_link(cli, argc, argv, "SELECT gsync.unlink($1)", "unlinking", "is no longer linked; sheet and table stay as they are");
}

int command_pause(struct cli *cli, int argc, char **argv)
{
	return call_for_link(cli, argc, argv, "SELECT gsync.pause($1)", "pausing", "rests; changes on both sides are kept until: gsync resume");
}

int command_resume(struct cli *cli, int argc, char **argv)
{
	return call_for_link(cli, argc, argv, "SELECT gsync.resume($1)", "resuming", "goes on");
}

int command_links(struct cli *cli, int argc, char **argv)
{
	if (!args_expect(cli, NULL, argc, argv, 0, "no more words"))
		return EXIT_USAGE;
	return report_query(cli, "reading the links", "nothing is linked yet; see: gsync help link",
	                    "SELECT name, \"table\", spreadsheet, sheet, title, policy, state, problem FROM gsync.status ORDER BY name", 0, NULL);
}
