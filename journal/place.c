#include "journal/place.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

static void close_fd(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}
#define _cleanup_fd_ __attribute__((cleanup(close_fd)))

static enum error failed(struct failure *ret_failure, const char *what, const char *path, const char *name)
{
	int error = errno;
	return fail(ret_failure, error == ENOSPC ? ERR_RETRY : ERR_STOP, "cannot %s %s%s%s: %s", what, path, name ? "/" : "", name ? name : "", strerror(error));
}

static enum error make_directory(const char *path, struct failure *ret_failure)
{
	if (mkdir(path, PLACE_DIRECTORY_MODE) == 0)
		/* Again, for the umask. */
		return chmod(path, PLACE_DIRECTORY_MODE) == 0 ? OK : failed(ret_failure, "set the mode of", path, NULL);
	if (errno == EEXIST)
		return OK;
	return failed(ret_failure, "make the journal's directory", path, NULL);
}

static enum error make_file(int directory, const char *path, const char *name, struct failure *ret_failure)
{
	_cleanup_fd_ int fd = openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, PLACE_FILE_MODE);
	if (fd < 0)
		return errno == EEXIST ? OK : failed(ret_failure, "make", path, name);
	if (fchmod(fd, PLACE_FILE_MODE) < 0)
		return failed(ret_failure, "set the mode of", path, name);
	return OK;
}

static bool on_network(int directory)
{
	static const unsigned network_types[] = {NFS_SUPER_MAGIC, SMB_SUPER_MAGIC, 0xff534d42 /* cifs */, 0xfe534d42 /* smb2 */};
	struct statfs fs;
	if (fstatfs(directory, &fs) < 0)
		return false;
	for (size_t i = 0; i < sizeof network_types / sizeof network_types[0]; i++)
		if ((unsigned)fs.f_type == network_types[i])
			return true;
	return false;
}

enum error place_prepare(const char *path, struct failure *ret_failure)
{
	enum error e = make_directory(path, ret_failure);
	if (e)
		return e;
	_cleanup_fd_ int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory < 0)
		return failed(ret_failure, "open the journal's directory", path, NULL);
	if (on_network(directory))
		return fail(ret_failure, ERR_STOP, "%s is on a network disk, where a journal can be damaged; choose a local one as [journal] path", path);
	static const char *const files[] = {"data.mdb", "lock.mdb", "bell"};
	for (size_t i = 0; i < sizeof files / sizeof files[0] && !e; i++)
		e = make_file(directory, path, files[i], ret_failure);
	if (!e && fsync(directory) < 0)
		return failed(ret_failure, "write", path, NULL);
	return e;
}

bool place_is_new(const char *path)
{
	char file[PATH_MAX];
	struct stat st;
	snprintf(file, sizeof file, "%s/data.mdb", path);
	if (stat(file, &st) < 0)
		return errno == ENOENT || errno == ENOTDIR;
	return st.st_size == 0;
}

static bool is_empty(DIR *d)
{
	for (const struct dirent *entry; (entry = readdir(d));)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			return false;
	return true;
}

enum error place_check_empty(const char *path, struct failure *ret_failure)
{
	DIR *d = opendir(path);
	if (!d)
		return fail(ret_failure, ERR_STOP, "cannot open %s: %s; make the directory first, it must be empty", path, strerror(errno));
	bool empty = is_empty(d);
	closedir(d);
	return empty ? OK : fail(ret_failure, ERR_STOP, "%s is not empty; a copy goes into an empty directory", path);
}

enum error place_seal(const char *path, const char *name, struct failure *ret_failure)
{
	_cleanup_fd_ int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_cleanup_fd_ int fd = directory < 0 ? -1 : openat(directory, name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return failed(ret_failure, "open", path, name);
	if (fchmod(fd, PLACE_FILE_MODE) < 0)
		return failed(ret_failure, "set the mode of", path, name);
	if (fsync(fd) < 0 || fsync(directory) < 0)
		return failed(ret_failure, "write", path, name);
	return OK;
}
