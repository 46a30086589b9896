#include "journal/cli.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/conf.h"
#include "common/nearest.h"

/* --- values -------------------------------------------------------------------------------------------------------------- */

static bool parse_seq(const char *text, uint64_t *ret)
{
	char *end;
	errno = 0;
	unsigned long long n = strtoull(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end || errno)
		return false;
	*ret = n;
	return true;
}

static uint64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static bool set_from(struct args *a, const char *value) { return parse_seq(value, &a->from); }
static bool set_to(struct args *a, const char *value) { return parse_seq(value, &a->to); }
static bool set_since(struct args *a, const char *value) { return time_parse(value, now_ms(), &a->since_ms); }
static bool set_spreadsheet(struct args *a, const char *value) { return (a->spreadsheet = value)[0] != '\0'; }
static bool set_journal(struct args *a, const char *value) { return (a->journal = value)[0] != '\0'; }
static bool set_config(struct args *a, const char *value) { return (a->config = value)[0] != '\0'; }
static bool set_follow(struct args *a, const char *value) { (void)value; return a->follow = true; }
static bool set_body(struct args *a, const char *value) { (void)value; return a->body = true; }
static bool set_help(struct args *a, const char *value) { (void)value; return a->help = true; }
static bool set_version(struct args *a, const char *value) { (void)value; return a->version = true; }
static bool set_before(struct args *a, const char *value) { return a->has_before = time_parse(value, now_ms(), &a->before_ms); }
static bool set_applied(struct args *a, const char *value) { return a->has_applied = parse_seq(value, &a->applied); }

static bool set_format(struct args *a, const char *value)
{
	a->format = strcmp(value, "json") == 0 ? FORMAT_JSON : FORMAT_TEXT;
	return a->format == FORMAT_JSON || strcmp(value, "text") == 0;
}

/* --- tables -------------------------------------------------------------------------------------------------------------- */

enum { DUMP = 1, STAT = 2, VERIFY = 4, COPY = 8, PURGE = 16, ALL = 31 };

static const struct {
	const char *name;
	unsigned bit;
	const char *operand;
	const char *brief, *doc;
} commands[] = {
	{"dump", DUMP, NULL, "print entries",
	 "Prints entries in their order, one a line. Reads in short transactions, so it neither blocks nor bloats a journal that is being written."},
	{"stat", STAT, NULL, "how full it is", "Prints how many entries there are and how full the journal is."},
	{"verify", VERIFY, NULL, "read and check everything",
	 "Reads everything: format and checksum of each entry, order, and the index of event ids in both directions. Exit status 1 if something is wrong."},
	{"copy", COPY, "DIR", "a consistent copy",
	 "Writes a consistent, compacted copy into the empty directory DIR, while others go on writing.\n"
	 "A copy has the same identity: it may take the place of the journal only if nothing was appended since."},
	{"purge", PURGE, NULL, "delete old entries",
	 "Deletes entries that were received before a time, as the worker does by itself after [journal] retain.\n"
	 "Only entries up to --applied go: what is not in PostgreSQL yet must stay."},
};
enum { COMMANDS = sizeof commands / sizeof commands[0] };

static const struct {
	const char *name, *arg;
	unsigned commands;
	bool (*set)(struct args *a, const char *value);
	const char *expected, *doc;
} options[] = {
	{"from", "SEQ", DUMP, set_from, "a sequence number", "start at this sequence"},
	{"to", "SEQ", DUMP, set_to, "a sequence number", "end with this sequence"},
	{"since", "TIME", DUMP, set_since, "a time", "only what was received at or after TIME"},
	{"before", "TIME", PURGE, set_before, "a time", "what was received before TIME"},
	{"applied", "SEQ", PURGE, set_applied, "a sequence number", "the applied position, as `gsync status` shows it"},
	{"spreadsheet", "ID", DUMP, set_spreadsheet, "a spreadsheet's id", "only events of this spreadsheet"},
	{"format", "text|json", DUMP | STAT, set_format, "text or json", "text for people (default) or JSON lines"},
	{"body", NULL, DUMP, set_body, NULL, "with the whole body, below each line (JSON has it always)"},
	{"follow", NULL, DUMP, set_follow, NULL, "go on with new entries as they come"},
	{"journal", "DIR", ALL, set_journal, "a directory", "the journal; else [journal] path of the configuration"},
	{"config", "FILE", ALL, set_config, "a file", "configuration (default " CONF_DEFAULT_PATH ")"},
	{"help", NULL, ALL, set_help, NULL, "this help"},
	{"version", NULL, ALL, set_version, NULL, "print the version"},
};
enum { OPTIONS = sizeof options / sizeof options[0] };

static const char time_doc[] =
	"TIME: 2026-11-22T10:00:00+01:00, 2026-11-22 10:00 or 2026-11-22 (local time without a zone), @1795338000, now, 10m or \"2h ago\"";

static int find_command(const char *name)
{
	for (int i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0)
			return i;
	return -1;
}

/* --- help ---------------------------------------------------------------------------------------------------------------- */

static void print_options(unsigned command, FILE *to)
{
	fputs("\nOptions:\n", to);
	for (size_t i = 0; i < OPTIONS; i++) {
		if (!(options[i].commands & command))
			continue;
		char left[40];
		snprintf(left, sizeof left, "--%s%s%s", options[i].name, options[i].arg ? " " : "", options[i].arg ? options[i].arg : "");
		fprintf(to, "  %-20s  %s\n", left, options[i].doc);
	}
	if (command & (DUMP | PURGE))
		fprintf(to, "\n%s\n", time_doc);
}

static void print_overview(FILE *to)
{
	fputs("gsync-journal: look into the journal of gsync and keep it in order\n\nUsage: gsync-journal COMMAND [OPTIONS]\n\nCommands:\n", to);
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(to, "  %-8s %s\n", commands[i].name, commands[i].brief);
	fputs("\n`gsync-journal COMMAND --help` has the options of each; all take --journal DIR or --config FILE.\n", to);
}

void args_print_help(const char *command, FILE *to)
{
	int i = command ? find_command(command) : -1;
	if (i < 0) {
		print_overview(to);
		return;
	}
	fprintf(to, "Usage: gsync-journal %s%s%s [OPTIONS]\n\n%s\n", commands[i].name, commands[i].operand ? " " : "",
		commands[i].operand ? commands[i].operand : "", commands[i].doc);
	print_options(commands[i].bit, to);
}

/* --- reading the command line -------------------------------------------------------------------------------------------- */

static enum error unknown(const char *what, const char *given, const char *const *names, size_t n, const char *dashes, struct failure *ret_failure)
{
	const char *meant = nearest(given, names, n);
	if (meant)
		return fail(ret_failure, ERR_STOP, "unknown %s %s%s; did you mean %s%s?", what, dashes, given, dashes, meant);
	return fail(ret_failure, ERR_STOP, "unknown %s %s%s; see gsync-journal --help", what, dashes, given);
}

static enum error unknown_command(const char *given, struct failure *ret_failure)
{
	const char *names[COMMANDS];
	for (size_t i = 0; i < COMMANDS; i++)
		names[i] = commands[i].name;
	return unknown("command", given, names, COMMANDS, "", ret_failure);
}

static enum error unknown_option(const char *given, struct failure *ret_failure)
{
	const char *names[OPTIONS];
	char name[64];
	for (size_t i = 0; i < OPTIONS; i++)
		names[i] = options[i].name;
	given += strspn(given, "-");
	snprintf(name, sizeof name, "%.*s", (int)strcspn(given, "="), given);
	return unknown("option", name, names, OPTIONS, "--", ret_failure);
}

static enum error read_options(int argc, char **argv, struct args *a, unsigned *ret_given, struct failure *ret_failure)
{
	struct option longs[OPTIONS + 1] = {0};
	for (int i = 0; i < OPTIONS; i++)
		longs[i] = (struct option){.name = options[i].name, .has_arg = options[i].arg ? required_argument : no_argument, .val = i};
	opterr = 0;
	int i;
	while ((i = getopt_long(argc, argv, ":h", longs, NULL)) != -1) {
		if (i == 'h')
			a->help = true;
		else if (i == ':')
			return fail(ret_failure, ERR_STOP, "%s needs a value", argv[optind - 1]);
		else if (i == '?')
			return unknown_option(argv[optind - 1], ret_failure);
		else if (!options[i].set(a, optarg))
			return fail(ret_failure, ERR_STOP, "--%s %s: must be %s%s%s", options[i].name, optarg, options[i].expected,
				    strcmp(options[i].expected, "a time") == 0 ? "; " : "", strcmp(options[i].expected, "a time") == 0 ? time_doc : "");
		else
			*ret_given |= 1U << i;
	}
	return OK;
}

static enum error check_options(unsigned given, unsigned command, const char *name, struct failure *ret_failure)
{
	for (unsigned i = 0; i < OPTIONS; i++)
		if ((given & 1U << i) && !(options[i].commands & command))
			return fail(ret_failure, ERR_STOP, "--%s does not go with %s; see gsync-journal %s --help", options[i].name, name, name);
	return OK;
}

static enum error check_together(const struct args *a, unsigned command, struct failure *ret_failure)
{
	if (command == DUMP && a->to < a->from)
		return fail(ret_failure, ERR_STOP, "--to must not be less than --from");
	if (command == PURGE && !a->has_before)
		return fail(ret_failure, ERR_STOP, "purge needs --before TIME: what was received before it goes");
	if (command == PURGE && !a->has_applied)
		return fail(ret_failure, ERR_STOP, "purge needs --applied SEQ: what PostgreSQL does not have yet must stay; `gsync status` shows the applied position");
	return OK;
}

enum error args_parse(int argc, char **argv, struct args *ret, struct failure *ret_failure)
{
	struct args a = {.from = 1, .to = UINT64_MAX, .config = CONF_DEFAULT_PATH};
	unsigned given = 0;
	enum error e = read_options(argc, argv, &a, &given, ret_failure);
	if (e)
		return e;
	a.command = optind < argc ? argv[optind++] : NULL;
	int c = a.command ? find_command(a.command) : -1;
	if (a.command && c < 0)
		return unknown_command(a.command, ret_failure);
	if (!a.help && !a.version) {
		if (!a.command)
			return fail(ret_failure, ERR_STOP, "name a command: dump, stat, verify, copy or purge; see gsync-journal --help");
		if (commands[c].operand && optind == argc)
			return fail(ret_failure, ERR_STOP, "%s needs %s; see gsync-journal %s --help", a.command, commands[c].operand, a.command);
		a.operand = commands[c].operand ? argv[optind++] : NULL;
		if (optind < argc)
			return fail(ret_failure, ERR_STOP, "%s: one argument too many; see gsync-journal %s --help", argv[optind], a.command);
		e = check_options(given, commands[c].bit, a.command, ret_failure);
		if (!e)
			e = check_together(&a, commands[c].bit, ret_failure);
	}
	if (!e)
		*ret = a;
	return e;
}
