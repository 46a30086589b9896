#include "cli/lists.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/db.h"
#include "cli/report.h"
#include "common/printable.h"

enum { MORE_MAX = 4 };
#define USUAL_LIMIT "100"

static bool is_number(const char *text)
{
	size_t n = strspn(text, "0123456789");
	return n > 0 && n <= 18 && text[n] == '\0';
}

/* 12 or 12-15 */
static bool is_range(const char *text)
{
	size_t n = strspn(text, "0123456789");
	return n > 0 && n <= 18 && (text[n] == '\0' || (text[n] == '-' && is_number(text + n + 1)));
}

static const char *limit_of(const struct list_options *o)
{
	return o->limit ? o->limit : USUAL_LIMIT;
}

int list_check_link(struct cli *cli, const char *name)
{
	bool failed = false;
	char *there = name ? db_value(cli->db, "SELECT 1 FROM gsync.link WHERE name = $1", 1, &name, &failed) : NULL;
	bool known = there || !name;
	free(there);
	if (failed)
		return cli_database_problem(cli, "looking for the link");
	if (known)
		return EXIT_OK;
	say_problem("no link is named '%s'", name);
	say_hint("see: gsync links");
	return EXIT_PROBLEM;
}

int list_check_time(struct cli *cli, const char *option, const char *text)
{
	char *time = text ? db_value(cli->db, "SELECT $1::timestamptz", 1, &text, NULL) : NULL;
	bool known = time || !text;
	free(time);
	if (known)
		return EXIT_OK;
	if (strncmp(db_sqlstate(cli->db), "22", 2) != 0)
		return cli_database_problem(cli, "reading the time");
	say_problem("--%s: \"%s\" is no time", option, text);
	say_hint("such as: '2026-11-22 10:00', '10:00', today, yesterday");
	return EXIT_PROBLEM;
}

/* Every control character but the end of a line is made visible. */
static void add_lines(struct buf *to, const char *text)
{
	for (;;) {
		size_t n = strcspn(text, "\n");
		buf_add_printable(to, text, n);
		buf_addc(to, '\n');
		if (!text[n])
			return;
		text += n + 1;
	}
}

static int print_told(const struct db_result *r, const char *none)
{
	_cleanup_buf_ struct buf text = {0};
	for (size_t i = 0; i < db_rows(r); i++)
		add_lines(&text, db_cell(r, i, 0) ? db_cell(r, i, 0) : "");
	if (text.failed)
		return say_problem("out of memory");
	if (text.len)
		fwrite(text.data, 1, text.len, stdout);
	else
		puts(none);
	return EXIT_OK;
}

int list_tell(struct cli *cli, const struct list_options *o, const char *doing, const char *none, const char *view, const char *condition,
              size_t n, const char *const more[])
{
	_cleanup_buf_ struct buf people = {0}, programs = {0};
	buf_addf(&people, "SELECT told FROM %s WHERE ($1::text IS NULL OR link = $1) AND (%s) ORDER BY id DESC LIMIT $2::bigint", view, condition);
	buf_addf(&programs, "SELECT to_jsonb(x) - 'told' FROM (SELECT * FROM %s WHERE ($1::text IS NULL OR link = $1) AND (%s) ORDER BY id DESC LIMIT $2::bigint) x", view, condition);
	if (people.failed || programs.failed)
		return say_problem("out of memory");
	const char *params[2 + MORE_MAX] = {o->link, limit_of(o)};
	if (!is_number(params[1]))
		return say_usage(NULL, "--limit is a whole number, not '%s'", params[1]);
	for (size_t i = 0; i < n; i++)
		params[2 + i] = more[i];
	if (!cli_database(cli))
		return cli->status;
	int status = list_check_link(cli, o->link);
	if (status != EXIT_OK)
		return status;
	if (cli->json) {
		_cleanup_buf_ struct buf all = {0};
		buf_addf(&all, "SELECT coalesce(json_agg(q), '[]') FROM (%s) o(q)", programs.data);
		char *json = all.failed ? NULL : db_value(cli->db, all.data, 2 + n, params, NULL);
		if (!json)
			return all.failed ? say_problem("out of memory") : cli_database_problem(cli, doing);
		puts(json);
		free(json);
		return EXIT_OK;
	}
	_cleanup_result_ struct db_result *r = db_query(cli->db, people.data, 2 + n, params);
	return r ? print_told(r, none) : cli_database_problem(cli, doing);
}

static int no_such_number(const char *command, const char *number)
{
	say_problem("there is no number %s on this list", number);
	say_hint("see: gsync %s", command);
	return EXIT_PROBLEM;
}

int list_act(struct cli *cli, int argc, char **argv, const struct list_call *call, size_t n, const char *const more[])
{
	const char *params[1 + MORE_MAX] = {NULL};
	if (!args_expect(cli, NULL, argc, argv, 1, "a number, as the list shows it"))
		return EXIT_USAGE;
	if (!is_number(argv[1]))
		return say_usage(argv[0], "expected a number, as the list shows it, not '%s'", argv[1]);
	if (!cli_database(cli))
		return cli->status;
	params[0] = argv[1];
	for (size_t i = 0; i < n; i++)
		params[1 + i] = more[i];
	bool failed = false;
	char *message = db_value(cli->db, call->sql, 1 + n, params, &failed);
	if (failed)
		return cli_database_problem(cli, call->doing);
	if (!message)
		return no_such_number(argv[0], argv[1]);
	if (cli->json)
		report_said("number", argv[1], "said", message);
	else
		puts(message);
	free(message);
	return EXIT_OK;
}

bool list_choose(struct cli *cli, int argc, char **argv, struct list_choice *choice)
{
	bool all = false;
	const struct arg_option own[] = {{.name = "link", .text = &choice->link}, {.name = "all", .flag = &all}, {0}};
	int words = 0;
	if (!args_parse(cli, own, argc, argv, &words))
		return false;
	for (int i = 1; i < words; i++)
		if (!is_range(argv[i])) {
			say_usage(argv[0], "expected numbers, as the list shows them, such as 12 or 12-15, not '%s'", argv[i]);
			return false;
		}
	choice->words = argv + 1;
	choice->n_words = (size_t)(words - 1);
	if (all && words > 1)
		say_usage(argv[0], "either numbers or --all");
	else if (!all && !choice->all && words == 1)
		say_usage(argv[0], "which ones? Numbers, as the list shows them, or --all, of one link with --link NAME");
	else
		return true;
	return false;
}

void list_array(const char *const *values, size_t n, struct buf *to)
{
	for (size_t i = 0; i < n; i++) {
		buf_addc(to, i ? ',' : '{');
		buf_addc(to, '"');
		for (const char *p = values[i]; *p; p++) {
			if (*p == '"' || *p == '\\')
				buf_addc(to, '\\');
			buf_addc(to, *p);
		}
		buf_addc(to, '"');
	}
	if (n)
		buf_addc(to, '}');
}

void list_numbers(const struct list_choice *choice, struct buf *to)
{
	list_array((const char *const *)choice->words, choice->n_words, to);
}

int list_count(struct cli *cli, const struct list_choice *choice, const char *doing, const char *sql, const char *what)
{
	_cleanup_buf_ struct buf numbers = {0};
	list_numbers(choice, &numbers);
	if (!cli_database(cli))
		return cli->status;
	const char *const params[] = {choice->link, numbers.data};
	char *count = db_value(cli->db, sql, 2, params, NULL);
	if (!count)
		return cli_database_problem(cli, doing);
	if (cli->json)
		printf("{\"count\":%s}\n", count);
	else
		printf("%s: %s\n", what, count);
	bool none = strcmp(count, "0") == 0 && choice->n_words > 0;
	free(count);
	return none ? EXIT_PROBLEM : EXIT_OK;
}
