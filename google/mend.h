/* Makes JSON text digestible for PostgreSQL and for our own parser. */
#ifndef GSYNC_GOOGLE_MEND_H
#define GSYNC_GOOGLE_MEND_H

#include <stddef.h>

/* Replaces, in place, the escapes \u0000 (PostgreSQL's text has no such character) and lone surrogates by \ufffd. Length and all else stay. */
void mend_json(char *text, size_t n);

#endif
