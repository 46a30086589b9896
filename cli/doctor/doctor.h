/* gsync doctor: looks at everything that can be wrong, one area after the other, and says how to mend it.
 *
 * Every area is a file with a table of checks. A check looks at one thing and reports what it finds through the words below: as many findings as there are
 * things of its kind, at least one. It may rely on what the areas before it have filled in, and must be right without it: no daemon need run, and
 * the user may be nobody special.
 */
#ifndef GSYNC_CLI_DOCTOR_H
#define GSYNC_CLI_DOCTOR_H

#include "cli/cli.h"
#include "cli/findings.h"
#include "cli/worker_state.h"

#define WORKER_USER "gsync-worker"
#define FCGI_USER "gsync-fcgi"

struct doctor {
	struct cli *cli;
	struct findings findings;
	/* options */
	const char *url;        /* --url: of the webhooks */
	const char *nginx_conf; /* --nginx-conf, or NULL: nginx's own */
	/* filled by the areas */
	const char *conf_path;
	const struct conf *conf; /* NULL: it cannot be read */
	struct worker_state worker;
	bool connected;          /* to PostgreSQL: cli->db */
	bool as_worker;          /* … as the worker would be */
	bool schema;             /* gsync's schema is there and of our version */
};

typedef void check_fn(struct doctor *d);
struct check {
	const char *name;
	check_fn *run;
};
/* Each ends with a NULL name. */
extern const struct check doctor_config[], doctor_database[], doctor_links[], doctor_google[], doctor_journal[], doctor_programs[], doctor_nginx[];

#define fine(d, ...) found(&(d)->findings, VERDICT_OK, __VA_ARGS__)
#define warn(d, ...) found(&(d)->findings, VERDICT_WARNING, __VA_ARGS__)
#define problem(d, ...) found(&(d)->findings, VERDICT_PROBLEM, __VA_ARGS__)
#define skip(d, ...) found(&(d)->findings, VERDICT_SKIPPED, __VA_ARGS__)
#define mend(d, ...) found_mend(&(d)->findings, __VA_ARGS__)

/* Appends the command that administrates the database, up to where its own words begin: `sudo -u postgres gsync --conninfo dbname=shop `, and the same for psql. */
void doctor_owner_gsync(const struct doctor *d, struct buf *to);
void doctor_owner_psql(const struct doctor *d, struct buf *to);
/* One value of the database; NULL: none, or it cannot be read (then a finding says so). free(3) it. */
char *doctor_value(struct doctor *d, const char *sql);
/* 12 s, 5 min, 3 h, 2 d */
void doctor_span(long long seconds, char to[32]);

#endif
