#include "cli/env.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

static struct env *parse(const char *text)
{
	struct env *e = NULL;
	struct failure failure = {0};
	if (env_parse(".env", text, strlen(text), &e, &failure) != OK)
		fail_msg("%s", failure.text);
	return e;
}

static void values(void **state)
{
	(void)state;
	static const struct {
		const char *text, *value;
	} cases[] = {
		{"A=b", "b"},
		{"A=b\r\n", "b"},
		{"  A = b \n", "b"},
		{"export A=b\n", "b"},
		{"A=b c\n", "b c"},
		{"A=b # comment\n", "b"},
		{"A=b#c\n", "b#c"},
		{"A=# nothing\n", NULL},
		{"A=\n", NULL},
		{"A=''\n", NULL},
		{"A='b # c' # d\n", "b # c"},
		{"A='b\\n'\n", "b\\n"},
		{"A=\"b\\n\\\"\\\\\\$\\x\"\n", "b\n\"\\$\\x"},
		{"A=$B\n", "$B"},
		{"A=old\nA=new\n", "new"},
		{"# A=no\n\nB=other\nA=yes", "yes"},
		{"A=\xc3\xa4\n", "\xc3\xa4"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct env *e = parse(cases[i].text);
		const char *value = env_get(e, "A");
		if (!cases[i].value)
			assert_null(value);
		else
			assert_string_equal(value, cases[i].value);
		env_free(e);
	}
	struct env *e = parse("");
	assert_null(env_get(e, "A"));
	assert_null(env_get(NULL, "A"));
	env_free(e);
}

static void errors_name_the_line(void **state)
{
	(void)state;
	static const struct {
		const char *text, *message;
	} cases[] = {
		{"A=1\nnonsense\n", ".env:2: expected NAME=VALUE"},
		{"=1\n", ".env:1: expected NAME=VALUE"},
		{"1A=1\n", ".env:1: expected NAME=VALUE"},
		{"A-B=1\n", ".env:1: expected NAME=VALUE"},
		{"A='1\n", ".env:1: the closing ' is missing"},
		{"\nA=\"1\\\"\n", ".env:2: the closing \" is missing"},
		{"A='1' 2\n", ".env:1: something follows the closing quote"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct env *e = NULL;
		struct failure failure = {0};
		assert_int_equal(env_parse(".env", cases[i].text, strlen(cases[i].text), &e, &failure), ERR_STOP);
		assert_string_equal(failure.text, cases[i].message);
		assert_null(e);
	}
}

static void binary_is_no_text(void **state)
{
	(void)state;
	struct env *e = NULL;
	struct failure failure = {0};
	assert_int_equal(env_parse("x", "A=1\nB=\0\n", 8, &e, &failure), ERR_STOP);
	assert_string_equal(failure.text, "x:2: this is no text");
}

static void missing_file(void **state)
{
	(void)state;
	struct env *e = NULL;
	struct failure failure = {0};
	assert_int_equal(env_read("/nonexistent/.env", &e, &failure), ERR_STOP);
	assert_string_equal(failure.text, "/nonexistent/.env: No such file or directory");
}

static void connection_string(void **state)
{
	(void)state;
	_cleanup_buf_ struct buf b = {0};
	struct env *e = parse("DB_NAME=shop\nDB_HOST=db.example\nDB_PASSWORD=\"a'b\\\\c d\"\nDB_PORT=5433\nOTHER=x\n");
	assert_true(env_conninfo(e, &b));
	assert_string_equal(b.data, "host='db.example' port='5433' password='a\\'b\\\\c d' dbname='shop'");
	env_free(e);
	buf_reset(&b);
	e = parse("GOOGLE_SHEET_ID=x\nDB_HOST=\n");
	assert_false(env_conninfo(e, &b));
	env_free(e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values),       cmocka_unit_test(errors_name_the_line), cmocka_unit_test(binary_is_no_text),
		cmocka_unit_test(missing_file), cmocka_unit_test(connection_string),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
