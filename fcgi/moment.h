/* Times as RFC 3339 writes them. */
#ifndef GSYNC_FCGI_MOMENT_H
#define GSYNC_FCGI_MOMENT_H

#include <stdbool.h>
#include <stddef.h>

/* True for a date and time with a zone that exists and that PostgreSQL can store: "2026-11-22T10:00:00Z", "2026-11-22T10:00:00.123+01:00". */
bool is_moment(const char *text, size_t n);

#endif
