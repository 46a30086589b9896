/* The one table of options: what the file may hold, the sample file, gsync.conf(5) and what a reload takes over are all made of it. */
#include "common/conf_option.h"

#define FIELD(name) offsetof(struct conf, name)

const struct conf_option conf_options[] = {
	{"log", "level", &conf_level, FIELD(log_level), RELOAD, "info", NULL, NULL,
	 "How much is logged: error, warning, notice, info or debug."},
	{"log", "changes", &conf_maybe_path, FIELD(changes), RELOAD, "", NULL, NULL,
	 "File to which every change is written as one line, who, when and where, and each conflict, rejection, held\n"
	 "deletion and what was done with the gsync command. Empty: none."},
	{"log", "changes_content", &conf_yes_no, FIELD(changes_content), RELOAD, "no", NULL, NULL,
	 "Whether these lines also hold keys and what the cells held: yes or no."},

	{"journal", "path", &conf_path, FIELD(journal_path), RESTART, "/var/lib/gsync/journal", NULL, NULL,
	 "Directory of the journal. On a local disk, never on a network one."},
	{"journal", "map_size", &conf_size, FIELD(journal_map_size), RESTART, "1G", "1M", "1024G",
	 "The journal never grows beyond this. When it is full, webhooks are answered 503 and come again."},
	{"journal", "retain", &conf_ms, FIELD(journal_retain_ms), RELOAD, "7d", "0", "3650d",
	 "Entries that are in PostgreSQL are kept this long, to catch up with a database restored from a backup."},
	{"journal", "retain_size", &conf_maybe_size, FIELD(journal_retain_bytes), RESTART, "", "0", NULL,
	 "While more of the map than this is in use, the oldest applied entries go before their time. Empty: half of map_size."},

	{"fcgi", "socket", &conf_path, FIELD(fcgi_socket), RESTART, "/run/gsync/fcgi.sock", NULL, NULL,
	 "Socket on which nginx calls gsync-fcgi, unless systemd hands one over as standard input."},
	{"fcgi", "secrets", &conf_path, FIELD(fcgi_secrets), RESTART, "/etc/gsync/secrets", NULL, NULL,
	 "Directory with one file per spreadsheet, named by the spreadsheet's id, one whsec_... secret a line."},
	{"fcgi", "url", &conf_maybe_url, FIELD(fcgi_url), RELOAD, "", NULL, NULL,
	 "Public address of the webhooks, https://HOST/gsync/v1/events. Only `gsync setup` and `gsync doctor` read it."},
	{"fcgi", "threads", &conf_count, FIELD(fcgi_threads), RESTART, "16", "1", "1024",
	 "Threads that answer requests. They wait for the disk most of the time and share its commits."},
	{"fcgi", "max_body", &conf_size, FIELD(fcgi_max_body), RELOAD, "4M", "1K", "64M",
	 "Longest webhook body. nginx's client_max_body_size should not be smaller."},
	{"fcgi", "timestamp_tolerance", &conf_seconds, FIELD(fcgi_tolerance_s), RELOAD, "5m", "1s", "10m",
	 "A signature older or younger than this is refused."},
	{"fcgi", "metrics_file", &conf_maybe_path, FIELD(fcgi_metrics), RESTART, "/run/gsync-fcgi/fcgi.prom", NULL, NULL,
	 "What gsync-fcgi counts, for Prometheus. Empty: none."},

	{"postgresql", "conninfo", &conf_text, FIELD(pg_conninfo), RESTART, "", NULL, NULL,
	 "libpq connection string, such as: host=db1,db2 dbname=app user=gsync_worker target_session_attrs=read-write\n"
	 "Empty: libpq's own environment and defaults (PGHOST, PGSERVICE, ...)."},

	{"google", "credentials", &conf_paths, FIELD(credentials), RESTART, "/etc/gsync/credentials.json", NULL, NULL,
	 "Key file of a Google service account. May be given several times: each has its own quota."},
	{"google", "sheets_url", &conf_url, FIELD(sheets_url), RESTART, "https://sheets.googleapis.com", NULL, NULL,
	 "Address of the Sheets API. http:// is allowed to this machine only."},
	{"google", "reads_per_minute", &conf_count, FIELD(reads_per_minute), RELOAD, "60", "1", "100000",
	 "Read quota of one service account."},
	{"google", "writes_per_minute", &conf_count, FIELD(writes_per_minute), RELOAD, "60", "1", "100000",
	 "Write quota of one service account."},
	{"google", "timeout", &conf_seconds, FIELD(google_timeout_s), RESTART, "200s", "1s", "1h",
	 "A request without an answer is given up after this. Google ends requests after 180 seconds."},

	{"worker", "scan_interval", &conf_seconds, FIELD(scan_interval_s), RELOAD, "5m", "1s", "7d",
	 "Every tab is read and compared at least this often, whatever the webhooks told."},
	{"worker", "history_retain", &conf_seconds, FIELD(history_retain_s), RELOAD, "90d", "1h", "3650d",
	 "What changed, conflicts and deleted rows are kept this long in PostgreSQL: so long can `gsync restore` bring a row back."},
	{"worker", "batch_entries", &conf_count, FIELD(batch_entries), RELOAD, "1000", "1", "100000",
	 "At most so many journal entries are merged in one transaction."},
	{"worker", "batch_bytes", &conf_size, FIELD(batch_bytes), RELOAD, "2M", "1K", "256M",
	 "At most so many bytes of them. gsync-worker needs five times as much memory for a while."},
	{"worker", "publish_bytes", &conf_size, FIELD(publish_bytes), RELOAD, "1500K", "10K", "8M",
	 "About the size of one write request. Google recommends less than 2 MB."},
	{"worker", "state_file", &conf_maybe_path, FIELD(state_file), RESTART, "/run/gsync/worker.json", NULL, NULL,
	 "What the worker is doing, as JSON, for `gsync status` and the status page. Empty: none."},
	{"worker", "metrics_file", &conf_maybe_path, FIELD(metrics_file), RESTART, "/run/gsync/worker.prom", NULL, NULL,
	 "What the worker counts, for Prometheus. Empty: none."},
	{0},
};

static_assert(sizeof conf_options / sizeof *conf_options <= CONF_OPTIONS_MOST + 1, "CONF_OPTIONS_MOST is too small");
