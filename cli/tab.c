#include "cli/tab.h"

#include <stdlib.h>
#include <string.h>

#include "cli/db.h"
#include "cli/progress.h"
#include "common/json.h"
#include "common/printable.h"

enum { TELL_FROM = 20000 }; /* rows: a smaller tab is read at once */

#define TABS "properties.title,sheets.properties(sheetId,title,sheetType,gridProperties(rowCount,columnCount))"

void tab_free(struct tab *t)
{
	free(t->title);
	*t = (struct tab){0};
}

/* What to do stands behind a semicolon. */
static int said(const struct failure *f, const char *spreadsheet)
{
	const char *advice = strstr(f->text, "; ");
	say_problem("cannot read the spreadsheet %s: %.*s", spreadsheet, advice ? (int)(advice - f->text) : FAILURE_TEXT, f->text);
	if (advice)
		say_hint("%s", advice + 2);
	return EXIT_PROBLEM;
}

/* --- which tab ------------------------------------------------------------------------------------------------------------------ */

static json_value first_tab(const struct json *j)
{
	json_value sheets = json_member(j, 0, "sheets");
	return sheets == JSON_NONE ? JSON_NONE : json_first(j, sheets);
}

static int64_t integer(const struct json *j, json_value object, const char *name)
{
	int64_t value = 0;
	json_value v = json_member(j, object, name);
	return v != JSON_NONE && json_integer(j, v, &value) ? value : 0;
}

static int no_tab(const struct json *j, int64_t wanted, const char *what_to_do)
{
	_cleanup_buf_ struct buf tabs = {0};
	for (json_value t = first_tab(j); t != JSON_NONE; t = json_next(j, t)) {
		json_value properties = json_member(j, t, "properties");
		char *title = json_string(j, json_member(j, properties, "title"), NULL);
		buf_addf(&tabs, "%s%lld (", tabs.len ? ", " : "", (long long)integer(j, properties, "sheetId"));
		if (title)
			buf_add_printable(&tabs, title, strlen(title));
		buf_addc(&tabs, ')');
		free(title);
	}
	say_problem("the spreadsheet has no tab %lld", (long long)wanted);
	say_hint("it has: %s; %s", tabs.data && !tabs.failed ? tabs.data : "none", what_to_do);
	return EXIT_PROBLEM;
}

/* Its properties, or JSON_NONE. */
static json_value properties_of(const struct json *j, int64_t sheet)
{
	for (json_value t = first_tab(j); t != JSON_NONE; t = json_next(j, t)) {
		json_value properties = json_member(j, t, "properties");
		if (integer(j, properties, "sheetId") == sheet)
			return properties;
	}
	return JSON_NONE;
}

static int take_tab(const struct json *j, const struct target *target, const char *what_to_do, struct tab *ret)
{
	json_value properties = properties_of(j, target->sheet);
	if (properties == JSON_NONE)
		return no_tab(j, target->sheet, what_to_do);
	json_value grid = json_member(j, properties, "gridProperties");
	ret->title = json_string(j, json_member(j, properties, "title"), NULL);
	ret->rows = (int)integer(j, grid, "rowCount");
	ret->columns = (int)integer(j, grid, "columnCount");
	if (!ret->title)
		return say_problem("out of memory");
	return ret->rows && ret->columns ? EXIT_OK : say_problem("tab %lld (%s) is no grid of cells", (long long)target->sheet, ret->title);
}

static int get_tabs(struct google *g, const struct target *target, struct sheets_result *r, struct json **ret)
{
	struct failure f = {0};
	struct json_fault fault;
	if (google_get(g, target->spreadsheet, TABS, r, &f) != OK)
		return said(&f, target->spreadsheet);
	*ret = json_parse(r->answer.body.data, r->answer.body.len, &fault);
	return *ret ? EXIT_OK : say_problem("cannot read the spreadsheet %s: the answer is not JSON", target->spreadsheet);
}

static int find_tab(struct google *g, const struct target *target, const char *what_to_do, struct tab *ret)
{
	_cleanup_sheets_ struct sheets_result r = {0};
	_cleanup_json_ struct json *j = NULL;
	int status = get_tabs(g, target, &r, &j);
	return status == EXIT_OK ? take_tab(j, target, what_to_do, ret) : status;
}

int tab_is_there(struct google *g, const struct target *target, bool *ret_there)
{
	_cleanup_sheets_ struct sheets_result r = {0};
	_cleanup_json_ struct json *j = NULL;
	int status = get_tabs(g, target, &r, &j);
	if (status == EXIT_OK)
		*ret_there = properties_of(j, target->sheet) != JSON_NONE;
	return status;
}

/* --- its cells ------------------------------------------------------------------------------------------------------------------- */

struct load {
	struct cli *cli;
	struct tab *tab;
	struct progress progress;
	uint64_t rows; /* read so far */
};

static enum error run(struct load *l, const char *sql, size_t n, const char *const params[], struct failure *f)
{
	_cleanup_result_ struct db_result *done = db_query(l->cli->db, sql, n, params);
	return done ? OK : fail(f, ERR_BUG, "%s", db_message(l->cli->db));
}

static enum error on_begin(void *context, struct failure *f)
{
	struct load *l = context;
	l->rows = 0;
	return run(l, "SELECT gsync.tab_begin()", 0, NULL, f);
}

static enum error on_rows(void *context, const char *json, size_t n, struct failure *f)
{
	struct load *l = context;
	struct json_fault fault;
	const char *const params[] = {json};
	_cleanup_json_ struct json *j = json_parse(json, n, &fault);
	l->rows += j ? json_count(j, 0) : 0;
	if (l->tab->rows > TELL_FROM)
		progress_show(&l->progress, "reading", l->rows, (uint64_t)l->tab->rows, NULL);
	return run(l, "SELECT gsync.tab_add($1)", 1, params, f);
}

static int store_header(struct load *l, const struct reading *r)
{
	_cleanup_buf_ struct buf info = {0};
	struct failure f = {0};
	reading_info(r, &info);
	const char *const params[] = {info.data};
	if (info.failed)
		return say_problem("out of memory");
	return run(l, "SELECT gsync.tab_header($1)", 1, params, &f) == OK ? EXIT_OK : cli_database_problem(l->cli, "keeping what the tab holds");
}

static int load_cells(struct load *l, struct google *g, const struct target *target, bool formats)
{
	_cleanup_reading_ struct reading *r = reading_new();
	const struct google_tab what = {.spreadsheet = target->spreadsheet, .sheet = target->sheet, .formats = formats, .begin = on_begin, .rows = on_rows, .context = l};
	struct failure f = {0};
	if (!r)
		return say_problem("out of memory");
	enum error e = google_take(g, &what, r, &f);
	progress_clear(&l->progress);
	if (e == ERR_BUG)
		return cli_database_problem(l->cli, "keeping what the tab holds");
	return e ? said(&f, target->spreadsheet) : store_header(l, r);
}

int tab_load(struct cli *cli, struct google *g, const struct target *target, bool formats, const char *what_to_do, struct tab *ret)
{
	struct load l = {.cli = cli, .tab = ret};
	int status = find_tab(g, target, what_to_do, ret);
	if (status != EXIT_OK)
		return status;
	progress_begin(&l.progress, ret->title);
	return load_cells(&l, g, target, formats);
}
