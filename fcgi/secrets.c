#include "fcgi/secrets.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/log.h"
#include "fcgi/signature.h"

enum { NAME_MAX_LENGTH = 128, KEYS_MAX = 8 };

/* One spreadsheet. */
struct entry {
	char name[NAME_MAX_LENGTH + 1];
	struct signature_key keys[KEYS_MAX];
	size_t count;
};

struct set {
	struct entry *entries; /* by name */
	size_t count;
	size_t most_keys; /* that any one spreadsheet has */
};

struct secrets {
	char *directory;
	pthread_rwlock_t lock; /* for `set` */
	struct set set;
	uint64_t state, looked; /* of the directory when it was read, and at the last look; for the one thread that reloads */
};

static void set_free(struct set *set)
{
	for (size_t i = 0; i < set->count; i++)
		signature_key_wipe(set->entries[i].keys, set->entries[i].count);
	free(set->entries);
	*set = (struct set){ 0 };
}

static void close_file(FILE **f)
{
	if (*f)
		fclose(*f);
}

static void close_directory(DIR **d)
{
	if (*d)
		closedir(*d);
}

static bool is_spreadsheet_id(const char *name)
{
	size_t n = strlen(name);

	if (n == 0 || n > NAME_MAX_LENGTH)
		return false;
	for (; *name; name++)
		if (!isalnum((unsigned char)*name) && *name != '-' && *name != '_')
			return false;
	return true;
}

/* A regular file: opening must not wait (a FIFO would). */
static FILE *open_secret(int directory, const char *name)
{
	int fd = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	FILE *f;

	if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		log_warning("secret %s: %s", name, fd < 0 ? strerror(errno) : "not a regular file");
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	if (st.st_mode & S_IRWXO)
		log_warning("secret %s: any user of this machine can read it; chmod o= it", name);
	f = fdopen(fd, "r");
	if (!f)
		close(fd);
	return f;
}

static void read_line(struct entry *e, const char *line, size_t n, unsigned number)
{
	while (n && isspace((unsigned char)line[n - 1]))
		n--;
	if (n == 0 || *line == '#')
		return;
	if (e->count == KEYS_MAX)
		log_warning("secret %s, line %u: more than %d secrets; left out", e->name, number, KEYS_MAX);
	else if (signature_key_parse(line, n, &e->keys[e->count]))
		e->count++;
	else
		log_warning("secret %s, line %u: not whsec_ and base64 of %d to %d bytes; left out", e->name, number, SIGNATURE_KEY_MIN,
		            SIGNATURE_KEY_MAX);
}

/* Fills in name and keys. */
static void read_entry(int directory, const char *name, struct entry *e)
{
	FILE *f __attribute__((cleanup(close_file))) = open_secret(directory, name);
	char line[256];

	*e = (struct entry){ 0 };
	memcpy(e->name, name, strlen(name));
	for (unsigned number = 1; f && fgets(line, sizeof line, f); number++)
		read_line(e, line, strlen(line), number);
	explicit_bzero(line, sizeof line);
	if (f && e->count == 0)
		log_warning("secret %s: no secret in it", name);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

/* Room for one more, doubling; the old copy of the keys is wiped. */
static struct entry *grow(struct set *set, size_t *capacity)
{
	if (set->count == *capacity) {
		size_t more = *capacity ? 2 * *capacity : 8;
		struct entry *entries = calloc(more, sizeof *entries);

		if (!entries)
			return NULL;
		if (set->count)
			memcpy(entries, set->entries, set->count * sizeof *entries);
		size_t count = set->count;

		set_free(set);
		set->entries = entries;
		set->count = count;
		*capacity = more;
	}
	return &set->entries[set->count];
}

static enum error set_read(const char *directory, struct set *ret, struct failure *failure)
{
	DIR *d __attribute__((cleanup(close_directory))) = opendir(directory);
	struct set set = { 0 };
	size_t capacity = 0;

	if (!d)
		return fail(failure, ERR_STOP, "cannot read the directory of secrets %s: %s", directory, strerror(errno));
	for (struct dirent *file; (file = readdir(d));) {
		if (file->d_name[0] == '.')
			continue;
		if (!is_spreadsheet_id(file->d_name)) {
			log_warning("secret %s: its name is not a spreadsheet's id; left out", file->d_name);
			continue;
		}
		struct entry *e = grow(&set, &capacity);

		if (!e) {
			set_free(&set);
			return fail(failure, ERR_RETRY, "cannot read the secrets: out of memory");
		}
		read_entry(dirfd(d), file->d_name, e);
		set.count += e->count > 0;
		if (e->count > set.most_keys)
			set.most_keys = e->count;
	}
	if (set.count)
		qsort(set.entries, set.count, sizeof *set.entries, by_name);
	*ret = set;
	return OK;
}

struct secrets *secrets_open(const char *directory, struct failure *ret_failure)
{
	struct secrets *s = calloc(1, sizeof *s);

	if (!s || !(s->directory = strdup(directory)) || pthread_rwlock_init(&s->lock, NULL) != 0) {
		if (s)
			free(s->directory);
		free(s);
		fail(ret_failure, ERR_STOP, "cannot read the secrets: out of memory");
		return NULL;
	}
	if (secrets_reload(s, ret_failure) == OK)
		return s;
	secrets_free(s);
	return NULL;
}

void secrets_free(struct secrets *s)
{
	if (!s)
		return;
	pthread_rwlock_destroy(&s->lock);
	set_free(&s->set);
	free(s->directory);
	free(s);
}

static void mix(uint64_t *digest, const void *bytes, size_t n)
{
	for (const unsigned char *p = bytes; n--; p++)
		*digest = (*digest ^ *p) * UINT64_C(1099511628211); /* FNV-1a: finds changes, hides nothing */
}

/* Names, sizes, times and rights of all files, whatever their order; 0: it cannot be read. */
static uint64_t state_of(const char *directory)
{
	DIR *d __attribute__((cleanup(close_directory))) = opendir(directory);
	uint64_t sum = 1;

	if (!d)
		return 0;
	for (struct dirent *file; (file = readdir(d));) {
		uint64_t digest = UINT64_C(14695981039346656037);
		struct stat st;

		if (file->d_name[0] == '.' || fstatat(dirfd(d), file->d_name, &st, 0) != 0)
			continue;
		mix(&digest, file->d_name, strlen(file->d_name));
		mix(&digest, &st.st_ino, sizeof st.st_ino);
		mix(&digest, &st.st_size, sizeof st.st_size);
		mix(&digest, &st.st_mode, sizeof st.st_mode);
		mix(&digest, &st.st_ctim, sizeof st.st_ctim);
		sum += digest;
	}
	return sum;
}

bool secrets_changed(struct secrets *s)
{
	uint64_t before = s->looked;

	s->looked = state_of(s->directory);
	return s->looked && s->looked != s->state && s->looked == before;
}

enum error secrets_reload(struct secrets *s, struct failure *ret_failure)
{
	struct set old, new;

	s->state = state_of(s->directory); /* before it is read: what changes meanwhile is seen next time */
	enum error error = set_read(s->directory, &new, ret_failure);

	if (error)
		return error;
	pthread_rwlock_wrlock(&s->lock);
	old = s->set;
	s->set = new;
	pthread_rwlock_unlock(&s->lock);
	set_free(&old);
	return OK;
}

size_t secrets_spreadsheets(struct secrets *s)
{
	size_t n;

	pthread_rwlock_rdlock(&s->lock);
	n = s->set.count;
	pthread_rwlock_unlock(&s->lock);
	return n;
}

static const struct entry *find(const struct set *set, const char *name)
{
	struct entry key = { 0 };

	if (!is_spreadsheet_id(name) || !set->count)
		return NULL;
	memcpy(key.name, name, strlen(name));
	return bsearch(&key, set->entries, set->count, sizeof *set->entries, by_name);
}

bool secrets_verify(struct secrets *s, const char *spreadsheet, const char *id, const char *timestamp, const char *body, size_t body_len,
                    const char *signatures, bool *ret_known)
{
	static const struct signature_key nobody = { .len = SIGNATURE_KEY_MIN };
	bool verified = false;

	pthread_rwlock_rdlock(&s->lock);
	const struct entry *e = find(&s->set, spreadsheet);
	size_t known = e ? e->count : 0;

	/* As many computations as the spreadsheet with the most secrets needs, so that time tells nothing. */
	for (size_t i = 0; i == 0 || i < s->set.most_keys; i++)
		verified |= signature_matches(i < known ? &e->keys[i] : &nobody, id, timestamp, body, body_len, signatures) && i < known;
	pthread_rwlock_unlock(&s->lock);
	if (ret_known)
		*ret_known = known > 0;
	return verified;
}
