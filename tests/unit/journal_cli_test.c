/* gsync-journal as people call it: the program itself, on a journal that is being written. */
#include "tests/unit/journal_testing.h"

#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char program[PATH_MAX];

/* The program is built beside the tests. */
static int find_program(void **state)
{
	char self[PATH_MAX];
	(void)state;
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	if (n < 0)
		return -1;
	self[n] = '\0';
	char *build = dirname(dirname(dirname(self)));
	snprintf(program, sizeof program, "%.*s/gsync-journal", PATH_MAX - 20, build);
	setenv("TZ", "XYZ-01:00", 1);
	return access(program, X_OK);
}

struct outcome {
	int status;
	char text[65536]; /* standard output and error */
};

/* Runs gsync-journal with these arguments, for the shell; $J in the arguments is the journal's path. */
static const char *run(struct outcome *o, const char *path, const char *arguments)
{
	char command[2 * PATH_MAX];
	setenv("J", path, 1);
	snprintf(command, sizeof command, "{ '%s' %s; } 2>&1", program, arguments);
	FILE *p = popen(command, "r"); /* NOLINT(cert-env33-c): a shell is wanted, the arguments hold redirections */
	assert_non_null(p);
	size_t n = fread(o->text, 1, sizeof o->text - 1, p);
	o->text[n] = '\0';
	o->status = WEXITSTATUS(pclose(p));
	return o->text;
}

#define ID44 "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms"

static void add(struct journal *j, const char *id, enum journal_origin origin, const char *spreadsheet, int64_t sheet, uint64_t received_ms, const char *body)
{
	struct journal_entry e = {.received_ms = received_ms, .origin = origin, .sheet = sheet, .spreadsheet = spreadsheet, .spreadsheet_len = strlen(spreadsheet),
				  .id = id, .id_len = strlen(id), .body = body, .body_len = strlen(body)};
	uint64_t seq;
	assert_int_equal(journal_append(j, &e, &seq, NULL), JOURNAL_APPENDED);
}

static void make_journal(const char *path)
{
	struct journal *j = open_journal(path);
	add(j, "e1", JOURNAL_WEBHOOK, ID44, 0, 1795338000000,
	    "{\"kind\":\"edit\",\"user\":\"ann@example.org\",\"edited\":{\"first_column\":3,\"last_column\":3,\"typed\":\"Lamp\"},\n"
	    " \"rows\":[{\"row\":5,\"cells\":[\"k7\",1.50]}]}");
	add(j, "e2", JOURNAL_SCAN, "other", 1734950213, 1795338001000, "{\"kind\":\"scan\",\"rows\":[{\"row\":7},{\"row\":6},{\"row\":8}],\"gone\":[{\"id\":\"x\"}]}");
	add(j, "e3\x1b[2J", JOURNAL_WEBHOOK, ID44, 0, 1795338002500, "{\"kind\":\"structure\",\"user\":\"b\\u001b[31m\xc2\x9b\"}");
	add(j, "e4", JOURNAL_WEBHOOK, ID44, 0, 1795338003000, "no json \x1b\xff");
	journal_close(j);
}

#define HEADING "     SEQ  RECEIVED                       ORIGIN   SPREADSHEET                                        SHEET  EVENT [ID]\n"
#define LINE1 "       1  2026-11-22T10:00:00.000+01:00  webhook  " ID44 "           0  edit row 5 column 3 typed \"Lamp\" by ann@example.org  [e1]\n"
#define LINE2 "       2  2026-11-22T10:00:01.000+01:00  scan     other                                         1734950213  scan rows 6-8 1 gone  [e2]\n"
#define LINE3 "       3  2026-11-22T10:00:02.500+01:00  webhook  " ID44 "           0  structure by b\\x1b[31m\\xc2\\x9b  [e3\\x1b[2J]\n"
#define LINE4 "       4  2026-11-22T10:00:03.000+01:00  webhook  " ID44 "           0  (10 bytes that are no event)  [e4]\n"

static void text_is_for_people(void **state)
{
	static struct outcome o;
	make_journal(*state);
	assert_string_equal(run(&o, *state, "dump --journal $J"), HEADING LINE1 LINE2 LINE3 LINE4);
	assert_int_equal(o.status, 0);
	assert_string_equal(run(&o, *state, "dump --journal $J --body --from 2 --to 2"),
			    HEADING LINE2 "          {\"kind\":\"scan\",\"rows\":[{\"row\":7},{\"row\":6},{\"row\":8}],\"gone\":[{\"id\":\"x\"}]}\n");
}

static void json_lines_have_everything(void **state)
{
	static struct outcome o;
	make_journal(*state);
	run(&o, *state, "dump --journal $J --format json");
	assert_int_equal(o.status, 0);
	assert_string_equal(
		o.text,
		"{\"seq\":1,\"received\":\"2026-11-22T09:00:00.000Z\",\"received_ms\":1795338000000,\"origin\":\"webhook\",\"spreadsheet\":\"" ID44
		"\",\"sheet\":0,\"id\":\"e1\",\"body\":{\"kind\":\"edit\",\"user\":\"ann@example.org\",\"edited\":{\"first_column\":3,\"last_column\":3,"
		"\"typed\":\"Lamp\"},  \"rows\":[{\"row\":5,\"cells\":[\"k7\",1.50]}]}}\n"
		"{\"seq\":2,\"received\":\"2026-11-22T09:00:01.000Z\",\"received_ms\":1795338001000,\"origin\":\"scan\",\"spreadsheet\":\"other\","
		"\"sheet\":1734950213,\"id\":\"e2\",\"body\":{\"kind\":\"scan\",\"rows\":[{\"row\":7},{\"row\":6},{\"row\":8}],\"gone\":[{\"id\":\"x\"}]}}\n"
		"{\"seq\":3,\"received\":\"2026-11-22T09:00:02.500Z\",\"received_ms\":1795338002500,\"origin\":\"webhook\",\"spreadsheet\":\"" ID44
		"\",\"sheet\":0,\"id\":\"e3\\u001b[2J\",\"body\":{\"kind\":\"structure\",\"user\":\"b\\u001b[31m\\u009b\"}}\n"
		"{\"seq\":4,\"received\":\"2026-11-22T09:00:03.000Z\",\"received_ms\":1795338003000,\"origin\":\"webhook\",\"spreadsheet\":\"" ID44
		"\",\"sheet\":0,\"id\":\"e4\",\"body\":null,\"body_base64\":\"bm8ganNvbiAb/w==\"}\n");
}

static void choices_are_obeyed(void **state)
{
	static const struct {
		const char *arguments, *lines;
	} cases[] = {
		{"--from 3", HEADING LINE3 LINE4},
		{"--to 1", HEADING LINE1},
		{"--from 2 --to 3", HEADING LINE2 LINE3},
		{"--from 9", HEADING},
		{"--spreadsheet other", HEADING LINE2},
		{"--spreadsheet othe", HEADING},
		{"--since 2026-11-22T10:00:02.5", HEADING LINE3 LINE4},
		{"--since 2026-11-22T10:00:02.501", HEADING LINE4},
		{"--since '2026-11-22 10:00:03'", HEADING LINE4},
		{"--since 2026-11-22T09:00:03Z", HEADING LINE4},
		{"--since 2026-11-22T04:00:03-05:00", HEADING LINE4},
		{"--since 2026-11-22T04:00:03-0500", HEADING LINE4},
		{"--since '2026-11-22 10:00'", HEADING LINE1 LINE2 LINE3 LINE4},
		{"--since 2026-11-22", HEADING LINE1 LINE2 LINE3 LINE4},
		{"--since 2026-11-23", HEADING},
		{"--since @1795338003", HEADING LINE4},
		{"--since @1795338001.5", HEADING LINE3 LINE4},
		{"--since @1795338001.5 --spreadsheet " ID44 " --to 3", HEADING LINE3},
	};
	static struct outcome o;
	char arguments[256];
	make_journal(*state);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		snprintf(arguments, sizeof arguments, "dump --journal $J %s", cases[i].arguments);
		assert_string_equal(run(&o, *state, arguments), cases[i].lines);
		assert_int_equal(o.status, 0);
	}
}

static void relative_times(void **state)
{
	static struct outcome o;
	struct journal *j = open_journal(*state);
	append_many(j, "old", 1, now_ms() - 3 * 3600 * 1000);
	append_many(j, "new", 1, now_ms() - 60 * 1000);
	journal_close(j);
	static const char *const choices[] = {"10m", "2h", "'2h ago'", "'179m ago'"};
	for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++) {
		char arguments[128];
		snprintf(arguments, sizeof arguments, "dump --journal $J --since %s", choices[i]);
		run(&o, *state, arguments);
		assert_non_null(strstr(o.text, "[new0]"));
		assert_null(strstr(o.text, "[old0]"));
	}
	assert_non_null(strstr(run(&o, *state, "dump --journal $J --since 4h"), "[old0]"));
	assert_string_equal(run(&o, *state, "dump --journal $J --since now"), HEADING);
}

static void mistakes_are_named(void **state)
{
	static const struct {
		const char *arguments, *said;
		int status;
	} cases[] = {
		{"", "name a command: dump, stat, verify, copy or purge", 2},
		{"dmp", "unknown command dmp; did you mean dump?", 2},
		{"dump --jurnal x", "unknown option --jurnal; did you mean --journal?", 2},
		{"dump --from", "--from needs a value", 2},
		{"dump --from x", "--from x: must be a sequence number", 2},
		{"dump --from -1", "--from -1: must be a sequence number", 2},
		{"dump --since yesterday", "--since yesterday: must be a time; TIME: 2026-11-22T10:00:00+01:00", 2},
		{"dump --since 2026-13-01", "must be a time", 2},
		{"dump --since 2026-11-22x", "must be a time", 2},
		{"dump --since @", "must be a time", 2},
		{"dump --since 10", "must be a time", 2},
		{"dump --format xml", "--format xml: must be text or json", 2},
		{"dump --from 5 --to 4", "--to must not be less than --from", 2},
		{"dump x", "x: one argument too many", 2},
		{"stat --from 1", "--from does not go with stat", 2},
		{"copy", "copy needs DIR", 2},
		{"purge --before 1h", "purge needs --applied SEQ", 2},
		{"purge --applied 1", "purge needs --before TIME", 2},
		{"stat --journal /nonexistent", "there is no journal in /nonexistent", 1},
		{"stat --config /nonexistent", "cannot open the configuration /nonexistent", 1},
		{"dump --journal $J > /dev/full", "cannot write the output: No space left on device", 1},
	};
	static struct outcome o;
	make_journal(*state);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		run(&o, *state, cases[i].arguments);
		if (!strstr(o.text, cases[i].said))
			fail_msg("%s: %s", cases[i].arguments, o.text);
		assert_int_equal(o.status, cases[i].status);
		assert_memory_equal(o.text, "gsync-journal: error: ", 22);
	}
}

static void help_is_there_for_each(void **state)
{
	static struct outcome o;
	assert_non_null(strstr(run(&o, *state, "--help"), "Usage: gsync-journal COMMAND"));
	assert_int_equal(o.status, 0);
	static const char *const commands[] = {"dump", "stat", "verify", "copy", "purge"};
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
		char arguments[64], usage[64];
		snprintf(arguments, sizeof arguments, "%s --help", commands[i]);
		snprintf(usage, sizeof usage, "Usage: gsync-journal %s ", commands[i]);
		assert_non_null(strstr(run(&o, *state, arguments), usage));
		assert_int_equal(o.status, 0);
	}
	assert_memory_equal(run(&o, *state, "--version"), "gsync-journal ", 14);
}

static void the_configuration_names_the_journal(void **state)
{
	static struct outcome o;
	char path[PATH_MAX], config[PATH_MAX];
	snprintf(path, sizeof path, "%s/journal", (char *)*state);
	snprintf(config, sizeof config, "%s/gsync.conf", (char *)*state);
	make_journal(path);
	FILE *f = fopen(config, "w");
	fprintf(f, "[journal]\npath = %s\n", path);
	fclose(f);
	assert_string_equal(run(&o, config, "verify --config $J"), "4 entries, all sound\n");
}

static void stat_copy_and_purge(void **state)
{
	static struct outcome o;
	char path[PATH_MAX], copy[PATH_MAX], arguments[2 * PATH_MAX];
	snprintf(path, sizeof path, "%s/journal", (char *)*state);
	snprintf(copy, sizeof copy, "%s/copy", (char *)*state);
	make_journal(path);
	run(&o, path, "stat --journal $J");
	assert_int_equal(o.status, 0);
	assert_non_null(strstr(o.text, "entries  4\nfirst    1, received 2026-11-22T10:00:00.000+01:00\nlast     4, received 2026-11-22T10:00:03.000+01:00\nnext     5\n"));
	assert_non_null(strstr(o.text, " of 64.0 MiB ("));
	assert_non_null(strstr(run(&o, path, "stat --journal $J --format json"), "\"entries\":4,\"first_seq\":1,\"last_seq\":4,\"next_seq\":5,"));

	assert_int_equal(mkdir(copy, 0700), 0);
	snprintf(arguments, sizeof arguments, "copy --journal $J '%s'", copy);
	run(&o, path, arguments);
	assert_int_equal(o.status, 0);
	assert_string_equal(run(&o, path, "purge --journal $J --before @1795338002 --applied 4"), "2 entries deleted\n");
	assert_string_equal(run(&o, path, "purge --journal $J --before now --applied 3"), "1 entries deleted\n");
	assert_string_equal(run(&o, path, "dump --journal $J"), HEADING LINE4);
	assert_string_equal(run(&o, copy, "dump --journal $J"), HEADING LINE1 LINE2 LINE3 LINE4);
}

static void nobody_reads_on(void **state)
{
	static struct outcome o;
	struct journal *j = open_journal(*state);
	append_many(j, "ev", 300, 1);
	char *body = malloc(2 << 20);
	memset(body, '1', 2 << 20);
	struct journal_entry e = entry_of("large", body, 2 << 20, 1);
	uint64_t seq;
	assert_int_equal(journal_append(j, &e, &seq, NULL), JOURNAL_APPENDED);
	free(body);
	journal_close(j);
	run(&o, *state, "dump --journal $J --body | head -1");
	assert_string_equal(o.text, HEADING);
	assert_string_equal(run(&o, *state, "dump --journal $J --follow --body | head -1"), HEADING);
}

/* --- following a busy journal ------------------------------------------------------------------------------------------------ */

enum { WRITERS = 32, WRITES = 600, BODY = 1500, LIMIT = 8 << 20 };

struct follower {
	pid_t pid;
	int output;
};

static struct follower follow(const char *path)
{
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	pid_t pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL); /* a failed test leaves nothing behind */
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		execl(program, program, "dump", "--follow", "--journal", path, (char *)NULL);
		_exit(9);
	}
	close(ends[1]);
	return (struct follower){.pid = pid, .output = ends[0]};
}

/* Its pipe is full, so it waits within its output. */
static void wait_until_stuck(const struct follower *f)
{
	int waiting = 0, before = -1;
	for (int i = 0; i < 600 && (waiting == 0 || waiting != before); i++) {
		before = waiting;
		usleep(50000);
		assert_int_equal(ioctl(f->output, FIONREAD, &waiting), 0);
	}
	assert_in_range(waiting, 50000, 70000);
}

static struct journal *busy;
static _Atomic bool done;
static _Atomic unsigned refused;

static void *write_many(void *context)
{
	unsigned writer = *(const unsigned *)context;
	static const char body[BODY];
	for (unsigned i = 0; i < WRITES; i++) {
		char id[64];
		uint64_t seq;
		snprintf(id, sizeof id, "writer%u-%u", writer, i);
		struct journal_entry e = entry_of(id, body, sizeof body, 1);
		if (journal_append(busy, &e, &seq, NULL) != JOURNAL_APPENDED)
			refused++;
	}
	return NULL;
}

static void *purge_all(void *context)
{
	(void)context;
	while (!done) {
		struct journal_stat s = stat_of(busy);
		if (s.entries > 200)
			purge(busy, s.last_seq - 100, 2, UINT64_MAX);
		usleep(2000);
	}
	return NULL;
}

static void write_through(struct journal *j)
{
	static unsigned numbers[WRITERS];
	pthread_t writers[WRITERS], purger;
	busy = j;
	assert_int_equal(pthread_create(&purger, NULL, purge_all, NULL), 0);
	for (unsigned i = 0; i < WRITERS; i++) {
		numbers[i] = i;
		assert_int_equal(pthread_create(&writers[i], NULL, write_many, &numbers[i]), 0);
	}
	for (unsigned i = 0; i < WRITERS; i++)
		pthread_join(writers[i], NULL);
	done = true;
	pthread_join(purger, NULL);
}

static void read_until(FILE *output, const char *wanted)
{
	char line[4096];
	alarm(60); /* rather than to wait for ever */
	while (fgets(line, sizeof line, output))
		if (strstr(line, wanted)) {
			alarm(0);
			return;
		}
	fail_msg("%s never came", wanted);
}

/* Its output is a pipe that nobody reads: it stands still in the middle while 19,200 entries (29 MB) go through a map of 16 MB. */
static void a_paused_dump_bloats_nothing(void **state)
{
	char path[PATH_MAX];
	struct stat st;
	struct journal *j = open_sized(*state, 16 << 20);
	append_many(j, "first", 1200, 1); /* a first read is more than the pipe holds */
	struct follower f = follow(*state);
	wait_until_stuck(&f);
	write_through(j);
	assert_int_equal(refused, 0);
	snprintf(path, sizeof path, "%s/data.mdb", (char *)*state);
	assert_int_equal(stat(path, &st), 0);
	assert_in_range(st.st_size, 0, LIMIT);
	assert_int_not_equal(append_sized(j, "the very last", 10, 1), 0);
	FILE *output = fdopen(f.output, "r");
	read_until(output, "[first499]");
	read_until(output, "[the very last]");
	assert_int_not_equal(append_sized(j, "one more", 10, 1), 0);
	read_until(output, "[one more]");
	kill(f.pid, SIGTERM);
	waitpid(f.pid, NULL, 0);
	fclose(output);
	assert_sound(j);
	journal_close(j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		directory_test(text_is_for_people),
		directory_test(json_lines_have_everything),
		directory_test(choices_are_obeyed),
		directory_test(relative_times),
		directory_test(mistakes_are_named),
		directory_test(help_is_there_for_each),
		directory_test(the_configuration_names_the_journal),
		directory_test(stat_copy_and_purge),
		directory_test(nobody_reads_on),
		directory_test(a_paused_dump_bloats_nothing),
	};
	return cmocka_run_group_tests(tests, find_program, NULL);
}
