/* gsync doctor */
#include "cli/doctor/doctor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/args.h"
#include "cli/db.h"

static const struct {
	const char *name;
	const struct check *checks;
} areas[] = {
	{"Configuration", doctor_config}, {"PostgreSQL", doctor_database}, {"Links", doctor_links}, {"Google", doctor_google},
	{"Journal", doctor_journal},      {"Programs", doctor_programs},   {"nginx", doctor_nginx},
};

static void look(struct doctor *d)
{
	for (size_t a = 0; a < sizeof areas / sizeof *areas; a++)
		for (const struct check *c = areas[a].checks; c->name; c++) {
			d->findings.area = areas[a].name;
			d->findings.check = c->name;
			c->run(d);
		}
	findings_show(&d->findings);
}

static int print_json(const struct doctor *d)
{
	const unsigned *count = d->findings.count;
	_cleanup_buf_ struct buf checks = {0};
	findings_json(&d->findings, &checks);
	if (checks.failed)
		return say_problem("out of memory");
	printf("{\"ok\":%s,\"problems\":%u,\"warnings\":%u,\"skipped\":%u,\"checks\":%s}\n", count[VERDICT_PROBLEM] ? "false" : "true", count[VERDICT_PROBLEM],
	       count[VERDICT_WARNING], count[VERDICT_SKIPPED], checks.data);
	return EXIT_OK;
}

static void add_count(struct buf *to, unsigned n, const char *what, const char *many)
{
	buf_addf(to, "%s%u %s%s", to->len ? ", " : "", n, what, n == 1 ? "" : many);
}

static void print_sum(const struct doctor *d)
{
	const unsigned *count = d->findings.count;
	_cleanup_buf_ struct buf sum = {0};
	if (count[VERDICT_PROBLEM])
		add_count(&sum, count[VERDICT_PROBLEM], "problem", "s");
	if (count[VERDICT_WARNING])
		add_count(&sum, count[VERDICT_WARNING], "warning", "s");
	add_count(&sum, count[VERDICT_OK], "ok", "");
	if (count[VERDICT_SKIPPED])
		add_count(&sum, count[VERDICT_SKIPPED], "could not be checked", "");
	printf("\n%s\n", sum.failed ? "" : sum.data);
}

int command_doctor(struct cli *cli, int argc, char **argv)
{
	struct doctor d = {.cli = cli, .findings = {.cli = cli}};
	const struct arg_option own[] = {{.name = "url", .text = &d.url}, {.name = "nginx-conf", .text = &d.nginx_conf}, {0}};
	if (!args_expect(cli, own, argc, argv, 0, "no more words"))
		return EXIT_USAGE;
	d.conf_path = cli->config ? cli->config : CONF_DEFAULT_PATH;
	look(&d);
	int status = EXIT_OK;
	if (cli->json)
		status = print_json(&d);
	else
		print_sum(&d);
	if (d.findings.count[VERDICT_PROBLEM] || d.findings.failed)
		status = EXIT_PROBLEM;
	worker_state_free(&d.worker);
	findings_free(&d.findings);
	return status;
}

/* --- what the areas share ------------------------------------------------------------------------------------------------------ */

/* In quotes where a shell would take it apart. */
static void add_word(struct buf *to, const char *word)
{
	bool plain = *word && !word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:@")];
	buf_addf(to, plain ? "%s" : "'%s'", word);
}

static void add_owner(const struct doctor *d, const char *program, const char *option, struct buf *to)
{
	_cleanup_buf_ struct buf conninfo = {0};
	struct db *db = d->cli->db;
	char *name = db ? db_value(db, "SELECT current_database()", 0, NULL, NULL) : NULL;
	bool local = !db || db_is_local(db);
	if (!local)
		buf_addf(&conninfo, "host=%s user=postgres ", db_host(db));
	else if (db && strcmp(db_port(db), "5432") != 0)
		buf_addf(&conninfo, "port=%s ", db_port(db));
	buf_addf(&conninfo, "dbname=%s", name ? name : "DATABASE");
	buf_addf(to, "%s%s %s", local ? "sudo -u postgres " : "", program, option);
	add_word(to, conninfo.failed ? "" : conninfo.data);
	buf_addc(to, ' ');
	free(name);
}

void doctor_owner_gsync(const struct doctor *d, struct buf *to) { add_owner(d, "gsync", "--conninfo ", to); }
void doctor_owner_psql(const struct doctor *d, struct buf *to) { add_owner(d, "psql", "", to); }

char *doctor_value(struct doctor *d, const char *sql)
{
	bool failed = false;
	char *value = db_value(d->cli->db, sql, 0, NULL, &failed);
	if (failed)
		skip(d, "Could not be read from PostgreSQL: %s.", db_message(d->cli->db));
	return value;
}

void doctor_span(long long seconds, char to[32])
{
	if (seconds < 120)
		snprintf(to, 32, "%lld s", seconds);
	else if (seconds < 7200)
		snprintf(to, 32, "%lld min", seconds / 60);
	else if (seconds < 172800)
		snprintf(to, 32, "%lld h", seconds / 3600);
	else
		snprintf(to, 32, "%lld days", seconds / 86400);
}
