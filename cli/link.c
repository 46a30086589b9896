/* gsync link: makes a link from what is there, and watches the first sync. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/db.h"
#include "cli/google.h"
#include "cli/link.h"
#include "cli/tab.h"
#include "cli/watch.h"

enum { RESTART_S = 10 }; /* that a worker which is restarted takes at most */

/* What is known when the link is made. */
struct plan {
	const struct link_options *o;
	struct google *google; /* NULL: the sheet is not looked at */
	struct tab tab;
	bool has_rows;         /* the tab has some below its header */
	char *oid;             /* of the table; NULL: the proposal makes it */
	struct proposal proposal; /* of a table, with --create-table */
};

static void plan_free(struct plan *p)
{
	google_close(p->google);
	tab_free(&p->tab);
	free(p->oid);
	proposal_free(&p->proposal);
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

/* EXIT_OK: the name is written as SQL writes names. */
static int check_name(struct cli *cli, const char *table)
{
	const char *const params[] = {table};
	char *parts = db_value(cli->db, "SELECT cardinality(parse_ident($1))", 1, params, NULL);
	bool good = parts && (strcmp(parts, "1") == 0 || strcmp(parts, "2") == 0);
	free(parts);
	if (good)
		return EXIT_OK;
	if (db_lost(cli->db))
		return cli_database_problem(cli, "looking for the table");
	say_problem("--table %s: this is no table's name as SQL writes it", table);
	say_hint("it is a name, or schema.name; what has spaces, capitals or other signs stands in double quotes: --table '\"%s\"'", table);
	return EXIT_USAGE;
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
		return cli_database_problem(cli, "reading the link");
	if (cli->json) {
		char *json = db_value(cli->db,
		                      "SELECT json_build_object('link', id, 'name', name, 'spreadsheet', spreadsheet, 'sheet', sheet,"
		                      " 'table', relation::regclass::text, 'policy', policy) FROM gsync.link WHERE id = $1",
		                      1, params, NULL);
		if (!json)
			return cli_database_problem(cli, "reading the link");
		puts(json);
		free(json);
		return EXIT_OK;
	}
	_cleanup_result_ struct db_result *r =
		db_query(cli->db, "SELECT name, relation::regclass::text, policy FROM gsync.link WHERE id = $1", 1, params);
	if (!r || db_rows(r) == 0)
		return cli_database_problem(cli, "reading the link");
	printf("%s: tab %lld of %s ↔ table %s; the %s wins a conflict\n", db_cell(r, 0, 0), (long long)target->sheet, target->spreadsheet,
	       db_cell(r, 0, 1), strcmp(db_cell(r, 0, 2), "latest") == 0 ? "later change" : db_cell(r, 0, 2));
	return EXIT_OK;
}

int link_cannot(struct cli *cli, const struct link_options *o)
{
	if (strcmp(db_constraint(cli->db), "link_name_key") == 0) {
		say_problem("there is a link named '%s' already", o->name ? o->name : o->table);
		say_hint("give this one another name: --name NAME");
		return EXIT_PROBLEM;
	}
	return cli_database_problem(cli, "linking");
}

/* --- watching --------------------------------------------------------------------------------------------------------------------- */

static bool worker_connected(struct cli *cli)
{
	char *there = db_value(cli->db, "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'gsync-worker publish' LIMIT 1",
	                       0, NULL, NULL);
	bool connected = there != NULL;
	free(there);
	return connected;
}

/* `patience_s`: how long a worker that is not there may take to come. */
static int watch(struct cli *cli, const struct link_options *o, const char *id, unsigned patience_s)
{
	const char *const params[] = {id};
	fflush(stdout);
	if (o->no_wait)
		return EXIT_OK;
	bool there = worker_connected(cli);
	for (; !there && patience_s; patience_s--) {
		sleep(1);
		there = worker_connected(cli);
	}
	if (!there) {
		say_hint("gsync-worker is not connected to this database; sync begins when it is: systemctl start gsync-worker");
		return EXIT_OK;
	}
	char *name = db_value(cli->db, "SELECT name FROM gsync.link WHERE id = $1", 1, params, NULL);
	int status = name ? watch_link(cli, id, name) : cli_database_problem(cli, "reading the link");
	free(name);
	return status;
}

/* --- what is linked already ------------------------------------------------------------------------------------------------------- */

/* A tab that is linked with the same table in the same way: this is the same command once more. *ret_id stays NULL when it is not linked. */
static int find_link(struct cli *cli, const struct link_options *o, char **ret_id)
{
	_cleanup_buf_ struct buf options = {0};
	char sheet[32];
	snprintf(sheet, sizeof sheet, "%lld", (long long)o->target.sheet);
	link_options_json(o, NULL, false, &options);
	if (options.failed)
		return say_problem("out of memory");
	const char *const params[] = {o->target.spreadsheet, sheet, o->table, o->policy, o->name, options.data};
	_cleanup_result_ struct db_result *r =
		db_query(cli->db, "SELECT id, name, relation, policy, relation IS NOT DISTINCT FROM to_regclass($3) AND coalesce(policy = $4, true) AND coalesce(name = $5, true),"
	                      " gsync.unlike(id, $6::jsonb) FROM gsync.link WHERE spreadsheet = $1 AND sheet = $2::bigint", 6, params);
	if (!r)
		return cli_database_problem(cli, "looking for the link");
	if (db_rows(r) == 0)
		return EXIT_OK;
	const char *unlike = db_cell(r, 0, 5);
	if (unlike || strcmp(db_cell(r, 0, 4), "t") != 0) {
		say_problem("tab %s of %s is linked already: %s, with table %s, policy %s%s%s", sheet, o->target.spreadsheet, db_cell(r, 0, 1), db_cell(r, 0, 2), db_cell(r, 0, 3),
		            unlike ? ", " : "", unlike ? unlike : "");
		say_hint("to link it in another way, first: gsync unlink %s", db_cell(r, 0, 1));
		return EXIT_PROBLEM;
	}
	*ret_id = strdup(db_cell(r, 0, 0));
	return *ret_id ? EXIT_OK : say_problem("out of memory");
}

/* --- looking at the sheet --------------------------------------------------------------------------------------------------------- */

/* EXIT_OK without google: it can do without. */
static int open_google(struct cli *cli, struct plan *p)
{
	struct failure f = {0};
	enum error e = google_open(cli, p->o->credential, &p->google, &f);
	if (e == ERR_REJECT && !p->o->create && !p->o->dry_run) {
		say_hint("%s; so the sheet is not looked at before it is linked", f.text);
		return EXIT_OK;
	}
	return e ? say_problem("%s", f.text) : EXIT_OK;
}

static int check_header(struct cli *cli, const struct plan *p)
{
	char *row = db_value(cli->db, "SELECT min(place) FROM pg_temp.gsync_tab t WHERE NOT EXISTS (SELECT FROM gsync.tab_columns())"
	                              " AND EXISTS (SELECT FROM jsonb_array_elements(t.cells) c WHERE c <> 'null')", 0, NULL, NULL);
	if (row) {
		say_problem("tab %s has no header: row 1 is empty, and row %s holds something", p->tab.title, row);
		say_hint("write the columns' names into row 1, or empty the tab");
		free(row);
		return EXIT_PROBLEM;
	}
	char *any = db_value(cli->db, "SELECT 1 FROM gsync.tab_columns() LIMIT 1", 0, NULL, NULL);
	free(any);
	return any || !p->o->create ? EXIT_OK : say_problem("tab %s is empty: there is nothing to make a table of", p->tab.title);
}

static int read_tab(struct cli *cli, struct plan *p)
{
	int status = tab_load(cli, p->google, &p->o->target, true, "name one with --sheet", &p->tab);
	if (status == EXIT_OK)
		status = check_header(cli, p);
	if (status != EXIT_OK)
		return status;
	char *row = db_value(cli->db, "SELECT 1 FROM pg_temp.gsync_tab WHERE place > 1 LIMIT 1", 0, NULL, NULL);
	p->has_rows = row;
	free(row);
	return EXIT_OK;
}

/* --- linking ---------------------------------------------------------------------------------------------------------------------- */

static char *link_in_transaction(struct cli *cli, struct plan *p, const struct buf *options, const char *end)
{
	char sheet[32];
	snprintf(sheet, sizeof sheet, "%lld", (long long)p->o->target.sheet);
	const char *const by_oid[] = {p->o->target.spreadsheet, sheet, p->oid, options->data};
	const char *const by_name[] = {p->o->target.spreadsheet, sheet, p->o->table, options->data};
	if (!db_run(cli->db, "BEGIN") || (p->proposal.sql && !db_run(cli->db, p->proposal.sql)))
		return NULL;
	char *id = p->oid ? db_value(cli->db, "SELECT gsync.link_table($1, $2::bigint, $3::oid::regclass, $4::jsonb)", 4, by_oid, NULL)
	                  : db_value(cli->db, "SELECT gsync.link_table($1, $2::bigint, to_regclass($3), $4::jsonb)", 4, by_name, NULL);
	const char *const made[] = {id};
	char *noted = id ? db_value(cli->db, "SELECT gsync.acted(name, format('link tab %s of %s with table %s', sheet, spreadsheet, relation), true) FROM gsync.link WHERE id = $1", 1, made, NULL) : NULL;
	bool good = noted && db_run(cli->db, end);
	free(noted);
	if (good)
		return id;
	free(id);
	return NULL;
}

/* As far as this user may see. */
static bool has_secret(const struct cli *cli, const char *spreadsheet)
{
	_cleanup_buf_ struct buf path = {0};
	if (cli->conf)
		buf_addf(&path, "%s/%s", cli->conf->fcgi_secrets, spreadsheet);
	return path.data && access(path.data, F_OK) == 0;
}

static void print_next_steps(const struct cli *cli, const struct plan *p)
{
	if (!p->google)
		say_hint("next: share the spreadsheet with %s as editor", p->o->credential ? p->o->credential : "your service account (client_email in its credentials file)");
	if (!has_secret(cli, p->o->target.spreadsheet))
		say_hint("next: gsync secret new %s    for edits to arrive at once", p->o->target.spreadsheet);
}

static int make_link(struct cli *cli, struct plan *p)
{
	_cleanup_buf_ struct buf options = {0};
	link_options_json(p->o, p->proposal.columns, p->has_rows, &options);
	if (options.failed)
		return say_problem("out of memory");
	char *id = link_in_transaction(cli, p, &options, "COMMIT");
	if (!id) {
		int status = link_cannot(cli, p->o);
		db_run(cli->db, "ROLLBACK");
		return status;
	}
	int status = print_link(cli, id, &p->o->target);
	if (status == EXIT_OK)
		status = watch(cli, p->o, id, 0);
	if (status == EXIT_OK && !cli->json)
		print_next_steps(cli, p);
	free(id);
	return status;
}

/* For --dry-run: what the real run would fail with. */
static int try_link(struct cli *cli, struct plan *p)
{
	_cleanup_buf_ struct buf options = {0};
	link_options_json(p->o, p->proposal.columns, p->has_rows, &options);
	if (options.failed)
		return say_problem("out of memory");
	char *id = link_in_transaction(cli, p, &options, "ROLLBACK");
	int status = id ? EXIT_OK : link_cannot(cli, p->o);
	if (!id)
		db_run(cli->db, "ROLLBACK");
	free(id);
	return status;
}

static int check_table(struct cli *cli, struct plan *p)
{
	int status = find_table(cli, p->o->table, &p->oid);
	if (status != EXIT_OK)
		return status;
	const char *const params[] = {p->oid};
	_cleanup_result_ struct db_result *r = db_query(cli->db, "SELECT gsync.check_linkable($1::oid::regclass)", 1, params);
	return r ? EXIT_OK : cli_database_problem(cli, "linking");
}

static int link_existing(struct cli *cli, struct plan *p)
{
	bool go_on = !p->google;
	int status = check_table(cli, p);
	if (status == EXIT_OK && p->google)
		status = read_tab(cli, p);
	if (status == EXIT_OK && p->google)
		status = link_compare(cli, p->o, p->tab.title, p->oid, &go_on);
	return status == EXIT_OK && go_on ? make_link(cli, p) : status;
}

static int link_new(struct cli *cli, struct plan *p)
{
	bool go_on = false;
	const char *const params[] = {p->o->table};
	char *there = db_value(cli->db, "SELECT to_regclass($1)", 1, params, NULL);
	free(there);
	if (there) {
		say_problem("there is a table %s already", p->o->table);
		say_hint("leave out --create-table to link it, or give another --table");
		return EXIT_PROBLEM;
	}
	int status = read_tab(cli, p);
	if (status == EXIT_OK)
		status = link_propose(cli, p->o, &p->proposal);
	if (status == EXIT_OK && p->o->dry_run)
		status = try_link(cli, p);
	if (status == EXIT_OK)
		status = link_show_proposal(cli, p->o, &p->proposal, &go_on);
	return status == EXIT_OK && go_on ? make_link(cli, p) : status;
}

static int link_again(struct cli *cli, const struct link_options *o, const char *id)
{
	say_hint("it is linked already");
	int status = print_link(cli, id, &o->target);
	return status == EXIT_OK && !o->dry_run ? watch(cli, o, id, RESTART_S) : status;
}

int command_link(struct cli *cli, int argc, char **argv)
{
	struct link_options o = {0};
	__attribute__((cleanup(plan_free))) struct plan p = {.o = &o};
	char *id = NULL;
	if (!link_options_parse(cli, argc, argv, &o))
		return EXIT_USAGE;
	if (!cli_connect(cli) || !cli_check_schema(cli))
		return cli->status;
	int status = check_name(cli, o.table);
	if (status == EXIT_OK)
		status = find_link(cli, &o, &id);
	if (status == EXIT_OK && id)
		status = link_again(cli, &o, id);
	else if (status == EXIT_OK)
		status = open_google(cli, &p);
	if (status == EXIT_OK && !id)
		status = o.create ? link_new(cli, &p) : link_existing(cli, &p);
	free(id);
	return status;
}
