/* JSON made digestible for PostgreSQL; arrays as its parameters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "google/mend.h"
#include "worker/pgarray.h"

#include <cmocka.h> /* last: its macro fail() would hide ours */

static void assert_mended(const char *before, const char *after)
{
	char text[256];
	size_t n = strlen(before);
	memcpy(text, before, n + 1);
	mend_json(text, n);
	assert_string_equal(text, after);
}

static void replaces_nul(void **state)
{
	(void)state;
	assert_mended("\"a\\u0000b\"", "\"a\\ufdd0b\"");
	assert_mended("\"\\u0000\\u0000\"", "\"\\ufdd0\\ufdd0\"");
	assert_mended("\"\\\\u0000\"", "\"\\\\u0000\""); /* a backslash, then plain text */
	assert_mended("\"\\\\\\u0000\"", "\"\\\\\\ufdd0\"");
	assert_mended("\"\\u0001\\n\\\"\"", "\"\\u0001\\n\\\"\"");
}

static void replaces_lone_surrogates(void **state)
{
	(void)state;
	assert_mended("\"\\ud83d\\ude00\"", "\"\\ud83d\\ude00\"");
	assert_mended("\"\\uD83Dx\"", "\"\\ufffdx\"");
	assert_mended("\"\\ude00\\ud83d\"", "\"\\ufffd\\ufffd\"");
	assert_mended("\"\\ud83d\\ud83d\\ude00\"", "\"\\ufffd\\ud83d\\ude00\"");
}

static void survives_what_is_cut(void **state)
{
	(void)state;
	assert_mended("\"\\", "\"\\");
	assert_mended("\"\\u00", "\"\\u00");
	assert_mended("\"\\uzzzz", "\"\\uzzzz");
	mend_json(NULL, 0);
}

static void quotes_array_elements(void **state)
{
	_cleanup_buf_ struct buf b = {0};
	(void)state;
	pgarray_begin(&b);
	pgarray_add_text(&b, "a", 1);
	pgarray_add_text(&b, "", 0);
	pgarray_add_text(&b, "{\"x\":\"\\n,\"}", 11);
	pgarray_add_int(&b, -7);
	pgarray_end(&b);
	assert_string_equal(b.data, "{\"a\",\"\",\"{\\\"x\\\":\\\"\\\\n,\\\"}\",-7}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replaces_nul),
		cmocka_unit_test(replaces_lone_surrogates),
		cmocka_unit_test(survives_what_is_cut),
		cmocka_unit_test(quotes_array_elements),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
