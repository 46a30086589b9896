#include "cli/target.h"

#include <string.h>

#define SHEET_MAX (INT64_C(1) << 53)

static bool is_id_char(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

static size_t id_length(const char *text)
{
	size_t n = 0;
	while (is_id_char(text[n]))
		n++;
	return n;
}

static enum error store_id(const char *id, size_t n, struct target *t, struct failure *ret_failure)
{
	if (n == 0)
		return fail(ret_failure, ERR_REJECT, "the spreadsheet's id is missing");
	if (n > SPREADSHEET_ID_MAX)
		return fail(ret_failure, ERR_REJECT, "a spreadsheet id has at most %d characters, this one has %zu", SPREADSHEET_ID_MAX, n);
	memcpy(t->spreadsheet, id, n);
	t->spreadsheet[n] = '\0';
	return OK;
}

/* Digits up to the end or to one of `stop`. */
static enum error parse_digits(const char *text, const char *stop, int64_t *ret, struct failure *ret_failure)
{
	int64_t value = 0;
	size_t n = 0;
	for (; text[n] >= '0' && text[n] <= '9' && value <= SHEET_MAX; n++)
		value = value * 10 + (text[n] - '0');
	if (n == 0 || value > SHEET_MAX || (text[n] && !strchr(stop, text[n])))
		return fail(ret_failure, ERR_REJECT, "a tab is given by its number, the gid in the sheet's address, not by '%s'", text);
	*ret = value;
	return OK;
}

enum error target_parse_sheet(const char *text, int64_t *ret, struct failure *ret_failure)
{
	return parse_digits(text, "", ret, ret_failure);
}

/* The gid behind # counts before the one behind ?: it is the tab that the browser shows. */
static const char *find_gid(const char *address)
{
	const char *fragment = strchr(address, '#');
	const char *gid = fragment ? strstr(fragment, "gid=") : NULL;
	if (!gid)
		gid = strstr(address, "?gid=") ? strstr(address, "?gid=") + 1 : strstr(address, "&gid=") ? strstr(address, "&gid=") + 1 : NULL;
	return gid ? gid + strlen("gid=") : NULL;
}

static enum error parse_address(const char *address, struct target *t, struct failure *ret_failure)
{
	const char *id = strstr(address, "/d/");
	if (!strstr(address, "/spreadsheets/") || !id)
		return fail(ret_failure, ERR_REJECT, "'%s' is not the address of a Google Sheet (https://docs.google.com/spreadsheets/d/ID/edit#gid=0)", address);
	id += strlen("/d/");
	if (strncmp(id, "e/", 2) == 0)
		return fail(ret_failure, ERR_REJECT, "this is the address of a published copy; give the one that the editor shows");
	size_t n = id_length(id);
	if (id[n] && !strchr("/?#", id[n]))
		return fail(ret_failure, ERR_REJECT, "the spreadsheet id in '%s' has a character that no id has: '%c'", address, id[n]);
	enum error e = store_id(id, n, t, ret_failure);
	const char *gid = find_gid(address);
	if (e != OK || !gid)
		return e;
	t->has_sheet = true;
	return parse_digits(gid, "&#?", &t->sheet, ret_failure);
}

enum error target_parse(const char *text, struct target *ret, struct failure *ret_failure)
{
	struct target t = {0};
	enum error e;
	size_t n = id_length(text);
	if (strchr(text, '/'))
		e = parse_address(text, &t, ret_failure);
	else if (text[n])
		e = fail(ret_failure, ERR_REJECT, "'%s' is no spreadsheet id: only letters, digits, _ and - can stand in one", text);
	else
		e = store_id(text, n, &t, ret_failure);
	if (e == OK)
		*ret = t;
	return e;
}
