/* gsync setup: brings a machine from an installed package to the first synced row, step by step; each step says what is right already, makes what is
 * missing, or says what stands in its way. Run again, it goes on where it stopped.
 */
#ifndef GSYNC_CLI_SETUP_H
#define GSYNC_CLI_SETUP_H

#include "cli/cli.h"
#include "cli/findings.h"
#include "cli/secrets.h"
#include "cli/target.h"

#define WORKER_USER "gsync-worker"

struct setup {
	struct cli *cli;
	struct findings findings;
	/* options, or answers */
	const char *database, *worker_role, *reader_role, *credentials, *spreadsheet, *url, *nginx_conf;
	bool yes, dry_run;
	bool asks; /* there is somebody to ask */
	/* filled by the steps */
	const char *conf_path;
	struct buf directory;    /* of the configuration */
	struct buf text;         /* the configuration as it is to be */
	bool had_conf;           /* there was one that somebody had changed */
	struct conf *conf;       /* read from the text */
	struct buf conninfo;     /* of the worker */
	struct buf email;        /* of the service account */
	struct buf key;          /* the key file that is good: where it goes, or still where it came from */
	struct buf webhook;      /* its whole address */
	struct target target;    /* the spreadsheet; its id "" when none was named */
	char secret[SECRET_SIZE];
	bool conf_changed, secret_changed;
	char *answers[8];        /* memory of what was typed */
	size_t answer_count;
};

typedef void step_fn(struct setup *s);
step_fn setup_users, setup_load_conf, setup_database, setup_credentials, setup_write_conf, setup_sharing, setup_secret, setup_nginx, setup_units;

#define fine(s, ...) found(&(s)->findings, VERDICT_OK, __VA_ARGS__)
#define made(s, ...) found(&(s)->findings, VERDICT_MADE, __VA_ARGS__)
#define would(s, ...) found(&(s)->findings, VERDICT_WOULD, __VA_ARGS__)
#define skip(s, ...) found(&(s)->findings, VERDICT_SKIPPED, __VA_ARGS__)
#define warn(s, ...) found(&(s)->findings, VERDICT_WARNING, __VA_ARGS__)
#define problem(s, ...) found(&(s)->findings, VERDICT_PROBLEM, __VA_ARGS__)
#define mend(s, ...) found_mend(&(s)->findings, __VA_ARGS__)

/* Asks for a line; what is typed, else `standard` (may be NULL). Without anybody to ask: `standard`. */
const char *setup_ask(struct setup *s, const char *question, const char *standard);
/* True to go on with something that changes what somebody else made. */
bool setup_agreed(struct setup *s, const char *question);
/* Replaces the file at once; owner and group NULL: as they are by themselves. False with errno. */
bool setup_write(const char *path, const char *text, size_t n, unsigned mode, const char *owner);
/* Sets an option in the text of a configuration: in place of its line, or at the end of its section, or in a new section. All else stays as it is. */
bool setup_set_option(struct buf *text, const char *section, const char *name, const char *value);

#endif
