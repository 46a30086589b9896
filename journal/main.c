#include "journal/cli.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "common/conf.h"
#include "common/log.h"

enum { EXIT_FAULTS = 1, EXIT_USAGE = 2 };

static const struct {
	const char *name;
	enum error (*run)(struct journal *j, const struct args *a, struct failure *ret_failure);
	bool writes;
} commands[] = {
	{"dump", dump_run, false}, {"stat", stat_run, false}, {"verify", verify_run, false}, {"copy", copy_run, false}, {"purge", purge_run, true},
};

static struct journal *open_named(const struct args *a, bool writes, struct failure *ret_failure)
{
	const struct journal_options options = {.read_only = !writes};
	if (a->journal)
		return journal_open(a->journal, &options, ret_failure);
	struct conf *conf = conf_read(a->config, ret_failure);
	if (!conf)
		return NULL;
	struct journal *j = journal_open(conf->journal_path, &options, ret_failure);
	conf_free(conf);
	return j;
}

static enum error run(const struct args *a, struct failure *ret_failure)
{
	size_t i = 0;
	while (strcmp(commands[i].name, a->command) != 0)
		i++;
	struct journal *j = open_named(a, commands[i].writes, ret_failure);
	if (!j)
		return ERR_STOP;
	enum error e = commands[i].run(j, a, ret_failure);
	journal_close(j);
	return e;
}

static int finish(void)
{
	if ((fflush(stdout) == 0 && !ferror(stdout)) || errno == EPIPE)
		return EXIT_SUCCESS;
	log_error("cannot write the output: %s", strerror(errno));
	return EXIT_FAULTS;
}

int main(int argc, char **argv)
{
	struct args a;
	struct failure f;
	log_open("gsync-journal", LOG_LEVEL_INFO);
	signal(SIGPIPE, SIG_IGN);
	if (args_parse(argc, argv, &a, &f) != OK) {
		log_error("%s", f.text);
		return EXIT_USAGE;
	}
	if (a.help || a.version) {
		if (a.help)
			args_print_help(a.command, stdout);
		else
			puts("gsync-journal " GSYNC_VERSION);
		return finish();
	}
	enum error e = run(&a, &f);
	if (e && e != ERR_REJECT) {
		log_error("%s", f.text);
		return EXIT_FAULTS;
	}
	int status = finish();
	return e ? EXIT_FAULTS : status;
}
