/* Every row of the protocol's answer table, with a journal that does as it is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "common/base64.h"
#include "common/log.h"
#include "fcgi/request.h"

#include <cmocka.h> /* last: its macro fail would hide common/error.h's function */

#define SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define PING "{\"v\":1,\"spreadsheet\":\"S\",\"sheet\":7,\"seq\":1,\"kind\":\"ping\"}"

/* --- the journal's double --------------------------------------------------------------------------------------------------------- */

static struct {
	enum journal_append_result result;
	bool writable;
	unsigned appended;
	struct journal_entry entry;
} journal;

enum journal_append_result journal_append(struct journal *j, const struct journal_entry *entry, uint64_t *ret_seq, struct failure *ret_failure)
{
	(void)j;
	journal.appended++;
	journal.entry = *entry;
	*ret_seq = 99;
	if (journal.result == JOURNAL_FAILED)
		(fail)(ret_failure, ERR_RETRY, "disk gone");
	return journal.result;
}

bool journal_writable(struct journal *j)
{
	(void)j;
	return journal.writable;
}

/* --- requests --------------------------------------------------------------------------------------------------------------------- */

static struct request_context context = { .tolerance_s = 300 };

enum { PARAMS = 12, PARAM_SIZE = 512 };

struct draft {
	char text[PARAMS][PARAM_SIZE];
	char *params[PARAMS + 1];
	struct request request;
};

static void set(struct draft *d, const char *name, const char *value)
{
	size_t i = 0, n = strlen(name);

	while (d->params[i] && (strncmp(d->params[i], name, n) != 0 || d->params[i][n] != '='))
		i++;
	assert_true(i < PARAMS);
	d->params[i] = d->text[i];
	snprintf(d->text[i], PARAM_SIZE, "%s=%s", name, value);
}

static void sign(struct draft *d, const char *id, long age_s)
{
	unsigned char key[24], mac[EVP_MAX_MD_SIZE];
	char timestamp[32], content[2048], signature[100] = "v1,";
	unsigned n;

	snprintf(timestamp, sizeof timestamp, "%ld", (long)time(NULL) - age_s);
	snprintf(content, sizeof content, "%s.%s.%.*s", id, timestamp, (int)d->request.body_len, d->request.body);
	assert_int_equal(base64_decode(SECRET + 6, 32, key), 24);
	assert_non_null(HMAC(EVP_sha256(), key, sizeof key, (unsigned char *)content, strlen(content), mac, &n));
	base64_encode(mac, n, signature + 3);
	set(d, "HTTP_WEBHOOK_ID", id);
	set(d, "HTTP_WEBHOOK_TIMESTAMP", timestamp);
	set(d, "HTTP_WEBHOOK_SIGNATURE", signature);
	set(d, "HTTP_GSYNC_SPREADSHEET", "S");
}

/* A signed post that would be stored. */
static void draft(struct draft *d, const char *body)
{
	*d = (struct draft){ .request = { .body = body, .body_len = strlen(body) } };
	d->request.params = d->params;
	set(d, "REQUEST_METHOD", "POST");
	set(d, "DOCUMENT_URI", "/gsync/v1/events");
	set(d, "CONTENT_TYPE", "application/json");
	sign(d, "msg_1", 0);
}

static void expect(struct draft *d, int status, const char *body, const char *header)
{
	struct reply reply = { 0 };

	request_answer(&context, &d->request, &reply);
	assert_int_equal(reply.status, status);
	if (body)
		assert_string_equal(reply.body, body);
	if (header)
		assert_string_equal(reply.header ? reply.header : "", header);
	assert_int_equal(journal.appended, status == HTTP_ACCEPTED || status == HTTP_OK || status == HTTP_UNAVAILABLE ? 1 : 0);
	journal.appended = 0;
}

static int reset(void **state)
{
	(void)state;
	memset(&journal, 0, sizeof journal);
	journal.result = JOURNAL_APPENDED;
	journal.writable = true;
	return 0;
}

static void stores_an_event(void **state)
{
	struct draft d;

	(void)state;
	draft(&d, PING);
	expect(&d, 202, "{\"seq\":99}", "");
	assert_int_equal(journal.entry.sheet, 7);
	assert_int_equal(journal.entry.origin, JOURNAL_WEBHOOK);
	assert_int_equal(journal.entry.id_len, 5);
	assert_memory_equal(journal.entry.id, "msg_1", 5);
	assert_int_equal(journal.entry.spreadsheet_len, 1);
	assert_int_equal(journal.entry.body_len, strlen(PING));
	assert_true(journal.entry.received_ms / 1000 >= (uint64_t)time(NULL) - 2);
	journal.result = JOURNAL_DUPLICATE;
	expect(&d, 200, "{\"seq\":99,\"duplicate\":true}", "");
}

static void says_when_the_journal_cannot_take_it(void **state)
{
	struct draft d;

	(void)state;
	draft(&d, PING);
	journal.result = JOURNAL_FULL;
	expect(&d, 503, "{\"error\":\"the journal is full: nothing was kept, send it again later\"}", "Retry-After: 10");
	journal.result = JOURNAL_FAILED;
	expect(&d, 503, NULL, "Retry-After: 10");
}

static void says_what_is_no_event(void **state)
{
	struct draft d;

	(void)state;
	draft(&d, "{\"v\":1,}");
	expect(&d, 400, "{\"error\":\"not JSON: expected a member name in double quotes\",\"at\":7}", "");
	draft(&d, "\"\\u12\"");
	expect(&d, 400, "{\"error\":\"not JSON: \\\\u needs four hexadecimal digits\",\"at\":5}", "");
	draft(&d, "{\"v\":1,\"spreadsheet\":\"T\"}");
	expect(&d, 400, "{\"error\":\"spreadsheet must be the one that the header gsync-spreadsheet names\",\"at\":21}", "");
	draft(&d, PING);
	sign(&d, "with space", 0);
	expect(&d, 400, NULL, "");
}

static void takes_ids_up_to_255_bytes(void **state)
{
	char id[257];
	struct draft d;

	(void)state;
	memset(id, 'x', sizeof id);
	id[256] = 0;
	draft(&d, PING);
	sign(&d, id, 0);
	expect(&d, 400, NULL, "");
	sign(&d, id + 1, 0);
	expect(&d, 202, NULL, "");
}

/* One answer for all that cannot prove who they are. */
static void refuses_strangers(void **state)
{
	static const char answer[] = "{\"error\":\"not authenticated\"}", challenge[] = "WWW-Authenticate: Standard-Webhooks";
	static const struct { const char *name, *value; } changes[] = {
		{ "HTTP_WEBHOOK_ID", "" }, { "HTTP_WEBHOOK_ID", "msg_2" }, { "HTTP_WEBHOOK_TIMESTAMP", "" }, { "HTTP_WEBHOOK_TIMESTAMP", "1614265330" },
		{ "HTTP_WEBHOOK_TIMESTAMP", "-5" }, { "HTTP_WEBHOOK_TIMESTAMP", "now" }, { "HTTP_WEBHOOK_TIMESTAMP", "99999999999999999999999" },
		{ "HTTP_WEBHOOK_SIGNATURE", "" }, { "HTTP_WEBHOOK_SIGNATURE", "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" },
		{ "HTTP_GSYNC_SPREADSHEET", "" }, { "HTTP_GSYNC_SPREADSHEET", "T" }, { "HTTP_GSYNC_SPREADSHEET", "../S" },
	};
	struct draft d;

	(void)state;
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		draft(&d, PING);
		set(&d, changes[i].name, changes[i].value);
		expect(&d, 401, answer, challenge);
	}
	draft(&d, "not JSON");
	set(&d, "HTTP_WEBHOOK_SIGNATURE", "v1,x");
	expect(&d, 401, answer, challenge);
	draft(&d, PING);
	d.request.body = "{\"v\":1,\"spreadsheet\":\"S\",\"sheet\":8,\"seq\":1,\"kind\":\"ping\"}";
	expect(&d, 401, answer, challenge);
}

static void tells_the_signed_about_their_clock(void **state)
{
	struct draft d;

	(void)state;
	draft(&d, PING);
	sign(&d, "msg_1", 302);
	expect(&d, 401, "{\"error\":\"webhook-timestamp is too old: sign again, and compare the clocks\"}", NULL);
	sign(&d, "msg_1", -302);
	expect(&d, 401, "{\"error\":\"webhook-timestamp is in the future: compare the clocks\"}", NULL);
	sign(&d, "msg_1", 297);
	expect(&d, 202, NULL, NULL);
	sign(&d, "msg_1", -297);
	expect(&d, 202, NULL, NULL);
}

static void knows_its_addresses(void **state)
{
	static const char *const paths[] = { "", "/", "/gsync/v1/events/", "/gsync/v1/", "/gsync/v2/events", "/gsync/v1/event", "/gsync/v1/health/x" };
	struct draft d;

	(void)state;
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		draft(&d, PING);
		set(&d, "DOCUMENT_URI", paths[i]);
		expect(&d, 404, "{\"error\":\"no such address\"}", "");
	}
}

static void knows_its_methods(void **state)
{
	static const char *const methods[] = { "GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "post", "POSTS", "" };
	struct draft d;

	(void)state;
	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
		draft(&d, PING);
		set(&d, "REQUEST_METHOD", methods[i]);
		expect(&d, 405, NULL, "Allow: POST");
	}
	draft(&d, PING);
	set(&d, "DOCUMENT_URI", "/gsync/v1/health");
	expect(&d, 405, NULL, "Allow: GET, HEAD");
}

static void knows_its_type(void **state)
{
	static const char *const good[] = { "application/json", "Application/JSON", "application/json; charset=utf-8", "application/json ;x=y" };
	static const char *const bad[] = { "", "text/plain", "application/jsonp", "application/json5", "application/x-www-form-urlencoded", "json" };
	struct draft d;

	(void)state;
	draft(&d, PING);
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		set(&d, "CONTENT_TYPE", good[i]);
		expect(&d, 202, NULL, NULL);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		set(&d, "CONTENT_TYPE", bad[i]);
		expect(&d, 415, NULL, "");
	}
	draft(&d, PING);
	set(&d, "HTTP_CONTENT_ENCODING", "gzip");
	expect(&d, 415, NULL, "");
	set(&d, "HTTP_CONTENT_ENCODING", "identity");
	expect(&d, 202, NULL, NULL);
}

static void wants_a_body_that_is_not_too_long(void **state)
{
	struct draft d;

	(void)state;
	draft(&d, "");
	expect(&d, 411, NULL, "");
	d.request.body_too_long = true;
	expect(&d, 413, NULL, "");
}

static void answers_health(void **state)
{
	struct draft d;
	struct reply reply;

	(void)state;
	draft(&d, "");
	set(&d, "DOCUMENT_URI", "/gsync/v1/health");
	set(&d, "REQUEST_METHOD", "GET");
	request_answer(&context, &d.request, &reply);
	assert_int_equal(reply.status, 200);
	assert_string_equal(reply.body, "{\"status\":\"ok\"}");
	journal.writable = false;
	request_answer(&context, &d.request, &reply);
	assert_int_equal(reply.status, 503);
	assert_string_equal(reply.header, "Retry-After: 10");
	assert_int_equal(journal.appended, 0);
}

static char directory[32], secret_path[64];

static int make_secrets(void **state)
{
	struct failure failure;
	FILE *f;

	(void)state;
	log_set_level(LOG_LEVEL_ERROR);
	strcpy(directory, "/tmp/gsync-request-XXXXXX");
	if (!mkdtemp(directory))
		return -1;
	snprintf(secret_path, sizeof secret_path, "%s/S", directory);
	f = fopen(secret_path, "w");
	if (!f)
		return -1;
	fputs(SECRET "\n", f);
	fclose(f);
	chmod(secret_path, 0600);
	context.secrets = secrets_open(directory, &failure);
	return context.secrets ? 0 : -1;
}

static int remove_secrets(void **state)
{
	(void)state;
	secrets_free(context.secrets);
	unlink(secret_path);
	return rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(stores_an_event, reset),
		cmocka_unit_test_setup(says_when_the_journal_cannot_take_it, reset),
		cmocka_unit_test_setup(says_what_is_no_event, reset),
		cmocka_unit_test_setup(takes_ids_up_to_255_bytes, reset),
		cmocka_unit_test_setup(refuses_strangers, reset),
		cmocka_unit_test_setup(tells_the_signed_about_their_clock, reset),
		cmocka_unit_test_setup(knows_its_addresses, reset),
		cmocka_unit_test_setup(knows_its_methods, reset),
		cmocka_unit_test_setup(knows_its_type, reset),
		cmocka_unit_test_setup(wants_a_body_that_is_not_too_long, reset),
		cmocka_unit_test_setup(answers_health, reset),
	};

	return cmocka_run_group_tests(tests, make_secrets, remove_secrets);
}
