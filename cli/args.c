#include "cli/args.h"

#include <string.h>

#include "common/nearest.h"

enum taken { TAKEN_WRONG = -1, TAKEN_ONE = 1, TAKEN_TWO = 2 };

/* `--name` or `--name=VALUE`: the option's name is `len` bytes at `name`. */
static const struct arg_option *find(const struct arg_option *table, const char *name, size_t len)
{
	for (const struct arg_option *o = table; o && o->name; o++)
		if (strlen(o->name) == len && memcmp(o->name, name, len) == 0)
			return o;
	return NULL;
}

static bool store(const struct arg_option *option, const char *value)
{
	if (option->text)
		*option->text = value;
	else if (option->list && option->list->n < ARG_LIST_MAX)
		option->list->values[option->list->n++] = value;
	else
		return false;
	return true;
}

static enum taken take(const struct arg_option *option, const char *command, const char *given, const char *next)
{
	const char *equals = strchr(given, '=');
	if (option->flag) {
		if (equals) {
			say_usage(command, "--%s takes no value", option->name);
			return TAKEN_WRONG;
		}
		*option->flag = true;
		return TAKEN_ONE;
	}
	const char *value = equals ? equals + 1 : next;
	if (!value) {
		say_usage(command, "--%s needs a value", option->name);
		return TAKEN_WRONG;
	}
	if (!store(option, value)) {
		say_usage(command, "--%s is given more than %d times", option->name, ARG_LIST_MAX);
		return TAKEN_WRONG;
	}
	return equals ? TAKEN_ONE : TAKEN_TWO;
}

static enum taken unknown(const char *command, const char *given, const struct arg_option *own, const struct arg_option *common)
{
	const char *names[32];
	size_t n = 0;
	for (const struct arg_option *o = own; o && o->name && n < 24; o++)
		names[n++] = o->name;
	for (const struct arg_option *o = common; o->name; o++)
		names[n++] = o->name;
	const char *near = given[1] == '-' ? nearest(given + 2, names, n) : NULL;
	if (near)
		say_usage(command, "unknown option %s; did you mean --%s?", given, near);
	else if (command)
		say_usage(command, "unknown option %s", given);
	else
		say_usage(NULL, "unknown option %s (a command's own options stand behind the command)", given);
	return TAKEN_WRONG;
}

static enum taken take_any(struct cli *cli, const struct arg_option *own, const char *command, const char *given, const char *next)
{
	const struct arg_option common[] = {
		{.name = "config", .text = &cli->config}, {.name = "conninfo", .text = &cli->conninfo}, {.name = "env", .text = &cli->env_path},
		{.name = "json", .flag = &cli->json},     {.name = "help", .flag = &cli->help},         {.name = "no-color", .flag = &cli->no_color},
		{0},
	};
	if (strcmp(given, "-h") == 0)
		given = "--help";
	if (given[1] != '-')
		return unknown(command, given, own, common);
	size_t len = strcspn(given + 2, "=");
	const struct arg_option *option = find(own, given + 2, len);
	if (!option)
		option = find(common, given + 2, len);
	return option ? take(option, command, given, next) : unknown(command, given, own, common);
}

bool args_parse(struct cli *cli, const struct arg_option *own, int argc, char **argv, int *ret_argc)
{
	int words = 1;
	bool options = true;
	for (int i = 1; i < argc;) {
		if (!options || argv[i][0] != '-' || argv[i][1] == '\0') {
			argv[words++] = argv[i++];
			continue;
		}
		if (strcmp(argv[i], "--") == 0) {
			options = false;
			i++;
			continue;
		}
		enum taken taken = take_any(cli, own, argv[0], argv[i], i + 1 < argc ? argv[i + 1] : NULL);
		if (taken == TAKEN_WRONG)
			return false;
		i += (int)taken;
	}
	*ret_argc = words;
	return true;
}

bool args_parse_leading(struct cli *cli, int argc, char **argv, int *ret_next)
{
	int i = 1;
	while (i < argc && argv[i][0] == '-' && strcmp(argv[i], "--version") != 0) {
		enum taken taken = take_any(cli, NULL, NULL, argv[i], i + 1 < argc ? argv[i + 1] : NULL);
		if (taken == TAKEN_WRONG)
			return false;
		i += (int)taken;
	}
	*ret_next = i;
	return true;
}

bool args_expect(struct cli *cli, const struct arg_option *own, int argc, char **argv, int want, const char *words)
{
	int got = 0;
	if (!args_parse(cli, own, argc, argv, &got))
		return false;
	if (got - 1 == want)
		return true;
	if (got - 1 < want)
		say_usage(argv[0], "expected %s", words);
	else if (want == 0)
		say_usage(argv[0], "unexpected word '%s'", argv[1]);
	else
		say_usage(argv[0], "unexpected word '%s' after %s", argv[want + 1], words);
	return false;
}
