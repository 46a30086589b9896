/* gsync conflicts, rejected, held, history: what waits for a person, and what happened. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/args.h"
#include "cli/cli.h"
#include "cli/db.h"
#include "cli/lists.h"

/* Each list is a view of the schema, in which `link` is the link's name. */
#define OF_LINK " WHERE ($1::text IS NULL OR link = $1)"
#define NEWEST " ORDER BY id DESC LIMIT $2::bigint"
#define AT "date_trunc('second', at)::text AS at"
#define TEXT(cell) cell " #>> '{}'"

static int conflicts_list(struct cli *cli, int argc, char **argv)
{
	struct list_options o = {0};
	const struct arg_option own[] = {LIST_OPTIONS(&o), {0}};
	if (!args_expect(cli, own, argc, argv, 0, "no more words"))
		return EXIT_USAGE;
	return list_print(cli, &o, "reading the conflicts", "no conflicts",
	                  "SELECT id, " AT ", link, key, \"column\", winner, " TEXT("sheet_value") " AS sheet, sheet_by, "
	                  TEXT("table_value") " AS \"table\", table_by"
	                  " FROM gsync.conflicts" OF_LINK NEWEST,
	                  "SELECT * FROM gsync.conflicts" OF_LINK NEWEST, 0, NULL);
}

static int conflicts_resolve(struct cli *cli, int argc, char **argv)
{
	return list_act(cli, argc, argv, "resolving", "DELETE FROM gsync.conflict WHERE id = $1::bigint RETURNING 'conflict ' || id || ' is off the list'");
}

int command_conflicts(struct cli *cli, int argc, char **argv)
{
	static const struct subcommand list[] = {{"list", conflicts_list}, {"resolve", conflicts_resolve}, {0}};
	return run_subcommand(cli, list, conflicts_list, argc, argv);
}

static int rejected_list(struct cli *cli, int argc, char **argv)
{
	struct list_options o = {0};
	const struct arg_option own[] = {LIST_OPTIONS(&o), {0}};
	if (!args_expect(cli, own, argc, argv, 0, "no more words"))
		return EXIT_USAGE;
	return list_print(cli, &o, "reading what was rejected", "nothing is rejected",
	                  "SELECT id, " AT ", link, side AS \"from\", \"row\", key, \"column\","
	                  " (SELECT string_agg(CASE WHEN \"column\" IS NULL THEN c.key || '=' ELSE '' END || c.value, ', ') FROM jsonb_each_text(cells) c) AS cells,"
	                  " sqlstate, reason"
	                  " FROM gsync.rejections" OF_LINK NEWEST,
	                  "SELECT * FROM gsync.rejections" OF_LINK NEWEST, 0, NULL);
}

static int rejected_retry(struct cli *cli, int argc, char **argv)
{
	if (!args_expect(cli, NULL, argc, argv, 0, "no more words"))
		return EXIT_USAGE;
	if (!cli_database(cli))
		return cli->status;
	bool failed = false;
	char *through = db_value(cli->db, "SELECT gsync.retry_rejected()", 0, NULL, &failed);
	if (failed)
		return cli_database_problem(cli, "retrying");
	printf(cli->json ? "{\"through\":%s}\n" : "rows that went through: %s; what is left: gsync rejected\n", through ? through : "0");
	free(through);
	return EXIT_OK;
}

int command_rejected(struct cli *cli, int argc, char **argv)
{
	static const struct subcommand list[] = {{"list", rejected_list}, {"retry", rejected_retry}, {0}};
	return run_subcommand(cli, list, rejected_list, argc, argv);
}

#define OPEN " AND (state = 'held' OR $3::boolean)"

static int held_list(struct cli *cli, int argc, char **argv)
{
	struct list_options o = {0};
	bool all = false;
	const struct arg_option own[] = {LIST_OPTIONS(&o), {.name = "all", .flag = &all}, {0}};
	if (!args_expect(cli, own, argc, argv, 0, "no more words"))
		return EXIT_USAGE;
	const char *const more[] = {all ? "true" : "false"};
	return list_print(cli, &o, "reading what is held", "nothing is held",
	                  "SELECT id, " AT ", link, what, rows, of_rows, state, reason FROM gsync.held_deletes" OF_LINK OPEN NEWEST,
	                  "SELECT * FROM gsync.held_deletes" OF_LINK OPEN NEWEST, 1, more);
}

static int held_release(struct cli *cli, int argc, char **argv)
{
	return list_act(cli, argc, argv, "releasing", "SELECT 'rows that are being deleted: ' || gsync.release($1::bigint)");
}

static int held_discard(struct cli *cli, int argc, char **argv)
{
	return list_act(cli, argc, argv, "discarding", "SELECT 'rows that come back: ' || gsync.discard($1::bigint)");
}

int command_held(struct cli *cli, int argc, char **argv)
{
	static const struct subcommand list[] = {{"list", held_list}, {"release", held_release}, {"discard", held_discard}, {0}};
	return run_subcommand(cli, list, held_list, argc, argv);
}

/* The key's columns as a PostgreSQL array, quoted as arrays are. */
static void add_key(struct buf *to, const struct arg_list *key)
{
	for (size_t i = 0; i < key->n; i++) {
		buf_addc(to, i ? ',' : '{');
		buf_addc(to, '"');
		for (const char *p = key->values[i]; *p; p++) {
			if (*p == '"' || *p == '\\')
				buf_addc(to, '\\');
			buf_addc(to, *p);
		}
		buf_addc(to, '"');
	}
	if (key->n)
		buf_addc(to, '}');
}

#define CHANGES \
	" FROM (SELECT h.id, h.at, l.name AS link, h.key, h.col AS \"column\", h.old, h.new, h.side, h.who, h.source" \
	" FROM gsync.history h LEFT JOIN gsync.link l ON l.id = h.link) t" OF_LINK \
	" AND ($3::text[] IS NULL OR key = $3::text[]) AND ($4::text IS NULL OR at >= $4::timestamptz)" NEWEST

int command_history(struct cli *cli, int argc, char **argv)
{
	struct list_options o = {0};
	struct arg_list key = {0};
	const char *since = NULL;
	const struct arg_option own[] = {LIST_OPTIONS(&o), {.name = "key", .list = &key}, {.name = "since", .text = &since}, {0}};
	if (!args_expect(cli, own, argc, argv, 0, "no more words"))
		return EXIT_USAGE;
	_cleanup_buf_ struct buf array = {0};
	add_key(&array, &key);
	if (array.failed)
		return say_problem("out of memory");
	const char *const more[] = {array.data, since};
	return list_print(cli, &o, "reading the history", "no changes yet",
	                  "SELECT " AT ", link, array_to_string(key, ', ') AS key, \"column\", " TEXT("old") " AS old, "
	                  TEXT("new") " AS new, side AS \"from\", who, source" CHANGES,
	                  "SELECT *" CHANGES, 2, more);
}
