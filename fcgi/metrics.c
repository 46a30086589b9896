#include "fcgi/metrics.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/file.h"
#include "common/log.h"
#include "common/prom.h"

enum { SIGN_OF_LIFE_MS = 10000 };
enum path { EVENTS, HEALTH, OTHER };

static const char *const paths[METRICS_PATHS] = { [EVENTS] = "events", [HEALTH] = "health", [OTHER] = "other" };

static const int codes[METRICS_CODES] = {
	HTTP_OK, HTTP_ACCEPTED, HTTP_BAD_REQUEST, HTTP_UNAUTHORIZED, HTTP_NOT_FOUND, HTTP_METHOD_NOT_ALLOWED, HTTP_LENGTH_REQUIRED, HTTP_TOO_LARGE,
	HTTP_UNSUPPORTED_TYPE, HTTP_UNAVAILABLE,
};

/* As request.c says them. The first is for every 400, which says more; the last for what stands nowhere here. */
static const char *const reasons[METRICS_REASONS] = {
	"not an event", "not signed", "unknown spreadsheet", "wrong signature", "signed too long ago", "signed in the future", "wrong method", "not JSON",
	"body too long", "no body", "no such address", "journal full", "journal failed", "journal not writable", "out of memory", "other",
};

static const double bounds[METRICS_BOUNDS] = { 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5 };

/* --- counting --------------------------------------------------------------------------------------------------------------------- */

static void count(_Atomic uint64_t *counter, uint64_t n)
{
	atomic_fetch_add_explicit(counter, n, memory_order_relaxed);
}

static enum path path_of(const struct request *r)
{
	const char *uri = request_param(r, "DOCUMENT_URI");

	return strcmp(uri, "/gsync/v1/events") == 0 ? EVENTS : strcmp(uri, "/gsync/v1/health") == 0 ? HEALTH : OTHER;
}

static size_t code_of(int status)
{
	size_t i = 0;

	while (i < METRICS_CODES - 1 && codes[i] != status)
		i++;
	return i;
}

static size_t reason_of(const struct reply *reply)
{
	size_t i = 0;

	if (reply->status == HTTP_BAD_REQUEST)
		return 0;
	while (i < METRICS_REASONS - 1 && strcmp(reasons[i], reply->why ? reply->why : "journal failed") != 0)
		i++;
	return i;
}

static void count_duration(struct metrics *m, uint64_t us)
{
	size_t i = 0;

	while (i < METRICS_BOUNDS && (double)us / 1e6 > bounds[i])
		i++;
	count(&m->durations[i], 1);
	count(&m->duration_us, us);
}

void metrics_count(struct metrics *m, const struct request *request, const struct reply *reply, uint64_t duration_us)
{
	enum path path = path_of(request);

	count(&m->requests[path][code_of(reply->status)], 1);
	if (reply->status >= HTTP_BAD_REQUEST)
		count(&m->reasons[reason_of(reply)], 1);
	if (reply->status == HTTP_ACCEPTED) {
		count(&m->entries, 1);
		count(&m->bytes, request->body_len);
	}
	if (path == EVENTS)
		count_duration(m, duration_us);
}

/* --- telling ---------------------------------------------------------------------------------------------------------------------- */

static void add_requests(struct metrics *m, struct buf *out)
{
	char code[8];

	prom_head(out, "gsync_fcgi_requests_total", "counter", "Requests that were answered.");
	for (size_t p = 0; p < METRICS_PATHS; p++)
		for (size_t c = 0; c < METRICS_CODES; c++) {
			snprintf(code, sizeof code, "%d", codes[c]);
			prom_sample(out, "gsync_fcgi_requests_total", (double)m->requests[p][c], "path", paths[p], "code", code, NULL);
		}
	prom_head(out, "gsync_fcgi_refused_total", "counter", "Requests that were refused, by why.");
	for (size_t i = 0; i < METRICS_REASONS; i++)
		prom_sample(out, "gsync_fcgi_refused_total", (double)m->reasons[i], "reason", reasons[i], NULL);
}

static void add_durations(struct metrics *m, struct buf *out)
{
	uint64_t counts[METRICS_BOUNDS + 1];

	for (size_t i = 0; i <= METRICS_BOUNDS; i++)
		counts[i] = m->durations[i];
	prom_histogram(out, "gsync_fcgi_event_duration_seconds", "How long events took until they were on disk, or refused.", bounds, counts, METRICS_BOUNDS,
	               (double)m->duration_us / 1e6);
}

void metrics_build(struct metrics *m, size_t spreadsheets, struct buf *out)
{
	prom_head(out, "gsync_fcgi_build_info", "gauge", "The version of gsync-fcgi; always 1.");
	prom_sample(out, "gsync_fcgi_build_info", 1, "version", GSYNC_VERSION, NULL);
	prom_one(out, "gsync_fcgi_start_time_seconds", "gauge", "When gsync-fcgi started.", (double)m->started_ms / 1000);
	prom_one(out, "gsync_fcgi_written_timestamp_seconds", "gauge", "When this was written: at least every ten seconds while gsync-fcgi runs.", (double)clock_wall_ms() / 1000);
	prom_one(out, "gsync_fcgi_spreadsheets", "gauge", "Spreadsheets that have a webhook secret.", (double)spreadsheets);
	add_requests(m, out);
	prom_one(out, "gsync_fcgi_appended_entries_total", "counter", "Entries that were appended to the journal.", (double)m->entries);
	prom_one(out, "gsync_fcgi_appended_bytes_total", "counter", "Bytes of their bodies.", (double)m->bytes);
	add_durations(m, out);
}

static uint64_t all_requests(struct metrics *m)
{
	uint64_t all = 0;

	for (size_t p = 0; p < METRICS_PATHS; p++)
		for (size_t c = 0; c < METRICS_CODES; c++)
			all += m->requests[p][c];
	return all;
}

void metrics_write(struct metrics *m, const char *path, size_t spreadsheets)
{
	_cleanup_buf_ struct buf file = { 0 };
	struct failure f = { 0 };
	uint64_t requests = all_requests(m);

	if (!*path || (m->written_ms && requests == m->written_requests && clock_ms() - m->written_ms < SIGN_OF_LIFE_MS))
		return;
	if (!m->started_ms)
		m->started_ms = clock_wall_ms();
	metrics_build(m, spreadsheets, &file);
	bool failed = file_replace(path, &file, &f) != OK;

	if (failed && !m->failed)
		log_warning("%s ([fcgi] metrics_file)", f.text);
	m->failed = failed;
	m->written_ms = clock_ms();
	m->written_requests = requests;
}

void metrics_end(const struct metrics *m, const char *path)
{
	if (*path && m->written_ms && !m->failed)
		unlink(path);
}
