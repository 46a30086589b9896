/* Makes JSON text digestible for PostgreSQL and for our own parser. */
#ifndef GSYNC_GOOGLE_MEND_H
#define GSYNC_GOOGLE_MEND_H

#include <stddef.h>

/* Replaces, in place, lone surrogates by \ufffd, and \u0000, which PostgreSQL's text cannot hold, by \ufdd0: a noncharacter that the merge knows and
 * refuses. Length and all else stay. */
void mend_json(char *text, size_t n);

#endif
