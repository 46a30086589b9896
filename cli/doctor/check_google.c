/* Google: names, TLS, clock, tokens, what is shared with whom, and how much of the quota is left. */
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/db.h"
#include "cli/doctor/doctor.h"
#include "cli/sharing.h"
#include "cli/webhook.h"
#include "common/json.h"
#include "google/credentials.h"

enum { TIMEOUT_S = 20, MOST_BYTES = 1 << 20, MOST_ASKED = 25, MOST_LAG_S = 60 };

static struct http *new_http(void) { return http_new(&(struct http_options){.timeout_s = TIMEOUT_S, .most_bytes = MOST_BYTES}); }

/* --- the way there --------------------------------------------------------------------------------------------------------------- */

static void check_name(struct doctor *d, const char *url)
{
	_cleanup_buf_ struct buf host = {0};
	struct addrinfo *list = NULL;
	webhook_host(url, &host);
	if (host.failed || !host.data)
		return;
	int error = getaddrinfo(host.data, "443", &(struct addrinfo){.ai_socktype = SOCK_STREAM}, &list);
	if (error) {
		problem(d, "The name %s cannot be resolved: %s.", host.data, gai_strerror(error));
		mend(d, "cat /etc/resolv.conf; getent hosts %s", host.data);
		return;
	}
	freeaddrinfo(list);
	fine(d, "The name %s is known.", host.data);
}

static void check_names(struct doctor *d)
{
	if (!d->conf)
		return;
	struct credentials *c = d->conf->credentials && access(d->conf->credentials[0], R_OK) == 0 ? credentials_read(d->conf->credentials[0], NULL) : NULL;
	check_name(d, d->conf->sheets_url);
	if (c)
		check_name(d, c->token_uri);
	credentials_free(c);
}

static void check_clock(struct doctor *d, time_t theirs)
{
	long long ahead = (long long)(time(NULL) - theirs);
	d->findings.check = "clock";
	if (theirs == -1) {
		skip(d, "Google did not say what time it is.");
	} else if (llabs(ahead) > MOST_LAG_S) {
		problem(d, "This machine's clock is %lld s %s Google's: tokens and webhooks are refused.", llabs(ahead), ahead < 0 ? "behind" : "ahead of");
		mend(d, "sudo timedatectl set-ntp true");
	} else {
		fine(d, "Our clock and Google's agree.");
	}
}

static void check_reach(struct doctor *d)
{
	_cleanup_answer_ struct http_answer a = {0};
	_cleanup_http_ struct http *h = d->conf ? new_http() : NULL;
	if (!h)
		return;
	http_send(h, &(struct http_request){.url = d->conf->sheets_url}, &a);
	if (a.outcome == HTTP_ANSWERED) {
		fine(d, "%s answers.", d->conf->sheets_url);
		check_clock(d, a.date);
		return;
	}
	bool tls = strstr(a.reason, "certificate") || strstr(a.reason, "SSL");
	problem(d, "%s cannot be reached: %s.", d->conf->sheets_url, a.reason);
	mend(d, "%s", tls ? "sudo apt-get install ca-certificates && sudo update-ca-certificates" : "is port 443 to the outside open? A proxy: https_proxy=… for gsync-worker");
}

/* --- tokens and sharing ---------------------------------------------------------------------------------------------------------- */

/* The spreadsheets that links give to this account: one line each; the first account also has those that name none. */
static struct db_result *spreadsheets_of(struct doctor *d, const char *email, bool first)
{
	const char *const params[] = {email, first ? "t" : "f"};
	return d->schema ? db_query(d->cli->db, "SELECT DISTINCT spreadsheet FROM gsync.link WHERE credential = $1 OR credential = '' AND $2::bool ORDER BY 1", 2, params)
	                 : NULL;
}

static void check_account(struct doctor *d, const char *path, bool first)
{
	struct failure failure = {0};
	_cleanup_http_ struct http *h = new_http();
	_cleanup_token_ struct token *token = access(path, R_OK) == 0 ? token_new(path, &failure) : NULL;
	d->findings.check = "token";
	if (!token || !h) {
		skip(d, "Whether Google accepts %s could not be checked: %s.", path, token ? "out of memory" : *failure.text ? "it is no good key file" : "it cannot be read as this user");
		return;
	}
	const struct sheets s = {.url = d->conf->sheets_url, .http = h, .token = token};
	if (!sharing_token(&d->findings, &s))
		return;
	d->findings.check = "sharing";
	_cleanup_result_ struct db_result *r = spreadsheets_of(d, token_email(token), first);
	size_t n = r ? db_rows(r) : 0;
	for (size_t i = 0; i < n && i < MOST_ASKED; i++)
		sharing_report(&d->findings, &s, db_cell(r, i, 0));
	if (n > MOST_ASKED)
		skip(d, "%zu more spreadsheets were not asked about, so that their quota is left to the worker.", n - MOST_ASKED);
}

static void check_accounts(struct doctor *d)
{
	for (size_t i = 0; d->conf && d->conf->credentials && d->conf->credentials[i]; i++)
		check_account(d, d->conf->credentials[i], i == 0);
}

/* --- quota ------------------------------------------------------------------------------------------------------------------------ */

static int64_t number(const struct json *j, json_value object, const char *name)
{
	int64_t n = 0;
	json_value v = json_member(j, object, name);
	return v != JSON_NONE && json_integer(j, v, &n) ? n : 0;
}

static void check_quota_of(struct doctor *d, const struct json *j, json_value publisher)
{
	int64_t reads = number(j, publisher, "reads_last_minute"), writes = number(j, publisher, "writes_last_minute");
	unsigned most_reads = d->conf->reads_per_minute, most_writes = d->conf->writes_per_minute;
	char *who = json_member(j, publisher, "credential") == JSON_NONE ? NULL : json_string(j, json_member(j, publisher, "credential"), NULL);
	bool scarce = reads * 10 >= most_reads * 9LL || writes * 10 >= most_writes * 9LL;
	found(&d->findings, scarce ? VERDICT_WARNING : VERDICT_OK, "%s used %lld of %u reads and %lld of %u writes in the last minute.", who ? who : "The account", (long long)reads,
	      most_reads, (long long)writes, most_writes);
	if (scarce)
		mend(d, "a second [google] credentials =, and gsync link --credential for some of the links");
	free(who);
}

static void check_quota(struct doctor *d)
{
	struct json_fault fault;
	if (!d->conf)
		return;
	worker_state_read(d->conf->state_file, time(NULL), &d->worker);
	_cleanup_json_ struct json *j = d->worker.running ? json_parse(d->worker.json.data, d->worker.json.len, &fault) : NULL;
	json_value publishers = j ? json_member(j, 0, "publishers") : JSON_NONE;
	if (publishers == JSON_NONE)
		skip(d, "How much of Google's quota is left is not known while the worker does not run.");
	for (json_value p = publishers == JSON_NONE ? JSON_NONE : json_first(j, publishers); p != JSON_NONE; p = json_next(j, p))
		check_quota_of(d, j, p);
}

const struct check doctor_google[] = {{"names", check_names}, {"reach", check_reach}, {"accounts", check_accounts}, {"quota", check_quota}, {0}};
