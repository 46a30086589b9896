/* nginx: its configuration, the way from it to gsync-fcgi, and the public address. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/doctor/doctor.h"
#include "cli/identity.h"
#include "cli/nginx_conf.h"
#include "cli/run.h"
#include "cli/webhook.h"

static const char *end_of_dump(const char *text)
{
	const char *error = strstr(text, "[emerg]");
	return error ? error : text;
}

/* nginx -T; false, and said so, when there is none to be had. */
static bool dump(struct doctor *d, struct buf *out)
{
	const char *const argv[] = {"nginx", "-T", d->nginx_conf ? "-c" : NULL, d->nginx_conf, NULL};
	_cleanup_buf_ struct buf path = {0};
	if (!run_find("nginx", &path)) {
		warn(d, "There is no nginx on this machine, so no webhooks come in through it.");
		mend(d, "sudo apt-get install nginx && sudo gsync setup");
		return false;
	}
	int status = run_program(argv, out);
	if (status == 0)
		return true;
	const char *error = out->data ? end_of_dump(out->data) : "";
	if (geteuid() != 0) {
		skip(d, "nginx's configuration could not be checked as this user.");
		mend(d, "sudo gsync doctor");
	} else {
		problem(d, "nginx refuses its configuration: %.*s", (int)strcspn(error, "\n"), error);
		mend(d, "sudo nginx -t");
	}
	return false;
}

/* www-data by default, as Debian builds it. */
static const char *user_of(const struct nginx_conf *c) { return c->user ? c->user : "www-data"; }

static void check_way(struct doctor *d, const struct nginx_conf *c)
{
	struct stat st;
	const char *user = user_of(c);
	d->findings.check = "socket";
	if (d->conf && strcmp(d->conf->fcgi_socket, c->socket) != 0) {
		warn(d, "nginx calls gsync-fcgi at %s, the configuration says %s.", c->socket, d->conf->fcgi_socket);
		mend(d, "make `server unix:…` in gsync-http.conf and [fcgi] socket the same");
	}
	if (stat(c->socket, &st) != 0) {
		problem(d, "nginx calls gsync-fcgi at %s, where there is no socket.", c->socket);
		mend(d, "sudo systemctl enable --now gsync-fcgi.socket gsync-fcgi");
		return;
	}
	enum may may = identity_may(user, c->socket, R_OK | W_OK);
	if (may == MAY) {
		fine(d, "nginx (%s) may call gsync-fcgi at %s.", user, c->socket);
	} else if (may == MAY_UNKNOWN) {
		skip(d, "Whether nginx may call gsync-fcgi could not be checked as this user.");
	} else {
		problem(d, "nginx (%s) may not call gsync-fcgi at %s (mode %03o).", user, c->socket, (unsigned)st.st_mode & 0777);
		mend(d, "sudo systemctl edit gsync-fcgi.socket    ([Socket] SocketGroup=%s), then restart it", user);
	}
}

static void check_body(struct doctor *d, const struct nginx_conf *c)
{
	d->findings.check = "body_size";
	if (!d->conf)
		return;
	if (c->body != 0 && c->body < d->conf->fcgi_max_body) {
		problem(d, "nginx takes bodies up to %llu bytes, gsync-fcgi up to %llu: large pastes are refused.", (unsigned long long)c->body,
		        (unsigned long long)d->conf->fcgi_max_body);
		mend(d, "client_max_body_size %llum; in the location /gsync/", (unsigned long long)(d->conf->fcgi_max_body >> 20) + 1);
	} else {
		fine(d, "nginx takes bodies as long as gsync-fcgi does.");
	}
}

static void check_servers(struct doctor *d, const struct nginx_conf *c)
{
	bool any = false;
	for (const struct nginx_server *s = c->servers; s < c->servers + c->n; s++) {
		if (!s->gsync)
			continue;
		any = true;
		if (s->tls)
			fine(d, "The server block %s (%s:%u) takes webhooks.", s->names, s->file, s->first);
		else
			fine(d, "The server block %s (%s:%u) takes webhooks, without TLS: something before it must have a certificate, for Google calls https only.", s->names,
			     s->file, s->first);
	}
	if (any)
		return;
	problem(d, "No server block of nginx includes gsync's locations.");
	mend(d, "sudo gsync setup    (finds the block and adds the line)");
}

static void check_configuration(struct doctor *d)
{
	_cleanup_buf_ struct buf text = {0};
	if (!dump(d, &text) || !text.data)
		return;
	_cleanup_nginx_ struct nginx_conf *c = nginx_conf_parse(text.data);
	if (!c)
		return;
	check_servers(d, c);
	if (!c->socket) {
		d->findings.check = "socket";
		problem(d, "nginx has no upstream gsync: the http block must include gsync-http.conf.");
		mend(d, "sudo gsync setup");
	} else {
		check_way(d, c);
	}
	if (c->location)
		check_body(d, c);
}

static void check_version(struct doctor *d)
{
	const char *const argv[] = {"nginx", "-v", NULL};
	_cleanup_buf_ struct buf out = {0};
	if (run_program(argv, &out) == 0 && out.data)
		fine(d, "%.*s.", (int)strcspn(out.data, "\n"), out.data);
}

static void check_public(struct doctor *d)
{
	_cleanup_buf_ struct buf url = {0};
	struct failure failure = {0};
	const char *given = d->url ? d->url : d->conf && *d->conf->fcgi_url ? d->conf->fcgi_url : NULL;
	if (!given) {
		skip(d, "The public address of the webhooks is not known.");
		mend(d, "gsync doctor --url https://HOST" WEBHOOK_PATH "    (or [fcgi] url = in %s)", d->conf_path);
	} else if (webhook_url(given, &url, &failure) != OK) {
		problem(d, "%s.", failure.text);
	} else {
		webhook_report(&d->findings, url.data);
	}
}

const struct check doctor_nginx[] = {{"version", check_version}, {"configuration", check_configuration}, {"public_address", check_public}, {0}};
