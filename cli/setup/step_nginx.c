/* nginx: the http part, the include in the server block, each tried with nginx -t and taken back when it is refused. */
#define _GNU_SOURCE /* memrchr */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/nginx_conf.h"
#include "cli/run.h"
#include "cli/setup/setup.h"
#include "cli/webhook.h"

#define NGINX_CONF "/etc/nginx/nginx.conf"

static const char *main_conf(const struct setup *s) { return s->nginx_conf ? s->nginx_conf : NGINX_CONF; }

/* nginx -T or -t; true if the configuration is right. */
static bool ask(const struct setup *s, const char *how, struct buf *out)
{
	const char *const argv[] = {"nginx", how, "-c", main_conf(s), NULL};
	return run_program(argv, out) == 0;
}

static struct nginx_conf *look(struct setup *s)
{
	_cleanup_buf_ struct buf out = {0};
	if (ask(s, "-T", &out) && out.data)
		return nginx_conf_parse(out.data);
	const char *error = out.data ? strstr(out.data, "[emerg]") : NULL;
	problem(s, "nginx refuses its configuration: %.*s", error ? (int)strcspn(error, "\n") : 0, error ? error : "");
	mend(s, "sudo nginx -t");
	return NULL;
}

/* Replaces a file of nginx, tries the whole, and takes it back when nginx refuses it. `before` NULL: there was none. */
static bool try_file(struct setup *s, const char *path, const char *before, const struct buf *now)
{
	_cleanup_buf_ struct buf out = {0};
	if (!setup_write(path, now->data, now->len, 0644, NULL)) {
		problem(s, "%s cannot be written: %s.", path, strerror(errno));
		mend(s, "sudo gsync setup …    (it needs root)");
		return false;
	}
	if (ask(s, "-t", &out))
		return true;
	if (before)
		setup_write(path, before, strlen(before), 0644, NULL);
	else
		unlink(path);
	const char *error = out.data ? strstr(out.data, "[emerg]") : NULL;
	problem(s, "nginx refuses what would be added to %s, which is as it was: %.*s", path, error ? (int)strcspn(error, "\n") : 0, error ? error : "");
	return false;
}

/* --- http ---------------------------------------------------------------------------------------------------------------------------- */

static void bring_http_part(struct setup *s, const struct nginx_conf *c, bool *ret_changed)
{
	_cleanup_buf_ struct buf part = {0}, path = {0}, text = {0};
	const char *end = strrchr(main_conf(s), '/');
	if (c->socket) {
		fine(s, "nginx knows gsync-fcgi (upstream gsync).");
		return;
	}
	buf_addf(&path, "%.*s/conf.d/gsync.conf", end ? (int)(end - main_conf(s)) : 1, end ? main_conf(s) : ".");
	if (!run_share("nginx/gsync-http.conf", &part) || path.failed) {
		problem(s, "gsync-http.conf is not installed.");
		return;
	}
	buf_addf(&text, "# gsync: what belongs into the http block; the other part is included in a server block\ninclude %s;\n", part.data);
	if (s->dry_run) {
		would(s, "%s would be written: include %s;", path.data, part.data);
	} else if (!text.failed && try_file(s, path.data, NULL, &text)) {
		*ret_changed = true;
		made(s, "%s: include %s;", path.data, part.data);
	}
}

/* --- server -------------------------------------------------------------------------------------------------------------------------- */

static char *read_file(const char *path)
{
	char *text = NULL;
	size_t room = 0;
	FILE *f = fopen(path, "re");
	ssize_t n = f ? getdelim(&text, &room, '\0', f) : -1;
	if (f)
		fclose(f);
	if (n >= 0)
		return text;
	free(text);
	return NULL;
}

/* The text with a line before the line that closes the block. */
static void add_include(const char *text, unsigned last, const char *snippet, struct buf *to)
{
	unsigned line = 1;
	for (const char *p = text; *p; line++) {
		size_t n = strcspn(p, "\n") + (p[strcspn(p, "\n")] == '\n');
		if (line == last) {
			const char *brace = memrchr(p, '}', n);
			size_t indent = strspn(p, " \t");
			bool alone = brace && (size_t)(brace - p) == indent;
			if (alone)
				buf_addf(to, "%.*s    include %s;\n", (int)indent, p, snippet);
			buf_add(to, p, alone || !brace ? 0 : (size_t)(brace - p));
			if (!alone && brace)
				buf_addf(to, "include %s; %.*s", snippet, (int)(n - (size_t)(brace - p)), brace);
			else
				buf_add(to, p, n);
		} else {
			buf_add(to, p, n);
		}
		p += n;
	}
}

static void tell_lines(struct setup *s, const char *snippet, const char *host)
{
	problem(s, "No server block of nginx is named %s; add one, or this line to the block that Google can reach by https:", host && *host ? host : "as the webhooks' address");
	mend(s, "include %s;", snippet);
	mend(s, "sudo gsync setup --url https://NAME    (then the block of that name is found)");
}

static void add_to_server(struct setup *s, const struct nginx_server *server, const char *snippet, bool *ret_changed)
{
	_cleanup_buf_ struct buf question = {0}, now = {0};
	if (s->dry_run) {
		would(s, "%s:%u, before the } of server %s: include %s;", server->file, server->last, server->names, snippet);
		return;
	}
	buf_addf(&question, "Add `include %s;` to the server block %s (%s, line %u)?", snippet, server->names, server->file, server->last);
	if (!setup_agreed(s, question.data)) {
		problem(s, "The server block %s does not include gsync's locations; add before line %u of %s:", server->names, server->last, server->file);
		mend(s, "include %s;", snippet);
		return;
	}
	char *real = realpath(server->file, NULL); /* sites-enabled/ holds links */
	char *before = real ? read_file(real) : NULL;
	if (before)
		add_include(before, server->last, snippet, &now);
	if (now.data && !now.failed && try_file(s, real, before, &now)) {
		*ret_changed = true;
		made(s, "%s:%u: include %s; in the server block %s.", real, server->last, snippet, server->names);
	} else if (!before) {
		problem(s, "%s cannot be read: %s.", server->file, strerror(errno));
	}
	free(before);
	free(real);
}

static void bring_server_part(struct setup *s, const struct nginx_conf *c, bool *ret_changed)
{
	_cleanup_buf_ struct buf snippet = {0}, host = {0};
	if (s->webhook.len)
		webhook_host(s->webhook.data, &host);
	const struct nginx_server *server = host.len ? nginx_conf_server(c, host.data) : NULL;
	const struct nginx_server *any = NULL;
	for (const struct nginx_server *i = c->servers; i < c->servers + c->n; i++)
		any = i->gsync ? i : any;
	if (!run_share("nginx/gsync.conf", &snippet))
		return;
	if ((server && server->gsync) || (!host.len && any))
		fine(s, "The server block %s (%s:%u) takes webhooks.", server ? server->names : any->names, server ? server->file : any->file, server ? server->first : any->first);
	else if (server)
		add_to_server(s, server, snippet.data, ret_changed);
	else
		tell_lines(s, snippet.data, host.data);
	if (server && !server->tls)
		warn(s, "The server block %s has no TLS (listen … ssl): Google calls https only, so something before it must have the certificate.", server->names);
}

static void reload(struct setup *s)
{
	const bool systemd = access("/run/systemd/system", F_OK) == 0 && !s->nginx_conf;
	const char *const by_systemd[] = {"systemctl", "reload-or-restart", "nginx", NULL};
	const char *const by_itself[] = {"nginx", "-c", main_conf(s), "-s", "reload", NULL};
	_cleanup_buf_ struct buf out = {0};
	if (run_program(systemd ? by_systemd : by_itself, &out) == 0) {
		made(s, "nginx goes on with it.");
	} else {
		warn(s, "nginx could not be told: %s", out.data ? out.data : "");
		mend(s, "sudo systemctl restart nginx");
	}
}

void setup_nginx(struct setup *s)
{
	_cleanup_buf_ struct buf program = {0};
	bool changed = false;
	if (!s->conf)
		return;
	if (!run_find("nginx", &program)) {
		problem(s, "There is no nginx on this machine.");
		mend(s, "sudo apt-get install nginx");
		return;
	}
	_cleanup_nginx_ struct nginx_conf *c = look(s);
	if (!c)
		return;
	unsigned problems = s->findings.count[VERDICT_PROBLEM];
	bring_http_part(s, c, &changed);
	/* Without the first part nginx would refuse the second */
	if (s->findings.count[VERDICT_PROBLEM] == problems)
		bring_server_part(s, c, &changed);
	if (changed)
		reload(s);
}
