/* gsync secret new|rotate|revoke|list */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli/args.h"
#include "cli/cli.h"
#include "cli/report.h"
#include "cli/secrets.h"
#include "cli/table.h"
#include "cli/target.h"

struct place {
	const char *directory;
	struct target target;
};

static bool find_directory(struct cli *cli, struct place *p)
{
	const struct conf *conf;
	if (p->directory)
		return true;
	if (!cli_conf(cli, &conf))
		return false;
	if (conf && conf->fcgi_secrets && *conf->fcgi_secrets) {
		p->directory = conf->fcgi_secrets;
		return true;
	}
	say_problem("where are the secrets? There is no %s; give --config FILE or --secrets DIR", CONF_DEFAULT_PATH);
	return false;
}

/* Options, the spreadsheet (the one word, or GOOGLE_SHEET_ID of .env) and the directory; EXIT_OK when all are there. */
static int find_place(struct cli *cli, int argc, char **argv, bool *all, struct place *p)
{
	const struct arg_option own[] = {{.name = "secrets", .text = &p->directory}, {.name = all ? "all" : NULL, .flag = all}, {0}};
	int words = 0;
	if (!args_parse(cli, own, argc, argv, &words))
		return EXIT_USAGE;
	if (words > 2)
		return say_usage("secret", "unexpected word '%s'", argv[2]);
	const char *given = words == 2 ? argv[1] : NULL;
	const struct env *env;
	if (!given && !cli_env(cli, &env))
		return EXIT_PROBLEM;
	if (!given)
		given = env_get(env, "GOOGLE_SHEET_ID");
	if (!given)
		return say_usage("secret", "which spreadsheet? Give its id or its address");
	struct failure failure = {0};
	if (target_parse(given, &p->target, &failure) != OK)
		return say_usage("secret", "%s", failure.text);
	return find_directory(cli, p) ? EXIT_OK : EXIT_PROBLEM;
}

static void print_secret(struct cli *cli, const struct place *p, const char *secret, bool first)
{
	if (cli->json) {
		printf("{\"spreadsheet\":\"%s\",\"secret\":\"%s\"}\n", p->target.spreadsheet, secret); /* neither needs escaping */
		return;
	}
	puts(secret);
	fflush(stdout);
	say_hint("next: in the sheet, menu gsync, Connect…: paste this line as the secret%s", first ? "" : "; the address stays as it is");
}

static int add(struct cli *cli, int argc, char **argv, bool first)
{
	struct place p = {0};
	struct failure failure = {0};
	char secret[SECRET_SIZE];
	int status = find_place(cli, argc, argv, NULL, &p);
	if (status != EXIT_OK)
		return status;
	if (secrets_add(p.directory, p.target.spreadsheet, first, secret, &failure) != OK)
		return say_problem("%s", failure.text);
	print_secret(cli, &p, secret, first);
	if (!first && !cli->json)
		say_hint("the older one is accepted beside it, so that no event is lost, until: gsync secret revoke %s", p.target.spreadsheet);
	return EXIT_OK;
}

static int secret_new(struct cli *cli, int argc, char **argv) { return add(cli, argc, argv, true); }
static int secret_rotate(struct cli *cli, int argc, char **argv) { return add(cli, argc, argv, false); }

static int secret_revoke(struct cli *cli, int argc, char **argv)
{
	struct place p = {0};
	struct failure failure = {0};
	bool all = false;
	size_t removed = 0;
	int status = find_place(cli, argc, argv, &all, &p);
	if (status != EXIT_OK)
		return status;
	enum error e = all ? secrets_remove(p.directory, p.target.spreadsheet, &failure)
	                   : secrets_keep_newest(p.directory, p.target.spreadsheet, &removed, &failure);
	if (e != OK)
		return say_problem("%s", failure.text);
	if (cli->json)
		printf("{\"spreadsheet\":\"%s\",\"left\":%d}\n", p.target.spreadsheet, all ? 0 : 1);
	else if (all)
		printf("%s has no secret any more: gsync-fcgi refuses what it sends within a second\n", p.target.spreadsheet);
	else
		printf("%zu older secret%s removed, gsync-fcgi refuses %s within a second; the newest stays\n", removed, removed == 1 ? "" : "s", removed == 1 ? "it" : "them");
	return EXIT_OK;
}

static void time_text(long seconds, char *to, size_t size)
{
	struct tm tm;
	time_t t = (time_t)seconds;
	if (!gmtime_r(&t, &tm) || strftime(to, size, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		snprintf(to, size, "%ld", seconds);
}

static void list_json(const struct secret_file *files, size_t n)
{
	char changed[32];
	putchar('[');
	for (size_t i = 0; i < n; i++) {
		time_text(files[i].changed, changed, sizeof changed);
		printf("%s{\"spreadsheet\":\"%s\",\"secrets\":%zu,\"changed\":\"%s\"}", i ? "," : "", files[i].spreadsheet, files[i].secrets, changed);
	}
	puts("]");
}

static int list_table(const struct cli *cli, const struct secret_file *files, size_t n)
{
	struct table *t = table_new(3);
	_cleanup_buf_ struct buf text = {0};
	if (!t)
		return say_problem("out of memory");
	table_title(t, 0, "spreadsheet", false);
	table_title(t, 1, "secrets", true);
	table_title(t, 2, "changed", false);
	for (size_t i = 0; i < n; i++) {
		char count[24], changed[32];
		snprintf(count, sizeof count, "%zu", files[i].secrets);
		time_text(files[i].changed, changed, sizeof changed);
		table_add(t, files[i].spreadsheet);
		table_add(t, count);
		table_add(t, changed);
	}
	bool done = table_render(t, terminal_width(stdout), report_color(cli), &text);
	table_free(t);
	if (!done)
		return say_problem("out of memory");
	fwrite(text.data, 1, text.len, stdout);
	return EXIT_OK;
}

static int secret_list(struct cli *cli, int argc, char **argv)
{
	struct place p = {0};
	struct failure failure = {0};
	struct secret_file *files = NULL;
	size_t n = 0;
	const struct arg_option own[] = {{.name = "secrets", .text = &p.directory}, {0}};
	if (!args_expect(cli, own, argc, argv, 0, "no more words"))
		return EXIT_USAGE;
	if (!find_directory(cli, &p))
		return EXIT_PROBLEM;
	if (secrets_list(p.directory, &files, &n, &failure) != OK)
		return say_problem("%s", failure.text);
	int status = EXIT_OK;
	if (cli->json)
		list_json(files, n);
	else if (n == 0)
		puts("no spreadsheet has a secret yet; see: gsync help secret");
	else
		status = list_table(cli, files, n);
	secrets_list_free(files, n);
	return status;
}

int command_secret(struct cli *cli, int argc, char **argv)
{
	static const struct subcommand list[] = {{"new", secret_new}, {"rotate", secret_rotate}, {"revoke", secret_revoke}, {"list", secret_list}, {0}};
	return run_subcommand(cli, list, NULL, argc, argv);
}
