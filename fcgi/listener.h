/* The socket on which the web server calls. */
#ifndef GSYNC_FCGI_LISTENER_H
#define GSYNC_FCGI_LISTENER_H

#include <stdbool.h>

#include "common/error.h"

struct listener {
	int fd;
	const char *path; /* NULL: systemd made the socket and keeps it */
};

/* A socket handed over by systemd (standard input, or LISTEN_FDS=1), else one at `path` (which must outlive it): mode 0660, a socket left behind by a
 * dead process replaced. ERR_STOP if another process listens there. */
enum error listener_open(struct listener *ret, const char *path, struct failure *ret_failure);
/* Closes it, and removes the path if it was made here. */
void listener_close(struct listener *l);

#endif
