#include "cli/env.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct pair {
	char *name, *value;
};

struct env {
	struct pair *pairs;
	size_t n;
};

void env_free(struct env *e)
{
	if (!e)
		return;
	for (size_t i = 0; i < e->n; i++) {
		free(e->pairs[i].name);
		free(e->pairs[i].value);
	}
	free(e->pairs);
	free(e);
}

const char *env_get(const struct env *e, const char *name)
{
	if (!e)
		return NULL;
	for (size_t i = e->n; i-- > 0;)
		if (strcmp(e->pairs[i].name, name) == 0)
			return *e->pairs[i].value ? e->pairs[i].value : NULL;
	return NULL;
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

static const char *skip_blanks(const char *p, const char *end)
{
	while (p < end && is_blank(*p))
		p++;
	return p;
}

static bool is_name(char c, bool first)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || (!first && c >= '0' && c <= '9');
}

static const char *skip_name(const char *p, const char *end)
{
	const char *start = p;
	while (p < end && is_name(*p, p == start))
		p++;
	return p;
}

/* After a closing quote only blanks and a comment may follow. */
static const char *after_quote(const char *p, const char *end)
{
	p = skip_blanks(p, end);
	return p == end || *p == '#' ? NULL : "something follows the closing quote";
}

static const char *parse_single(const char *p, const char *end, struct buf *to)
{
	const char *close = memchr(p, '\'', (size_t)(end - p));
	if (!close)
		return "the closing ' is missing";
	buf_add(to, p, (size_t)(close - p));
	return after_quote(close + 1, end);
}

static const char *parse_double(const char *p, const char *end, struct buf *to)
{
	for (; p < end && *p != '"'; p++) {
		if (*p == '\\' && p + 1 < end && strchr("n\"\\$", p[1])) {
			p++;
			buf_addc(to, *p == 'n' ? '\n' : *p);
		} else {
			buf_addc(to, *p);
		}
	}
	return p == end ? "the closing \" is missing" : after_quote(p + 1, end);
}

static void parse_bare(const char *p, const char *end, struct buf *to)
{
	for (const char *q = p; q < end; q++)
		if (*q == '#' && (q == p || is_blank(q[-1])))
			end = q;
	while (end > p && is_blank(end[-1]))
		end--;
	buf_add(to, p, (size_t)(end - p));
}

static const char *parse_value(const char *p, const char *end, struct buf *to)
{
	p = skip_blanks(p, end);
	if (p < end && *p == '\'')
		return parse_single(p + 1, end, to);
	if (p < end && *p == '"')
		return parse_double(p + 1, end, to);
	parse_bare(p, end, to);
	return NULL;
}

static bool add_pair(struct env *e, const char *name, size_t n, struct buf *value)
{
	struct pair *grown = realloc(e->pairs, (e->n + 1) * sizeof *grown);
	if (!grown)
		return false;
	e->pairs = grown;
	buf_add(value, "", 0);
	struct pair pair = {.name = strndup(name, n), .value = value->data ? buf_take(value) : strdup("")};
	if (!pair.name || !pair.value) {
		free(pair.name);
		free(pair.value);
		return false;
	}
	e->pairs[e->n++] = pair;
	return true;
}

/* NULL, or what is wrong with the line. */
static const char *parse_line(struct env *e, const char *p, const char *end)
{
	p = skip_blanks(p, end);
	if (p == end || *p == '#')
		return NULL;
	if (end - p > 7 && memcmp(p, "export ", 7) == 0)
		p = skip_blanks(p + 7, end);
	const char *name = p;
	p = skip_name(p, end);
	size_t n = (size_t)(p - name);
	p = skip_blanks(p, end);
	if (n == 0 || p == end || *p != '=')
		return "expected NAME=VALUE";
	_cleanup_buf_ struct buf value = {0};
	const char *wrong = parse_value(p + 1, end, &value);
	if (wrong)
		return wrong;
	return add_pair(e, name, n, &value) ? NULL : "out of memory";
}

enum error env_parse(const char *path, const char *text, size_t n, struct env **ret, struct failure *ret_failure)
{
	struct env *e = calloc(1, sizeof *e);
	if (!e)
		return fail(ret_failure, ERR_STOP, "%s: out of memory", path);
	const char *end = text + n;
	unsigned number = 1;
	for (const char *line = text; line < end; number++) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));
		if (!stop)
			stop = end;
		const char *wrong = memchr(line, '\0', (size_t)(stop - line)) ? "this is no text" : parse_line(e, line, stop);
		if (wrong) {
			env_free(e);
			return fail(ret_failure, ERR_STOP, "%s:%u: %s", path, number, wrong);
		}
		line = stop < end ? stop + 1 : end;
	}
	*ret = e;
	return OK;
}

enum error env_read(const char *path, struct env **ret, struct failure *ret_failure)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail(ret_failure, ERR_STOP, "%s: %s", path, strerror(errno));
	_cleanup_buf_ struct buf text = {0};
	char chunk[4096];
	ssize_t got;
	while ((got = read(fd, chunk, sizeof chunk)) > 0 && text.len < 1 << 20)
		buf_add(&text, chunk, (size_t)got);
	int problem = got < 0 ? errno : 0;
	close(fd);
	if (problem)
		return fail(ret_failure, ERR_STOP, "%s: %s", path, strerror(problem));
	if (got > 0 || text.failed)
		return fail(ret_failure, ERR_STOP, "%s: larger than a .env file can be (1 MB)", path);
	return env_parse(path, text.data ? text.data : "", text.len, ret, ret_failure);
}

/* libpq: the value in single quotes, with \ before ' and \. */
static bool add_parameter(struct buf *to, const char *keyword, const char *value)
{
	if (!value)
		return false;
	buf_addf(to, "%s%s='", to->len ? " " : "", keyword);
	for (; *value; value++) {
		if (*value == '\'' || *value == '\\')
			buf_addc(to, '\\');
		buf_addc(to, *value);
	}
	buf_addc(to, '\'');
	return true;
}

bool env_conninfo(const struct env *e, struct buf *to)
{
	static const struct {
		const char *name, *keyword;
	} parameters[] = {{"DB_HOST", "host"}, {"DB_PORT", "port"}, {"DB_USER", "user"}, {"DB_PASSWORD", "password"}, {"DB_NAME", "dbname"}};
	bool any = false;
	for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++)
		any |= add_parameter(to, parameters[i].keyword, env_get(e, parameters[i].name));
	return any;
}
