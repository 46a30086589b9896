/* db_changes.log: one line in logfmt for each change, conflict, rejection and held delete, as gsync.log_after() tells them in order.
 *
 * The position is kept beside the file (FILE.position), so that a rotated, empty file does not begin from the start; lines that were written
 * after it was stored are known by the number of the last line.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "google/backoff.h"
#include "worker/bell.h"
#include "common/clock.h"
#include "common/file.h"
#include "worker/pg.h"
#include "worker/worker.h"

enum { MOST_LINES = 1000, POLL_MS = 2000, REST_MS = 30000 /* below what counts as a sign of life */, TAIL_BYTES = 65536 };

struct changes {
	struct worker *worker;
	struct pg *pg;
	struct backoff backoff;
	const char *path; /* the file; NULL: none is configured */
	int fd; /* -1: not open */
	unsigned reopen_seen;
	int64_t position;
	bool found; /* the position is known */
};

static bool go_on(void *context)
{
	struct changes *c = context;
	slot_beat(&c->worker->changes_slot, clock_ms());
	return !worker_stops(c->worker);
}

/* --- the position ---------------------------------------------------------------------------------------------------------------- */

static void position_path(const struct changes *c, struct buf *path)
{
	buf_addf(path, "%s.position", c->path);
}

static int64_t stored_position(const struct changes *c)
{
	_cleanup_buf_ struct buf path = {0};
	char text[32] = "";
	position_path(c, &path);
	FILE *file = path.failed ? NULL : fopen(path.data, "re");
	if (!file)
		return 0;
	bool ok = fgets(text, sizeof text, file);
	fclose(file);
	return ok ? strtoll(text, NULL, 10) : 0;
}

static void store_position(const struct changes *c)
{
	_cleanup_buf_ struct buf path = {0}, text = {0};
	position_path(c, &path);
	buf_addf(&text, "%lld\n", (long long)c->position);
	if (!path.failed)
		file_replace(path.data, &text, NULL); /* if it fails, the last line of the log still tells */
}

/* The number of the last whole line: " id=123 " is written into each. */
static int64_t last_line_position(int fd)
{
	char tail[TAIL_BYTES + 1];
	off_t end = lseek(fd, 0, SEEK_END), from = end > TAIL_BYTES ? end - TAIL_BYTES : 0;
	ssize_t n = pread(fd, tail, TAIL_BYTES, from);
	if (n <= 0)
		return 0;
	tail[n] = '\0';
	int64_t position = 0;
	for (const char *p = tail; (p = strstr(p, " id=")); p += 4) {
		int64_t number = strtoll(p + 4, NULL, 10);
		const char *line_end = strchr(p, '\n');
		position = line_end && number > position ? number : position;
	}
	return position;
}

/* A database put back from a backup counts from an earlier number. */
static enum error find_position(struct changes *c, struct failure *f)
{
	_cleanup_result_ struct pg_result *r = NULL;
	int64_t stored = stored_position(c), told = last_line_position(c->fd);
	enum error e = pg_query(c->pg, "SELECT last_value FROM gsync.log_id", 0, NULL, &r, f);
	if (e)
		return e;
	int64_t last = pg_rows(r) ? pg_int(r, 0, 0) : 0;
	c->position = stored > told ? stored : told;
	if (c->position > last)
		c->position = last;
	c->found = true;
	return OK;
}

/* --- the file ------------------------------------------------------------------------------------------------------------------- */

/* After SIGHUP: rotated, another file, none any more, or one where there was none. */
static void follow_conf(struct changes *c)
{
	unsigned wanted = atomic_load(&c->worker->reopen);
	const struct conf *conf = c->worker->conf;
	bool same = c->path && strcmp(c->path, conf->changes) == 0;
	if (c->fd >= 0 && (wanted != c->reopen_seen || !same)) {
		close(c->fd);
		c->fd = -1;
	}
	c->reopen_seen = wanted;
	c->found = c->found && same;
	c->path = conf->changes[0] ? conf->changes : NULL;
}

static enum error open_file(struct changes *c, struct failure *f)
{
	if (c->fd >= 0)
		return OK;
	c->fd = open(c->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
	return c->fd >= 0 ? OK : fail(f, ERR_STOP, "cannot open %s: %s; check [log] changes and its directory", c->path, strerror(errno));
}

static enum error write_lines(struct changes *c, const struct buf *lines, struct failure *f)
{
	if (lines->failed)
		return fail(f, ERR_RETRY, "out of memory");
	for (size_t done = 0; done < lines->len;) {
		ssize_t n = write(c->fd, lines->data + done, lines->len - done);
		if (n < 0 && errno != EINTR)
			return fail(f, ERR_RETRY, "cannot write to %s: %s", c->path, strerror(errno));
		done += n > 0 ? (size_t)n : 0;
	}
	return OK;
}

static enum error copy_some(struct changes *c, size_t *ret_lines, struct failure *f)
{
	_cleanup_result_ struct pg_result *r = NULL;
	_cleanup_buf_ struct buf lines = {0};
	struct pg_number after = pg_number(c->position), most = pg_number(MOST_LINES);
	const char *const params[] = {after.text, most.text, c->worker->conf->changes_content ? "true" : "false"};
	enum error e = pg_query(c->pg, "SELECT id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'), kind, line FROM gsync.log_after($1, $2, $3)",
	                        3, params, &r, f);
	if (e)
		return e;
	*ret_lines = pg_rows(r);
	for (size_t i = 0; i < pg_rows(r); i++)
		buf_addf(&lines, "time=%s id=%s kind=%s %s\n", pg_text(r, i, 1), pg_text(r, i, 0), pg_text(r, i, 2), pg_text(r, i, 3) ? pg_text(r, i, 3) : "");
	e = write_lines(c, &lines, f);
	if (e)
		return e;
	if (*ret_lines) {
		c->position = pg_int(r, *ret_lines - 1, 0);
		store_position(c);
	}
	return OK;
}

static enum error step(struct changes *c, struct failure *f)
{
	size_t lines = MOST_LINES;
	follow_conf(c);
	if (!c->path) {
		pg_disconnect(c->pg);
		return OK;
	}
	enum error e = open_file(c, f);
	if (!e)
		e = pg_connect(c->pg, f);
	if (!e && !c->found)
		e = find_position(c, f);
	while (!e && lines == MOST_LINES && !worker_stops(c->worker))
		e = copy_some(c, &lines, f);
	return e;
}

void *changes_run(void *worker)
{
	struct changes c = {.worker = worker, .fd = -1, .backoff = {.first_ms = 1000, .most_ms = 30000}};
	struct slot *slot = &c.worker->changes_slot;
	c.pg = pg_new(c.worker->conf->pg_conninfo, "gsync-worker changes", go_on, &c);
	while (c.pg && !worker_stops(c.worker)) {
		struct failure f = {0};
		slot_beat(slot, clock_ms());
		if (step(&c, &f) != OK) {
			slot_problem(slot, &f);
			bell_wait(c.worker->stop_bell, backoff_fail(&c.backoff));
			continue;
		}
		slot_fine(slot);
		slot_doing(slot, c.path ? "waiting" : "resting");
		backoff_reset(&c.backoff);
		bell_wait(c.worker->changes_bell, c.path ? POLL_MS : REST_MS);
		bell_clear(c.worker->changes_bell);
	}
	pg_free(c.pg);
	if (c.fd >= 0)
		close(c.fd);
	slot_doing(slot, "stopped");
	return NULL;
}
