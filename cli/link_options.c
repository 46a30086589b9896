#include "cli/link.h"

#include <string.h>

#include "cli/env.h"

static bool is_policy(const char *text)
{
	return strcmp(text, "sheet") == 0 || strcmp(text, "database") == 0 || strcmp(text, "latest") == 0;
}

/* The last = divides: headers hold anything, column names seldom an equals sign. */
static const char *divider(const char *pair)
{
	const char *equals = strrchr(pair, '=');
	return equals && equals > pair && equals[1] ? equals : NULL;
}

static bool check_options(const struct link_options *o)
{
	if (!o->table)
		say_usage("link", "which table? --table TABLE");
	else if (o->policy && !is_policy(o->policy))
		say_usage("link", "--policy is sheet, database or latest, not '%s'", o->policy);
	else if (o->name && !*o->name)
		say_usage("link", "--name is empty");
	else if (o->key.n && !o->create)
		say_usage("link", "--key is for --create-table; a table that exists has its key");
	else {
		for (size_t i = 0; i < o->columns.n; i++)
			if (!divider(o->columns.values[i])) {
				say_usage("link", "--column is 'Header=column', not '%s'", o->columns.values[i]);
				return false;
			}
		return link_rows_check(o);
	}
	return false;
}

static bool find_target(struct cli *cli, struct link_options *o)
{
	struct failure failure = {0};
	const char *given = o->spreadsheet;
	if (!given) {
		const struct env *env;
		if (!cli_env(cli, &env))
			return false;
		given = env_get(env, "GOOGLE_SHEET_ID");
	}
	if (!given) {
		say_usage("link", "which spreadsheet? --spreadsheet ID or the address of the sheet");
		return false;
	}
	int64_t sheet = 0;
	if (target_parse(given, &o->target, &failure) != OK || (o->sheet && target_parse_sheet(o->sheet, &sheet, &failure) != OK)) {
		say_usage("link", "%s", failure.text);
		return false;
	}
	if (o->sheet && o->target.has_sheet && o->target.sheet != sheet) {
		say_usage("link", "the address names tab %lld, --sheet names tab %lld", (long long)o->target.sheet, (long long)sheet);
		return false;
	}
	if (o->sheet)
		o->target.sheet = sheet;
	return true;
}

static void add_member(struct buf *b, const char *name, size_t name_len, const char *value)
{
	if (b->data[b->len - 1] != '{')
		buf_addc(b, ',');
	buf_add_json(b, name, name_len);
	buf_addc(b, ':');
	buf_add_json(b, value, strlen(value));
}

void link_pairs_json(const struct link_options *o, struct buf *b)
{
	buf_addc(b, '{');
	for (size_t i = 0; i < o->columns.n && !b->failed; i++) {
		const char *equals = divider(o->columns.values[i]);
		add_member(b, o->columns.values[i], (size_t)(equals - o->columns.values[i]), equals + 1);
	}
	buf_addc(b, '}');
}

static void add_names(const char *list, struct buf *to)
{
	while (*list) {
		list += strspn(list, ", ");
		size_t n = strcspn(list, ","), length = n;
		while (length > 0 && list[length - 1] == ' ')
			length--;
		if (length) {
			buf_adds(to, to->data && to->data[to->len - 1] == '[' ? "" : ",");
			buf_add_json(to, list, length);
		}
		list += n;
	}
}

void link_names_json(const struct arg_list *lists, struct buf *to)
{
	if (lists->n == 0) {
		buf_adds(to, "null");
		return;
	}
	buf_addc(to, '[');
	for (size_t i = 0; i < lists->n && !to->failed; i++)
		add_names(lists->values[i], to);
	buf_addc(to, ']');
}

void link_options_json(const struct link_options *o, const char *columns, bool has_rows, struct buf *b)
{
	buf_addc(b, '{');
	if (o->name && !b->failed)
		add_member(b, "name", 4, o->name);
	if (o->policy && !b->failed)
		add_member(b, "policy", 6, o->policy);
	if (o->credential && !b->failed)
		add_member(b, "credential", 10, o->credential);
	link_rows_json(o, b);
	if (o->only.n && !o->create && !b->failed) {
		buf_adds(b, b->len > 1 ? ",\"only\":" : "\"only\":");
		link_names_json(&o->only, b);
	}
	buf_adds(b, b->len > 1 ? ",\"columns\":" : "\"columns\":");
	if (columns)
		buf_adds(b, columns);
	else
		link_pairs_json(o, b);
	buf_addf(b, ",\"has_formats\":%s,\"add_columns\":%s}", has_rows ? "true" : "false", o->add_columns ? "true" : "false");
}

bool link_options_parse(struct cli *cli, int argc, char **argv, struct link_options *o)
{
	const struct arg_option own[] = {{.name = "spreadsheet", .text = &o->spreadsheet}, {.name = "sheet", .text = &o->sheet},
	                                 {.name = "table", .text = &o->table},             {.name = "name", .text = &o->name},
	                                 {.name = "policy", .text = &o->policy},           {.name = "credential", .text = &o->credential},
	                                 {.name = "column", .list = &o->columns},          {.name = "columns", .list = &o->only},
	                                 {.name = "key", .list = &o->key},                 {.name = "create-table", .flag = &o->create},
	                                 {.name = "dry-run", .flag = &o->dry_run},         {.name = "yes", .flag = &o->yes},
	                                 {.name = "no-wait", .flag = &o->no_wait},         {.name = "where", .text = &o->where},
	                                 {.name = "direction", .text = &o->direction},     {.name = "column-direction", .list = &o->directions},
	                                 {.name = "add-columns", .flag = &o->add_columns}, {.name = "max-delete-rows", .text = &o->max_rows},
	                                 {.name = "max-delete-share", .text = &o->max_share}, {0}};
	return args_expect(cli, own, argc, argv, 0, "no more words") && check_options(o) && find_target(cli, o);
}
