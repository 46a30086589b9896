/* The table of commands, and the help made of it. */
#include <stdio.h>
#include <string.h>

#include "cli/args.h"
#include "cli/cli.h"
#include "common/buf.h"
#include "common/nearest.h"

const struct command commands[] = {
	{"schema", "install [--worker-role ROLE] [--reader-role ROLE]\nupgrade\ndowngrade [--yes]\nstatus\nprint\ndrop [--yes]", "install, upgrade, inspect or remove gsync's schema in the database",
	 "install makes the schema and gives the worker's ROLE what it needs. Members of the readers' ROLE (gsync_reader, which is made if need be)\n"
	 "may look, with status, links, log, conflicts, rejected, held and verify, and change nothing: GRANT gsync_reader TO ann.\n"
	 "upgrade brings the schema of an older gsync to what this program needs, and\n"
	 "downgrade that of a newer one, each in one transaction: as a whole or not at all. Programs that write to linked tables go on meanwhile;\n"
	 "the worker waits, and goes on by itself. print shows the SQL that install runs.\n"
	 "drop removes schema gsync and its triggers; your tables, their rows and the sheets stay.",
	 command_schema},
	{"link",
	 "--spreadsheet ID|ADDRESS [--sheet GID] --table TABLE [--name NAME] [--policy sheet|database|latest]\n"
	 "     [--columns NAME,…] [--column 'Header=column']… [--add-columns] [--where CONDITION] [--credential EMAIL]\n"
	 "     [--direction both|to-database|to-sheet] [--column-direction column=DIRECTION]…\n"
	 "     [--max-delete-rows N] [--max-delete-share S] [--dry-run] [--yes] [--no-wait]\n"
	 "… --table TABLE --create-table [--key COLUMN,…]",
	 "keep a tab of a sheet and a table equal from now on",
	 "The address of the sheet, as the browser shows it, names spreadsheet and tab at once. Without --spreadsheet, GOOGLE_SHEET_ID of .env is\n"
	 "taken; without --sheet, tab 0. Headers and columns find each other by name (\"US Gross\" ↔ us_gross); --column pairs others. An empty tab\n"
	 "gets the columns as its header. --columns links only these, and the key.\n"
	 "With --add-columns a new header of the sheet becomes a column of the table, and a new column of the table gets a header in the sheet.\n"
	 "\n"
	 "Both hold rows? They are matched by key, what differs is listed, and after a yes (or --yes) it is merged: an empty cell takes what the other\n"
	 "side has, for the rest the policy decides. --dry-run only lists; with --json, all of it.\n"
	 "--create-table makes the table: names and types are proposed from all rows of the tab and shown. Its key is --key, else a column such as\n"
	 "\"id\" that is filled and unique, else a number that the database gives and that gets a column of its own in the sheet.\n"
	 "\n"
	 "The worker does the first sync, and the command shows how far it is. Ctrl-C only ends that, and --no-wait does without; the same command\n"
	 "once more shows it again.\n"
	 "The policy decides when both sides changed the same cell: sheet (default), database or latest. The loser is kept: gsync conflicts.\n"
	 "CONDITION is SQL over the table's columns, such as \"status = 'open'\": only the rows that meet it are in the sheet. One that no longer does leaves the sheet and\n"
	 "stays in the table; a row typed in the sheet must meet it, or it waits there with a note. It may depend on nothing but the row.\n"
	 "to-sheet: the table decides, and what people type is put back; to-database: the sheet decides, and nothing of the table is written to it. Both also for single columns.\n"
	 "Deletions of more than N rows (100) that are also more than the share S (0.1, or 10%) of all rows are held: gsync held, gsync set.\n"
	 "Triggers of the table run with the search_path that links it.",
	 command_link},
	{"unlink", "NAME [--remove-id-column]", "end a link; sheet and table keep what they hold",
	 "Triggers, grants and all that gsync keeps of the link go, its log too (gsync log --link NAME --json shows it before).\n"
	 "With --remove-id-column gsync's hidden column leaves the sheet as well, with its protection, gsync's notes and what it has stored in the tab.", command_unlink},
	{"links", "", "what is linked with what", NULL, command_links},
	{"pause", "NAME", "let a link rest; nothing is lost meanwhile", NULL, command_pause},
	{"resume", "NAME", "let it go on, also after a problem was mended", NULL, command_resume},
	{"status", "[--watch]", "is everything in sync, and what is not", "lag: how long the oldest change has been waiting, else what the last one took; edited: so long ago somebody last changed something, on either side.\n"
	 "--watch shows it anew every second until Ctrl-C; where there is no terminal, a line when something has changed.", command_status},
	{"set", "NAME [--policy sheet|database|latest] [--max-delete-rows N] [--max-delete-share S]", "change what was chosen when the link was made",
	 "Deletions of more than N rows (100) that are also more than the share S (0.1, or 10%) of all rows are held: gsync held.",
	 command_set},
	{"conflicts", "[list] [--link NAME] [--all]\nresolve ID [--winner sheet|database] [--force]\ndismiss ID…|ID-ID…|--all [--link NAME]",
	 "cells that both sides changed: who won, and what the other had",
	 "resolve turns a conflict round: the value that lost goes into the table and, by sync, into the sheet; a row that was deleted comes back, or one\n"
	 "that was kept is deleted. With --winner, the side that is to win. What has been changed since is left alone, unless --force is given.\n"
	 "dismiss takes conflicts off the list and changes neither sheet nor table. --all lists those, too, that are off the list.",
	 command_conflicts},
	{"rejected", "[list] [--link NAME]\nretry [ID…|ID-ID…|--link NAME]", "rows and cells that the table or the sheet refused, and why",
	 "Mending the cell in the sheet, or in the table, is enough. retry is for when the reason was something else: a rule of the table, a protected range.",
	 command_rejected},
	{"held", "[list] [--link NAME] [--all]\nrelease ID\ndiscard ID", "mass deletions that wait for your word",
	 "release lets the deletion happen; discard brings the rows back on the side that deleted them. Rows that are there again need no word.\n"
	 "An emptied tab, a tab that shows other rows than before, and TRUNCATE are always held; how many deletions are too many: gsync set.",
	 command_held},
	{"restore", "NAME [--key KEY]… [--since TIME] [--side sheet|table] [--dry-run] [--yes]", "bring back rows that sync deleted, as they were",
	 "Lists the rows that were deleted in the sheet (--side sheet) or in the table (--side table) and are not in the table again, then asks.\n"
	 "--key gives a row's primary key, once per key column, for as many rows as you like. TIME is anything PostgreSQL reads: '2026-11-22 10:00', 'yesterday'.\n"
	 "Rows are kept whole, with columns that the sheet does not have, for as long as [worker] history_retain says.",
	 command_restore},
	{"log", "[--follow] [--link NAME] [--key KEY]… [--kind change|conflict|rejected|held|action] [--since TIME] [--limit N]",
	 "who changed what, when, from what to what, and through which event",
	 "The last 100 entries, or all since TIME, oldest first; --follow goes on with what happens from now on, until Ctrl-C.\n"
	 "--key gives the row's primary key, once per key column. TIME is anything PostgreSQL reads: '2026-11-22 10:00', 'yesterday'.\n"
	 "`event 12` is entry 12 of the journal: gsync-journal dump --from 12 --to 12.", command_log},
	{"secret", "new SPREADSHEET\nrotate SPREADSHEET\nrevoke SPREADSHEET [--all]\nlist", "the webhook secrets that sheets sign with",
	 "new makes the first secret of a spreadsheet; rotate adds another one beside it, and both are accepted until the sheet has the new one and revoke removes the\n"
	 "older ones. With --all, revoke removes every one. gsync-fcgi sees what has changed within a second. A secret signs for its own spreadsheet and for no other.\n"
	 "--secrets DIR names the directory, default: [fcgi] secrets of the configuration.",
	 command_secret},
	{"verify", "NAME [--repair]", "read sheet and table whole and compare every cell",
	 "Lists each cell in which sheet, table and what gsync last knew differ, with the reason: rejected, held, waiting to be sent, … What has no reason is unexplained,\n"
	 "and the exit status is 1. Changes under way are looked at again before they are told. --repair has the worker put right what is unexplained, and compares again.",
	 command_verify},
	{"setup",
	 "[--database NAME] [--credentials FILE] [--spreadsheet ID|ADDRESS] [--url ADDRESS] [--worker-role ROLE] [--reader-role ROLE]\n"
	 "     [--nginx-conf FILE] [--dry-run] [--yes]",
	 "make what is missing between an installed package and the first link",
	 "Asks for what is not given; --yes asks nothing. Looks at PostgreSQL, makes the roles and gsync's schema, tries the service account's key and puts it into\n"
	 "place, writes the configuration, asks Google for the spreadsheet, makes its webhook secret, adds gsync to nginx's server block of that name, starts the\n"
	 "units, and says what to paste into the sheet. Run again, it says what is right and does what is missing; --dry-run changes nothing.\n"
	 "As root it comes in to PostgreSQL as postgres; --conninfo or --env name another way, for a server elsewhere the worker's password goes into a passfile.",
	 command_setup},
	{"doctor", "[--url ADDRESS] [--nginx-conf FILE]", "look at everything that can be wrong, and say how to mend it",
	 "Configuration, rights, PostgreSQL, triggers, clock, names, TLS, tokens, sharing, quota, journal, units, versions, nginx. Changes nothing; needs no daemon. What this\n"
	 "user may not look at is skipped: as root it sees all. ADDRESS is the public one of the webhooks, default [fcgi] url. Exit status 1: there is a problem.",
	 command_doctor},
	{"config", "check\nsample", "check the configuration, or print a documented sample", NULL, command_config},
	{"version", "", "print the version", NULL, command_version},
	{"help", "[COMMAND]", "this list, or the help of one command", NULL, command_help},
	{0},
};

const struct command *command_find(const char *name)
{
	for (const struct command *c = commands; c->name; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

int command_unknown(const char *name)
{
	const char *names[sizeof commands / sizeof *commands];
	size_t n = 0;
	for (const struct command *c = commands; c->name; c++)
		names[n++] = c->name;
	const char *near = nearest(name, names, n);
	if (near)
		return say_usage(NULL, "there is no command '%s'; did you mean '%s'?", name, near);
	return say_usage(NULL, "there is no command '%s'", name);
}

int run_subcommand(struct cli *cli, const struct subcommand *list, command_fn *otherwise, int argc, char **argv)
{
	if (otherwise && (argc < 2 || argv[1][0] == '-'))
		return otherwise(cli, argc, argv);
	char choices[128] = "";
	for (const struct subcommand *s = list; s->name; s++) {
		if (argc > 1 && strcmp(s->name, argv[1]) == 0) {
			argv[1] = argv[0]; /* messages name the command */
			return s->run(cli, argc - 1, argv + 1);
		}
		size_t used = strlen(choices);
		snprintf(choices + used, sizeof choices - used, "%s%s", used ? ", " : "", s->name);
	}
	if (argc < 2)
		return say_usage(argv[0], "%s what? One of: %s", argv[0], choices);
	return say_usage(argv[0], "%s has no '%s'; it has: %s", argv[0], argv[1], choices);
}

static void print_usage(const struct command *c)
{
	const char *form = c->arguments;
	for (;;) {
		size_t n = strcspn(form, "\n");
		if (form[0] == ' ')
			printf("       %.*s\n", (int)n, form);
		else
			printf("%s gsync %s %.*s\n", form == c->arguments ? "Usage:" : "      ", c->name, (int)n, form);
		if (!form[n])
			return;
		form += n + 1;
	}
}

static const char OPTIONS[] =
	"Options of every command:\n"
	"  --config FILE    configuration, default " CONF_DEFAULT_PATH "\n"
	"  --conninfo STR   PostgreSQL connection string or URI\n"
	"  --env FILE       .env file with DB_HOST, DB_PORT, DB_USER, DB_PASSWORD, DB_NAME, GOOGLE_SHEET_ID; without --config, ./.env is read by itself\n"
	"  --json           answer in JSON, for programs; errors too: {\"error\":…,\"hints\":[…]}, a line each on standard error\n"
	"  --no-color       plain text on terminals too (so does NO_COLOR)\n"
	"\n"
	"The connection is the first of: --conninfo, --env, --config, ./.env, " CONF_DEFAULT_PATH ", libpq's own PG… variables.\n"
	"Exit status: 0 done, 1 it did not work or the answer is no, 2 wrong usage, 3 no connection to PostgreSQL,\n"
	"4 schema missing or of another version.\n";

/* --- for programs ------------------------------------------------------------------------------------------------------------------ */

static void add_member(struct buf *to, const char *name, const char *text)
{
	buf_addf(to, "%s\"%s\":", to->data[to->len - 1] == '{' ? "" : ",", name);
	buf_add_json(to, text, strlen(text));
}

/* {"command","usage":[one per form],"help","detail"} */
static void add_command(struct buf *to, const struct command *c)
{
	buf_addc(to, '{');
	add_member(to, "command", c->name);
	buf_adds(to, ",\"usage\":[");
	for (const char *form = c->arguments, *end; form; form = *end ? end + 1 : NULL) {
		_cleanup_buf_ struct buf line = {0};
		end = form + strcspn(form, "\n");
		while (*end && end[1] == ' ') /* a form that goes on in the next line */
			end += 1 + strcspn(end + 1, "\n");
		buf_addf(&line, "gsync %s%s%.*s", c->name, end > form ? " " : "", (int)(end - form), form);
		buf_adds(to, form == c->arguments ? "" : ",");
		if (!line.failed)
			buf_add_json(to, line.data, line.len);
	}
	buf_addc(to, ']');
	add_member(to, "help", c->help);
	add_member(to, "detail", c->detail ? c->detail : "");
	buf_addc(to, '}');
}

static int print_json(const struct command *one)
{
	_cleanup_buf_ struct buf json = {0};
	if (one) {
		add_command(&json, one);
	} else {
		buf_addf(&json, "{\"version\":\"%s\",\"commands\":[", GSYNC_VERSION);
		for (const struct command *c = commands; c->name; c++) {
			buf_adds(&json, c == commands ? "" : ",");
			add_command(&json, c);
		}
		buf_addc(&json, ']');
		add_member(&json, "options", OPTIONS);
		buf_addc(&json, '}');
	}
	if (json.failed)
		return say_problem("out of memory");
	puts(json.data);
	return EXIT_OK;
}

/* --- for people -------------------------------------------------------------------------------------------------------------------- */

static int help_of_one(const struct cli *cli, const char *name)
{
	const struct command *c = command_find(name);
	if (!c)
		return command_unknown(name);
	if (cli->json)
		return print_json(c);
	print_usage(c);
	printf("\nIn short: %s.\n", c->help);
	if (c->detail)
		printf("%s\n", c->detail);
	fputs("\n", stdout);
	fputs(OPTIONS, stdout);
	return EXIT_OK;
}

int command_help(struct cli *cli, int argc, char **argv)
{
	int words = 0;
	if (!args_parse(cli, NULL, argc, argv, &words))
		return EXIT_USAGE;
	if (words > 2)
		return say_usage("help", "help of one command at a time");
	if (words == 2)
		return help_of_one(cli, argv[1]);
	if (cli->json)
		return print_json(NULL);
	puts("gsync keeps a tab of a Google Sheet and a PostgreSQL table the same, both ways.\n\nUsage: gsync [OPTIONS] COMMAND …\n");
	for (const struct command *c = commands; c->name; c++)
		printf("  %-10s %s\n", c->name, c->help);
	puts("\n`gsync help COMMAND` says more.\n");
	fputs(OPTIONS, stdout);
	return EXIT_OK;
}

int command_version(struct cli *cli, int argc, char **argv)
{
	if (!args_expect(cli, NULL, argc, argv, 0, "no more words"))
		return EXIT_USAGE;
	if (cli->json)
		printf("{\"version\":\"%s\"}\n", GSYNC_VERSION);
	else
		puts("gsync " GSYNC_VERSION);
	return EXIT_OK;
}
