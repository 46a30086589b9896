#include "cli/secrets.h"
#include "common/base64.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SHEET "1AbC_x-9"

static char directory[64];

static int make_directory(void **state)
{
	(void)state;
	snprintf(directory, sizeof directory, "%s", "/tmp/gsync-secrets-XXXXXX");
	return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
	(void)state;
	char path[128];
	snprintf(path, sizeof path, "%s/" SHEET, directory);
	unlink(path);
	return rmdir(directory);
}

static void put(const char *text)
{
	char path[128];
	snprintf(path, sizeof path, "%s/" SHEET, directory);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void expect_file(const char *wanted)
{
	char path[128], text[512] = "";
	struct stat st;
	snprintf(path, sizeof path, "%s/" SHEET, directory);
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	assert_int_equal(fstat(fileno(f), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	text[fread(text, 1, sizeof text - 1, f)] = '\0';
	fclose(f);
	assert_string_equal(text, wanted);
}

static void expect_secret(const char *secret)
{
	unsigned char bytes[SECRET_SIZE];
	assert_memory_equal(secret, "whsec_", 6);
	assert_int_equal(base64_decode(secret + 6, strlen(secret + 6), bytes), SECRET_BYTES);
}

static void life(void **state)
{
	(void)state;
	char first[SECRET_SIZE], second[SECRET_SIZE], both[2 * SECRET_SIZE + 2], newest[SECRET_SIZE + 1];
	struct failure failure = {0};
	size_t removed = 0;
	assert_int_equal(secrets_add(directory, SHEET, false, second, &failure), ERR_REJECT);
	assert_int_equal(secrets_add(directory, SHEET, true, first, &failure), OK);
	expect_secret(first);
	assert_int_equal(secrets_add(directory, SHEET, true, second, &failure), ERR_REJECT);
	assert_int_equal(secrets_add(directory, SHEET, false, second, &failure), OK);
	expect_secret(second);
	assert_string_not_equal(first, second);
	snprintf(both, sizeof both, "%s\n%s\n", first, second);
	expect_file(both);
	assert_int_equal(secrets_keep_newest(directory, SHEET, &removed, &failure), OK);
	assert_int_equal(removed, 1);
	snprintf(newest, sizeof newest, "%s\n", second);
	expect_file(newest);
	assert_int_equal(secrets_remove(directory, SHEET, &failure), OK);
	assert_int_equal(secrets_remove(directory, SHEET, &failure), ERR_REJECT);
}

static void files_written_by_hand(void **state)
{
	(void)state;
	struct failure failure = {0};
	size_t removed = 0;
	char secret[SECRET_SIZE], wanted[256];
	put("# old\nwhsec_a\r\n\n  whsec_b  \nnonsense"); /* no newline at the end */
	assert_int_equal(secrets_add(directory, SHEET, false, secret, &failure), OK);
	snprintf(wanted, sizeof wanted, "# old\nwhsec_a\r\n\n  whsec_b  \nnonsense\n%s\n", secret);
	expect_file(wanted);
	put("whsec_a\n  whsec_b # the newest\n# whsec_c\n\n");
	assert_int_equal(secrets_keep_newest(directory, SHEET, &removed, &failure), OK);
	assert_int_equal(removed, 1);
	expect_file("whsec_b\n");
	put("# none\n");
	assert_int_equal(secrets_keep_newest(directory, SHEET, &removed, &failure), ERR_REJECT);
}

static void listed(void **state)
{
	(void)state;
	struct secret_file *files = NULL;
	size_t n = 9;
	char path[128];
	put("whsec_a\nwhsec_b\n");
	snprintf(path, sizeof path, "%s/.hidden.tmp", directory);
	close(open(path, O_CREAT | O_WRONLY, 0600));
	assert_int_equal(secrets_list(directory, &files, &n, NULL), OK);
	unlink(path);
	assert_int_equal(n, 1);
	assert_string_equal(files[0].spreadsheet, SHEET);
	assert_int_equal(files[0].secrets, 2);
	secrets_list_free(files, n);
}

static void no_directory(void **state)
{
	(void)state;
	struct failure failure = {0};
	char secret[SECRET_SIZE];
	assert_int_equal(secrets_add("/nonexistent/secrets", SHEET, true, secret, &failure), ERR_STOP);
	assert_non_null(strstr(failure.text, "/nonexistent/secrets: there is no such directory"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(life, make_directory, remove_directory),
		cmocka_unit_test_setup_teardown(files_written_by_hand, make_directory, remove_directory),
		cmocka_unit_test_setup_teardown(listed, make_directory, remove_directory),
		cmocka_unit_test(no_directory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
