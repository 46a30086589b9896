#include "journal/bell.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { BELL_SIZE = 4096, SILENT_SLEEP_MS = 100 };

struct bell {
	_Atomic uint32_t *word; /* NULL: silent */
	bool read_only;
};

static void *map_file(const char *path, bool read_only)
{
	int fd = open(path, (read_only ? O_RDONLY : O_RDWR) | O_CLOEXEC);
	if (fd < 0)
		return MAP_FAILED;
	void *map = MAP_FAILED;
	off_t size = lseek(fd, 0, SEEK_END);
	if (size >= BELL_SIZE || (!read_only && ftruncate(fd, BELL_SIZE) == 0))
		map = mmap(NULL, BELL_SIZE, read_only ? PROT_READ : PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	int error = errno;
	close(fd);
	errno = error;
	return map;
}

struct bell *bell_open(const char *path, bool read_only, struct failure *ret_failure)
{
	char file[PATH_MAX];
	snprintf(file, sizeof file, "%s/bell", path);
	struct bell *b = calloc(1, sizeof *b);
	if (!b) {
		fail(ret_failure, ERR_STOP, "out of memory");
		return NULL;
	}
	void *map = map_file(file, read_only);
	if (map == MAP_FAILED && !read_only) {
		fail(ret_failure, ERR_STOP, "cannot open %s: %s", file, strerror(errno));
		free(b);
		return NULL;
	}
	b->word = map == MAP_FAILED ? NULL : map;
	b->read_only = read_only;
	return b;
}

void bell_close(struct bell *b)
{
	if (b && b->word)
		munmap(b->word, BELL_SIZE);
	free(b);
}

/* Not a private futex: the waiters may be in other processes. */
static void futex(_Atomic uint32_t *word, int op, uint32_t value, const struct timespec *timeout)
{
	syscall(SYS_futex, word, op, value, timeout, NULL, 0);
}

void bell_ring(struct bell *b)
{
	if (!b->word || b->read_only)
		return;
	atomic_fetch_add(b->word, 1);
	futex(b->word, FUTEX_WAKE, INT_MAX, NULL);
}

uint32_t bell_read(const struct bell *b)
{
	return b->word ? atomic_load(b->word) : 0;
}

static struct timespec from_ms(unsigned ms)
{
	return (struct timespec){.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};
}

void bell_wait(struct bell *b, uint32_t seen, unsigned timeout_ms)
{
	if (!b->word && timeout_ms > SILENT_SLEEP_MS)
		timeout_ms = SILENT_SLEEP_MS;
	struct timespec timeout = from_ms(timeout_ms);
	if (b->word)
		futex(b->word, FUTEX_WAIT, seen, &timeout);
	else
		nanosleep(&timeout, NULL);
}
