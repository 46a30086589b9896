/* pipe2 */
#define _GNU_SOURCE
#include "cli/run.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_OUTPUT = 4 << 20, NOT_FOUND = 127 };

static bool is_program(const char *directory, size_t n, const char *name, struct buf *to)
{
	buf_reset(to);
	buf_add(to, directory, n);
	buf_addf(to, "/%s", name);
	return n > 0 && !to->failed && access(to->data, X_OK) == 0;
}

/* gsync's programs belong together: those that were built or installed with this one come first. */
static bool is_beside_us(const char *name, struct buf *to)
{
	char self[4096];
	ssize_t n = strncmp(name, "gsync-", strlen("gsync-")) == 0 ? readlink("/proc/self/exe", self, sizeof self - 16) : 0;
	if (n <= 0)
		return false;
	self[n] = '\0';
	char *end = strrchr(self, '/');
	if (is_program(self, (size_t)(end - self), name, to))
		return true;
	memcpy(end, "/../sbin", sizeof "/../sbin");
	return is_program(self, strlen(self), name, to);
}

bool run_find(const char *name, struct buf *to)
{
	if (is_beside_us(name, to))
		return true;
	if (strchr(name, '/')) {
		buf_reset(to);
		buf_adds(to, name);
		return access(name, X_OK) == 0;
	}
	/* Servers' programs are not on everybody's PATH */
	const char *const places[] = {getenv("PATH"), "/usr/local/sbin:/usr/sbin:/sbin"};
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		for (const char *p = places[i] ? places[i] : ""; *p;) {
			size_t n = strcspn(p, ":");
			if (is_program(p, n, name, to))
				return true;
			p += n + (p[n] == ':');
		}
	return false;
}

static void read_output(int fd, struct buf *out)
{
	char chunk[4096];
	ssize_t got;
	while ((got = read(fd, chunk, sizeof chunk)) > 0 || (got < 0 && errno == EINTR))
		if (got > 0 && out->len < MOST_OUTPUT)
			buf_add(out, chunk, (size_t)got);
}

static int wait_for(pid_t pid)
{
	int status = 0;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return NOT_FOUND;
	return WIFEXITED(status) ? WEXITSTATUS(status) : NOT_FOUND + 1;
}

static bool start(const char *path, const char *const argv[], int output, pid_t *ret)
{
	posix_spawn_file_actions_t actions;
	if (posix_spawn_file_actions_init(&actions) != 0)
		return false;
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
	char *words[16] = {NULL};
	for (size_t i = 0; i < sizeof words / sizeof *words - 1 && argv[i]; i++)
		memcpy(&words[i], &argv[i], sizeof words[i]); /* posix_spawn takes them without const */
	bool started = posix_spawn(ret, path, &actions, NULL, words, environ) == 0;
	posix_spawn_file_actions_destroy(&actions);
	return started;
}

int run_program(const char *const argv[], struct buf *out)
{
	_cleanup_buf_ struct buf path = {0};
	int ends[2];
	pid_t pid = 0;
	if (!run_find(argv[0], &path) || pipe2(ends, O_CLOEXEC) != 0)
		return NOT_FOUND;
	bool started = start(path.data, argv, ends[1], &pid);
	close(ends[1]);
	if (started)
		read_output(ends[0], out);
	close(ends[0]);
	buf_add(out, "", 0);
	return started ? wait_for(pid) : NOT_FOUND;
}

bool run_share(const char *name, struct buf *to)
{
	static const char *const places[] = {"/../share/gsync/", "/../", "/"};
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	if (n <= 0)
		return false;
	self[n] = '\0';
	*strrchr(self, '/') = '\0';
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		_cleanup_buf_ struct buf path = {0};
		buf_addf(&path, "%s%s%s", self, places[i], name);
		char *real = path.failed ? NULL : realpath(path.data, NULL);
		if (real)
			buf_adds(to, real);
		free(real);
		if (real)
			return true;
	}
	return false;
}
