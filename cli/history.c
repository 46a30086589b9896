/* gsync history: who changed which cell, when, from what to what. */
#include "cli/args.h"
#include "cli/cli.h"
#include "cli/lists.h"

#define TEXT(cell) cell " #>> '{}'"
#define CHANGES \
	" FROM (SELECT h.id, h.at, l.name AS link, h.key, h.col AS \"column\", h.old, h.new, h.side, h.who, h.source" \
	" FROM gsync.history h LEFT JOIN gsync.link l ON l.id = h.link) t WHERE ($1::text IS NULL OR link = $1)" \
	" AND ($3::text[] IS NULL OR key = $3::text[]) AND ($4::text IS NULL OR at >= $4::timestamptz) ORDER BY id DESC LIMIT $2::bigint"

int command_history(struct cli *cli, int argc, char **argv)
{
	struct list_options o = {0};
	struct arg_list key = {0};
	const char *since = NULL;
	const struct arg_option own[] = {LIST_OPTIONS(&o), {.name = "key", .list = &key}, {.name = "since", .text = &since}, {0}};
	if (!args_expect(cli, own, argc, argv, 0, "no more words"))
		return EXIT_USAGE;
	_cleanup_buf_ struct buf array = {0};
	list_array(key.values, key.n, &array);
	if (array.failed)
		return say_problem("out of memory");
	const char *const more[] = {array.data, since};
	return list_print(cli, &o, "reading the history", "no changes yet",
	                  "SELECT date_trunc('second', at)::text AS at, link, array_to_string(key, ', ') AS key, \"column\", " TEXT("old") " AS old, "
	                  TEXT("new") " AS new, side AS \"from\", who, source" CHANGES,
	                  "SELECT *" CHANGES, 2, more);
}
