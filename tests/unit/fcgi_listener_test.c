/* The listening socket: its mode, what it replaces and what it leaves alone. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "fcgi/listener.h"

#include <cmocka.h> /* last: its macro fail would hide common/error.h's function */

static char directory[32], path[64];

static int make_directory(void **state)
{
	(void)state;
	strcpy(directory, "/tmp/gsync-listener-XXXXXX");
	if (!mkdtemp(directory))
		return -1;
	snprintf(path, sizeof path, "%s/sock", directory);
	return 0;
}

static int remove_directory(void **state)
{
	(void)state;
	return rmdir(directory);
}

static struct listener open_listener(void)
{
	struct failure f = { 0 };
	struct listener l;

	if (listener_open(&l, path, &f) != OK)
		fail_msg("%s", f.text);
	return l;
}

static void makes_a_private_socket(void **state)
{
	struct listener l = open_listener();
	struct stat st;

	(void)state;
	assert_int_equal(stat(path, &st), 0);
	assert_true(S_ISSOCK(st.st_mode));
	assert_int_equal(st.st_mode & 0777, 0660);
	listener_close(&l);
	assert_int_not_equal(stat(path, &st), 0);
}

static void replaces_a_stale_socket(void **state)
{
	struct listener l = open_listener();

	(void)state;
	close(l.fd); /* as a killed process leaves it */
	l = open_listener();
	listener_close(&l);
}

static void leaves_a_living_one_alone(void **state)
{
	struct listener l = open_listener(), other;
	struct failure f = { 0 };
	struct stat st;

	(void)state;
	assert_int_equal(listener_open(&other, path, &f), ERR_STOP);
	assert_non_null(strstr(f.text, path));
	assert_int_equal(stat(path, &st), 0);
	listener_close(&l);
}

static void leaves_other_files_alone(void **state)
{
	struct failure f = { 0 };
	struct listener l;
	FILE *file = fopen(path, "w");

	(void)state;
	assert_non_null(file);
	fclose(file);
	assert_int_equal(listener_open(&l, path, &f), ERR_STOP);
	assert_int_equal(unlink(path), 0);
}

static void explains_a_bad_path(void **state)
{
	struct failure f = { 0 };
	struct listener l;
	char longest[200];

	(void)state;
	memset(longest, 'a', sizeof longest - 1);
	longest[sizeof longest - 1] = 0;
	assert_int_equal(listener_open(&l, longest, &f), ERR_STOP);
	assert_non_null(strstr(f.text, "longer"));
	assert_int_equal(listener_open(&l, "/nowhere/at/all/sock", &f), ERR_STOP);
	assert_non_null(strstr(f.text, "/nowhere/at/all/sock"));
}

/* Puts `fd` at number `at`; returns what was there before, or -1. */
static int displace(int fd, int at)
{
	int saved = fcntl(at, F_DUPFD_CLOEXEC, 20);

	assert_int_equal(dup2(fd, at), at);
	return saved;
}

static void put_back(int saved, int at)
{
	if (saved >= 0)
		dup2(saved, at);
	else
		close(at);
	close(saved);
}

/* As systemd does with StandardInput=socket; a connected one, such as a pipe of whoever started the process, does not count. */
static void takes_the_socket_from_standard_input(void **state)
{
	struct listener made = open_listener(), l;
	struct failure f;
	int saved, pair[2];

	(void)state;
	saved = displace(made.fd, STDIN_FILENO);
	assert_int_equal(listener_open(&l, "/nowhere", &f), OK);
	assert_int_equal(l.fd, STDIN_FILENO);
	assert_null(l.path);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	assert_int_equal(dup2(pair[0], STDIN_FILENO), STDIN_FILENO);
	assert_int_equal(listener_open(&l, "/nowhere/sock", &f), ERR_STOP);
	put_back(saved, STDIN_FILENO);
	close(pair[0]);
	close(pair[1]);
	listener_close(&made);
}

/* As systemd does otherwise; variables meant for another process do not count. */
static void takes_the_socket_from_listen_fds(void **state)
{
	struct listener made = open_listener(), l;
	struct failure f;
	char pid[16];
	int saved = made.fd == 3 ? -1 : displace(made.fd, 3);

	(void)state;
	setenv("LISTEN_FDS", "1", 1);
	setenv("LISTEN_PID", "1", 1);
	assert_int_equal(listener_open(&l, "/nowhere/sock", &f), ERR_STOP);
	snprintf(pid, sizeof pid, "%d", (int)getpid());
	setenv("LISTEN_PID", pid, 1);
	assert_int_equal(listener_open(&l, "/nowhere/sock", &f), OK);
	assert_int_equal(l.fd, 3);
	assert_null(l.path);
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_PID");
	if (made.fd != 3)
		put_back(saved, 3);
	listener_close(&made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(makes_a_private_socket),
		cmocka_unit_test(replaces_a_stale_socket),
		cmocka_unit_test(leaves_a_living_one_alone),
		cmocka_unit_test(leaves_other_files_alone),
		cmocka_unit_test(explains_a_bad_path),
		cmocka_unit_test(takes_the_socket_from_standard_input),
		cmocka_unit_test(takes_the_socket_from_listen_fds),
	};

	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
