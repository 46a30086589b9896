#include "journal/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/statvfs.h>

#include "journal/place.h"

enum { DEFAULT_MAP_MIB = 1024, MIB = 1 << 20 };

/* --- what several of the journal's files need ---------------------------------------------------------------------------- */

uint64_t meta_seq(struct txn *t, struct slice name)
{
	struct slice value;
	uint64_t seq;
	return txn_get(t, TABLE_META, name, &value) && seq_parse(value, &seq) ? seq : 0;
}

uint64_t last_seq(struct txn *t)
{
	struct slice key, value;
	uint64_t seq = 0;
	_cleanup_cursor_ struct cursor c = {0};
	cursor_open(&c, t, TABLE_ENTRIES);
	if (cursor_last(&c, &key, &value))
		seq_parse(key, &seq);
	uint64_t purged = meta_seq(t, META_PURGED);
	return seq > purged ? seq : purged;
}

void require_headroom(struct txn *t, const struct journal *j)
{
	enum { LEAST = 256 * 1024, SHARE = 64 };
	uint64_t map = store_map_size(j->store);
	uint64_t headroom = map / SHARE > LEAST ? map / SHARE : LEAST;
	txn_require_free(t, headroom);
}

/* --- opening ------------------------------------------------------------------------------------------------------------- */

static void make_uuid(unsigned char uuid[UUID_SIZE])
{
	while (getrandom(uuid, UUID_SIZE, 0) != UUID_SIZE)
		;
	uuid[6] = (unsigned char)((uuid[6] & 0x0f) | 0x40); /* version 4: random */
	uuid[8] = (unsigned char)((uuid[8] & 0x3f) | 0x80);
}

static void print_uuid(const unsigned char *uuid, char to[37])
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < UUID_SIZE; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*to++ = '-';
		*to++ = digits[uuid[i] >> 4];
		*to++ = digits[uuid[i] & 15];
	}
	*to = '\0';
}

/* False if the journal has no identity yet. */
static bool read_identity(struct journal *j, struct txn *t, unsigned *ret_format)
{
	struct slice format, uuid;
	if (!txn_get(t, TABLE_META, META_FORMAT, &format) || !txn_get(t, TABLE_META, META_UUID, &uuid) || format.size != 1 || uuid.size != UUID_SIZE)
		return false;
	*ret_format = *(const unsigned char *)format.data;
	print_uuid(uuid.data, j->uuid);
	return true;
}

static enum error give_identity(struct journal *j, struct failure *ret_failure)
{
	static const unsigned char format = JOURNAL_FORMAT;
	unsigned char uuid[UUID_SIZE];
	unsigned present;
	struct txn t;
	make_uuid(uuid);
	txn_begin(&t, j->store, TXN_WRITE);
	if (!read_identity(j, &t, &present)) { /* another process may have been faster */
		txn_put(&t, TABLE_META, META_FORMAT, slice_of(&format, 1));
		txn_put(&t, TABLE_META, META_UUID, slice_of(uuid, UUID_SIZE));
		print_uuid(uuid, j->uuid);
	}
	return txn_commit(&t, ret_failure) == TXN_OK ? OK : ERR_STOP;
}

static enum error fail_newer(const struct journal *j, unsigned format, struct failure *ret_failure)
{
	return fail(ret_failure, ERR_STOP, "the journal in %s has format %u, which a newer gsync wrote, and gsync " GSYNC_VERSION " knows formats up to %d; nothing of it was changed. "
	            "Install the newer one again; to go back, let it apply everything (gsync status), stop it, and move this directory away", j->path, format, JOURNAL_FORMAT);
}

enum error check_format(const struct journal *j, struct txn *t, struct failure *ret_failure)
{
	struct slice format;
	if (!txn_get(t, TABLE_META, META_FORMAT, &format) || format.size != 1 || *(const unsigned char *)format.data <= JOURNAL_FORMAT)
		return OK;
	return fail_newer(j, *(const unsigned char *)format.data, ret_failure);
}

static enum error identify(struct journal *j, struct failure *ret_failure)
{
	unsigned format = JOURNAL_FORMAT;
	struct txn t;
	txn_begin(&t, j->store, TXN_READ);
	bool known = read_identity(j, &t, &format);
	enum error e = txn_end(&t, ret_failure);
	if (e)
		return e;
	if (!known && j->read_only)
		return fail(ret_failure, ERR_STOP, "the journal in %s has no identity; gsync-fcgi gives it one when it starts", j->path);
	if (format > JOURNAL_FORMAT)
		return fail_newer(j, format, ret_failure);
	return known ? OK : give_identity(j, ret_failure);
}

static enum error open_parts(struct journal *j, uint64_t map_size, struct failure *ret_failure)
{
	if (j->read_only && place_is_new(j->path)) /* lmdb would leave a lock file there */
		return fail(ret_failure, ERR_STOP, "there is no journal in %s; gsync-fcgi makes one when it starts", j->path);
	if (!j->read_only && place_prepare(j->path, ret_failure) != OK)
		return ERR_STOP;
	if (!j->read_only && map_size == 0 && place_is_new(j->path))
		map_size = (uint64_t)DEFAULT_MAP_MIB * MIB;
	j->store = store_open(j->path, map_size, j->read_only, ret_failure);
	if (!j->store)
		return ERR_STOP;
	j->bell = bell_open(j->path, j->read_only, ret_failure);
	return j->bell ? identify(j, ret_failure) : ERR_STOP;
}

struct journal *journal_open(const char *path, const struct journal_options *options, struct failure *ret_failure)
{
	struct journal *j = calloc(1, sizeof *j);
	if (!j || !(j->path = strdup(path))) {
		free(j);
		fail(ret_failure, ERR_STOP, "out of memory");
		return NULL;
	}
	pthread_mutex_init(&j->lock, NULL);
	j->end = &j->first;
	j->read_only = options->read_only;
	j->doubtful = true;
	if (open_parts(j, options->read_only ? 0 : options->map_size, ret_failure) != OK) {
		journal_close(j);
		return NULL;
	}
	return j;
}

void journal_close(struct journal *j)
{
	if (!j)
		return;
	bell_close(j->bell);
	store_close(j->store);
	pthread_mutex_destroy(&j->lock);
	free(j->path);
	free(j);
}

const char *journal_uuid(const struct journal *j)
{
	return j->uuid;
}

/* --- state --------------------------------------------------------------------------------------------------------------- */

static bool disk_has_room(const struct journal *j)
{
	struct statvfs fs;
	return statvfs(j->path, &fs) < 0 || fs.f_bavail * fs.f_frsize >= MIB;
}

/* Puts an entry of a usual size and takes it back: no disk access, but the same checks. */
static bool try_append(struct journal *j)
{
	enum { PROBE_SIZE = 16 * 1024 };
	struct txn t;
	txn_begin(&t, j->store, TXN_WRITE);
	struct seq_key key = seq_key(last_seq(&t) + 1);
	txn_append(&t, TABLE_ENTRIES, seq_slice(&key), PROBE_SIZE);
	require_headroom(&t, j);
	return txn_end(&t, NULL) == OK;
}

bool journal_writable(struct journal *j)
{
	if (j->read_only)
		return false;
	if (!j->doubtful)
		return true;
	if ((j->was_full && !disk_has_room(j)) || !try_append(j))
		return false;
	j->doubtful = false;
	return true;
}

enum error journal_stat(struct journal *j, struct journal_stat *ret, struct failure *ret_failure)
{
	struct slice key, value;
	struct journal_stat s = {0};
	struct txn t;
	txn_begin(&t, j->store, TXN_READ);
	{
		_cleanup_cursor_ struct cursor c = {0};
		cursor_open(&c, &t, TABLE_ENTRIES);
		if (cursor_first(&c, &key, &value))
			seq_parse(key, &s.first_seq);
		s.oldest_ms = s.first_seq ? record_received(value) : 0;
		if (cursor_last(&c, &key, &value))
			seq_parse(key, &s.last_seq);
		s.newest_ms = s.last_seq ? record_received(value) : 0;
	}
	s.entries = txn_count(&t, TABLE_ENTRIES);
	s.next_seq = last_seq(&t) + 1;
	s.used_bytes = txn_used_bytes(&t);
	s.map_size = store_map_size(j->store);
	enum error e = txn_end(&t, ret_failure);
	if (e)
		return e;
	s.readers = store_readers(j->store);
	*ret = s;
	return OK;
}

enum error journal_waiting(struct journal *j, uint64_t applied, uint64_t *ret_entries, uint64_t *ret_since_ms, struct failure *ret_failure)
{
	struct slice key, value;
	struct seq_key from = seq_key(applied + 1);
	uint64_t first = 0, since = 0, last;
	struct txn t;
	txn_begin(&t, j->store, TXN_READ);
	{
		_cleanup_cursor_ struct cursor c = {0};
		cursor_open(&c, &t, TABLE_ENTRIES);
		if (cursor_seek(&c, seq_slice(&from), &key, &value) && seq_parse(key, &first))
			since = record_received(value);
	}
	last = last_seq(&t);
	enum error e = txn_end(&t, ret_failure);
	if (e)
		return e;
	*ret_entries = first ? last - first + 1 : 0;
	*ret_since_ms = since;
	return OK;
}

enum error journal_copy(struct journal *j, const char *to, struct failure *ret_failure)
{
	enum error e = place_check_empty(to, ret_failure);
	if (!e)
		e = store_copy(j->store, to, ret_failure);
	if (!e)
		e = place_seal(to, "data.mdb", ret_failure);
	return e ? e : place_prepare(to, ret_failure);
}

/* --- the doorbell -------------------------------------------------------------------------------------------------------- */

uint32_t journal_bell(struct journal *j)
{
	return bell_read(j->bell);
}

void journal_wait(struct journal *j, uint32_t seen, unsigned timeout_ms)
{
	bell_wait(j->bell, seen, timeout_ms);
}

void journal_ring(struct journal *j)
{
	bell_ring(j->bell);
}
