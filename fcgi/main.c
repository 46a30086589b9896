/* gsync-fcgi: takes signed events from the web server and has them on disk before it answers. */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "common/conf.h"
#include "common/log.h"
#include "common/notify.h"
#include "fcgi/listener.h"
#include "fcgi/metrics.h"
#include "fcgi/request.h"
#include "fcgi/secrets.h"
#include "fcgi/server.h"
#include "journal/journal.h"

enum { REQUEST_TIMEOUT_S = 10, TICK_MS = 500 /* a secret is taken or refused within two of them */, EXIT_USAGE = 2 };

static const char usage[] =
	"usage: gsync-fcgi [--config FILE]\n"
	"Takes signed events from the web server over FastCGI and appends them to the journal.\n"
	"\n"
	"  -c, --config FILE  configuration (default: " CONF_DEFAULT_PATH ")\n"
	"  -h, --help         this text\n"
	"  -V, --version      print the version\n"
	"\n"
	"Secrets that change are read within a second. SIGHUP reads the configuration again and the secrets, SIGTERM stops after the requests in progress.\n";

struct program {
	const char *path; /* of the configuration */
	struct conf *conf;
	struct request_context context;
	struct metrics metrics;
	struct listener listener;
	struct server *server;
};

static uint64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static void answer(void *program, const struct request *request, struct reply *ret_reply)
{
	struct program *p = program;
	uint64_t start = now_us();

	request_answer(&p->context, request, ret_reply);
	metrics_count(&p->metrics, request, ret_reply, now_us() - start);
}

/* Every thread inherits this mask; only the main thread takes signals, one at a time. */
static sigset_t block_signals(void)
{
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_DFL); /* nohup would have it ignored, and lost */
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	return set;
}

static void raise_descriptor_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static enum error start(struct program *p, struct failure *f)
{
	p->conf = conf_read(p->path, f);
	if (!p->conf)
		return f->kind;
	log_set_level(p->conf->log_level);
	p->context.tolerance_s = p->conf->fcgi_tolerance_s;
	p->context.secrets = secrets_open(p->conf->fcgi_secrets, f);
	if (!p->context.secrets)
		return f->kind;
	struct journal_options options = { .map_size = p->conf->journal_map_size };

	p->context.journal = journal_open(p->conf->journal_path, &options, f);
	if (!p->context.journal || listener_open(&p->listener, p->conf->fcgi_socket, f) != OK)
		return f->kind;
	struct server_options server = {
		.listener = p->listener.fd, .threads = p->conf->fcgi_threads, .max_body = p->conf->fcgi_max_body,
		.timeout_s = REQUEST_TIMEOUT_S, .answer = answer, .context = p,
	};

	p->server = server_start(&server, f);
	return p->server ? OK : f->kind;
}

static void stop(struct program *p)
{
	server_stop(p->server);
	if (p->listener.fd >= 0)
		listener_close(&p->listener);
	journal_close(p->context.journal);
	secrets_free(p->context.secrets);
	conf_free(p->conf);
}

static void reload_secrets(struct program *p)
{
	struct failure f;

	if (secrets_reload(p->context.secrets, &f) == OK)
		log_notice("secrets of %zu spreadsheets read", secrets_spreadsheets(p->context.secrets));
	else
		log_error("%s; the secrets stay as they were", f.text);
}

/* A file that is wrong changes nothing. */
static void reload_conf(struct program *p)
{
	struct buf changed = { 0 }, waiting = { 0 };
	struct failure f;

	if (conf_reload(p->path, p->conf, &p->conf, &changed, &waiting, &f) != OK) {
		log_error("%s; the settings stay as they were", f.text);
		return;
	}
	log_set_level(p->conf->log_level);
	p->context.tolerance_s = p->conf->fcgi_tolerance_s;
	server_set_max_body(p->server, p->conf->fcgi_max_body);
	log_notice("%s is read again; changed: %s", p->path, changed.len ? changed.data : "nothing");
	if (waiting.len)
		log_warning("for these a restart is needed: %s", waiting.data);
	buf_free(&changed);
	buf_free(&waiting);
}

static void run(struct program *p, const sigset_t *signals)
{
	unsigned watchdog_ms = notify_watchdog_ms(), tick_ms = watchdog_ms && watchdog_ms < TICK_MS ? watchdog_ms : TICK_MS;
	struct timespec tick = { .tv_sec = tick_ms / 1000, .tv_nsec = tick_ms % 1000 * 1000000L };

	for (;;) {
		int number = sigtimedwait(signals, NULL, &tick);

		if (number == SIGTERM || number == SIGINT)
			return;
		if (number == SIGHUP)
			reload_conf(p);
		if (number == SIGHUP || secrets_changed(p->context.secrets))
			reload_secrets(p);
		server_tick(p->server);
		metrics_write(&p->metrics, p->conf->fcgi_metrics, secrets_spreadsheets(p->context.secrets));
		if (watchdog_ms)
			notify_send("WATCHDOG=1");
	}
}

static int serve(const char *path)
{
	struct program p = { .path = path, .listener.fd = -1 };
	sigset_t signals = block_signals();
	struct failure f;
	int status = EXIT_SUCCESS;

	log_open("gsync-fcgi", LOG_LEVEL_INFO);
	raise_descriptor_limit();
	if (start(&p, &f) == OK) {
		log_notice("ready: %zu spreadsheets, %u threads, journal %s", secrets_spreadsheets(p.context.secrets), p.conf->fcgi_threads,
		           journal_uuid(p.context.journal));
		notify_send("READY=1");
		run(&p, &signals);
		notify_send("STOPPING=1");
		log_notice("stopping");
	} else {
		log_error("%s", f.text);
		status = EXIT_FAILURE;
	}
	if (p.conf)
		metrics_end(&p.metrics, p.conf->fcgi_metrics);
	stop(&p);
	return status;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' }, { "help", no_argument, NULL, 'h' }, { "version", no_argument, NULL, 'V' }, { 0 },
	};
	const char *path = CONF_DEFAULT_PATH;

	for (int option; (option = getopt_long(argc, argv, "c:hV", options, NULL)) != -1;)
		switch (option) {
		case 'c':
			path = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			return EXIT_SUCCESS;
		case 'V':
			puts("gsync-fcgi " GSYNC_VERSION);
			return EXIT_SUCCESS;
		default:
			fputs(usage, stderr);
			return EXIT_USAGE;
		}
	if (optind < argc) {
		fprintf(stderr, "gsync-fcgi: unexpected argument %s\n%s", argv[optind], usage);
		return EXIT_USAGE;
	}
	return serve(path);
}
