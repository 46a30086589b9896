/* Which spreadsheet and which tab: an id and a number, or the address of the sheet as a browser shows it. */
#ifndef GSYNC_CLI_TARGET_H
#define GSYNC_CLI_TARGET_H

#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"

enum { SPREADSHEET_ID_MAX = 128 };

struct target {
	char spreadsheet[SPREADSHEET_ID_MAX + 1];
	bool has_sheet; /* an address without #gid=… names no tab */
	int64_t sheet;
};

/* `text` is an id ([A-Za-z0-9_-], at most 128) or an address such as https://docs.google.com/spreadsheets/d/ID/edit?gid=0#gid=0. */
enum error target_parse(const char *text, struct target *ret, struct failure *ret_failure);
/* A tab's number: decimal digits, at most 2^53. */
enum error target_parse_sheet(const char *text, int64_t *ret, struct failure *ret_failure);

#endif
