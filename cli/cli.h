/* The gsync command: what every subcommand is given, and how it talks to the person at the terminal.
 *
 * A subcommand gets its own words in argv (argv[0] is its name), parses them with args_parse and returns an exit status.
 * Results go to standard output, everything else to standard error.
 */
#ifndef GSYNC_CLI_CLI_H
#define GSYNC_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/env.h"
#include "common/conf.h"

enum exit_status {
	EXIT_OK = 0,
	EXIT_PROBLEM = 1, /* it was tried and did not work, or the answer is "no" */
	EXIT_USAGE = 2,   /* wrong option or argument: nothing was tried */
	EXIT_CONNECT = 3, /* PostgreSQL cannot be reached, or refuses the login */
	EXIT_SCHEMA = 4   /* gsync's schema is missing, or older or newer than this program */
};

struct db;

struct cli {
	/* options that every command takes */
	const char *config; /* --config, or NULL */
	const char *conninfo; /* --conninfo, or NULL */
	const char *env_path; /* --env, or NULL */
	bool json;
	bool help;
	bool no_color;
	/* filled when first asked for */
	struct conf *conf;
	struct env *env;
	struct db *db;
	char *conninfo_made; /* from .env */
	const char *conninfo_from; /* where the connection parameters came from, in words */
	const char *conninfo_used; /* to connect once more */
	int status; /* why there is no connection */
};

typedef int command_fn(struct cli *cli, int argc, char **argv);

struct command {
	const char *name;
	const char *arguments; /* one line per form, separated by \n */
	const char *help;      /* one line */
	const char *detail;    /* shown by `gsync help NAME`; may be NULL */
	command_fn *run;
};

extern const struct command commands[]; /* ends with a NULL name */
const struct command *command_find(const char *name);
int command_unknown(const char *name); /* says so, with the nearest one; returns EXIT_USAGE */

/* One subcommand of a family, such as `schema install`; the list ends with a NULL name. */
struct subcommand {
	const char *name;
	command_fn *run;
};
/* Runs the one that argv[1] names; with no such word, `otherwise` (may be NULL: then it is a usage error). */
int run_subcommand(struct cli *cli, const struct subcommand *list, command_fn *otherwise, int argc, char **argv);

/* The configuration. False (and said so) when it cannot be read; *ret is NULL when --config was not given and there is none. */
bool cli_conf(struct cli *cli, const struct conf **ret);
/* The .env file: --env, or ./.env when --config was not given. Same rules. */
bool cli_env(struct cli *cli, const struct env **ret);
/* The connection string that the next two use (NULL: libpq's own) and, in cli->conninfo_from, where it came from. */
bool cli_conninfo(struct cli *cli, const char **ret);
/* db_open; to a server of this machine root comes in as the operating system's user postgres, as `sudo -u postgres psql` does, unless a role is named,
 * or root has one. */
struct db *cli_open(const char *conninfo);
/* A connection, opened once; NULL (and said so, the exit status in cli->status) on failure. cli_connect leaves the role's own
 * search_path, so that table names mean what they mean in psql (and a link keeps it, for the table's triggers); cli_pinned pins it;
 * cli_database is for what needs gsync's schema: it also refuses one that is not this program's. */
struct db *cli_connect(struct cli *cli);
struct db *cli_pinned(struct cli *cli);
/* The same check, for a connection that is not pinned. False, and said so, with the exit status in cli->status. */
bool cli_check_schema(struct cli *cli);
struct db *cli_database(struct cli *cli);
/* After the connection was lost: once more, pinned as it was by cli_database. Says nothing. */
bool cli_reconnect(struct cli *cli);
/* Says what PostgreSQL said about the last statement, and what to do about it; returns the exit status. */
int cli_database_problem(struct cli *cli, const char *doing);
void cli_close(struct cli *cli);

/* `gsync: …` on standard error; with --json a line {"error":…,"hints":[…]}. A usage error also names the help to read. A hint without an error
 * before it is a {"notice":…}. */
int say_problem(const char *format, ...) __attribute__((format(printf, 1, 2))); /* returns EXIT_PROBLEM */
int say_usage(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3))); /* returns EXIT_USAGE */
void say_hint(const char *format, ...) __attribute__((format(printf, 1, 2)));
void say_in_json(void); /* from now on */
bool say_is_json(void);
void say_end(void); /* what is being said is complete */
/* Asks on the terminal; false without one. */
bool say_confirm(const char *question);

/* The commands, one file per family. */
command_fn command_schema, command_link, command_unlink, command_links, command_pause, command_resume, command_status, command_verify;
command_fn command_conflicts, command_rejected, command_held, command_restore, command_set, command_log, command_secret, command_config, command_doctor, command_setup, command_version, command_help;

#endif
