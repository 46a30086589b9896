/* Which rows and columns a link keeps equal, in which direction, and how many deletions go without asking: --where, --direction, --column-direction, --max-delete-rows,
 * --max-delete-share. */
#include <string.h>

#include "cli/link.h"

static bool is_direction(const char *text)
{
	return strcmp(text, "both") == 0 || strcmp(text, "to-database") == 0 || strcmp(text, "to-sheet") == 0;
}

static const char *direction_of(const char *pair)
{
	const char *equals = strrchr(pair, '=');
	return equals && equals > pair && is_direction(equals + 1) ? equals + 1 : NULL;
}

bool link_rows_check(const struct link_options *o)
{
	if (o->where && o->where[strspn(o->where, " \t\n")] == '\0') {
		say_usage("link", "--where is empty");
		return false;
	}
	if (o->direction && !is_direction(o->direction)) {
		say_usage("link", "--direction is both, to-database or to-sheet, not '%s'", o->direction);
		return false;
	}
	for (size_t i = 0; i < o->directions.n; i++)
		if (!direction_of(o->directions.values[i])) {
			say_usage("link", "--column-direction is column=both, column=to-database or column=to-sheet, not '%s'", o->directions.values[i]);
			return false;
		}
	return true;
}

static void add_text(struct buf *to, const char *name, const char *value)
{
	buf_addf(to, "%s\"%s\":", to->data[to->len - 1] == '{' ? "" : ",", name);
	buf_add_json(to, value, strlen(value));
}

void link_rows_json(const struct link_options *o, struct buf *to)
{
	if (o->where && !to->failed)
		add_text(to, "where", o->where);
	if (o->direction && !to->failed)
		add_text(to, "direction", o->direction);
	if (o->max_rows && !to->failed)
		add_text(to, "max_delete_rows", o->max_rows);
	if (o->max_share && !to->failed)
		add_text(to, "max_delete_share", o->max_share);
	if (!o->directions.n || to->failed)
		return;
	buf_adds(to, to->data[to->len - 1] == '{' ? "\"column_directions\":{" : ",\"column_directions\":{");
	for (size_t i = 0; i < o->directions.n && !to->failed; i++) {
		const char *pair = o->directions.values[i], *direction = direction_of(pair);
		buf_adds(to, i ? "," : "");
		buf_add_json(to, pair, (size_t)(direction - pair - 1));
		buf_addc(to, ':');
		buf_add_json(to, direction, strlen(direction));
	}
	buf_addc(to, '}');
}
