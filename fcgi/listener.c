#include "fcgi/listener.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 1024, FIRST_PASSED_FD = 3 };

static bool is_listening(int fd)
{
	int listening = 0;
	socklen_t n = sizeof listening;

	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &n) == 0 && listening;
}

/* sd_listen_fds(3), for one socket. */
static bool is_passed(void)
{
	const char *pid = getenv("LISTEN_PID"), *fds = getenv("LISTEN_FDS");

	return pid && fds && strtol(pid, NULL, 10) == getpid() && strcmp(fds, "1") == 0 && is_listening(FIRST_PASSED_FD);
}

static int handed_over(void)
{
	if (is_listening(STDIN_FILENO))
		return STDIN_FILENO;
	return is_passed() ? FIRST_PASSED_FD : -1;
}

/* True if a process answers there; a socket file without one refuses. */
static bool is_alive(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	bool alive = fd >= 0 && (connect(fd, (const struct sockaddr *)address, sizeof *address) == 0 || errno == EAGAIN);

	if (fd >= 0)
		close(fd);
	return alive;
}

static bool is_socket(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISSOCK(st.st_mode);
}

/* Binds with mode 0660 from the first moment on: nobody else gets in between. */
static bool bind_private(int fd, const struct sockaddr_un *address)
{
	mode_t before = umask(S_IXUSR | S_IXGRP | S_IRWXO);
	bool bound = bind(fd, (const struct sockaddr *)address, sizeof *address) == 0;

	umask(before);
	return bound;
}

enum error listener_open(struct listener *ret, const char *path, struct failure *ret_failure)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = handed_over();

	if (fd >= 0) {
		fcntl(fd, F_SETFD, FD_CLOEXEC);
		*ret = (struct listener){ .fd = fd };
		return OK;
	}
	if (strlen(path) >= sizeof address.sun_path)
		return fail(ret_failure, ERR_STOP, "[fcgi] socket: %s is longer than a socket's path may be (%zu bytes)", path, sizeof address.sun_path - 1);
	memcpy(address.sun_path, path, strlen(path) + 1);
	if (is_socket(path) && is_alive(&address))
		return fail(ret_failure, ERR_STOP, "[fcgi] socket: another process listens on %s already", path);
	if (is_socket(path))
		unlink(path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || !bind_private(fd, &address) || listen(fd, BACKLOG) != 0) {
		fail(ret_failure, ERR_STOP, "[fcgi] socket: cannot listen on %s: %s", path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return ERR_STOP;
	}
	*ret = (struct listener){ .fd = fd, .path = path };
	return OK;
}

void listener_close(struct listener *l)
{
	close(l->fd);
	if (l->path)
		unlink(l->path);
}
