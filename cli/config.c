/* gsync config check|sample */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/args.h"
#include "cli/cli.h"
#include "cli/credentials.h"

static int config_sample(struct cli *cli, int argc, char **argv)
{
	if (!args_expect(cli, NULL, argc, argv, 0, "no more words"))
		return EXIT_USAGE;
	_cleanup_buf_ struct buf json = {0};
	if (!cli->json) {
		conf_print_sample(stdout);
		return EXIT_OK;
	}
	conf_json(&json);
	if (json.failed)
		return say_problem("out of memory");
	puts(json.data);
	return EXIT_OK;
}

/* True if it is a directory with these rights; says so if it is not. */
static bool check_directory(const char *option, const char *path, int rights)
{
	struct stat st;
	if (stat(path, &st) != 0 || (S_ISDIR(st.st_mode) && access(path, rights) != 0)) {
		say_problem("%s = %s: %s", option, path, strerror(errno));
		return false;
	}
	if (!S_ISDIR(st.st_mode))
		say_problem("%s = %s: this is no directory", option, path);
	return S_ISDIR(st.st_mode);
}

/* Appends who they are, with a comma between. */
static unsigned check_credentials(char *const *files, struct buf *accounts)
{
	unsigned wrong = 0;
	if (!files || !files[0]) {
		say_problem("[google] credentials: none is given; the worker needs a service account");
		return 1;
	}
	for (; *files; files++) {
		struct failure failure = {0};
		_cleanup_buf_ struct buf email = {0};
		if (credentials_email(*files, &email, &failure) != OK) {
			say_problem("[google] credentials = %s", failure.text);
			wrong++;
		} else {
			buf_adds(accounts, accounts->len ? "," : "");
			buf_add_json(accounts, email.data, email.len);
		}
	}
	return wrong;
}

static int tell(const struct cli *cli, const char *path, const struct buf *accounts, bool right)
{
	_cleanup_buf_ struct buf json = {0};
	buf_adds(&json, "{\"config\":");
	buf_add_json(&json, path, strlen(path));
	buf_addf(&json, ",\"right\":%s,\"accounts\":[%s]}", right ? "true" : "false", accounts->data ? accounts->data : "");
	if (json.failed)
		return say_problem("out of memory");
	if (cli->json)
		puts(json.data);
	else if (right)
		printf("service account %s\n%s is right\n", accounts->data, path);
	return right ? EXIT_OK : EXIT_PROBLEM;
}

static int config_check(struct cli *cli, int argc, char **argv)
{
	const struct conf *conf;
	_cleanup_buf_ struct buf accounts = {0};
	if (!args_expect(cli, NULL, argc, argv, 0, "no more words"))
		return EXIT_USAGE;
	const char *path = cli->config ? cli->config : CONF_DEFAULT_PATH;
	if (!cli_conf(cli, &conf))
		return tell(cli, path, &accounts, false);
	if (!conf) {
		say_problem("there is no " CONF_DEFAULT_PATH);
		say_hint("`gsync config sample` prints one, --config FILE names another");
		return tell(cli, path, &accounts, false);
	}
	unsigned wrong = check_credentials(conf->credentials, &accounts);
	wrong += !check_directory("[journal] path", conf->journal_path, R_OK | W_OK | X_OK);
	wrong += !check_directory("[fcgi] secrets", conf->fcgi_secrets, R_OK | X_OK);
	return tell(cli, path, &accounts, wrong == 0);
}

int command_config(struct cli *cli, int argc, char **argv)
{
	static const struct subcommand list[] = {{"check", config_check}, {"sample", config_sample}, {0}};
	return run_subcommand(cli, list, NULL, argc, argv);
}
