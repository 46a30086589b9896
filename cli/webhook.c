#include "cli/webhook.h"

#include <string.h>

#include "common/conf_value.h"
#include "google/http.h"

enum { TIMEOUT_S = 10, MOST_BYTES = 1 << 16 };

enum error webhook_url(const char *text, struct buf *to, struct failure *ret_failure)
{
	_cleanup_buf_ struct buf whole = {0};
	buf_addf(&whole, "%s%s", strstr(text, "://") ? "" : "https://", text);
	while (whole.len > 0 && whole.data[whole.len - 1] == '/')
		whole.data[--whole.len] = '\0';
	char *checked = NULL;
	bool good = !whole.failed && conf_url.parse(whole.data, &checked);
	conf_clear(&conf_url, &checked);
	if (!good)
		return fail(ret_failure, ERR_STOP, "'%s' is no address for webhooks: it must be https://HOST" WEBHOOK_PATH " (http:// is allowed to this machine only)", text);
	const char *host = strstr(whole.data, "://") + 3;
	const char *path = strchr(host, '/');
	if (path && strcmp(path, WEBHOOK_PATH) != 0)
		return fail(ret_failure, ERR_STOP, "'%s': the webhooks' path is " WEBHOOK_PATH ", not %s", text, path);
	buf_addf(to, "%s%s", whole.data, path ? "" : WEBHOOK_PATH);
	return OK;
}

void webhook_host(const char *url, struct buf *to)
{
	const char *host = strstr(url, "://");
	host = host ? host + 3 : url;
	size_t n = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/");
	buf_add(to, host, n);
}

static void unreached(struct findings *f, const char *url, const struct http_answer *a)
{
	found(f, VERDICT_PROBLEM, "%s cannot be reached from here: %s.", url, a->reason);
	if (strstr(a->reason, "resolve"))
		found_mend(f, "is the name in the DNS? getent hosts NAME");
	else if (strstr(a->reason, "certificate") || strstr(a->reason, "SSL") || strstr(a->reason, "TLS"))
		found_mend(f, "the server needs a certificate that browsers accept: sudo certbot --nginx");
	else
		found_mend(f, "systemctl status nginx; does it listen there, and does the firewall let it through?");
}

bool webhook_report(struct findings *f, const char *url)
{
	_cleanup_buf_ struct buf health = {0};
	_cleanup_answer_ struct http_answer a = {0};
	_cleanup_http_ struct http *h = http_new(&(struct http_options){.timeout_s = TIMEOUT_S, .most_bytes = MOST_BYTES});
	buf_addf(&health, "%.*shealth", (int)(strlen(url) - strlen("events")), url);
	if (!h || health.failed)
		return false;
	http_send(h, &(struct http_request){.url = health.data}, &a);
	if (a.outcome != HTTP_ANSWERED) {
		unreached(f, health.data, &a);
		return false;
	}
	bool ours = a.body.data && strstr(a.body.data, "\"status\"");
	if (a.status == 200 && ours) {
		found(f, VERDICT_OK, "%s answers: events would be accepted.", health.data);
		return true;
	}
	if (a.status == 503 || a.status == 502) {
		found(f, VERDICT_PROBLEM, "%s answers %ld: nginx is there, gsync-fcgi takes no events.", health.data, a.status);
		found_mend(f, "systemctl status gsync-fcgi.socket gsync-fcgi");
	} else {
		found(f, VERDICT_PROBLEM, "%s answers %ld, and it is not gsync that answers.", health.data, a.status);
		found_mend(f, "the server block of that name must include gsync's nginx/gsync.conf: sudo gsync setup");
	}
	return false;
}
