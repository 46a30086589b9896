/* Configuration: one INI file (inih) read through one table, which also prints the sample file and the manual page.
 *
 * An unknown section or option, a wrong value or a missing required option is an error that names file, line and what would be right.
 * Both daemons and the commands read the same file; each uses the sections it needs.
 */
#ifndef GSYNC_COMMON_CONF_H
#define GSYNC_COMMON_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/buf.h"
#include "common/error.h"
#include "common/log.h"

#define CONF_DEFAULT_PATH "/etc/gsync/gsync.conf"

/* Texts are never NULL; one that is empty in the file, or by default, is "". */
struct conf {
	struct conf *older;       /* what it replaces: threads may still hold texts of that */
	/* [log] */
	enum log_level log_level; /* level */
	char *changes;            /* changes: path of db_changes.log; empty: none */
	bool changes_content;     /* changes_content: keys and cells, too */
	/* [journal] */
	char *journal_path;         /* path: directory of the LMDB environment */
	uint64_t journal_map_size;  /* map_size, bytes */
	uint64_t journal_retain_ms; /* retain: applied entries are kept this long */
	uint64_t journal_retain_bytes; /* retain_size: … and at most this much of the map */
	/* [fcgi] */
	char *fcgi_socket;   /* socket: path, used when standard input is no socket */
	char *fcgi_secrets;  /* secrets: directory, one file per spreadsheet */
	char *fcgi_url;      /* url: public address of the webhooks, "" when nobody said it */
	unsigned fcgi_threads; /* threads */
	uint64_t fcgi_max_body; /* max_body, bytes */
	unsigned fcgi_tolerance_s; /* timestamp_tolerance */
	char *fcgi_metrics;  /* metrics_file: Prometheus text; empty: none */
	/* [postgresql] */
	char *pg_conninfo;  /* conninfo: libpq connection string; empty: libpq's own environment */
	/* [google] */
	char **credentials; /* credentials: NULL-terminated list of files (the option may be repeated) */
	char *sheets_url;   /* sheets_url: https://sheets.googleapis.com */
	unsigned reads_per_minute;
	unsigned writes_per_minute;
	unsigned google_timeout_s; /* timeout: longer than Google's longest request */
	/* [worker] */
	unsigned scan_interval_s;  /* scan_interval */
	unsigned history_retain_s; /* history_retain: history, conflicts and deleted rows are kept this long */
	unsigned batch_entries;    /* batch_entries: journal entries merged in one transaction */
	uint64_t batch_bytes;
	uint64_t publish_bytes;    /* publish_bytes: about the size of one write request */
	char *state_file;          /* state_file: JSON state for `gsync status` and the status page; empty: none */
	char *metrics_file;        /* metrics_file: Prometheus text; empty: none */
};

/* Reads the file; NULL on failure. conf_free takes NULL. */
struct conf *conf_read(const char *path, struct failure *ret_failure);
void conf_free(struct conf *c); /* and all that it replaced */
/* Reads the file again for a program that runs with `running`. *ret has what a reload takes over; the other options stay as they are. It owns `running`, which stays valid, since
 * other threads may be reading in it. *ret_changed and *ret_waiting name the options that are others now, and those that would be after a restart ("[log] level, …"; empty: none).
 * On failure everything stays as it was. */
enum error conf_reload(const char *path, struct conf *running, struct conf **ret, struct buf *ret_changed, struct buf *ret_waiting, struct failure *ret_failure);
/* The documented sample file, every option with its default. */
void conf_print_sample(FILE *to);
/* The same for programs: [{"section","option","default","expected","least","most","reload","doc"},…] */
void conf_json(struct buf *to);

#endif
