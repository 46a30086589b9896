#include "cli/worker_state.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/json.h"
#include "common/printable.h"

static bool read_text(const char *path, struct buf *to, time_t *ret_changed)
{
	struct stat st;
	char chunk[4096];
	size_t got;
	FILE *f = fopen(path, "re");
	if (!f)
		return false;
	while ((got = fread(chunk, 1, sizeof chunk, f)) > 0)
		buf_add(to, chunk, got);
	bool good = !ferror(f) && fstat(fileno(f), &st) == 0 && !to->failed && to->data;
	fclose(f);
	if (good)
		*ret_changed = st.st_mtime;
	return good;
}

static bool process_there(const struct json *j)
{
	int64_t pid = 0;
	if (!json_integer(j, json_member(j, 0, "pid"), &pid) || pid <= 1 || pid > INT32_MAX)
		return false;
	return kill((pid_t)pid, 0) == 0 || errno == EPERM;
}

static bool has_problem(const struct json *j, json_value thread)
{
	json_value problem = json_member(j, thread, "problem");
	return problem != JSON_NONE && json_type(j, problem) == JSON_STRING;
}

static bool any_problem(const struct json *j)
{
	bool any = has_problem(j, json_member(j, 0, "apply"));
	json_value publishers = json_member(j, 0, "publishers");
	for (json_value p = publishers == JSON_NONE ? JSON_NONE : json_first(j, publishers); p != JSON_NONE; p = json_next(j, p))
		any |= has_problem(j, p);
	return any;
}

void worker_state_read(const char *path, time_t now, struct worker_state *ret)
{
	struct worker_state s = {.trouble = true};
	struct json_fault fault;
	time_t changed = 0;
	_cleanup_json_ struct json *j = NULL;
	if (read_text(path, &s.json, &changed))
		j = json_parse(s.json.data, s.json.len, &fault);
	if (j && json_type(j, 0) == JSON_OBJECT) {
		s.running = now - changed <= WORKER_SILENT_S && process_there(j);
		s.trouble = !s.running || any_problem(j);
	} else {
		buf_free(&s.json);
	}
	*ret = s;
}

void worker_state_free(struct worker_state *s)
{
	buf_free(&s->json);
}

static void add_string(const struct json *j, json_value v, struct buf *to)
{
	size_t n = 0;
	char *text = v == JSON_NONE ? NULL : json_string(j, v, &n);
	if (text)
		buf_add_printable(to, text, n);
	free(text);
}

static long long integer(const struct json *j, json_value object, const char *name)
{
	int64_t value = 0;
	json_value v = json_member(j, object, name);
	return v != JSON_NONE && json_integer(j, v, &value) ? (long long)value : 0;
}

/* " resting", then the problem on a line of its own. */
static void add_thread(const struct json *j, json_value thread, struct buf *to)
{
	buf_addc(to, ' ');
	add_string(j, json_member(j, thread, "doing"), to);
	if (!has_problem(j, thread))
		return;
	buf_adds(to, "\n  since ");
	add_string(j, json_member(j, thread, "problem_since"), to);
	buf_adds(to, ": ");
	add_string(j, json_member(j, thread, "problem"), to);
}

/* "7 of 60 reads" */
static void add_calls(const struct json *j, json_value publisher, const char *what, struct buf *to)
{
	char used[32], quota[32];
	snprintf(used, sizeof used, "%s_last_minute", what);
	snprintf(quota, sizeof quota, "%s_quota", what);
	buf_addf(to, "%lld", integer(j, publisher, used));
	if (json_member(j, publisher, quota) != JSON_NONE)
		buf_addf(to, " of %lld", integer(j, publisher, quota));
	buf_addf(to, " %s", what);
}

/* The last value of a series, -1 for none. */
static long long latest(const struct json *j, json_value history, const char *name)
{
	int64_t value = -1, one;
	json_value series = json_member(j, history, name);
	for (json_value v = series == JSON_NONE ? JSON_NONE : json_first(j, series); v != JSON_NONE; v = json_next(j, v))
		value = json_integer(j, v, &one) ? one : -1;
	return (long long)value;
}

static void add_rates(const struct json *j, struct buf *to)
{
	json_value history = json_member(j, 0, "history");
	long long entries = history == JSON_NONE ? -1 : latest(j, history, "entries"), step = history == JSON_NONE ? 0 : integer(j, history, "step");
	if (entries >= 0 && step > 0)
		buf_addf(to, "in %lld s: %lld events, %lld cells to tables, %lld cells to sheets\n", step, entries, latest(j, history, "to_table"), latest(j, history, "to_sheet"));
}

static void describe(const struct json *j, struct buf *to)
{
	json_value journal = json_member(j, 0, "journal");
	buf_addf(to, "worker running, pid %lld\n", integer(j, 0, "pid"));
	buf_addf(to, "journal applied to %lld of %lld,", integer(j, journal, "applied"), integer(j, journal, "last"));
	add_thread(j, json_member(j, 0, "apply"), to);
	buf_addc(to, '\n');
	json_value publishers = json_member(j, 0, "publishers");
	for (json_value p = publishers == JSON_NONE ? JSON_NONE : json_first(j, publishers); p != JSON_NONE; p = json_next(j, p)) {
		buf_adds(to, "google as ");
		add_string(j, json_member(j, p, "credential"), to);
		buf_adds(to, ": ");
		add_calls(j, p, "reads", to);
		buf_adds(to, " and ");
		add_calls(j, p, "writes", to);
		buf_adds(to, " in the last minute,");
		add_thread(j, p, to);
		buf_addc(to, '\n');
	}
	add_rates(j, to);
}

void worker_state_describe(const struct worker_state *s, const char *path, struct buf *to)
{
	struct json_fault fault;
	_cleanup_json_ struct json *j = s->running ? json_parse(s->json.data, s->json.len, &fault) : NULL;
	if (j)
		describe(j, to);
	else
		buf_addf(to, "worker not running (%s %s)\n", path, s->json.data ? "is old" : "does not exist or cannot be read");
}
