#include "cli/watch.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/db.h"
#include "cli/progress.h"
#include "common/clock.h"

enum { SOON_US = 200000, SOON_POLLS = 10, LATER_US = 900000, PATIENCE_MS = 60000 };

static const char NO_WORKER[] = "gsync-worker is not connected to this database (systemctl start gsync-worker)";

struct state {
	char *word, *problem;
	uint64_t done, total;
	bool worker;
};

static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal)
{
	(void)signal;
	interrupted = 1;
}

static void state_free(struct state *s)
{
	free(s->word);
	free(s->problem);
	*s = (struct state){0};
}

static char *copy(const char *text) { return text ? strdup(text) : NULL; }

static uint64_t number(const char *text) { return text ? strtoull(text, NULL, 10) : 0; }

/* False: the statement failed. No word: there is no such link. */
static bool ask(struct cli *cli, const char *id, struct state *ret)
{
	const char *const params[] = {id};
	_cleanup_result_ struct db_result *r = db_query(cli->db, "SELECT state, done, total, problem, worker FROM gsync.first_sync($1)", 1, params);
	if (!r || db_rows(r) == 0)
		return false;
	*ret = (struct state){.word = copy(db_cell(r, 0, 0)), .done = number(db_cell(r, 0, 1)), .total = number(db_cell(r, 0, 2)), .problem = copy(db_cell(r, 0, 3)),
	                      .worker = strcmp(db_cell(r, 0, 4) ? db_cell(r, 0, 4) : "f", "t") == 0};
	return true;
}

static const char *in_words(const char *state)
{
	static const char *const words[][2] = {{"preparing", "preparing the tab"}, {"reading", "reading the tab"}, {"sending", "writing to the sheet"}};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i][0], state) == 0)
			return words[i][1];
	return state;
}

struct watch {
	struct progress progress;
	uint64_t moved_ms;  /* when it last went on */
	uint64_t mark;      /* what would change if it did */
};

/* NULL, or what keeps it from going on. */
static const char *trouble_of(const struct state *s)
{
	if (s->problem)
		return s->problem;
	return s->worker ? NULL : NO_WORKER;
}

static bool lost_patience(struct watch *w, const char *trouble, uint64_t mark)
{
	uint64_t now = clock_ms();
	if (!trouble || mark != w->mark)
		w->moved_ms = now;
	w->mark = mark;
	return !w->progress.terminal && now - w->moved_ms > PATIENCE_MS;
}

static int give_up(struct watch *w, const char *trouble)
{
	progress_clear(&w->progress);
	say_problem("the first sync does not go on: %s", trouble);
	say_hint("the link stays, and goes on once that is mended; the same command watches it again");
	return EXIT_PROBLEM;
}

static int say_done(struct cli *cli, const struct state *s, const char *name)
{
	_cleanup_buf_ struct buf text = {0};
	progress_number(s->done, &text);
	if (!cli->json && !text.failed)
		printf("%s: in sync, %s row%s\n", name, text.data, s->done == 1 ? "" : "s");
	return EXIT_OK;
}

static int say_interrupted(struct watch *w)
{
	progress_clear(&w->progress);
	say_hint("no longer watching; gsync-worker goes on with it. The same command watches again, and so does: gsync status --watch");
	return EXIT_OK;
}

/* True when there is nothing more to watch; *ret_status is the exit status. */
static bool look(struct cli *cli, struct watch *w, const char *id, const char *name, int *ret_status)
{
	__attribute__((cleanup(state_free))) struct state s = {0};
	const char *trouble = NULL;
	if (!ask(cli, id, &s)) {
		if (!db_lost(cli->db)) {
			progress_clear(&w->progress);
			*ret_status = cli_database_problem(cli, "watching");
			return true;
		}
		trouble = cli_reconnect(cli) ? NULL : "PostgreSQL cannot be reached";
		s.word = copy("waiting");
	} else if (!s.word) {
		progress_clear(&w->progress);
		*ret_status = say_problem("%s was unlinked meanwhile", name);
		return true;
	} else {
		trouble = trouble_of(&s);
	}
	if (!s.word)
		return false;
	if (strcmp(s.word, "done") == 0 || strcmp(s.word, "paused") == 0) {
		progress_clear(&w->progress);
		*ret_status = strcmp(s.word, "done") == 0 ? say_done(cli, &s, name) : say_problem("%s rests: gsync resume %s", name, name);
		return true;
	}
	if (lost_patience(w, trouble, s.done + s.total)) {
		*ret_status = give_up(w, trouble);
		return true;
	}
	progress_show(&w->progress, in_words(s.word), s.done, s.total, trouble);
	return false;
}

int watch_link(struct cli *cli, const char *id, const char *name)
{
	struct watch w = {.moved_ms = clock_ms()};
	const struct sigaction action = {.sa_handler = on_interrupt};
	struct sigaction before;
	int status = EXIT_OK;
	progress_begin(&w.progress, name);
	sigaction(SIGINT, &action, &before);
	for (int polls = 0; !interrupted && !look(cli, &w, id, name, &status); polls++)
		usleep(polls < SOON_POLLS ? SOON_US : LATER_US);
	sigaction(SIGINT, &before, NULL);
	return interrupted ? say_interrupted(&w) : status;
}
