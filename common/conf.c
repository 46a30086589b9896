#include "common/conf.h"

#include <errno.h>
#include <ini.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/conf_value.h"
#include "common/nearest.h"

struct option {
	const char *section, *name;
	const struct conf_type *type;
	size_t offset; /* of its field in struct conf */
	const char *standard;
	const char *least, *most;
	const char *doc;
};

#define FIELD(name) offsetof(struct conf, name)

static const struct option options[] = {
	{"log", "level", &conf_level, FIELD(log_level), "info", NULL, NULL,
	 "How much is logged: error, warning, notice, info or debug."},
	{"log", "changes", &conf_maybe_path, FIELD(changes), "", NULL, NULL,
	 "File to which every change is written as one line, who, when and what. Empty: none."},

	{"journal", "path", &conf_path, FIELD(journal_path), "/var/lib/gsync/journal", NULL, NULL,
	 "Directory of the journal. On a local disk, never on a network one."},
	{"journal", "map_size", &conf_size, FIELD(journal_map_size), "1G", "1M", "1024G",
	 "The journal never grows beyond this. When it is full, webhooks are answered 503 and come again."},
	{"journal", "retain", &conf_ms, FIELD(journal_retain_ms), "7d", "0", "3650d",
	 "Entries that are in PostgreSQL are kept this long, to catch up with a database restored from a backup."},
	{"journal", "retain_size", &conf_maybe_size, FIELD(journal_retain_bytes), "", "0", NULL,
	 "While more of the map than this is in use, the oldest applied entries go before their time. Empty: half of map_size."},

	{"fcgi", "socket", &conf_path, FIELD(fcgi_socket), "/run/gsync/fcgi.sock", NULL, NULL,
	 "Socket on which nginx calls gsync-fcgi, unless systemd hands one over as standard input."},
	{"fcgi", "secrets", &conf_path, FIELD(fcgi_secrets), "/etc/gsync/secrets", NULL, NULL,
	 "Directory with one file per spreadsheet, named by the spreadsheet's id, one whsec_... secret a line."},
	{"fcgi", "threads", &conf_count, FIELD(fcgi_threads), "16", "1", "1024",
	 "Threads that answer requests. They wait for the disk most of the time and share its commits."},
	{"fcgi", "max_body", &conf_size, FIELD(fcgi_max_body), "4M", "1K", "64M",
	 "Longest webhook body. nginx's client_max_body_size should not be smaller."},
	{"fcgi", "timestamp_tolerance", &conf_seconds, FIELD(fcgi_tolerance_s), "5m", "1s", "10m",
	 "A signature older or younger than this is refused."},

	{"postgresql", "conninfo", &conf_text, FIELD(pg_conninfo), "", NULL, NULL,
	 "libpq connection string, such as: host=db1,db2 dbname=app user=gsync_worker target_session_attrs=read-write\n"
	 "Empty: libpq's own environment and defaults (PGHOST, PGSERVICE, ...)."},

	{"google", "credentials", &conf_paths, FIELD(credentials), "/etc/gsync/credentials.json", NULL, NULL,
	 "Key file of a Google service account. May be given several times: each has its own quota."},
	{"google", "sheets_url", &conf_url, FIELD(sheets_url), "https://sheets.googleapis.com", NULL, NULL,
	 "Address of the Sheets API. http:// is allowed to this machine only."},
	{"google", "reads_per_minute", &conf_count, FIELD(reads_per_minute), "60", "1", "100000",
	 "Read quota of one service account."},
	{"google", "writes_per_minute", &conf_count, FIELD(writes_per_minute), "60", "1", "100000",
	 "Write quota of one service account."},
	{"google", "timeout", &conf_seconds, FIELD(google_timeout_s), "200s", "1s", "1h",
	 "A request without an answer is given up after this. Google ends requests after 180 seconds."},

	{"worker", "scan_interval", &conf_seconds, FIELD(scan_interval_s), "5m", "1s", "7d",
	 "Every tab is read and compared at least this often, whatever the webhooks told."},
	{"worker", "history_retain", &conf_seconds, FIELD(history_retain_s), "90d", "1h", "3650d",
	 "What changed, conflicts and deleted rows are kept this long in PostgreSQL: so long can `gsync restore` bring a row back."},
	{"worker", "batch_entries", &conf_count, FIELD(batch_entries), "1000", "1", "100000",
	 "At most so many journal entries are merged in one transaction."},
	{"worker", "batch_bytes", &conf_size, FIELD(batch_bytes), "2M", "1K", "256M",
	 "At most so many bytes of them. gsync-worker needs five times as much memory for a while."},
	{"worker", "publish_bytes", &conf_size, FIELD(publish_bytes), "1500K", "10K", "8M",
	 "About the size of one write request. Google recommends less than 2 MB."},
	{"worker", "state_file", &conf_maybe_path, FIELD(state_file), "/run/gsync/worker.json", NULL, NULL,
	 "What the worker is doing, as JSON, for `gsync status` and the status page. Empty: none."},
};

enum { OPTIONS = sizeof options / sizeof options[0] };

struct reading {
	FILE *file;
	const char *path;
	int line;       /* the one that inih has just been given */
	bool indented;  /* it starts with white space */
	struct conf *conf;
	const struct option *last;
	bool given[OPTIONS];
	struct failure *failure;
	int failed_line; /* of the first failure, 0: none */
};

static void *field_of(struct conf *c, const struct option *o)
{
	return (char *)c + o->offset;
}

/* Keeps the first failure and puts file and line before it. Returns 0, as inih's handler wants it. */
__attribute__((format(printf, 2, 3))) static int wrong(struct reading *r, const char *format, ...)
{
	if (r->failed_line)
		return 0;
	char text[FAILURE_TEXT];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	r->failed_line = r->line;
	fail(r->failure, ERR_STOP, "%s:%d: %s", r->path, r->line, text);
	return 0;
}

static int unknown_section(struct reading *r, const char *section)
{
	const char *names[OPTIONS] = {NULL};
	_cleanup_buf_ struct buf known = {0};
	size_t n = 0;
	for (size_t i = 0; i < OPTIONS; i++)
		if (n == 0 || strcmp(names[n - 1], options[i].section) != 0) {
			names[n++] = options[i].section;
			buf_addf(&known, "%s[%s]", known.len ? ", " : "", options[i].section);
		}
	const char *meant = nearest(section, names, n);
	if (meant)
		return wrong(r, "unknown section [%s]; did you mean [%s]?", section, meant);
	return wrong(r, "unknown section [%s]; the sections are %s", section, known.failed ? "?" : known.data);
}

static int unknown_option(struct reading *r, const char *section, const char *name)
{
	const char *names[OPTIONS];
	_cleanup_buf_ struct buf known = {0};
	size_t n = 0;
	for (size_t i = 0; i < OPTIONS; i++)
		if (strcmp(options[i].section, section) == 0) {
			buf_addf(&known, "%s%s", n ? ", " : "", options[i].name);
			names[n++] = options[i].name;
		}
	if (section[0] == '\0')
		return wrong(r, "option %s stands before the first section", name);
	if (n == 0)
		return unknown_section(r, section);
	const char *meant = nearest(name, names, n);
	if (meant)
		return wrong(r, "unknown option %s in [%s]; did you mean %s?", name, section, meant);
	return wrong(r, "unknown option %s in [%s]; it knows %s", name, section, known.failed ? "?" : known.data);
}

static int wrong_value(struct reading *r, const struct option *o, const char *value)
{
	if (o->least && o->most)
		return wrong(r, "[%s] %s = %s: must be %s, from %s to %s", o->section, o->name, value, o->type->expected, o->least, o->most);
	return wrong(r, "[%s] %s = %s: must be %s", o->section, o->name, value, o->type->expected);
}

static int set_option(struct reading *r, const struct option *o, const char *value)
{
	void *field = field_of(r->conf, o);
	bool first = !r->given[o - options];
	if (!first && !o->type->repeats)
		return wrong(r, "[%s] %s is given twice", o->section, o->name);
	if (first)
		conf_clear(o->type, field); /* the default */
	r->given[o - options] = true;
	if (!o->type->parse(value, field) || !conf_within(o->type, field, o->least, o->most))
		return wrong_value(r, o, value);
	return 1;
}

static int continue_option(struct reading *r, const struct option *o, const char *value)
{
	if (o->type->repeats)
		return set_option(r, o, value);
	if (!o->type->joins)
		return wrong(r, "this line starts with white space and so continues [%s] %s, which takes one line; remove the white space", o->section, o->name);
	char **field = field_of(r->conf, o);
	_cleanup_buf_ struct buf joined = {0};
	buf_addf(&joined, "%s%s%s", *field, (*field)[0] ? " " : "", value);
	if (joined.failed || !o->type->parse(joined.data, field))
		return wrong_value(r, o, value);
	return 1;
}

static int on_option(void *context, const char *section, const char *name, const char *value)
{
	struct reading *r = context;
	for (const struct option *o = options; o < options + OPTIONS; o++)
		if (strcmp(o->section, section) == 0 && strcmp(o->name, name) == 0) {
			bool continued = r->indented && r->last == o;
			r->last = o;
			return continued ? continue_option(r, o, value) : set_option(r, o, value);
		}
	return unknown_option(r, section, name);
}

/* inih's way of getting a line: counts them, and refuses those that inih would cut in pieces. */
static char *next_line(char *line, int size, void *context)
{
	struct reading *r = context;
	if (!fgets(line, size, r->file))
		return NULL;
	r->line++;
	r->indented = line[0] == ' ' || line[0] == '\t';
	size_t n = strlen(line);
	if (n + 1 == (size_t)size && line[n - 1] != '\n' && !feof(r->file)) {
		wrong(r, "this line is longer than %d bytes; break it, a line that starts with white space continues the one above", size - 2);
		return NULL;
	}
	return line;
}

static enum error set_defaults(struct conf *c, struct failure *ret_failure)
{
	for (const struct option *o = options; o < options + OPTIONS; o++)
		if (!o->type->parse(o->standard, field_of(c, o)))
			return fail(ret_failure, ERR_STOP, "out of memory");
	return OK;
}

static enum error parse_file(struct reading *r)
{
	int line = ini_parse_stream(next_line, r, on_option, r);
	if (r->failed_line && (line <= 0 || line >= r->failed_line))
		return ERR_STOP;
	if (line != 0)
		return fail(r->failure, ERR_STOP, "%s:%d: neither a [section] nor `option = value` nor a # comment", r->path, line);
	if (ferror(r->file))
		return fail(r->failure, ERR_STOP, "cannot read %s: %s", r->path, strerror(errno));
	return OK;
}

/* What concerns more than one option. */
static enum error finish(struct reading *r)
{
	struct conf *c = r->conf;
	if (c->journal_retain_bytes == 0)
		c->journal_retain_bytes = c->journal_map_size / 2;
	if (c->journal_retain_bytes > c->journal_map_size)
		return fail(r->failure, ERR_STOP, "%s: [journal] retain_size is larger than map_size; the journal would be full before anything is purged", r->path);
	return OK;
}

static enum error read_into(struct conf *c, const char *path, struct failure *ret_failure)
{
	struct reading r = {.path = path, .conf = c, .failure = ret_failure};
	enum error e = set_defaults(c, ret_failure);
	if (e)
		return e;
	r.file = fopen(path, "re");
	if (!r.file)
		return fail(ret_failure, ERR_STOP, "cannot open the configuration %s: %s; name the right file with --config", path, strerror(errno));
	e = parse_file(&r);
	fclose(r.file);
	return e ? e : finish(&r);
}

struct conf *conf_read(const char *path, struct failure *ret_failure)
{
	struct conf *c = calloc(1, sizeof *c);
	if (!c) {
		fail(ret_failure, ERR_STOP, "out of memory");
		return NULL;
	}
	if (read_into(c, path, ret_failure) != OK) {
		conf_free(c);
		return NULL;
	}
	return c;
}

void conf_free(struct conf *c)
{
	if (!c)
		return;
	for (const struct option *o = options; o < options + OPTIONS; o++)
		conf_clear(o->type, field_of(c, o));
	free(c);
}

static void print_doc(FILE *to, const struct option *o)
{
	fputs("# ", to);
	for (const char *p = o->doc; *p; p++) {
		fputc(*p, to);
		if (*p == '\n')
			fputs("# ", to);
	}
	if (o->least && o->most)
		fprintf(to, " (%s to %s)", o->least, o->most);
	fputc('\n', to);
}

void conf_print_sample(FILE *to)
{
	const char *section = "";
	fputs("# Configuration of gsync. Every option is shown with its default.\n"
	      "# Sizes: 64K, 16M, 2G. Durations: 250ms, 10s, 5m, 2h, 7d. A comment starts with # at the start of a line or with ; after a space.\n",
	      to);
	for (const struct option *o = options; o < options + OPTIONS; o++) {
		if (strcmp(section, o->section) != 0)
			fprintf(to, "\n[%s]\n", o->section);
		section = o->section;
		print_doc(to, o);
		fprintf(to, "%s = %s\n", o->name, o->standard);
	}
}
