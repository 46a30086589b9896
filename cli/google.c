#include "cli/google.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "google/backoff.h"
#include "google/bucket.h"

enum {
	MOST_ANSWER_BYTES = 256 * 1024 * 1024,
	MOST_TRIES = 8,          /* of what fails in passing; with the waits in between, one to two minutes */
	TELL_WAIT_MS = 2000      /* a longer wait is told */
};

struct google {
	struct http *http;
	struct token *token;
	struct sheets sheets;
	struct bucket reads, writes;
};

/* --- opening ------------------------------------------------------------------------------------------------------------------ */

static enum error find_conf(struct cli *cli, struct failure *f)
{
	const char *path = cli->config ? cli->config : CONF_DEFAULT_PATH;
	if (access(path, R_OK) != 0)
		return fail(f, cli->config ? ERR_STOP : ERR_REJECT, "cannot read the configuration %s: %s", path, strerror(errno));
	if (!cli->conf)
		cli->conf = conf_read(path, f);
	return cli->conf ? OK : ERR_STOP;
}

static enum error find_account(const struct conf *conf, const char *account, struct token **ret, struct failure *f)
{
	char *const *path = conf->credentials;
	for (; path && *path; path++) {
		if (access(*path, R_OK) != 0)
			return fail(f, ERR_REJECT, "cannot read the credentials %s: %s", *path, strerror(errno));
		struct token *token = token_new(*path, f);
		if (!token)
			return ERR_STOP;
		if (!account || !*account || strcmp(token_email(token), account) == 0) {
			*ret = token;
			return OK;
		}
		token_free(token);
	}
	if (account && *account)
		return fail(f, ERR_STOP, "none of the credentials in the configuration is of %s", account);
	return fail(f, ERR_REJECT, "the configuration names no credentials ([google] credentials)");
}

static bool make_parts(struct google *g, const struct conf *conf)
{
	const struct http_options options = {.timeout_s = conf->google_timeout_s, .most_bytes = MOST_ANSWER_BYTES};
	g->http = http_new(&options);
	g->sheets = (struct sheets){.url = conf->sheets_url, .http = g->http, .token = g->token};
	return g->http && bucket_init(&g->reads, conf->reads_per_minute) && bucket_init(&g->writes, conf->writes_per_minute);
}

enum error google_open(struct cli *cli, const char *account, struct google **ret, struct failure *ret_failure)
{
	struct token *token = NULL;
	enum error e = find_conf(cli, ret_failure);
	if (!e)
		e = find_account(cli->conf, account, &token, ret_failure);
	if (e)
		return e;
	struct google *g = calloc(1, sizeof *g);
	if (!g) {
		token_free(token);
		return fail(ret_failure, ERR_STOP, "out of memory");
	}
	g->token = token;
	if (!make_parts(g, cli->conf)) {
		google_close(g);
		return fail(ret_failure, ERR_STOP, "out of memory");
	}
	*ret = g;
	return OK;
}

void google_close(struct google *g)
{
	if (!g)
		return;
	http_free(g->http);
	token_free(g->token);
	bucket_free(&g->reads);
	bucket_free(&g->writes);
	free(g);
}

const char *google_email(const struct google *g) { return token_email(g->token); }

/* --- calling ------------------------------------------------------------------------------------------------------------------- */

static void pause_for(uint64_t ms, const char *why)
{
	if (ms >= TELL_WAIT_MS && isatty(STDERR_FILENO))
		fputs("\r\x1b[K", stderr); /* there may be a progress bar */
	if (ms >= TELL_WAIT_MS)
		say_hint("%s: waiting %llu s", why, (unsigned long long)(ms + 999) / 1000);
	usleep((useconds_t)(ms % 1000 * 1000));
	sleep((unsigned)(ms / 1000));
}

static void take_quota(struct bucket *b)
{
	uint64_t delay;
	while ((delay = bucket_delay(b, clock_ms())) > 0)
		pause_for(delay, "Google's quota of this minute is used");
	bucket_take(b, clock_ms());
}

struct call {
	const char *spreadsheet;
	const char *filters, *fields; /* of a read; no filters: of a get */
	const struct buf *body;       /* of a write */
};

static void send_once(struct google *g, const struct call *c, struct sheets_result *result)
{
	take_quota(c->body ? &g->writes : &g->reads);
	if (c->body)
		sheets_update(&g->sheets, c->spreadsheet, c->body, result);
	else if (!c->filters)
		sheets_get(&g->sheets, c->spreadsheet, c->fields, result);
	else
		sheets_read(&g->sheets, c->spreadsheet, c->filters, c->fields, NULL, result);
}

static enum error kind_of(const struct sheets_result *r)
{
	switch (r->outcome) {
	case SHEETS_DONE:
		return OK;
	case SHEETS_REFUSED:
		return ERR_REJECT;
	case SHEETS_UNSENT:
		return r->stopped ? ERR_STOP : ERR_RETRY;
	case SHEETS_THROTTLED:
	case SHEETS_UNANSWERED:
		break;
	}
	return ERR_RETRY;
}

static enum error call(struct google *g, const struct call *c, struct sheets_result *result, struct failure *f)
{
	struct backoff backoff = {.first_ms = 1000, .most_ms = 32000};
	for (int tries = 1;; tries++) {
		send_once(g, c, result);
		enum error e = kind_of(result);
		if (!e)
			return OK;
		if (e != ERR_RETRY || tries == MOST_TRIES || (c->body && result->outcome == SHEETS_UNANSWERED))
			return fail(f, e, "%s", result->text);
		if (result->outcome == SHEETS_THROTTLED)
			bucket_drain(c->body ? &g->writes : &g->reads, clock_ms());
		pause_for(backoff_fail(&backoff), result->text);
	}
}

enum error google_get(struct google *g, const char *spreadsheet, const char *fields, struct sheets_result *result, struct failure *ret_failure)
{
	return call(g, &(struct call){.spreadsheet = spreadsheet, .fields = fields}, result, ret_failure);
}

enum error google_read(struct google *g, const char *spreadsheet, const char *filters, const char *fields, struct sheets_result *result,
                       struct failure *ret_failure)
{
	return call(g, &(struct call){.spreadsheet = spreadsheet, .filters = filters, .fields = fields}, result, ret_failure);
}

enum error google_write(struct google *g, const char *spreadsheet, const struct buf *body, struct sheets_result *result, struct failure *ret_failure)
{
	return call(g, &(struct call){.spreadsheet = spreadsheet, .body = body}, result, ret_failure);
}

/* --- reading a tab ------------------------------------------------------------------------------------------------------------- */

/* Hands the caller's own context on to its functions, and keeps ours for the quota. */
struct tab_reading {
	struct google *google;
	const struct google_tab *tab;
};

static bool tab_may_call(void *context)
{
	take_quota(&((struct tab_reading *)context)->google->reads);
	return true;
}

static enum error tab_begin(void *context, struct failure *f)
{
	const struct google_tab *tab = ((struct tab_reading *)context)->tab;
	return tab->begin(tab->context, f);
}

static enum error tab_rows(void *context, const char *json, size_t n, struct failure *f)
{
	const struct google_tab *tab = ((struct tab_reading *)context)->tab;
	return tab->rows(tab->context, json, n, f);
}

static enum error take_once(struct google *g, const struct google_tab *tab, struct reading *reading, struct sheets_result *result, struct failure *f)
{
	struct tab_reading context = {g, tab};
	struct reading_shape shape = {0};
	const struct reading_source source = {.sheets = &g->sheets, .spreadsheet = tab->spreadsheet, .sheet = tab->sheet, .formats = tab->formats, .may_call = tab_may_call,
	                                      .begin = tab_begin, .rows = tab_rows, .context = &context};
	switch (reading_take(&source, &shape, NULL, 0, reading, result, f)) {
	case READING_DONE:
		return OK;
	case READING_UNREAD:
		return fail(f, kind_of(result), "%s", result->text);
	case READING_GIVEN_UP:
	case READING_FAILED:
		break;
	}
	return f->kind;
}

enum error google_take(struct google *g, const struct google_tab *tab, struct reading *reading, struct failure *ret_failure)
{
	struct backoff backoff = {.first_ms = 1000, .most_ms = 32000};
	for (int tries = 1;; tries++) {
		_cleanup_sheets_ struct sheets_result result = {0};
		enum error e = take_once(g, tab, reading, &result, ret_failure);
		if (e != ERR_RETRY || tries == MOST_TRIES)
			return e;
		if (result.outcome == SHEETS_THROTTLED)
			bucket_drain(&g->reads, clock_ms());
		pause_for(backoff_fail(&backoff), ret_failure->text);
	}
}
