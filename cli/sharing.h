/* Whether Google lets a service account at a spreadsheet, in words for whoever can mend it. */
#ifndef GSYNC_CLI_SHARING_H
#define GSYNC_CLI_SHARING_H

#include "cli/findings.h"
#include "google/sheets.h"

/* Asks Google's token endpoint for a token and reports what it says of the key: accepted, refused, clock wrong, not reachable. */
bool sharing_token(struct findings *f, const struct sheets *s);
/* Reads the spreadsheet's title and reports: shared, not shared (403), not there (404), API not enabled, no answer. True if it may be read. */
bool sharing_report(struct findings *f, const struct sheets *s, const char *spreadsheet);

#endif
