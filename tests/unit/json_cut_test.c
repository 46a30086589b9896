/* A text in pieces, cut at every place, gives the same elements and the same frame. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/json.h"
#include "common/json_cut.h"

#include <cmocka.h>

static const char *const path[] = {"sheets", "data", "rowData", NULL};

struct seen {
	struct buf text;
	size_t elements, stop_at;
};

static bool on_array(void *context, char *frame, size_t n)
{
	struct seen *s = context;
	assert_true(json_validate(frame, n, NULL));
	assert_int_equal(strlen(frame), n);
	buf_addf(&s->text, "array %s\n", frame);
	return true;
}

static bool on_element(void *context, char *text, size_t n)
{
	struct seen *s = context;
	assert_int_equal(strlen(text), n);
	buf_addf(&s->text, "element %s\n", text);
	return ++s->elements != s->stop_at;
}

/* Feeds two pieces; appends what came. False: it was refused. */
static bool cut(const char *text, size_t n, size_t at, size_t most, struct seen *s)
{
	_cleanup_cut_ struct json_cut *c = json_cut_new(&(struct json_cut_options){.path = path, .array = on_array, .element = on_element, .context = s, .most_bytes = most});
	size_t length;
	if (!json_cut_feed(c, text, at) || !json_cut_feed(c, text + at, n - at))
		return false;
	char *frame = json_cut_end(c, &length);
	if (!frame)
		return false;
	buf_addf(&s->text, "frame %s", frame);
	return true;
}

static void assert_cut(const char *text, const char *expected)
{
	for (size_t at = 0; at <= strlen(text); at++) {
		struct seen s = {0};
		assert_true(cut(text, strlen(text), at, 4096, &s));
		assert_string_equal(s.text.data, expected);
		buf_free(&s.text);
	}
}

static void hands_out_elements(void **state)
{
	(void)state;
	assert_cut("{ \"p\" : {\"rowData\":[1]}, \"sheets\":[{\"data\":[{\"startRow\":3,\"rowData\" : [ {\"a\":\"]}\\\"{[\"} , [1,[2]],{}\n],\"z\":[{\"rowData\":[5]}]},{\"rowData\":[]}],"
	           "\"rowData\":[7]}],\"x\\\"\":\"\\\\\"}",
	           "array { \"p\" : {\"rowData\":[1]}, \"sheets\":[{\"data\":[{\"startRow\":3,\"rowData\" : []}]}]}\n"
	           "element {\"a\":\"]}\\\"{[\"}\nelement [1,[2]]\nelement {}\n"
	           "array { \"p\" : {\"rowData\":[1]}, \"sheets\":[{\"data\":[{\"startRow\":3,\"rowData\" : [],\"z\":[{\"rowData\":[5]}]},{\"rowData\":[]}]}]}\n"
	           "frame { \"p\" : {\"rowData\":[1]}, \"sheets\":[{\"data\":[{\"startRow\":3,\"rowData\" : [],\"z\":[{\"rowData\":[5]}]},{\"rowData\":[]}],\"rowData\":[7]}],\"x\\\"\":\"\\\\\"}");
}

static void leaves_other_texts_alone(void **state)
{
	(void)state;
	assert_cut("[{\"sheets\":1},\"a\"]", "frame [{\"sheets\":1},\"a\"]");
	assert_cut("{\"sheets\":{\"data\":7}}", "frame {\"sheets\":{\"data\":7}}");
	assert_cut(" 5 ", "frame  5 ");
}

/* What is wrong inside of an element or of the frame is json_parse()'s to find; what is wrong between elements nobody else sees. */
static void refuses_what_is_no_json(void **state)
{
	static const char *const wrong[] = {
		"{\"sheets\":[{\"data\":[{\"rowData\":[,{}]}]}]}", "{\"sheets\":[{\"data\":[{\"rowData\":[{},]}]}]}", "{\"sheets\":[{\"data\":[{\"rowData\":[{}{}]}]}]}",
		"{\"sheets\":[{\"data\":[{\"rowData\":[{},,{}]}]}]}", "{\"sheets\":[{\"data\":[{\"rowData\":[5]}]}]}", "{\"sheets\":[{\"data\":[{\"rowData\":[{}}]}]}",
		"{\"sheets\":[{\"data\":[{\"rowData\":[{}]}]}", "{\"sheets\":[{\"data\":[{\"rowData\":[{}", "{\"sheets\":[{\"data\":[{\"rowData\":[{\"a", "{]", "}", "", "{\"a",
	};
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		for (size_t at = 0; at <= strlen(wrong[i]); at++) {
			struct seen s = {0};
			if (cut(wrong[i], strlen(wrong[i]), at, 4096, &s))
				fail_msg("was taken: %s", wrong[i]);
			buf_free(&s.text);
		}
}

static void stops(void **state)
{
	static const char text[] = "{\"sheets\":[{\"data\":[{\"rowData\":[{},{\"long\":\"0123456789\"}]}]}]}";
	struct seen s = {.stop_at = 1}, t = {0}, u = {0};
	(void)state;
	assert_false(cut(text, strlen(text), 3, 4096, &s));
	assert_int_equal(s.elements, 1);
	assert_true(cut(text, strlen(text), 3, 80, &t)); /* nothing is longer than that at once */
	assert_false(cut(text, strlen(text), 3, 37, &u));
	buf_free(&s.text);
	buf_free(&t.text);
	buf_free(&u.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hands_out_elements),
		cmocka_unit_test(leaves_other_texts_alone),
		cmocka_unit_test(refuses_what_is_no_json),
		cmocka_unit_test(stops),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
