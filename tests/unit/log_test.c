#include "tests/unit/testing.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/error.h"
#include "common/log.h"
#include "common/notify.h"
#include "common/printable.h"

/* --- standard error goes to a pipe while something is logged --------------------------------------------------------------- */

static int pipe_ends[2], kept_stderr;

static void capture(void)
{
	assert_int_equal(pipe(pipe_ends), 0);
	kept_stderr = dup(STDERR_FILENO);
	dup2(pipe_ends[1], STDERR_FILENO);
}

static const char *captured(void)
{
	static char text[8192];
	dup2(kept_stderr, STDERR_FILENO);
	close(kept_stderr);
	close(pipe_ends[1]);
	size_t len = 0;
	for (ssize_t n; (n = read(pipe_ends[0], text + len, sizeof text - 1 - len)) > 0;)
		len += (size_t)n;
	close(pipe_ends[0]);
	text[len] = '\0';
	return text;
}

static void a_message_is_one_line(void **state)
{
	(void)state;
	capture();
	log_open("prog", LOG_LEVEL_INFO);
	log_warning("value %s, number %d", "a\nb\r\x1b[31m\tc\x7f é \xff", 7);
	assert_string_equal(captured(), "prog: warning: value a\\nb\\r\\x1b[31m\\tc\\x7f é \\xff, number 7\n");
}

static void levels_are_filtered(void **state)
{
	(void)state;
	capture();
	log_open("prog", LOG_LEVEL_NOTICE);
	log_error("e");
	log_notice("n");
	log_info("i");
	log_set_level(LOG_LEVEL_DEBUG);
	log_debug("d");
	assert_string_equal(captured(), "prog: error: e\nprog: notice: n\nprog: debug: d\n");
}

static void the_journal_gets_priorities(void **state)
{
	(void)state;
	struct stat st;
	char stream[64];
	capture();
	assert_int_equal(fstat(STDERR_FILENO, &st), 0);
	snprintf(stream, sizeof stream, "%llu:%llu", (unsigned long long)st.st_dev, (unsigned long long)st.st_ino);
	setenv("JOURNAL_STREAM", stream, 1);
	log_open("prog", LOG_LEVEL_INFO);
	log_error("broken");
	setenv("JOURNAL_STREAM", "1:1", 1); /* inherited, but standard error was redirected since */
	log_open("prog", LOG_LEVEL_INFO);
	log_info("plain");
	unsetenv("JOURNAL_STREAM");
	assert_string_equal(captured(), "<3>broken\nprog: info: plain\n");
}

static void a_long_message_is_cut(void **state)
{
	(void)state;
	static char text[10000];
	memset(text, 'x', sizeof text - 1);
	capture();
	log_open("p", LOG_LEVEL_INFO);
	log_info("%s", text);
	const char *line = captured();
	assert_in_range(strlen(line), 1000, 4096);
	assert_int_equal(line[strlen(line) - 1], '\n');
}

static void levels_are_parsed(void **state)
{
	(void)state;
	assert_int_equal(log_level_parse("error"), LOG_LEVEL_ERROR);
	assert_int_equal(log_level_parse("debug"), LOG_LEVEL_DEBUG);
	assert_int_equal(log_level_parse("Debug"), -1);
	assert_int_equal(log_level_parse(""), -1);
}

/* --- what the log is made of ----------------------------------------------------------------------------------------------- */

static void harmful_characters_are_escaped(void **state)
{
	(void)state;
	static const struct {
		const char *text, *printable, *json;
	} cases[] = {
		{"plain é€😀", "plain é€😀", "\"plain é€😀\""},
		{"\"\\", "\"\\", "\"\\\"\\\\\""},
		{"\x1b]0;x\x07", "\\x1b]0;x\\x07", "\"\\u001b]0;x\\u0007\""},
		{"\xc2\x9b" "31m", "\\xc2\\x9b31m", "\"\\u009b31m\""},
		{"\xe2\x80\xaetxt", "\\xe2\\x80\\xaetxt", "\"\\u202etxt\""},
		{"\xef\xbb\xbf", "\\xef\\xbb\\xbf", "\"\\ufeff\""},
		{"\xc0\xaf", "\\xc0\\xaf", "\"\\ufffd\\ufffd\""},
		{"\xed\xa0\x80", "\\xed\\xa0\\x80", "\"\\ufffd\\ufffd\\ufffd\""},
		{"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80", "\"\\ufffd\\ufffd\\ufffd\\ufffd\""},
		{"cut \xe2\x82", "cut \\xe2\\x82", "\"cut \\ufffd\\ufffd\""},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		_cleanup_buf_ struct buf printable = {0}, json = {0};
		buf_add_printable(&printable, cases[i].text, strlen(cases[i].text));
		buf_add_json_printable(&json, cases[i].text, strlen(cases[i].text));
		assert_string_equal(printable.data, cases[i].printable);
		assert_string_equal(json.data, cases[i].json);
	}
}

static void json_becomes_one_line(void **state)
{
	(void)state;
	static const char json[] = "{\n\t\"a\":\r\n\"\\u001b é \x7f \xc2\x85 \xe2\x80\xa8\" }";
	_cleanup_buf_ struct buf b = {0};
	buf_add_json_line(&b, json, sizeof json - 1);
	assert_string_equal(b.data, "{  \"a\":  \"\\u001b é \\u007f \\u0085 \\u2028\" }");
}

static void failures_are_cut_to_size(void **state)
{
	(void)state;
	struct failure f;
	char text[2 * FAILURE_TEXT];
	memset(text, 'x', sizeof text);
	text[sizeof text - 1] = '\0';
	assert_int_equal(fail(&f, ERR_RETRY, "%s", text), ERR_RETRY);
	assert_int_equal(f.kind, ERR_RETRY);
	assert_int_equal(strlen(f.text), FAILURE_TEXT - 1);
	assert_int_equal(fail(NULL, ERR_STOP, "nobody listens"), ERR_STOP);
}

/* --- sd_notify --------------------------------------------------------------------------------------------------------------- */

static void receive_notification(const struct sockaddr_un *address, socklen_t size, const char *name)
{
	char text[64] = "";
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	assert_int_equal(bind(fd, (const struct sockaddr *)address, size), 0);
	setenv("NOTIFY_SOCKET", name, 1);
	notify_send("READY=1\nSTATUS=fine");
	unsetenv("NOTIFY_SOCKET");
	assert_int_equal(recv(fd, text, sizeof text - 1, MSG_DONTWAIT), 19);
	assert_string_equal(text, "READY=1\nSTATUS=fine");
	close(fd);
}

static void notifications_arrive(void **state)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	snprintf(address.sun_path, sizeof address.sun_path, "%s/notify", (char *)*state);
	receive_notification(&address, sizeof address, address.sun_path);

	char name[64];
	snprintf(name, sizeof name, "@gsync-test-%d", (int)getpid());
	struct sockaddr_un abstract = {.sun_family = AF_UNIX};
	memcpy(abstract.sun_path + 1, name + 1, strlen(name) - 1);
	receive_notification(&abstract, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name)), name);
}

static void outside_of_systemd_nothing_happens(void **state)
{
	(void)state;
	unsetenv("NOTIFY_SOCKET");
	notify_send("READY=1");
	setenv("NOTIFY_SOCKET", "/nonexistent/socket", 1);
	notify_send("READY=1");
	unsetenv("NOTIFY_SOCKET");
}

static void the_watchdog_wants_half(void **state)
{
	(void)state;
	char pid[24];
	unsetenv("WATCHDOG_USEC");
	assert_int_equal(notify_watchdog_ms(), 0);
	setenv("WATCHDOG_USEC", "30000000", 1);
	assert_int_equal(notify_watchdog_ms(), 15000);
	snprintf(pid, sizeof pid, "%d", (int)getpid());
	setenv("WATCHDOG_PID", pid, 1);
	assert_int_equal(notify_watchdog_ms(), 15000);
	setenv("WATCHDOG_PID", "1", 1);
	assert_int_equal(notify_watchdog_ms(), 0);
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_is_one_line),
		cmocka_unit_test(levels_are_filtered),
		cmocka_unit_test(the_journal_gets_priorities),
		cmocka_unit_test(a_long_message_is_cut),
		cmocka_unit_test(levels_are_parsed),
		cmocka_unit_test(harmful_characters_are_escaped),
		cmocka_unit_test(json_becomes_one_line),
		cmocka_unit_test(failures_are_cut_to_size),
		directory_test(notifications_arrive),
		cmocka_unit_test(outside_of_systemd_nothing_happens),
		cmocka_unit_test(the_watchdog_wants_half),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
