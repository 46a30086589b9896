/* strndup */
#define _GNU_SOURCE
#include "cli/nginx_conf.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/units.h"

#define FILE_MARK "# configuration file "
#define LOCATION "/gsync/"

enum { MOST_DEPTH = 32, MOST_WORDS = 64, MOST_SNIPPETS = 16, MOST_INCLUDES = 256 };

/* An include within a server block. */
struct include {
	size_t server;
	char *pattern;
};

struct reading {
	struct nginx_conf *conf;
	const char *at;
	char *file;
	unsigned line;
	/* blocks that are open: of which kind, and which server is theirs */
	enum block { BLOCK_OTHER, BLOCK_SERVER, BLOCK_UPSTREAM, BLOCK_LOCATION } open[MOST_DEPTH];
	size_t depth;
	size_t server; /* index of the open one */
	bool in_server;
	char *words[MOST_WORDS];
	size_t n;
	unsigned words_line;
	/* to be matched at the end: which server includes which file */
	struct include includes[MOST_INCLUDES];
	size_t include_count;
	char *snippets[MOST_SNIPPETS]; /* files with gsync's location outside of any server */
	size_t snippet_count;
	bool failed;
};

/* --- words ------------------------------------------------------------------------------------------------------------------- */

static void forget_words(struct reading *r)
{
	while (r->n > 0)
		free(r->words[--r->n]);
}

static void end_of_line(struct reading *r)
{
	r->at++;
	r->line++;
}

static void begin_file(struct reading *r)
{
	const char *name = r->at + strlen(FILE_MARK);
	size_t n = strcspn(name, "\n");
	free(r->file);
	r->file = strndup(name, n > 0 && name[n - 1] == ':' ? n - 1 : n);
	r->failed |= !r->file;
	r->at = name + n;
	r->line = 0; /* the mark's own line */
	r->depth = 0;
	r->in_server = false;
	forget_words(r);
}

/* Past blanks and comments. */
static void skip(struct reading *r)
{
	for (;; ) {
		if (*r->at == '\n') {
			end_of_line(r);
		} else if (*r->at == ' ' || *r->at == '\t' || *r->at == '\r') {
			r->at++;
		} else if (*r->at == '#') {
			if (strncmp(r->at, FILE_MARK, strlen(FILE_MARK)) == 0)
				begin_file(r);
			else
				r->at += strcspn(r->at, "\n");
		} else {
			return;
		}
	}
}

static void take_word(struct reading *r)
{
	_cleanup_buf_ struct buf word = {0};
	char quote = *r->at == '"' || *r->at == '\'' ? *r->at++ : '\0';
	buf_add(&word, "", 0);
	while (*r->at && (quote ? *r->at != quote : !strchr(" \t\r\n;{}", *r->at))) {
		if (*r->at == '\\' && r->at[1])
			r->at++;
		r->line += *r->at == '\n';
		buf_addc(&word, *r->at++);
	}
	if (quote && *r->at)
		r->at++;
	if (r->n == 0)
		r->words_line = r->line;
	char *text = word.data ? buf_take(&word) : strdup("");
	if (text && r->n < MOST_WORDS)
		r->words[r->n++] = text;
	else
		free(text);
	r->failed |= !text;
}

static bool is_word(const struct reading *r, size_t i, const char *text) { return i < r->n && strcmp(r->words[i], text) == 0; }

/* --- directives -------------------------------------------------------------------------------------------------------------- */

static void keep(struct reading *r, char **to, const char *text)
{
	free(*to);
	*to = strdup(text);
	r->failed |= !*to;
}

static void begin_server(struct reading *r)
{
	struct nginx_conf *c = r->conf;
	struct nginx_server *grown = realloc(c->servers, (c->n + 1) * sizeof *grown);
	if (!grown) {
		r->failed = true;
		return;
	}
	c->servers = grown;
	c->servers[c->n] = (struct nginx_server){.file = strdup(r->file ? r->file : ""), .first = r->words_line, .names = strdup("")};
	r->failed |= !c->servers[c->n].file || !c->servers[c->n].names;
	r->server = c->n++;
	r->in_server = true;
}

static void begin_location(struct reading *r)
{
	if (strcmp(r->words[r->n - 1], LOCATION) != 0)
		return;
	r->conf->location = true;
	if (r->in_server)
		r->conf->servers[r->server].gsync = true;
	else if (r->file && r->snippet_count < MOST_SNIPPETS)
		keep(r, &r->snippets[r->snippet_count++], r->file);
}

static void begin_block(struct reading *r)
{
	enum block kind = BLOCK_OTHER;
	if (is_word(r, 0, "server") && r->n == 1) {
		kind = BLOCK_SERVER;
		begin_server(r);
	} else if (is_word(r, 0, "upstream") && is_word(r, 1, "gsync")) {
		kind = BLOCK_UPSTREAM;
	} else if (is_word(r, 0, "location")) {
		kind = strcmp(r->words[r->n - 1], LOCATION) == 0 ? BLOCK_LOCATION : BLOCK_OTHER;
		begin_location(r);
	}
	if (r->depth < MOST_DEPTH)
		r->open[r->depth] = kind;
	r->depth++;
}

static void end_block(struct reading *r)
{
	if (r->depth == 0)
		return;
	r->depth--;
	if (r->depth < MOST_DEPTH && r->open[r->depth] == BLOCK_SERVER && r->in_server) {
		r->conf->servers[r->server].last = r->line;
		r->in_server = false;
	}
}

static void add_include(struct reading *r)
{
	if (r->include_count == MOST_INCLUDES)
		return;
	struct include *i = &r->includes[r->include_count++];
	i->server = r->server;
	i->pattern = strdup(r->words[1]);
	r->failed |= !i->pattern;
}

static void server_directive(struct reading *r)
{
	struct nginx_server *s = &r->conf->servers[r->server];
	_cleanup_buf_ struct buf names = {0};
	if (is_word(r, 0, "include") && r->n == 2)
		add_include(r);
	for (size_t i = 1; is_word(r, 0, "listen") && i < r->n; i++)
		s->tls |= strcmp(r->words[i], "ssl") == 0;
	if (!is_word(r, 0, "server_name"))
		return;
	for (size_t i = 1; i < r->n; i++)
		buf_addf(&names, "%s%s", i > 1 ? " " : "", r->words[i]);
	if (names.data)
		keep(r, &s->names, names.data);
}

static void directive(struct reading *r)
{
	enum block in = r->depth > 0 && r->depth <= MOST_DEPTH ? r->open[r->depth - 1] : BLOCK_OTHER;
	static const char unix_socket[] = "unix:";
	if (r->depth == 0 && is_word(r, 0, "user") && r->n >= 2)
		keep(r, &r->conf->user, r->words[1]);
	else if (in == BLOCK_SERVER)
		server_directive(r);
	else if (in == BLOCK_UPSTREAM && is_word(r, 0, "server") && r->n >= 2 && strncmp(r->words[1], unix_socket, strlen(unix_socket)) == 0)
		keep(r, &r->conf->socket, r->words[1] + strlen(unix_socket));
	else if (in == BLOCK_LOCATION && is_word(r, 0, "client_max_body_size") && r->n == 2 && !size_parse(r->words[1], &r->conf->body)) {
		for (char *p = r->words[1]; *p; p++) /* nginx writes 5m, we 5M */
			*p = (char)(*p >= 'a' && *p <= 'z' ? *p - 'a' + 'A' : *p);
		size_parse(r->words[1], &r->conf->body);
	}
}

static void read_all(struct reading *r)
{
	for (skip(r); *r->at && !r->failed; skip(r)) {
		if (*r->at != ';' && *r->at != '{' && *r->at != '}') {
			take_word(r);
			continue;
		}
		if (*r->at == '{' && r->n > 0)
			begin_block(r);
		else if (*r->at == '{')
			r->depth++;
		else if (*r->at == ';' && r->n > 0)
			directive(r);
		else if (*r->at == '}')
			end_block(r);
		forget_words(r);
		r->at++;
	}
	forget_words(r);
}

/* A pattern without a directory counts from the configuration's own, whichever that is. */
static bool includes(const char *pattern, const char *file)
{
	_cleanup_buf_ struct buf anywhere = {0};
	buf_addf(&anywhere, "%s%s", *pattern == '/' ? "" : "*/", pattern);
	return !anywhere.failed && fnmatch(anywhere.data, file, 0) == 0;
}

static void match_includes(struct reading *r)
{
	for (size_t i = 0; i < r->include_count; i++)
		for (size_t s = 0; s < r->snippet_count && r->includes[i].pattern; s++)
			if (r->snippets[s] && includes(r->includes[i].pattern, r->snippets[s]))
				r->conf->servers[r->includes[i].server].gsync = true;
}

struct nginx_conf *nginx_conf_parse(const char *dump)
{
	struct reading *r = calloc(1, sizeof *r);
	struct nginx_conf *c = calloc(1, sizeof *c);
	bool done = r && c;
	if (done) {
		*r = (struct reading){.conf = c, .at = dump, .line = 1};
		read_all(r);
		match_includes(r);
		done = !r->failed;
		for (size_t i = 0; i < r->include_count; i++)
			free(r->includes[i].pattern);
		for (size_t i = 0; i < r->snippet_count; i++)
			free(r->snippets[i]);
		free(r->file);
	}
	free(r);
	if (done)
		return c;
	nginx_conf_free(c);
	return NULL;
}

void nginx_conf_free(struct nginx_conf *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->n; i++) {
		free(c->servers[i].file);
		free(c->servers[i].names);
	}
	free(c->servers);
	free(c->user);
	free(c->socket);
	free(c);
}

static bool has_name(const struct nginx_server *s, const char *host)
{
	size_t n = strlen(host);
	for (const char *p = s->names; *p;) {
		size_t len = strcspn(p, " ");
		if (len == n && strncasecmp(p, host, n) == 0)
			return true;
		p += len + (p[len] == ' ');
	}
	return false;
}

const struct nginx_server *nginx_conf_server(const struct nginx_conf *c, const char *host)
{
	const struct nginx_server *best = NULL;
	for (const struct nginx_server *s = c->servers; s < c->servers + c->n; s++)
		if (has_name(s, host) && (!best || (s->tls && !best->tls)))
			best = s;
	return best;
}
