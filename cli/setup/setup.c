/* gsync setup */
#include "cli/setup/setup.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/args.h"
#include "cli/run.h"
#include "cli/webhook.h"

static const struct {
	const char *area, *name;
	step_fn *run;
} steps[] = {
	{"System", "users", setup_users},
	{"Configuration", "load", setup_load_conf},
	{"PostgreSQL", "database", setup_database},
	{"Configuration", "write", setup_write_conf},
	{"Google", "credentials", setup_credentials},
	{"Google", "sharing", setup_sharing},
	{"Webhooks", "secret", setup_secret},
	{"nginx", "nginx", setup_nginx},
	{"Units", "units", setup_units},
};

/* --- asking, writing ------------------------------------------------------------------------------------------------------------- */

const char *setup_ask(struct setup *s, const char *question, const char *standard)
{
	char *line = NULL;
	size_t room = 0;
	if (!s->asks || s->answer_count == sizeof s->answers / sizeof *s->answers)
		return standard;
	findings_show(&s->findings);
	printf("\n%s%s%s%s: ", question, standard ? " [" : "", standard ? standard : "", standard ? "]" : "");
	fflush(stdout);
	ssize_t n = getline(&line, &room, stdin);
	s->answers[s->answer_count++] = line;
	while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == ' '))
		line[--n] = '\0';
	if (n < 0)
		s->asks = false;
	return n > 0 ? line : standard;
}

bool setup_agreed(struct setup *s, const char *question)
{
	if (s->yes)
		return true;
	findings_show(&s->findings);
	return s->asks && say_confirm(question);
}

static bool fill(int fd, const char *text, size_t n, unsigned mode, const char *owner)
{
	const struct passwd *user = owner ? getpwnam(owner) : NULL;
	if (fchmod(fd, mode) != 0 || (user && geteuid() == 0 && fchown(fd, user->pw_uid, user->pw_gid) != 0))
		return false;
	for (ssize_t done; n > 0; text += done, n -= (size_t)done)
		if ((done = write(fd, text, n)) < 0)
			return false;
	return fsync(fd) == 0;
}

bool setup_write(const char *path, const char *text, size_t n, unsigned mode, const char *owner)
{
	_cleanup_buf_ struct buf temporary = {0};
	buf_addf(&temporary, "%s.new", path);
	if (temporary.failed)
		return false;
	int fd = open(temporary.data, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool good = fd >= 0 && fill(fd, text, n, mode, owner);
	int wrong = errno;
	if (fd >= 0 && close(fd) != 0 && good) {
		good = false;
		wrong = errno;
	}
	if (good && rename(temporary.data, path) == 0)
		return true;
	wrong = good ? errno : wrong;
	unlink(temporary.data);
	errno = wrong;
	return false;
}

/* --- the end ----------------------------------------------------------------------------------------------------------------------- */

static void print_next(const struct setup *s)
{
	_cleanup_buf_ struct buf script = {0};
	bool has_script = run_share("appsscript/Code.js", &script);
	if (s->email.len)
		printf("\nShare each spreadsheet with this account, as Editor:\n  %s\n", s->email.data);
	printf("\nIn the sheet, so that edits arrive at once:\n"
	       "  1. Extensions → Apps Script. Delete what is in the editor, paste all of\n     %s\n     and click Save project (the disk).\n"
	       "  2. Close that tab, reload the sheet. Menu gsync → Connect…; Google asks for\n     permission the first time: allow it, then Connect… once more.\n",
	       has_script ? script.data : "Code.js (make appsscript)");
	printf("     address  %s\n     secret   %s\n", s->webhook.len ? s->webhook.data : "https://HOST" WEBHOOK_PATH, *s->secret ? s->secret : "(gsync secret new SPREADSHEET prints one)");
	printf("\nThen link a tab and a table (the address of the tab, as the browser shows it):\n  sudo gsync%s%s link --table TABLE --spreadsheet '%s%s%s'\n", s->cli->config ? " --config " : "",
	       s->cli->config ? s->cli->config : "", *s->target.spreadsheet ? "https://docs.google.com/spreadsheets/d/" : "ADDRESS", s->target.spreadsheet,
	       *s->target.spreadsheet ? "/edit#gid=0" : "");
}

static void add_member(struct buf *to, const char *name, const char *value)
{
	buf_addf(to, ",\"%s\":", name);
	if (value && *value)
		buf_add_json(to, value, strlen(value));
	else
		buf_adds(to, "null");
}

static int print_json(const struct setup *s)
{
	_cleanup_buf_ struct buf out = {0}, script = {0};
	run_share("appsscript/Code.js", &script);
	buf_addf(&out, "{\"ok\":%s", s->findings.count[VERDICT_PROBLEM] ? "false" : "true");
	add_member(&out, "service_account", s->email.data);
	add_member(&out, "spreadsheet", s->target.spreadsheet);
	add_member(&out, "webhook_url", s->webhook.data);
	add_member(&out, "secret", s->secret);
	add_member(&out, "script", script.data);
	buf_adds(&out, ",\"steps\":");
	findings_json(&s->findings, &out);
	if (out.failed)
		return say_problem("out of memory");
	printf("%s}\n", out.data);
	return EXIT_OK;
}

static int print_end(struct setup *s)
{
	unsigned problems = s->findings.count[VERDICT_PROBLEM];
	if (s->cli->json)
		return print_json(s);
	findings_show(&s->findings);
	if (problems)
		printf("\n%u problem%s left; mend %s and run gsync setup again: what is right stays.\n", problems, problems == 1 ? "" : "s", problems == 1 ? "it" : "them");
	if (!s->dry_run)
		print_next(s);
	return EXIT_OK;
}

/* --- the command -------------------------------------------------------------------------------------------------------------------- */

/* Words are checked before anything is done. */
static int check_words(struct setup *s)
{
	struct failure failure = {0};
	const struct env *env = NULL;
	if (s->cli->env_path && !cli_env(s->cli, &env))
		return EXIT_PROBLEM;
	if (!s->spreadsheet && s->cli->env_path)
		s->spreadsheet = env_get(env, "GOOGLE_SHEET_ID");
	s->spreadsheet = s->spreadsheet ? s->spreadsheet : setup_ask(s, "Address of the spreadsheet (empty: later)", NULL);
	if (s->spreadsheet && target_parse(s->spreadsheet, &s->target, &failure) != OK)
		return say_usage("setup", "%s", failure.text);
	s->url = s->url ? s->url : setup_ask(s, "Public name of this web server, such as sheets.example.org (empty: later)", NULL);
	if (s->url && webhook_url(s->url, &s->webhook, &failure) != OK)
		return say_usage("setup", "%s", failure.text);
	return EXIT_OK;
}

static int run(struct setup *s)
{
	int status = check_words(s);
	if (status != EXIT_OK)
		return status;
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		s->findings.area = steps[i].area;
		s->findings.check = steps[i].name;
		steps[i].run(s);
	}
	status = print_end(s);
	return s->findings.count[VERDICT_PROBLEM] || s->findings.failed ? EXIT_PROBLEM : status;
}

int command_setup(struct cli *cli, int argc, char **argv)
{
	struct setup s = {.cli = cli, .findings = {.cli = cli}};
	const struct arg_option own[] = {
		{.name = "database", .text = &s.database},       {.name = "worker-role", .text = &s.worker_role}, {.name = "reader-role", .text = &s.reader_role},
		{.name = "credentials", .text = &s.credentials}, {.name = "spreadsheet", .text = &s.spreadsheet}, {.name = "url", .text = &s.url},
		{.name = "nginx-conf", .text = &s.nginx_conf},   {.name = "yes", .flag = &s.yes},                 {.name = "dry-run", .flag = &s.dry_run},
		{0},
	};
	if (!args_expect(cli, own, argc, argv, 0, "no more words"))
		return EXIT_USAGE;
	s.asks = !s.yes && !s.dry_run && !cli->json && isatty(STDIN_FILENO);
	if (!s.asks && !s.yes && !s.dry_run)
		return say_usage("setup", "without a terminal there is nobody to ask: give --yes, or --dry-run to see what would be done");
	s.conf_path = cli->config ? cli->config : CONF_DEFAULT_PATH;
	int status = run(&s);
	conf_free(s.conf);
	findings_free(&s.findings);
	buf_free(&s.directory);
	buf_free(&s.text);
	buf_free(&s.conninfo);
	buf_free(&s.email);
	buf_free(&s.key);
	buf_free(&s.webhook);
	for (size_t i = 0; i < s.answer_count; i++)
		free(s.answers[i]);
	return status;
}
