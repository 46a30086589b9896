/* gsync-worker: brings the journal to PostgreSQL and PostgreSQL's changes to Google Sheets.
 *
 * The main thread starts the others, then sits in sigtimedwait(2): signals, watchdog, state file.
 */
#define _GNU_SOURCE /* pthread_setname_np */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "common/notify.h"
#include "google/backoff.h"
#include "worker/bell.h"
#include "common/clock.h"
#include "worker/pg.h"
#include "worker/publisher.h"
#include "worker/report.h"
#include "worker/worker.h"

enum { TICK_MS = 1000, ALIVE_MS = 60000 };

static const char usage[] =
	"gsync-worker [--config FILE]\n"
	"\n"
	"Brings what is in the journal to PostgreSQL, and what changes there to Google Sheets.\n"
	"\n"
	"  --config FILE   configuration (default " CONF_DEFAULT_PATH "); `gsync config sample` prints one\n"
	"  --help          this text\n"
	"  --version       the version\n"
	"\n"
	"Signals: TERM and INT stop after what is under way; HUP reads the configuration again and opens [log] changes anew.\n";

/* --- arguments ------------------------------------------------------------------------------------------------------------------- */

/* The configuration's path; NULL: *ret_status is what to exit with. */
static const char *parse_arguments(int argc, char *argv[], int *ret_status)
{
	static const struct option options[] = {{"config", required_argument, NULL, 'c'}, {"help", no_argument, NULL, 'h'}, {"version", no_argument, NULL, 'V'}, {0}};
	const char *path = CONF_DEFAULT_PATH;
	int option;
	*ret_status = 0;
	while ((option = getopt_long(argc, argv, "c:hV", options, NULL)) != -1)
		switch (option) {
		case 'c':
			path = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			return NULL;
		case 'V':
			puts("gsync-worker " GSYNC_VERSION);
			return NULL;
		default:
			*ret_status = 2;
			fputs(usage, stderr);
			return NULL;
		}
	if (optind == argc)
		return path;
	fprintf(stderr, "gsync-worker takes no argument: %s\n%s", argv[optind], usage);
	*ret_status = 2;
	return NULL;
}

struct program {
	const char *path; /* of the configuration */
	struct conf *conf; /* the one in use; it owns those before it */
	struct worker worker;
	struct report report;
};

/* --- signals ---------------------------------------------------------------------------------------------------------------------- */

static sigset_t handled_signals(void)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	return set;
}

static void request_stop(struct worker *w)
{
	atomic_store(&w->stopping_ms, clock_ms());
	bell_ring(w->stop_bell);
	journal_ring(w->journal);
	progress_end(&w->progress);
	for (size_t i = 0; i < w->publisher_count; i++)
		publisher_wake(w->publishers[i]);
	bell_ring(w->changes_bell);
	bell_ring(w->observe_bell);
}

/* A file that is wrong changes nothing. */
static void reload(struct program *p)
{
	_cleanup_buf_ struct buf changed = {0}, waiting = {0};
	struct failure f = {0};
	if (conf_reload(p->path, p->conf, &p->conf, &changed, &waiting, &f) != OK) {
		log_error("%s; the settings stay as they were", f.text);
	} else {
		log_set_level(p->conf->log_level);
		log_notice("%s is read again; changed: %s", p->path, changed.len ? changed.data : "nothing");
		if (waiting.len)
			log_warning("for these a restart is needed: %s", waiting.data);
		atomic_store(&p->worker.conf, p->conf);
	}
	atomic_fetch_add(&p->worker.reopen, 1);
	bell_ring(p->worker.changes_bell);
}

static void handle(struct program *p, int signal)
{
	struct worker *w = &p->worker;
	if (signal == SIGHUP) {
		reload(p);
	} else if (!worker_stops(w)) {
		log_notice("stopping");
		notify_send("STOPPING=1");
		request_stop(w);
	}
}

/* Waits for a signal, at most that long, and handles it. */
static void wait_for_signal(struct program *p, unsigned timeout_ms)
{
	sigset_t set = handled_signals();
	struct timespec timeout = {.tv_sec = timeout_ms / 1000, .tv_nsec = (long)(timeout_ms % 1000) * 1000000};
	int signal = sigtimedwait(&set, NULL, &timeout);
	if (signal > 0)
		handle(p, signal);
}

/* --- what must be right before anything starts -------------------------------------------------------------------------------- */

static enum error open_parts(struct worker *w, struct failure *f)
{
	const struct conf *conf = w->conf;
	size_t n = 0;
	while (conf->credentials && conf->credentials[n])
		n++;
	w->journal = journal_open(conf->journal_path, &(struct journal_options){.map_size = conf->journal_map_size}, f);
	if (!w->journal)
		return f->kind ? f->kind : ERR_STOP;
	w->stop_bell = bell_new();
	w->changes_bell = bell_new();
	w->observe_bell = bell_new();
	w->publishers = calloc(n + 1, sizeof(struct publisher *));
	if (w->stop_bell < 0 || w->changes_bell < 0 || w->observe_bell < 0 || !w->publishers)
		return fail(f, ERR_STOP, "out of memory or of file descriptors");
	for (; w->publisher_count < n; w->publisher_count++) {
		const char *path = conf->credentials[w->publisher_count];
		w->publishers[w->publisher_count] = publisher_new(w, path, (unsigned)w->publisher_count, f);
		if (!w->publishers[w->publisher_count])
			return ERR_STOP;
	}
	return OK;
}

static enum error check_database(struct worker *w, struct pg *pg, struct failure *f)
{
	const char *const params[] = {journal_uuid(w->journal)};
	_cleanup_result_ struct pg_result *r = NULL;
	enum error e = pg_connect(pg, f);
	if (!e)
		e = pg_query(pg, "SELECT gsync.applied($1)", 1, params, &r, f);
	if (!e && pg_rows(r))
		progress_set(&w->progress, (uint64_t)pg_int(r, 0, 0));
	return e;
}

/* PostgreSQL may come later than we do, and its schema may have to be upgraded by hand: systemd takes that for a start, or whoever installs a package would
 * wait for it, too. */
static void wait_for_database(struct program *p)
{
	struct worker *w = &p->worker;
	struct backoff backoff = {.first_ms = 500, .most_ms = 10000};
	_cleanup_pg_ struct pg *pg = pg_new(w->conf->pg_conninfo, "gsync-worker check", NULL, NULL);
	while (pg && !worker_stops(w)) {
		struct failure f = {0};
		if (check_database(w, pg, &f) == OK)
			break;
		slot_problem(&w->apply_slot, &f);
		report_write(&p->report, w);
		notify_send("READY=1\nSTATUS=waits for PostgreSQL\nWATCHDOG=1");
		wait_for_signal(p, backoff_fail(&backoff));
	}
	slot_fine(&w->apply_slot);
}

/* --- threads ---------------------------------------------------------------------------------------------------------------------- */

struct thread {
	pthread_t id;
	struct slot *slot;
};

static enum error start(struct thread *t, struct slot *slot, void *(*run)(void *), void *argument, struct failure *f)
{
	t->slot = slot;
	slot_beat(slot, clock_ms());
	int error = pthread_create(&t->id, NULL, run, argument);
	if (error)
		return fail(f, ERR_STOP, "cannot start the thread %s: %s", slot->name, strerror(error));
	pthread_setname_np(t->id, slot->name);
	return OK;
}

/* As many as could be started are counted in *ret_count. */
static enum error start_all(struct worker *w, struct thread *threads, size_t *ret_count, struct failure *f)
{
	enum error e = start(&threads[(*ret_count)], &w->apply_slot, apply_run, w, f);
	for (size_t i = 0; i < w->publisher_count && !e; i++) {
		++*ret_count;
		e = start(&threads[*ret_count], publisher_slot(w->publishers[i]), publisher_run, w->publishers[i], f);
	}
	if (!e) {
		++*ret_count;
		e = start(&threads[*ret_count], &w->changes_slot, changes_run, w, f);
	}
	if (!e) {
		++*ret_count;
		e = start(&threads[*ret_count], &w->observe_slot, observe_run, w, f);
	}
	*ret_count += !e;
	return e;
}

static bool all_alive(const struct thread *threads, size_t count)
{
	uint64_t now = clock_ms();
	for (size_t i = 0; i < count; i++) {
		uint64_t beat = atomic_load(&threads[i].slot->beat_ms);
		if (now > beat && now - beat > ALIVE_MS) {
			log_error("the thread %s has shown no life for %u s", threads[i].slot->name, ALIVE_MS / 1000);
			return false;
		}
	}
	return true;
}

static void supervise(struct program *p, const struct thread *threads, size_t count)
{
	unsigned watchdog_ms = notify_watchdog_ms();
	unsigned tick_ms = watchdog_ms && watchdog_ms < TICK_MS ? watchdog_ms : TICK_MS;
	struct worker *w = &p->worker;
	while (!worker_stops(w)) {
		if (all_alive(threads, count) && watchdog_ms)
			notify_send("WATCHDOG=1");
		report_write(&p->report, w);
		wait_for_signal(p, tick_ms);
	}
}

static int run(struct program *p)
{
	struct worker *w = &p->worker;
	struct failure f = {0};
	struct thread *threads = calloc(w->publisher_count + 3, sizeof *threads);
	size_t count = 0;
	enum error e = threads ? start_all(w, threads, &count, &f) : fail(&f, ERR_STOP, "out of memory");
	if (e) {
		log_error("%s", f.text);
		request_stop(w);
	} else {
		log_notice("started, journal %s", journal_uuid(w->journal));
		notify_send("READY=1\nSTATUS=");
		supervise(p, threads, count);
	}
	for (size_t i = 0; i < count; i++)
		pthread_join(threads[i].id, NULL);
	free(threads);
	log_notice("stopped");
	return e ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* --- from beginning to end ---------------------------------------------------------------------------------------------------- */

static void close_parts(struct worker *w)
{
	for (size_t i = 0; i < w->publisher_count; i++)
		publisher_free(w->publishers[i]);
	free(w->publishers);
	journal_close(w->journal);
	if (w->changes_bell >= 0)
		close(w->changes_bell);
	if (w->observe_bell >= 0)
		close(w->observe_bell);
	if (w->stop_bell >= 0)
		close(w->stop_bell);
	progress_destroy(&w->progress);
	slot_destroy(&w->apply_slot);
	slot_destroy(&w->changes_slot);
	slot_destroy(&w->observe_slot);
	links_destroy(&w->links);
}

static int serve(struct program *p)
{
	struct worker *w = &p->worker;
	struct failure f = {0};
	int status = EXIT_FAILURE;
	atomic_store(&w->conf, p->conf);
	progress_init(&w->progress);
	slot_init(&w->apply_slot, "apply");
	slot_init(&w->changes_slot, "changes");
	slot_init(&w->observe_slot, "observe");
	links_init(&w->links);
	if (open_parts(w, &f) != OK) {
		log_error("%s", f.text);
	} else {
		wait_for_database(p);
		status = worker_stops(w) ? EXIT_SUCCESS : run(p);
	}
	report_end(&p->report, w);
	close_parts(w);
	return status;
}

int main(int argc, char *argv[])
{
	struct failure f = {0};
	int status;
	log_open("gsync-worker", LOG_LEVEL_INFO);
	const char *path = parse_arguments(argc, argv, &status);
	if (!path)
		return status;
	sigset_t set = handled_signals();
	pthread_sigmask(SIG_BLOCK, &set, NULL); /* inherited by every thread: only the main one takes them */
	signal(SIGPIPE, SIG_IGN);
	struct program p = {.path = path, .conf = conf_read(path, &f), .worker = {.stop_bell = -1, .changes_bell = -1, .observe_bell = -1}};
	if (!p.conf) {
		log_error("%s", f.text);
		return EXIT_FAILURE;
	}
	log_set_level(p.conf->log_level);
	status = serve(&p);
	conf_free(p.conf);
	return status;
}
