/* The directory of secrets: what is read, what is passed over, rotation and reloading. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/log.h"
#include "fcgi/secrets.h"

#include <cmocka.h> /* last: its macro fail would hide common/error.h's function */

#define OLD "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define NEW "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define SIGNED_BY_OLD "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

static char directory[32];

static void write_secret(const char *name, const char *text)
{
	char path[300];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", directory, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	chmod(path, 0600);
}

static void remove_secret(const char *name)
{
	char path[300];

	snprintf(path, sizeof path, "%s/%s", directory, name);
	assert_int_equal(remove(path), 0);
}

static struct secrets *open_secrets(void)
{
	struct failure f = { 0 };
	struct secrets *s = secrets_open(directory, &f);

	if (!s)
		fail_msg("%s", f.text);
	return s;
}

/* The known answer of Standard Webhooks, as that spreadsheet's. */
static bool verifies(struct secrets *s, const char *spreadsheet)
{
	static const char body[] = "{\"test\": 2432232314}";
	bool known = false, verified;

	verified = secrets_verify(s, spreadsheet, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body, strlen(body), SIGNED_BY_OLD, &known);
	assert_true(known || !verified);
	return verified;
}

static int make_directory(void **state)
{
	(void)state;
	log_set_level(LOG_LEVEL_ERROR);
	strcpy(directory, "/tmp/gsync-secrets-XXXXXX");
	return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
	(void)state;
	return rmdir(directory);
}

static void reads_a_secret_per_spreadsheet(void **state)
{
	struct secrets *s;

	(void)state;
	write_secret("one", OLD "\n");
	write_secret("two", NEW);
	write_secret("-", "# not yet\n");
	s = open_secrets();
	assert_int_equal(secrets_spreadsheets(s), 2);
	assert_true(verifies(s, "one"));
	assert_false(verifies(s, "two"));
	assert_false(verifies(s, "-"));
	assert_false(verifies(s, "three"));
	assert_false(verifies(s, ""));
	secrets_free(s);
	remove_secret("one");
	remove_secret("two");
	remove_secret("-");
}

static void takes_several_while_rotating(void **state)
{
	struct secrets *s;

	(void)state;
	write_secret("one", "# since May\r\n" NEW "\r\n\n  \nwhsec_bad\nnonsense\n" OLD "  \n");
	s = open_secrets();
	assert_true(verifies(s, "one"));
	write_secret("one", NEW "\n");
	assert_true(verifies(s, "one"));
	assert_int_equal(secrets_reload(s, NULL), OK);
	assert_false(verifies(s, "one"));
	write_secret("one", OLD);
	write_secret("two", NEW "\n" OLD);
	assert_int_equal(secrets_reload(s, NULL), OK);
	assert_true(verifies(s, "one"));
	assert_true(verifies(s, "two"));
	secrets_free(s);
	remove_secret("one");
	remove_secret("two");
}

static void passes_over_what_is_no_secret(void **state)
{
	char path[300], long_name[150];
	struct secrets *s;

	(void)state;
	memset(long_name, 'a', 129);
	long_name[129] = 0;
	write_secret(long_name, OLD);
	write_secret("with.dot", OLD);
	write_secret(".hidden", OLD);
	snprintf(path, sizeof path, "%s/subdirectory", directory);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof path, "%s/fifo", directory);
	assert_int_equal(mkfifo(path, 0600), 0);
	s = open_secrets();
	assert_int_equal(secrets_spreadsheets(s), 0);
	assert_false(verifies(s, long_name));
	assert_false(verifies(s, "with.dot"));
	assert_false(verifies(s, "subdirectory"));
	secrets_free(s);
	remove_secret(long_name);
	remove_secret("with.dot");
	remove_secret(".hidden");
	remove_secret("subdirectory");
	remove_secret("fifo");
}

static void never_leaves_its_directory(void **state)
{
	char traversal[100];
	struct secrets *s;

	(void)state;
	write_secret("one", OLD);
	s = open_secrets();
	snprintf(traversal, sizeof traversal, "../%s/one", directory + 5);
	assert_false(verifies(s, traversal));
	assert_false(verifies(s, "./one"));
	assert_false(verifies(s, "one/"));
	secrets_free(s);
	remove_secret("one");
}

static void holds_many(void **state)
{
	enum { MANY = 300 };
	struct secrets *s;
	char name[16];

	(void)state;
	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof name, "s%d", i);
		write_secret(name, i % 3 ? OLD : NEW);
	}
	s = open_secrets();
	assert_int_equal(secrets_spreadsheets(s), MANY);
	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof name, "s%d", i);
		assert_int_equal(verifies(s, name), i % 3 != 0);
		remove_secret(name);
	}
	secrets_free(s);
}

static void keeps_the_secrets_when_the_directory_is_gone(void **state)
{
	struct failure f = { 0 };
	struct secrets *s;

	(void)state;
	write_secret("one", OLD);
	s = open_secrets();
	remove_secret("one");
	assert_int_equal(rmdir(directory), 0);
	assert_int_equal(secrets_reload(s, &f), ERR_STOP);
	assert_non_null(strstr(f.text, directory));
	assert_true(verifies(s, "one"));
	assert_null(secrets_open(directory, &f));
	assert_int_equal(mkdir(directory, 0700), 0);
	secrets_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_secret_per_spreadsheet),
		cmocka_unit_test(takes_several_while_rotating),
		cmocka_unit_test(passes_over_what_is_no_secret),
		cmocka_unit_test(never_leaves_its_directory),
		cmocka_unit_test(holds_many),
		cmocka_unit_test(keeps_the_secrets_when_the_directory_is_gone),
	};

	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
