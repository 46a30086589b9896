#include "google/token.h"

#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "common/clock.h"
#include "google/credentials.h"

#define SCOPE "https://www.googleapis.com/auth/spreadsheets"

enum {
	SET_BACK_S = 30,     /* a clock that is a little fast must not make a token of the future */
	LIFETIME_S = 3600,
	RENEW_BEFORE_S = 300,
	RETRY_MS = 30000,    /* between two tries to renew a token that is still good */
	CLOCK_TOLERANCE_S = 60
};

struct token {
	char *path;
	char *email; /* stays what it was: others read it */
	struct credentials *credentials;
	char *value;       /* NULL: none */
	uint64_t renew_ms; /* clock_ms() from which a new one is wanted */
	uint64_t ends_ms;
};

struct token *token_new(const char *credentials_path, struct failure *ret_failure)
{
	struct token *t = calloc(1, sizeof *t);
	if (!t || !(t->path = strdup(credentials_path))) {
		free(t);
		fail(ret_failure, ERR_RETRY, "out of memory");
		return NULL;
	}
	t->credentials = credentials_read(t->path, ret_failure);
	t->email = t->credentials ? strdup(t->credentials->email) : NULL;
	if (t->email)
		return t;
	if (t->credentials)
		fail(ret_failure, ERR_RETRY, "out of memory");
	token_free(t);
	return NULL;
}

void token_free(struct token *t)
{
	if (!t)
		return;
	token_forget(t);
	credentials_free(t->credentials);
	free(t->path);
	free(t->email);
	free(t);
}

const char *token_email(const struct token *t)
{
	return t->email;
}

void token_forget(struct token *t)
{
	free(t->value);
	t->value = NULL;
	t->ends_ms = t->renew_ms = 0;
}

/* A file that is unreadable just now, or of another account, is not taken: the key that was read before may still do. */
static void reread_key(struct token *t)
{
	struct credentials *fresh = credentials_read(t->path, NULL);
	bool same = fresh && strcmp(fresh->email, t->email) == 0;
	credentials_free(same ? t->credentials : fresh);
	if (same)
		t->credentials = fresh;
}

static enum error build_form(const struct token *t, struct buf *form, struct failure *f)
{
	int64_t now_s = (int64_t)(clock_wall_ms() / 1000);
	const struct jwt_claims claims = {
		.key_id = t->credentials->key_id,
		.issuer = t->credentials->email,
		.scope = SCOPE,
		.audience = t->credentials->token_uri,
		.issued_s = now_s - SET_BACK_S,
		.expires_s = now_s - SET_BACK_S + LIFETIME_S,
	};
	buf_adds(form, "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=");
	return jwt_sign(t->credentials->key, &claims, form, f);
}

/* A string member of the answer, NULL if there is none (or no answer). */
static char *text_of(const struct json *j, const char *name)
{
	json_value v = j ? json_member(j, 0, name) : JSON_NONE;
	return v == JSON_NONE ? NULL : json_string(j, v, NULL);
}

static enum error keep(struct token *t, const struct http_answer *a, uint64_t asked_ms, struct failure *f)
{
	struct json_fault fault;
	_cleanup_json_ struct json *j = json_parse(a->body.data, a->body.len, &fault);
	int64_t seconds = LIFETIME_S;
	char *value = text_of(j, "access_token");
	if (!value || !*value || strpbrk(value, "\r\n")) {
		free(value);
		return fail(f, ERR_RETRY, "%s answered without an access_token", t->credentials->token_uri);
	}
	json_value ends = json_member(j, 0, "expires_in");
	if (ends != JSON_NONE && (!json_integer(j, ends, &seconds) || seconds < 0 || seconds > 10 * LIFETIME_S))
		seconds = LIFETIME_S;
	int64_t early = seconds / 5 < RENEW_BEFORE_S ? seconds / 5 : RENEW_BEFORE_S;
	token_forget(t);
	t->value = value;
	t->ends_ms = asked_ms + (uint64_t)seconds * 1000;
	t->renew_ms = asked_ms + (uint64_t)(seconds - early) * 1000;
	return OK;
}

static enum error wrong_clock(const struct token *t, time_t server, struct failure *f)
{
	long long ahead = (long long)(time(NULL) - server);
	return fail(f, ERR_STOP, "Google refuses the service account %s because this machine's clock is %lld s %s Google's; set the clock (timedatectl set-ntp true)",
	            t->credentials->email, ahead < 0 ? -ahead : ahead, ahead < 0 ? "behind" : "ahead of");
}

static enum error explain(const struct token *t, const struct http_answer *a, struct failure *f)
{
	struct json_fault fault;
	_cleanup_json_ struct json *j = json_parse(a->body.data, a->body.len, &fault);
	char *code = text_of(j, "error");
	char *text = text_of(j, "error_description");
	enum error e;
	if (!code || a->status >= 500 || a->status == 429)
		e = fail(f, ERR_RETRY, "%s answered %ld without a token", t->credentials->token_uri, a->status);
	else if (strcmp(code, "invalid_grant") == 0 && a->date != -1 && llabs((long long)(time(NULL) - a->date)) > CLOCK_TOLERANCE_S)
		e = wrong_clock(t, a->date, f);
	else if (text && strstr(text, "short-lived"))
		e = fail(f, ERR_STOP, "Google refuses the service account %s: %s; this machine's clock may be wrong, compare it with another", t->credentials->email, text);
	else if (text && strstr(text, "ignature"))
		e = fail(f, ERR_STOP, "Google does not accept the key in %s (%s): it was deleted, or belongs to another account; get a new key file", t->path, text);
	else
		e = fail(f, ERR_STOP, "Google refuses the service account %s of %s: %s%s%s", t->credentials->email, t->path, code, text ? ": " : "", text ? text : "");
	free(code);
	free(text);
	return e;
}

static enum error renew(struct token *t, struct http *h, struct failure *f)
{
	_cleanup_buf_ struct buf form = {0};
	_cleanup_answer_ struct http_answer answer = {0};
	uint64_t asked_ms = clock_ms();
	reread_key(t);
	enum error e = build_form(t, &form, f);
	if (e)
		return e;
	http_send(h, &(struct http_request){.url = t->credentials->token_uri, .type = "application/x-www-form-urlencoded", .body = form.data, .body_len = form.len},
	          &answer);
	if (answer.outcome != HTTP_ANSWERED)
		return fail(f, ERR_RETRY, "no token from %s: %s", t->credentials->token_uri, answer.reason);
	return answer.status == 200 ? keep(t, &answer, asked_ms, f) : explain(t, &answer, f);
}

enum error token_get(struct token *t, struct http *h, const char **ret_token, struct failure *ret_failure)
{
	uint64_t now = clock_ms();
	if (now >= t->renew_ms) {
		enum error e = renew(t, h, ret_failure);
		if (e && now >= t->ends_ms)
			return e;
		if (e)
			t->renew_ms = now + RETRY_MS;
	}
	*ret_token = t->value;
	return OK;
}
