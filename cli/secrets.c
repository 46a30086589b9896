#include "cli/secrets.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/target.h"
#include "common/base64.h"

#define PREFIX "whsec_"

static void closep(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}
#define _cleanup_fd_ __attribute__((cleanup(closep)))

/* Opens the directory and keeps others from changing it at the same time. */
static enum error open_directory(const char *path, int *ret_fd, struct failure *ret_failure)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return fail(ret_failure, ERR_STOP, "%s: there is no such directory; make it readable for gsync-fcgi alone: install -d -m 2750 -g gsync-fcgi %s",
		            path, path);
	if (fd < 0)
		return fail(ret_failure, ERR_STOP, "%s: %s", path, strerror(errno));
	if (flock(fd, LOCK_EX) != 0) {
		close(fd);
		return fail(ret_failure, ERR_STOP, "%s: %s", path, strerror(errno));
	}
	*ret_fd = fd;
	return OK;
}

static enum error read_all(int fd, struct buf *to, const char *name, struct failure *ret_failure)
{
	char chunk[4096];
	ssize_t got;
	while ((got = read(fd, chunk, sizeof chunk)) > 0)
		buf_add(to, chunk, (size_t)got);
	if (got < 0)
		return fail(ret_failure, ERR_STOP, "%s: %s", name, strerror(errno));
	return to->failed ? fail(ret_failure, ERR_STOP, "%s: out of memory", name) : OK;
}

/* *ret_there false: there is no such file. */
static enum error read_file(int directory, const char *name, struct buf *to, bool *ret_there, struct failure *ret_failure)
{
	_cleanup_fd_ int fd = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	*ret_there = fd >= 0;
	if (fd < 0)
		return errno == ENOENT ? OK : fail(ret_failure, ERR_STOP, "%s: %s", name, strerror(errno));
	return read_all(fd, to, name, ret_failure);
}

static enum error write_all(int fd, const char *data, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, data, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return ERR_STOP;
		data += done;
		n -= (size_t)done;
	}
	return OK;
}

static bool finish(int fd, gid_t group, const struct buf *content)
{
	return fchmod(fd, 0640) == 0 && (fchown(fd, (uid_t)-1, group) == 0) && write_all(fd, content->data, content->len) == OK && fsync(fd) == 0;
}

/* The temporary name has a dot, which no spreadsheet id has: readers pass over it. */
static enum error replace_file(int directory, const char *name, const struct buf *content, struct failure *ret_failure)
{
	char temporary[SPREADSHEET_ID_MAX + 32];
	struct stat st;
	snprintf(temporary, sizeof temporary, ".%s.%ld", name, (long)getpid());
	_cleanup_fd_ int fd = openat(directory, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0 || fstat(directory, &st) != 0)
		return fail(ret_failure, ERR_STOP, "cannot write into the secrets directory: %s", strerror(errno));
	if (!finish(fd, st.st_gid, content) || renameat(directory, temporary, directory, name) != 0) {
		int problem = errno;
		unlinkat(directory, temporary, 0);
		return fail(ret_failure, ERR_STOP, "cannot write the secret of %s: %s", name, strerror(problem));
	}
	if (fsync(directory) != 0)
		return fail(ret_failure, ERR_STOP, "cannot flush the secrets directory: %s", strerror(errno));
	return OK;
}

static enum error make_secret(char ret[SECRET_SIZE], struct failure *ret_failure)
{
	unsigned char bytes[SECRET_BYTES];
	if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
		return fail(ret_failure, ERR_STOP, "no random bytes: %s", strerror(errno));
	memcpy(ret, PREFIX, sizeof PREFIX);
	base64_encode(bytes, sizeof bytes, ret + strlen(PREFIX));
	return OK;
}

/* The next line that holds a secret, without blanks around it; NULL at the end. *at moves on. */
static const char *next_secret(const char **at, size_t *ret_len)
{
	while (**at) {
		const char *line = *at + strspn(*at, " \t\r\n");
		size_t n = strcspn(line, " \t\r\n");
		const char *end = line + strcspn(line, "\n");
		*at = *end ? end + 1 : end;
		if (n > strlen(PREFIX) && strncmp(line, PREFIX, strlen(PREFIX)) == 0) {
			*ret_len = n;
			return line;
		}
	}
	return NULL;
}

static size_t count_secrets(const char *text)
{
	size_t count = 0, n;
	while (next_secret(&text, &n))
		count++;
	return count;
}

enum error secrets_add(const char *directory, const char *spreadsheet, bool first, char ret_secret[SECRET_SIZE], struct failure *ret_failure)
{
	_cleanup_fd_ int fd = -1;
	_cleanup_buf_ struct buf content = {0};
	bool there = false;
	char secret[SECRET_SIZE];
	enum error e = open_directory(directory, &fd, ret_failure);
	if (e == OK)
		e = read_file(fd, spreadsheet, &content, &there, ret_failure);
	if (e != OK)
		return e;
	if (first && there)
		return fail(ret_failure, ERR_REJECT, "%s has a secret already; `gsync secret rotate %s` adds a new one beside it", spreadsheet, spreadsheet);
	if (!first && !there)
		return fail(ret_failure, ERR_REJECT, "%s has no secret yet; `gsync secret new %s` makes one", spreadsheet, spreadsheet);
	e = make_secret(secret, ret_failure);
	if (e != OK)
		return e;
	if (content.len && content.data[content.len - 1] != '\n')
		buf_addc(&content, '\n');
	buf_addf(&content, "%s\n", secret);
	e = content.failed ? fail(ret_failure, ERR_STOP, "out of memory") : replace_file(fd, spreadsheet, &content, ret_failure);
	if (e == OK)
		memcpy(ret_secret, secret, sizeof secret);
	return e;
}

static enum error none_there(const char *spreadsheet, struct failure *ret_failure)
{
	return fail(ret_failure, ERR_REJECT, "%s has no secret; `gsync secret list` shows which have", spreadsheet);
}

enum error secrets_keep_newest(const char *directory, const char *spreadsheet, size_t *ret_removed, struct failure *ret_failure)
{
	_cleanup_fd_ int fd = -1;
	_cleanup_buf_ struct buf content = {0}, kept = {0};
	bool there = false;
	enum error e = open_directory(directory, &fd, ret_failure);
	if (e == OK)
		e = read_file(fd, spreadsheet, &content, &there, ret_failure);
	if (e != OK)
		return e;
	size_t count = content.data ? count_secrets(content.data) : 0, n = 0;
	if (!there || count == 0)
		return none_there(spreadsheet, ret_failure);
	const char *at = content.data, *newest = NULL;
	for (size_t i = 0; i < count; i++)
		newest = next_secret(&at, &n);
	buf_add(&kept, newest, n);
	buf_addc(&kept, '\n');
	e = kept.failed ? fail(ret_failure, ERR_STOP, "out of memory") : replace_file(fd, spreadsheet, &kept, ret_failure);
	if (e == OK)
		*ret_removed = count - 1;
	return e;
}

enum error secrets_remove(const char *directory, const char *spreadsheet, struct failure *ret_failure)
{
	_cleanup_fd_ int fd = -1;
	enum error e = open_directory(directory, &fd, ret_failure);
	if (e != OK)
		return e;
	if (unlinkat(fd, spreadsheet, 0) == 0)
		return OK;
	if (errno == ENOENT)
		return none_there(spreadsheet, ret_failure);
	return fail(ret_failure, ERR_STOP, "cannot remove the secrets of %s: %s", spreadsheet, strerror(errno));
}

static bool is_id(const char *name)
{
	struct target t;
	return !strchr(name, '/') && target_parse(name, &t, NULL) == OK;
}

static enum error describe(int directory, const char *name, struct secret_file *ret, struct failure *ret_failure)
{
	_cleanup_buf_ struct buf content = {0};
	struct stat st;
	bool there = false;
	if (fstatat(directory, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return fail(ret_failure, ERR_STOP, "%s: %s", name, strerror(errno));
	enum error e = read_file(directory, name, &content, &there, ret_failure);
	if (e != OK)
		return e;
	struct secret_file file = {.spreadsheet = strdup(name), .secrets = content.data ? count_secrets(content.data) : 0, .changed = (long)st.st_mtime};
	*ret = file;
	return file.spreadsheet ? OK : fail(ret_failure, ERR_STOP, "out of memory");
}

static int by_name(const void *a, const void *b)
{
	const struct secret_file *x = a, *y = b;
	return strcmp(x->spreadsheet, y->spreadsheet);
}

void secrets_list_free(struct secret_file *files, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(files[i].spreadsheet);
	free(files);
}

static enum error add_described(int directory, const char *name, struct secret_file **files, size_t *count, struct failure *ret_failure)
{
	struct secret_file *grown = realloc(*files, (*count + 1) * sizeof *grown);
	if (!grown)
		return fail(ret_failure, ERR_STOP, "out of memory");
	*files = grown;
	enum error e = describe(directory, name, &grown[*count], ret_failure);
	*count += e == OK;
	return e;
}

enum error secrets_list(const char *directory, struct secret_file **ret_files, size_t *ret_count, struct failure *ret_failure)
{
	DIR *d = opendir(directory);
	if (!d)
		return fail(ret_failure, ERR_STOP, "%s: %s", directory, strerror(errno));
	struct secret_file *files = NULL;
	size_t count = 0;
	enum error e = OK;
	struct dirent *entry;
	while (e == OK && (entry = readdir(d)))
		if (is_id(entry->d_name))
			e = add_described(dirfd(d), entry->d_name, &files, &count, ret_failure);
	closedir(d);
	if (e != OK) {
		secrets_list_free(files, count);
		return e;
	}
	if (count)
		qsort(files, count, sizeof *files, by_name);
	*ret_files = files;
	*ret_count = count;
	return OK;
}
