/* Key files, assertions and tokens: what is sent is signed with the key, and what goes wrong is named. */
#define _GNU_SOURCE /* strcasestr */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "common/base64.h"
#include "common/buf.h"
#include "common/json.h"
#include "tests/unit/scripted_server.h"
#include "tests/unit/service_account.h"
#include "google/token.h"

#include <cmocka.h>

static struct token *token_for(const struct scripted_server *s)
{
	struct failure f = {0};
	account_write_local(&account, s->port);
	struct token *t = token_new(account.path, &f);
	if (!t)
		fail_msg("%s", f.text);
	return t;
}

static struct http *client(void)
{
	return http_new(&(struct http_options){.timeout_s = 5, .most_bytes = 10000});
}

/* base64url → bytes, NUL-terminated */
static size_t decode(const char *from, size_t n, unsigned char *to)
{
	char padded[2048];
	assert_true(n + 4 < sizeof padded);
	for (size_t i = 0; i < n; i++)
		padded[i] = from[i] == '-' ? '+' : from[i] == '_' ? '/' : from[i];
	while (n % 4)
		padded[n++] = '=';
	long length = base64_decode(padded, n, to);
	assert_true(length >= 0);
	to[length] = '\0';
	return (size_t)length;
}

static void verify(const char *assertion, size_t signed_length, const unsigned char *signature, size_t n)
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	assert_int_equal(EVP_DigestVerifyInit(md, NULL, EVP_sha256(), NULL, account.key), 1);
	assert_int_equal(EVP_DigestVerify(md, signature, n, (const unsigned char *)assertion, signed_length), 1);
	EVP_MD_CTX_free(md);
}

static int64_t member(const struct json *j, const char *name)
{
	int64_t n = 0;
	assert_true(json_integer(j, json_member(j, 0, name), &n));
	return n;
}

static void signs_the_assertion(void **state)
{
	const struct script_step steps[] = {{"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"access_token\":\"ya29.x\",\"expires_in\":3599,\"more\":\"   \"}", false}};
	struct scripted_server *s = script_start(steps, 1);
	_cleanup_token_ struct token *t = token_for(s);
	_cleanup_http_ struct http *h = client();
	const char *value;
	unsigned char bytes[2048];
	(void)state;
	assert_int_equal(token_get(t, h, &value, NULL), OK);
	assert_string_equal(value, "ya29.x");
	assert_int_equal(token_get(t, h, &value, NULL), OK); /* kept: the server would not answer again */
	assert_string_equal(token_email(t), "robot@example.iam");

	const char *assertion = strstr(s->asked[0], "assertion=") + 10;
	assert_non_null(strstr(s->asked[0], "Content-Type: application/x-www-form-urlencoded"));
	assert_non_null(strstr(s->asked[0], "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&"));
	const char *claims = strchr(assertion, '.') + 1, *signature = strchr(claims, '.') + 1;
	decode(assertion, (size_t)(claims - assertion - 1), bytes);
	assert_string_equal((char *)bytes, "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"kid1\"}");
	size_t n = decode(claims, (size_t)(signature - claims - 1), bytes);
	_cleanup_json_ struct json *j = json_parse((char *)bytes, n, NULL);
	assert_true(json_equals(j, json_member(j, 0, "iss"), "robot@example.iam"));
	assert_true(json_equals(j, json_member(j, 0, "scope"), "https://www.googleapis.com/auth/spreadsheets"));
	assert_in_range(member(j, "iat"), time(NULL) - 35, time(NULL) - 30);
	assert_int_equal(member(j, "exp") - member(j, "iat"), 3600);
	n = decode(signature, strlen(signature), bytes);
	verify(assertion, (size_t)(signature - assertion - 1), bytes, n);
	script_stop(s);
}

static void assert_failure(const char *answer, enum error kind, const char *part)
{
	const struct script_step steps[] = {{answer, false}};
	struct scripted_server *s = script_start(steps, 1);
	_cleanup_token_ struct token *t = token_for(s);
	_cleanup_http_ struct http *h = client();
	struct failure f = {0};
	const char *value;
	assert_int_equal(token_get(t, h, &value, &f), kind);
	if (!strstr(f.text, part))
		fail_msg("\"%s\" is not in: %s", part, f.text);
	script_stop(s);
}

#define BAD(more, body) "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n" more "\r\n" body

static void names_what_is_wrong(void **state)
{
	(void)state;
	assert_failure(BAD("Date: Sun, 22 Nov 2015 10:00:00 GMT\r\n", "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid JWT: Token must be a short-lived token\"}"),
	               ERR_STOP, "clock");
	assert_failure(BAD("", "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid JWT: Token must be a short-lived token\"}"), ERR_STOP, "clock");
	assert_failure(BAD("", "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid JWT Signature.\"}"), ERR_STOP, account.path);
	assert_failure(BAD("", "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid grant: account not found\"}"), ERR_STOP, "robot@example.iam");
	assert_failure(BAD("", "<html>"), ERR_RETRY, "400");
	assert_failure("HTTP/1.1 503 x\r\nConnection: close\r\n\r\n", ERR_RETRY, "503");
	assert_failure("HTTP/1.1 200 x\r\nConnection: close\r\n\r\n{\"token\":1}", ERR_RETRY, "access_token");
	assert_failure("HTTP/1.1 200 x\r\nConnection: close\r\n\r\n{\"access_token\":7}", ERR_RETRY, "access_token");
	assert_failure(NULL, ERR_RETRY, "127.0.0.1");
}

/* A token that still is good is used while a new one cannot be had; one that ends soon is renewed before. */
static void renews_early(void **state)
{
	const struct script_step steps[] = {{"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"access_token\":\"first\",\"expires_in\":0}", false},
	                                    {"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"access_token\":\"second\",\"expires_in\":100}", false},
	                                    {"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"access_token\":\"third\",\"expires_in\":100}", false}};
	struct scripted_server *s = script_start(steps, 3);
	_cleanup_token_ struct token *t = token_for(s);
	_cleanup_http_ struct http *h = client();
	const char *value;
	(void)state;
	assert_int_equal(token_get(t, h, &value, NULL), OK);
	assert_string_equal(value, "first");
	assert_int_equal(token_get(t, h, &value, NULL), OK);
	assert_string_equal(value, "second");
	assert_int_equal(token_get(t, h, &value, NULL), OK);
	assert_string_equal(value, "second");
	token_forget(t);
	assert_int_equal(token_get(t, h, &value, NULL), OK);
	assert_string_equal(value, "third");
	script_stop(s);
}

static void assert_bad_file(const char *part)
{
	struct failure f = {0};
	assert_null(token_new(account.path, &f));
	assert_int_equal(f.kind, ERR_STOP);
	assert_non_null(strstr(f.text, account.path));
	if (!strstr(f.text, part))
		fail_msg("\"%s\" is not in: %s", part, f.text);
}

static void refuses_bad_key_files(void **state)
{
	struct failure f = {0};
	FILE *file = fopen(account.path, "w");
	(void)state;
	fputs("{\"type\":", file);
	fclose(file);
	assert_bad_file("not JSON");
	account_write(&account, "authorized_user", account.pem, "https://oauth2.googleapis.com/token");
	assert_bad_file("service_account");
	account_write(&account, "service_account", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "https://oauth2.googleapis.com/token");
	assert_bad_file("private key");
	account_write(&account, "service_account", account.pem, "http://example.com/token");
	assert_bad_file("token_uri");
	assert_null(token_new("/nonexistent/credentials.json", &f));
	assert_non_null(strstr(f.text, "/nonexistent/credentials.json"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signs_the_assertion),
		cmocka_unit_test(names_what_is_wrong),
		cmocka_unit_test(renews_early),
		cmocka_unit_test(refuses_bad_key_files),
	};
	return cmocka_run_group_tests(tests, make_account, remove_account);
}
