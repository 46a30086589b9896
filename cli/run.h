/* Running another program and taking what it says: nginx -t, systemctl show. Never through a shell. */
#ifndef GSYNC_CLI_RUN_H
#define GSYNC_CLI_RUN_H

#include <stdbool.h>

#include "common/buf.h"

/* The program's path: beside this one if it is one of gsync's, from PATH, /usr/local/sbin, /usr/sbin, /sbin; a name with a slash is the path; false when it is nowhere. */
bool run_find(const char *name, struct buf *to);
/* Runs argv[0] (found as above) without input and appends its output, standard error included, to `out` (up to 4 MB). Its exit status; 127: not found. */
int run_program(const char *const argv[], struct buf *out);

/* Appends the path of a file that is installed under share/gsync, such as "nginx/gsync.conf"; of the source's in a program that is not installed. */
bool run_share(const char *name, struct buf *to);

#endif
