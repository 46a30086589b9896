/* The journal: its place, how full it is, and whether what came in is merged. gsync-journal looks into it: this program opens none. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "cli/db.h"
#include "cli/doctor/doctor.h"
#include "cli/identity.h"
#include "cli/run.h"
#include "common/json.h"

enum { LATE_S = 60, VERY_LATE_S = 600, MIB = 1 << 20, MOST_USED_PERCENT = 75 };

static void check_place(struct doctor *d)
{
	static const char *const users[] = {WORKER_USER, FCGI_USER};
	struct stat st;
	const char *path = d->conf ? d->conf->journal_path : NULL;
	if (!path) {
		skip(d, "The configuration that says where the journal is cannot be read.");
		return;
	}
	if (stat(path, &st) != 0 && errno == ENOENT) {
		problem(d, "There is no %s, the directory of the journal.", path);
		mend(d, "sudo install -d -m 2770 -g gsync %s", path);
		return;
	}
	if (stat(path, &st) == 0 && (st.st_mode & 07)) {
		problem(d, "Others than gsync may get at the journal %s (mode %04o).", path, (unsigned)st.st_mode & 07777);
		mend(d, "sudo chmod o= %s", path);
	} else {
		fine(d, "The journal is in %s.", path);
	}
	for (size_t i = 0; i < sizeof users / sizeof *users; i++)
		if (identity_may(users[i], path, R_OK | W_OK | X_OK) == MAY_NOT) {
			problem(d, "%s may not write the journal %s.", users[i], path);
			mend(d, "sudo chgrp -R gsync %s && sudo chmod -R g+rwX %s && sudo usermod -aG gsync %s", path, path, users[i]);
		}
}

/* --- what gsync-journal says ------------------------------------------------------------------------------------------------------ */

static int64_t number(const struct json *j, const char *name)
{
	int64_t n = 0;
	json_value v = json_member(j, 0, name);
	return v != JSON_NONE && json_integer(j, v, &n) ? n : 0;
}

/* The answer's JSON in `out`; NULL, and said so, when there is none. */
static struct json *ask(struct doctor *d, const char *const argv[], struct buf *out)
{
	struct json_fault fault;
	int status = run_program(argv, out);
	struct json *j = status == 0 && out->data ? json_parse(out->data, out->len, &fault) : NULL;
	if (j)
		return j;
	if (out->data && out->len && out->data[out->len - 1] == '\n')
		out->data[--out->len] = '\0';
	if (access(d->conf->journal_path, R_OK | W_OK | X_OK) != 0)
		skip(d, "The journal could not be looked into as this user.");
	else if (status == 127)
		skip(d, "The journal could not be looked into: gsync-journal is not installed.");
	else
		problem(d, "The journal cannot be read: %s", out->data ? out->data : "");
	return NULL;
}

/* The sequence up to which PostgreSQL has merged this journal; -1: not known. */
static int64_t applied(struct doctor *d, const char *uuid)
{
	const char *const params[] = {uuid};
	char *value = d->schema ? db_value(d->cli->db, "SELECT applied FROM gsync.journal WHERE uuid = $1::uuid", 1, params, NULL) : NULL;
	int64_t n = value ? strtoll(value, NULL, 10) : d->schema ? 0 : -1;
	free(value);
	return n;
}

static void check_age(struct doctor *d, int64_t next)
{
	char from[24], span[32];
	snprintf(from, sizeof from, "%lld", (long long)next);
	const char *const argv[] = {"gsync-journal", "dump", "--journal", d->conf->journal_path, "--format", "json", "--from", from, "--to", from, NULL};
	_cleanup_buf_ struct buf out = {0};
	_cleanup_json_ struct json *j = ask(d, argv, &out);
	if (!j)
		return;
	long long age = (long long)time(NULL) - number(j, "received_ms") / 1000;
	doctor_span(age, span);
	if (age < LATE_S) {
		fine(d, "The oldest entry that is not merged yet is %s old.", span);
		return;
	}
	found(&d->findings, age < VERY_LATE_S ? VERDICT_WARNING : VERDICT_PROBLEM, "Entry %s of the journal has been waiting to be merged for %s.", from, span);
	mend(d, "systemctl status gsync-worker; journalctl -u gsync-worker -n 50");
}

static void check_use(struct doctor *d, int64_t used, int64_t map)
{
	int percent = map ? (int)(used * 100 / map) : 0;
	d->findings.check = "use";
	if (percent >= MOST_USED_PERCENT) {
		problem(d, "The journal is %d %% full (%lld of %lld MiB); when it is full, webhooks are refused.", percent, (long long)used / MIB, (long long)map / MIB);
		mend(d, "is gsync-worker running? Else raise [journal] map_size in %s and restart both", d->conf_path);
	} else {
		fine(d, "The journal uses %d %% of its %lld MiB.", percent, (long long)map / MIB);
	}
}

static void check_disk(struct doctor *d, int64_t used, int64_t map)
{
	struct statvfs fs;
	d->findings.check = "disk";
	if (statvfs(d->conf->journal_path, &fs) != 0)
		return;
	int64_t free_bytes = (int64_t)(fs.f_bavail * fs.f_frsize);
	if (free_bytes < (map - used) / 10 || free_bytes < 16 * (int64_t)MIB) {
		problem(d, "The disk of the journal has only %lld MiB left.", (long long)free_bytes / MIB);
		mend(d, "df -h %s    (make room, or move the journal: [journal] path)", d->conf->journal_path);
	} else if (free_bytes < map - used) {
		warn(d, "The disk of the journal has %lld MiB left, less than the journal may grow by (%lld MiB).", (long long)free_bytes / MIB, (long long)(map - used) / MIB);
		mend(d, "df -h %s", d->conf->journal_path);
	} else {
		fine(d, "The disk of the journal has %lld MiB left.", (long long)free_bytes / MIB);
	}
}

static void check_content(struct doctor *d)
{
	_cleanup_buf_ struct buf out = {0}, file = {0};
	if (!d->conf || access(d->conf->journal_path, F_OK) != 0)
		return;
	buf_addf(&file, "%s/data.mdb", d->conf->journal_path);
	if (access(d->conf->journal_path, X_OK) == 0 && !file.failed && access(file.data, F_OK) != 0) {
		skip(d, "Nothing has been written to the journal yet.");
		return;
	}
	const char *const argv[] = {"gsync-journal", "stat", "--journal", d->conf->journal_path, "--format", "json", NULL};
	_cleanup_json_ struct json *j = ask(d, argv, &out);
	if (!j)
		return;
	char *uuid = json_string(j, json_member(j, 0, "uuid"), NULL);
	int64_t merged = uuid ? applied(d, uuid) : -1, last = number(j, "last_seq");
	free(uuid);
	if (merged < 0)
		skip(d, "Whether all of the journal is merged is known only with PostgreSQL.");
	else if (merged < last && number(j, "entries") > 0)
		check_age(d, merged + 1);
	else
		fine(d, "All entries of the journal are merged.");
	check_use(d, number(j, "used_bytes"), number(j, "map_size"));
	check_disk(d, number(j, "used_bytes"), number(j, "map_size"));
}

const struct check doctor_journal[] = {{"place", check_place}, {"merged", check_content}, {0}};
