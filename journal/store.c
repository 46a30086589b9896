#include "journal/store.h"

#include <errno.h>
#include <lmdb.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "journal/place.h"

enum { MOST_SHOWN = 1024 * 1024 };

struct store {
	MDB_env *env;
	MDB_dbi tables[TABLES];
	char *path;
	/* Held for reading by every transaction: the map may be moved only when there is none. */
	pthread_rwlock_t moving;
};

static const char *const table_names[TABLES] = {
	[TABLE_META] = "meta", [TABLE_ENTRIES] = "entries", [TABLE_PIECES] = "pieces", [TABLE_IDS] = "ids", [TABLE_RETIRED] = "retired"};

static enum txn_result sort_error(int error)
{
	if (error == 0)
		return TXN_OK;
	if (error == MDB_MAP_FULL || error == MDB_TXN_FULL || error == ENOSPC || error == EDQUOT)
		return TXN_FULL;
	return TXN_FAILED;
}

static enum error explain(const struct store *s, int error, struct failure *ret_failure)
{
	enum txn_result kind = sort_error(error);
	if (error == MDB_MAP_FULL || error == MDB_TXN_FULL)
		return fail(ret_failure, ERR_RETRY, "journal %s is full: entries are purged once they are in PostgreSQL; is the worker running? "
			    "Or raise map_size in [journal]", s->path);
	if (kind == TXN_FULL)
		return fail(ret_failure, ERR_RETRY, "journal %s: the disk is full (%s); free some space", s->path, strerror(error));
	if (error == MDB_PANIC || error == MDB_CORRUPTED || error == MDB_PAGE_NOTFOUND || error == MDB_INVALID)
		return fail(ret_failure, ERR_STOP, "journal %s: %s; stop the daemons, move the directory aside and look at it with `gsync-journal verify`", s->path,
			    mdb_strerror(error));
	return fail(ret_failure, ERR_STOP, "journal %s: %s", s->path, mdb_strerror(error));
}

/* --- opening ------------------------------------------------------------------------------------------------------------- */

static int open_tables(struct store *s, bool read_only)
{
	MDB_txn *txn;
	int rc = mdb_txn_begin(s->env, NULL, read_only ? MDB_RDONLY : 0, &txn);
	if (rc)
		return rc;
	for (enum table i = 0; i < TABLES && !rc; i++)
		rc = mdb_dbi_open(txn, table_names[i], read_only ? 0 : MDB_CREATE, &s->tables[i]);
	if (!rc)
		return mdb_txn_commit(txn); /* a reading one too: that is what keeps the handles */
	mdb_txn_abort(txn);
	return rc;
}

static int open_env(struct store *s, uint64_t map_size, bool read_only)
{
	int rc = mdb_env_create(&s->env);
	if (!rc)
		rc = mdb_env_set_maxdbs(s->env, TABLES);
	if (!rc && map_size > 0)
		rc = mdb_env_set_mapsize(s->env, map_size / 4096 * 4096);
	if (!rc)
		rc = mdb_env_open(s->env, s->path, MDB_NOTLS | (read_only ? MDB_RDONLY : 0), PLACE_FILE_MODE);
	if (rc)
		return rc;
	store_clear_readers(s);
	return open_tables(s, read_only);
}

static enum error explain_open(const struct store *s, int error, struct failure *ret_failure)
{
	if (error == EACCES || error == EPERM)
		return fail(ret_failure, ERR_STOP, "no right to open the journal in %s: run this as the user or in the group that owns its files", s->path);
	if (error == MDB_INVALID || error == MDB_VERSION_MISMATCH || error == MDB_NOTFOUND)
		return fail(ret_failure, ERR_STOP, "%s/data.mdb is no journal of gsync (%s)", s->path, mdb_strerror(error));
	return explain(s, error, ret_failure);
}

struct store *store_open(const char *path, uint64_t map_size, bool read_only, struct failure *ret_failure)
{
	struct store *s = calloc(1, sizeof *s);
	if (!s || !(s->path = strdup(path))) {
		free(s);
		fail(ret_failure, ERR_STOP, "out of memory");
		return NULL;
	}
	pthread_rwlock_init(&s->moving, NULL);
	int rc = open_env(s, map_size, read_only);
	if (rc) {
		explain_open(s, rc, ret_failure);
		store_close(s);
		return NULL;
	}
	return s;
}

void store_close(struct store *s)
{
	if (!s)
		return;
	if (s->env)
		mdb_env_close(s->env);
	pthread_rwlock_destroy(&s->moving);
	free(s->path);
	free(s);
}

/* --- the whole store ----------------------------------------------------------------------------------------------------- */

uint64_t store_map_size(const struct store *s)
{
	MDB_envinfo info;
	return mdb_env_info(s->env, &info) == 0 ? info.me_mapsize : 0;
}

/* One line per reader: "pid thread txnid", with "-" for a slot that is not reading; before them a heading. */
static int count_reader(const char *line, void *context)
{
	unsigned *readers = context;
	if (line[0] != '(' && !strstr(line, "pid") && !strchr(line, '-'))
		++*readers;
	return 0;
}

unsigned store_readers(struct store *s)
{
	unsigned readers = 0;
	mdb_reader_list(s->env, count_reader, &readers);
	return readers;
}

void store_clear_readers(struct store *s)
{
	int dead;
	mdb_reader_check(s->env, &dead);
}

enum error store_copy(struct store *s, const char *to, struct failure *ret_failure)
{
	int rc = mdb_env_copy2(s->env, to, MDB_CP_COMPACT);
	return rc ? fail(ret_failure, ERR_STOP, "cannot copy the journal to %s: %s", to, mdb_strerror(rc)) : OK;
}

/* --- transactions -------------------------------------------------------------------------------------------------------- */

static int begin(struct store *s, enum txn_mode mode, MDB_txn **ret)
{
	return mdb_txn_begin(s->env, NULL, mode == TXN_READ ? MDB_RDONLY : 0, ret);
}

/* Another process uses a larger map: take over its size. */
static int move_map(struct store *s)
{
	pthread_rwlock_unlock(&s->moving);
	pthread_rwlock_wrlock(&s->moving);
	int rc = mdb_env_set_mapsize(s->env, 0);
	pthread_rwlock_unlock(&s->moving);
	pthread_rwlock_rdlock(&s->moving);
	return rc;
}

void txn_begin(struct txn *t, struct store *s, enum txn_mode mode)
{
	*t = (struct txn){.store = s, .reading = mode == TXN_READ};
	pthread_rwlock_rdlock(&s->moving);
	int rc = begin(s, mode, &t->handle);
	if (rc == MDB_READERS_FULL) {
		store_clear_readers(s);
		rc = begin(s, mode, &t->handle);
	}
	while (rc == MDB_MAP_RESIZED && (rc = move_map(s)) == 0)
		rc = begin(s, mode, &t->handle);
	t->error = rc;
}

static void finished(struct txn *t)
{
	t->handle = NULL;
	pthread_rwlock_unlock(&t->store->moving);
}

enum txn_result txn_commit(struct txn *t, struct failure *ret_failure)
{
	if (t->error && t->handle)
		mdb_txn_abort(t->handle);
	if (!t->error)
		t->error = mdb_txn_commit(t->handle);
	finished(t);
	if (t->error)
		explain(t->store, t->error, ret_failure);
	return sort_error(t->error);
}

/* Pages of the map that were read stay in this process's memory, as long as there is enough: a journal of gigabytes would fill it. They are the file's, and come back
 * when they are read again. (Only of a reading transaction: what a writing one shows may be memory of its own.) */
static void give_pages_back(const struct txn *t)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), low = (uintptr_t)t->low / page * page, size = (uintptr_t)t->high - low;
	if (t->low && size > MOST_SHOWN)
		madvise((void *)low, (size + page - 1) / page * page, MADV_DONTNEED);
}

enum error txn_end(struct txn *t, struct failure *ret_failure)
{
	if (t->reading)
		give_pages_back(t);
	if (t->handle)
		mdb_txn_abort(t->handle);
	finished(t);
	return t->error ? explain(t->store, t->error, ret_failure) : OK;
}

/* --- tables -------------------------------------------------------------------------------------------------------------- */

/* lmdb takes its input through the same type as its output, so it is not const there. */
static MDB_val input(struct slice s)
{
	union {
		const void *in;
		void *out;
	} data = {.in = s.data};
	return (MDB_val){.mv_data = data.out, .mv_size = s.size};
}

static struct slice output(MDB_val v)
{
	return (struct slice){.data = v.mv_data, .size = v.mv_size};
}

static struct slice show(struct txn *t, MDB_val v)
{
	const char *from = v.mv_data, *to = from + v.mv_size;
	if (!t->low || from < t->low)
		t->low = from;
	if (to > t->high)
		t->high = to;
	return output(v);
}

/* True on success; `missing` is an answer, everything else that is not 0 a failure. */
static bool settle(struct txn *t, int rc, int missing)
{
	if (rc && rc != missing)
		t->error = rc;
	return rc == 0;
}

bool txn_get(struct txn *t, enum table table, struct slice key, struct slice *ret_value)
{
	MDB_val k = input(key), v;
	if (t->error || !settle(t, mdb_get(t->handle, t->store->tables[table], &k, &v), MDB_NOTFOUND))
		return false;
	*ret_value = show(t, v);
	return true;
}

void txn_put(struct txn *t, enum table table, struct slice key, struct slice value)
{
	MDB_val k = input(key), v = input(value);
	if (!t->error)
		settle(t, mdb_put(t->handle, t->store->tables[table], &k, &v, 0), 0);
}

bool txn_add(struct txn *t, enum table table, struct slice key, struct slice value, struct slice *ret_present)
{
	MDB_val k = input(key), v = input(value);
	if (t->error)
		return false;
	if (settle(t, mdb_put(t->handle, t->store->tables[table], &k, &v, MDB_NOOVERWRITE), MDB_KEYEXIST))
		return true;
	*ret_present = output(v);
	return false;
}

void *txn_append(struct txn *t, enum table table, struct slice key, size_t size)
{
	MDB_val k = input(key), v = {.mv_size = size};
	if (t->error || !settle(t, mdb_put(t->handle, t->store->tables[table], &k, &v, MDB_APPEND | MDB_RESERVE), 0))
		return NULL;
	return v.mv_data;
}

void txn_delete(struct txn *t, enum table table, struct slice key)
{
	MDB_val k = input(key);
	if (!t->error)
		settle(t, mdb_del(t->handle, t->store->tables[table], &k, NULL), MDB_NOTFOUND);
}

uint64_t txn_count(struct txn *t, enum table table)
{
	MDB_stat stat;
	return !t->error && settle(t, mdb_stat(t->handle, t->store->tables[table], &stat), 0) ? stat.ms_entries : 0;
}

static uint64_t pages_of(struct txn *t, MDB_dbi dbi, unsigned *ret_page_size)
{
	MDB_stat stat;
	if (t->error || !settle(t, mdb_stat(t->handle, dbi, &stat), 0))
		return 0;
	*ret_page_size = stat.ms_psize;
	return stat.ms_branch_pages + stat.ms_leaf_pages + stat.ms_overflow_pages;
}

uint64_t txn_used_bytes(struct txn *t)
{
	enum { FREE_PAGES = 0, NAMED_TABLES = 1, META_PAGES = 2 }; /* lmdb's own tables have these numbers */
	unsigned page_size = 0;
	uint64_t pages = META_PAGES + pages_of(t, FREE_PAGES, &page_size) + pages_of(t, NAMED_TABLES, &page_size);
	for (enum table i = 0; i < TABLES; i++)
		pages += pages_of(t, t->store->tables[i], &page_size);
	return pages * page_size;
}

void txn_require_free(struct txn *t, uint64_t bytes)
{
	if (txn_used_bytes(t) + bytes > store_map_size(t->store) && !t->error)
		t->error = MDB_MAP_FULL;
}

/* --- cursors ------------------------------------------------------------------------------------------------------------- */

void cursor_open(struct cursor *c, struct txn *t, enum table table)
{
	*c = (struct cursor){.txn = t};
	if (!t->error)
		settle(t, mdb_cursor_open(t->handle, t->store->tables[table], &c->handle), 0);
}

void cursor_close(struct cursor *c)
{
	if (c->handle)
		mdb_cursor_close(c->handle);
	c->handle = NULL;
}

static bool move(struct cursor *c, MDB_cursor_op op, struct slice from, struct slice *ret_key, struct slice *ret_value)
{
	MDB_val k = input(from), v;
	if (c->txn->error || !settle(c->txn, mdb_cursor_get(c->handle, &k, &v, op), MDB_NOTFOUND))
		return false;
	*ret_key = output(k);
	*ret_value = show(c->txn, v);
	return true;
}

bool cursor_seek(struct cursor *c, struct slice at_or_after, struct slice *ret_key, struct slice *ret_value)
{
	return move(c, MDB_SET_RANGE, at_or_after, ret_key, ret_value);
}

bool cursor_first(struct cursor *c, struct slice *ret_key, struct slice *ret_value)
{
	return move(c, MDB_FIRST, (struct slice){0}, ret_key, ret_value);
}

bool cursor_last(struct cursor *c, struct slice *ret_key, struct slice *ret_value)
{
	return move(c, MDB_LAST, (struct slice){0}, ret_key, ret_value);
}

bool cursor_next(struct cursor *c, struct slice *ret_key, struct slice *ret_value)
{
	return move(c, MDB_NEXT, (struct slice){0}, ret_key, ret_value);
}

void cursor_delete(struct cursor *c)
{
	if (!c->txn->error)
		settle(c->txn, mdb_cursor_del(c->handle, 0), 0);
}
