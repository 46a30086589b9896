/* The shape of protocol v1: what is taken, and for what is not, which words and which offset. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fcgi/event.h"
#include "fcgi/moment.h"

/* The members of an event before and after the one that a sample is about. */
#define HEAD "{\"v\":1,\"spreadsheet\":\"S\",\"sheet\":0,\"seq\":42,"
#define EDIT HEAD "\"kind\":\"edit\",\"header\":[\"id\"],"

/* From a copy with nothing behind it, so that a sanitizer sees a read past the end. */
static bool parse(const char *body, struct event *event, struct event_fault *fault)
{
	size_t n = strlen(body);
	char *copy = malloc(n + 1);
	bool fine;

	assert_non_null(copy);
	for (size_t i = 0; i < n; i++)
		copy[1 + i] = body[i];
	fine = event_parse(copy + 1, n, "S", event, fault);
	free(copy);
	return fine;
}

static void takes_every_kind(void **state)
{
	static const char *const samples[] = {
		"{\"v\":1, \"spreadsheet\":\"S\", \"sheet\":7, \"seq\":42, \"kind\":\"edit\", \"user\":\"ann@example.org\", "
		"\"edited_at\":\"2026-11-22T10:00:00Z\", \"header\":[\"_gsync_id@1234\",\"id\",\"name\",\"price\"], "
		"\"edited\":{\"first_column\":3,\"last_column\":3,\"typed\":\"Lamp\"}, "
		"\"rows\":[{\"row\":5, \"cells\":[\"k7Qw2\",12,\"Lamp\",9.5,true,null],\"formulas\":[4]}]}",
		EDIT "\"rows\":[]}",
		EDIT "\"rows\":[{\"row\":2,\"cells\":[]},{\"row\":10000000,\"cells\":[1],\"formulas\":null}],\"user\":null,\"edited_at\":null,\"edited\":null}",
		EDIT "\"edited\":{\"first_column\":1,\"last_column\":18278,\"typed\":null},\"rows\":[]}",
		EDIT "\"rows\":[],\"future\":{\"a\":[[],{}]},\"\":0}",
		HEAD "\"kind\":\"structure\"}",
		HEAD "\"kind\":\"ping\",\"rows\":null}",
		"{\"v\":1.0,\"spreadsheet\":\"\\u0053\",\"sheet\":9007199254740992,\"seq\":9007199254740992,\"kind\":\"p\\u0069ng\"}",
		"{\"v\":2,\"v\":1,\"spreadsheet\":\"S\",\"sheet\":0,\"seq\":1,\"kind\":\"ping\"}",
		EDIT "\"rows\":[{\"row\":2,\"cells\":[\"a\\u0000\"],\"dates\":[1]}]}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
		struct event event = { .sheet = -1 };
		struct event_fault fault;

		if (!parse(samples[i], &event, &fault))
			fail_msg("%s: %s at %zu", samples[i], fault.text, fault.at);
		assert_true(event.sheet >= 0);
	}
}

static void reads_the_sheet(void **state)
{
	struct event event;
	struct event_fault fault;

	(void)state;
	assert_true(parse("{\"v\":1,\"spreadsheet\":\"S\",\"sheet\":2024601,\"seq\":1,\"kind\":\"ping\"}", &event, &fault));
	assert_int_equal(event.sheet, 2024601);
}

/* `at` marks where the fault is: the offset of the first occurrence of that text. */
struct sample {
	const char *body, *at, *words;
};

static void says_what_is_wrong_and_where(void **state)
{
	static const struct sample samples[] = {
		{ "", "", "ends too early" },
		{ HEAD "}", "}", "member name" },
		{ " [1]", "[1]", "object" },
		{ " 17", "17", "object" },
		{ " {}", "{}", "v is missing" },
		{ "{\"v\":2}", "2", "v must be 1: this gsync speaks version 1 of the protocol. Upgrade it" },
		{ "{\"v\":\"1\"}", "\"1\"", "v must be" },
		{ "{\"v\":1}", "{", "spreadsheet is missing" },
		{ "{\"v\":1,\"spreadsheet\":\"T\"}", "\"T\"", "spreadsheet must be" },
		{ "{\"v\":1,\"spreadsheet\":5}", "5", "spreadsheet must be" },
		{ "{\"v\":1,\"spreadsheet\":\"S\",\"sheet\":-1}", "-1", "sheet must be" },
		{ "{\"v\":1,\"spreadsheet\":\"S\",\"sheet\":0.5}", "0.5", "sheet must be" },
		{ "{\"v\":1,\"spreadsheet\":\"S\",\"sheet\":null}", "null", "sheet must be" },
		{ "{\"v\":1,\"spreadsheet\":\"S\",\"sheet\":3}", "{", "seq is missing" },
		{ "{\"v\":1,\"spreadsheet\":\"S\",\"sheet\":3,\"seq\":0}", "0}", "seq must be" },
		{ "{\"v\":1,\"spreadsheet\":\"S\",\"sheet\":3,\"seq\":9007199254740993}", "9007199254740993", "seq must be" },
		{ HEAD "\"kind\":\"scan\"}", "\"scan\"", "kind must be" },
		{ HEAD "\"kind\":null}", "null", "kind must be" },
		{ HEAD "\"kind\":\"edit\"}", "{", "header is missing" },
		{ HEAD "\"kind\":\"edit\",\"header\":null}", "null", "header must be" },
		{ HEAD "\"kind\":\"edit\",\"header\":\"id\"}", "\"id\"", "header must be" },
		{ HEAD "\"kind\":\"edit\",\"header\":[\"a\",[]]}", "[]", "header[1] must be" },
		{ EDIT "\"edited\":{}}", "{}", "edited.first_column is missing" },
		{ EDIT "\"edited\":[]}", "[]", "edited must be" },
		{ EDIT "\"edited\":{\"first_column\":0,\"last_column\":3}}", "0,\"last", "edited.first_column must be" },
		{ EDIT "\"edited\":{\"first_column\":5,\"last_column\":4}}", "4}", "edited.last_column must be" },
		{ EDIT "\"edited\":{\"first_column\":5,\"last_column\":18279}}", "18279", "edited.last_column must be" },
		{ EDIT "\"edited\":{\"first_column\":5,\"last_column\":5,\"typed\":{}}}", "{}", "edited.typed must be" },
		{ EDIT "\"user\":5}", "5", "user must be" },
		{ EDIT "\"edited_at\":\"now\"}", "\"now\"", "edited_at must be" },
		{ EDIT "\"edited_at\":1700000000}", "17", "edited_at must be" },
		{ EDIT "\"kind\":\"edit\"}", "{", "rows is missing" },
		{ EDIT "\"rows\":{}}", "{}", "rows must be" },
		{ EDIT "\"rows\":[5]}", "5", "rows[0] must be" },
		{ EDIT "\"rows\":[{\"row\":2,\"cells\":[]},{\"cells\":[]}]}", "{\"cells\"", "rows[1].row is missing" },
		{ EDIT "\"rows\":[{\"row\":1,\"cells\":[]}]}", "1,\"cells", "rows[0].row must be" },
		{ EDIT "\"rows\":[{\"row\":10000001,\"cells\":[]}]}", "10000001", "rows[0].row must be" },
		{ EDIT "\"rows\":[{\"row\":2}]}", "{\"row\"", "rows[0].cells is missing" },
		{ EDIT "\"rows\":[{\"row\":2,\"cells\":null}]}", "null", "rows[0].cells must be" },
		{ EDIT "\"rows\":[{\"row\":2,\"cells\":[1,{\"a\":1}]}]}", "{\"a\"", "rows[0].cells[1] must be" },
		{ EDIT "\"rows\":[{\"row\":2,\"cells\":[],\"formulas\":[1,0]}]}", "0]", "rows[0].formulas[1] must be" },
		{ EDIT "\"rows\":[{\"row\":2,\"cells\":[],\"formulas\":3}]}", "3}", "rows[0].formulas must be" },
		{ HEAD "\"kind\":\"ping\",\"rows\":5}", "5}", "rows must be" },
		{ EDIT "\"rows\":[{\"row\":2,\"cells\":[],\"dates\":[0]}]}", "0]", "rows[0].dates[0] must be" },
		{ EDIT "\"rows\":[{\"row\":2,\"cells\":[1e999]}]}", "1e999", "too large" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
		const struct sample *s = &samples[i];
		struct event event;
		struct event_fault fault;

		if (parse(s->body, &event, &fault))
			fail_msg("taken: %s", s->body);
		if (!strstr(fault.text, s->words) || fault.at != (size_t)(strstr(s->body, s->at) - s->body))
			fail_msg("%s: %s at %zu", s->body, fault.text, fault.at);
	}
}

static void knows_times(void **state)
{
	static const char *const good[] = {
		"2026-11-22T10:00:00Z", "2026-11-22t10:00:00.123456789z", "2024-02-29T23:59:60+00:00", "0001-01-01T00:00:00-12:00", "2000-02-29T00:00:00+05:45",
	};
	static const char *const bad[] = {
		"", "2026-11-22", "2026-11-22T10:00:00", "2026-11-22 10:00:00Z", "2026-11-22T10:00Z", "2026-13-01T10:00:00Z", "2026-00-01T10:00:00Z",
		"2026-02-29T10:00:00Z", "1900-02-29T10:00:00Z", "2026-04-31T10:00:00Z", "2026-11-22T24:00:00Z", "2026-11-22T10:60:00Z",
		"2026-11-22T10:00:61Z", "2026-11-22T10:00:00.Z", "2026-11-22T10:00:00+16:00", "2026-11-22T10:00:00+0100", "2026-11-22T10:00:00Z ",
		"0000-11-22T10:00:00Z", "26-11-22T10:00:00Z", "2026-1-22T10:00:00Z", "now",
	};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (!is_moment(good[i], strlen(good[i])))
			fail_msg("%s", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (is_moment(bad[i], strlen(bad[i])))
			fail_msg("%s", bad[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_every_kind),
		cmocka_unit_test(reads_the_sheet),
		cmocka_unit_test(says_what_is_wrong_and_where),
		cmocka_unit_test(knows_times),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
