#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MODE = 0644 };

static bool write_all(int fd, const struct buf *content)
{
	size_t done = 0;
	while (done < content->len) {
		ssize_t n = write(fd, content->data + done, content->len - done);
		if (n < 0 && errno != EINTR)
			return false;
		done += n > 0 ? (size_t)n : 0;
	}
	return true;
}

static bool write_file(const char *path, const struct buf *content)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, MODE);
	if (fd < 0)
		return false;
	bool ok = fchmod(fd, MODE) == 0 && write_all(fd, content);
	return close(fd) == 0 && ok;
}

enum error file_replace(const char *path, const struct buf *content, struct failure *ret_failure)
{
	_cleanup_buf_ struct buf temporary = {0};
	buf_addf(&temporary, "%s.new", path);
	if (temporary.failed || content->failed)
		return fail(ret_failure, ERR_RETRY, "out of memory");
	if (write_file(temporary.data, content) && rename(temporary.data, path) == 0)
		return OK;
	return fail(ret_failure, ERR_RETRY, "cannot write %s: %s; check that path and its directory", path, strerror(errno));
}
