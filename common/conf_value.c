#include "common/conf_value.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "common/units.h"

static bool parse_level(const char *text, void *field)
{
	int level = log_level_parse(text);
	if (level < 0)
		return false;
	*(enum log_level *)field = (enum log_level)level;
	return true;
}

static bool store_text(const char *text, size_t n, void *field)
{
	char *copy = strndup(text, n);
	if (!copy)
		return false;
	char **to = field;
	free(*to);
	*to = copy;
	return true;
}

static bool parse_text(const char *text, void *field)
{
	return store_text(text, strlen(text), field);
}

static bool parse_path(const char *text, void *field)
{
	return text[0] && parse_text(text, field);
}

static bool parse_paths(const char *text, void *field)
{
	char ***list = field;
	size_t n = 0;
	while (*list && (*list)[n])
		n++;
	if (!text[0])
		return false;
	char *copy = strdup(text);
	char **longer = copy ? realloc(*list, (n + 2) * sizeof *longer) : NULL;
	if (!longer) {
		free(copy);
		return false;
	}
	longer[n] = copy;
	longer[n + 1] = NULL;
	*list = longer;
	return true;
}

static bool is_loopback(const char *host)
{
	static const char *const names[] = {"127.0.0.1", "localhost", "[::1]"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		size_t n = strlen(names[i]);
		if (strncmp(host, names[i], n) == 0 && (host[n] == '\0' || host[n] == ':' || host[n] == '/'))
			return true;
	}
	return false;
}

static bool parse_url(const char *text, void *field)
{
	static const char secure[] = "https://", plain[] = "http://";
	bool https = strncmp(text, secure, strlen(secure)) == 0;
	if (!https && (strncmp(text, plain, strlen(plain)) != 0 || !is_loopback(text + strlen(plain))))
		return false;
	size_t n = strlen(text);
	while (n > 0 && text[n - 1] == '/')
		n--;
	return n > strlen(secure) && !strpbrk(text, " \t?#") && store_text(text, n, field);
}

static bool parse_maybe_url(const char *text, void *field)
{
	return text[0] ? parse_url(text, field) : parse_text(text, field);
}

static bool parse_size(const char *text, void *field)
{
	return size_parse(text, field);
}

static bool parse_maybe_size(const char *text, void *field)
{
	if (text[0])
		return size_parse(text, field);
	*(uint64_t *)field = 0;
	return true;
}

static bool parse_ms(const char *text, void *field)
{
	return duration_parse(text, field);
}

static bool store_unsigned(uint64_t value, void *field)
{
	if (value > UINT32_MAX)
		return false;
	*(unsigned *)field = (unsigned)value;
	return true;
}

static bool parse_seconds(const char *text, void *field)
{
	uint64_t ms;
	return duration_parse(text, &ms) && ms % 1000 == 0 && store_unsigned(ms / 1000, field);
}

static bool parse_count(const char *text, void *field)
{
	uint64_t n;
	return text[strspn(text, "0123456789")] == '\0' && size_parse(text, &n) && store_unsigned(n, field);
}

static bool parse_yes_no(const char *text, void *field)
{
	bool yes = strcmp(text, "yes") == 0;
	if (!yes && strcmp(text, "no") != 0)
		return false;
	*(bool *)field = yes;
	return true;
}

const struct conf_type conf_level = {.parse = parse_level, .expected = "error, warning, notice, info or debug"};
const struct conf_type conf_text = {.parse = parse_text, .expected = "text", .joins = true};
const struct conf_type conf_path = {.parse = parse_path, .expected = "a path"};
const struct conf_type conf_maybe_path = {.parse = parse_text, .expected = "a path, or nothing"};
const struct conf_type conf_paths = {.parse = parse_paths, .expected = "a path", .repeats = true};
const struct conf_type conf_url = {.parse = parse_url, .expected = "an https:// address (http:// to loopback only)"};
const struct conf_type conf_maybe_url = {.parse = parse_maybe_url, .expected = "an https:// address (http:// to loopback only), or nothing"};
const struct conf_type conf_count = {.parse = parse_count, .expected = "a whole number"};
const struct conf_type conf_size = {.parse = parse_size, .expected = "a size such as 64K, 16M or 2G"};
const struct conf_type conf_maybe_size = {.parse = parse_maybe_size, .expected = "a size such as 64K, 16M or 2G, or nothing"};
const struct conf_type conf_ms = {.parse = parse_ms, .expected = "a duration with its unit, such as 250ms, 10s, 5m, 2h or 7d"};
const struct conf_type conf_seconds = {.parse = parse_seconds, .expected = "a duration in whole seconds with its unit, such as 10s, 5m, 2h or 7d"};

const struct conf_type conf_yes_no = {.parse = parse_yes_no, .expected = "yes or no"};

static bool is_wide(const struct conf_type *type)
{
	return type == &conf_size || type == &conf_maybe_size || type == &conf_ms;
}

static uint64_t number(const struct conf_type *type, const void *field)
{
	return is_wide(type) ? *(const uint64_t *)field : *(const unsigned *)field;
}

static uint64_t limit(const struct conf_type *type, const char *text)
{
	uint64_t wide = 0;
	unsigned narrow = 0;
	type->parse(text, is_wide(type) ? (void *)&wide : (void *)&narrow);
	return is_wide(type) ? wide : narrow;
}

bool conf_within(const struct conf_type *type, const void *field, const char *least, const char *most)
{
	return (!least || number(type, field) >= limit(type, least)) && (!most || number(type, field) <= limit(type, most));
}

static bool is_text(const struct conf_type *type)
{
	return type->parse == parse_text || type->parse == parse_path || type->parse == parse_url || type->parse == parse_maybe_url;
}

static size_t size_of(const struct conf_type *type)
{
	return is_wide(type) ? sizeof(uint64_t) : type == &conf_yes_no ? sizeof(bool) : type == &conf_level ? sizeof(enum log_level) : sizeof(unsigned);
}

static bool same_list(char *const *a, char *const *b)
{
	for (; a && b && *a && *b; a++, b++)
		if (strcmp(*a, *b) != 0)
			return false;
	return !(a && *a) && !(b && *b);
}

bool conf_same(const struct conf_type *type, const void *a, const void *b)
{
	if (type->repeats)
		return same_list(*(char *const *const *)a, *(char *const *const *)b);
	if (is_text(type))
		return strcmp(*(char *const *)a, *(char *const *)b) == 0;
	return memcmp(a, b, size_of(type)) == 0;
}

bool conf_copy(const struct conf_type *type, const void *from, void *to)
{
	if (!type->repeats && !is_text(type)) {
		memcpy(to, from, size_of(type));
		return true;
	}
	conf_clear(type, to);
	if (!type->repeats)
		return type->parse(*(char *const *)from, to);
	bool good = true;
	for (char *const *item = *(char *const *const *)from; item && *item && good; item++)
		good = type->parse(*item, to);
	return good;
}

void conf_clear(const struct conf_type *type, void *field)
{
	if (type->repeats) {
		char ***list = field;
		for (size_t i = 0; *list && (*list)[i]; i++)
			free((*list)[i]);
		free(*list);
		*list = NULL;
	} else if (is_text(type)) {
		char **text = field;
		free(*text);
		*text = NULL;
	}
}
