#include "google/credentials.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/conf_value.h"
#include "common/json.h"

enum { MOST_BYTES = 64 * 1024 };

#define ADVICE "get a new key file for the service account from Google Cloud's console (IAM, Service accounts, Keys, JSON)"

static enum error read_text(const char *path, struct buf *text, struct failure *f)
{
	FILE *file = fopen(path, "re");
	if (!file)
		return fail(f, ERR_STOP, "cannot read the credentials %s: %s; check [google] credentials and the file's rights", path, strerror(errno));
	if (buf_reserve(text, MOST_BYTES))
		text->len = fread(text->data, 1, MOST_BYTES, file);
	bool complete = !ferror(file) && fgetc(file) == EOF;
	fclose(file);
	if (text->failed)
		return fail(f, ERR_RETRY, "out of memory");
	return complete ? OK : fail(f, ERR_STOP, "%s is no key file of a service account: it is longer than %d bytes", path, MOST_BYTES);
}

static char *member(const struct json *j, const char *name)
{
	json_value v = json_member(j, 0, name);
	return v == JSON_NONE ? NULL : json_string(j, v, NULL);
}

static enum error check_type(const struct json *j, const char *path, struct failure *f)
{
	if (json_equals(j, json_member(j, 0, "type"), "service_account"))
		return OK;
	if (json_member(j, 0, "installed") != JSON_NONE || json_member(j, 0, "web") != JSON_NONE)
		return fail(f, ERR_STOP, "%s is the file of an OAuth client, which stands for a person; gsync needs the key of a service account: " ADVICE, path);
	return fail(f, ERR_STOP, "%s is no key file of a service account: its \"type\" is not \"service_account\"; " ADVICE, path);
}

static enum error take_key(struct credentials *c, const struct json *j, const char *path, struct failure *f)
{
	struct failure why = {0};
	char *pem = member(j, "private_key");
	if (!pem)
		return fail(f, ERR_STOP, "%s has no \"private_key\"; " ADVICE, path);
	c->key = jwt_key_read(pem, &why);
	explicit_bzero(pem, strlen(pem));
	free(pem);
	return c->key ? OK : fail(f, ERR_STOP, "%s: %s; " ADVICE, path, why.text);
}

static enum error take_members(struct credentials *c, const struct json *j, const char *path, struct failure *f)
{
	char *checked = NULL;
	c->email = member(j, "client_email");
	c->key_id = member(j, "private_key_id");
	c->token_uri = member(j, "token_uri");
	bool allowed = c->token_uri && conf_url.parse(c->token_uri, &checked);
	free(checked);
	if (!c->email || !*c->email)
		return fail(f, ERR_STOP, "%s has no \"client_email\"; " ADVICE, path);
	if (!allowed)
		return fail(f, ERR_STOP, "%s: \"token_uri\" must be an https:// address (http:// is allowed to this machine only)", path);
	return take_key(c, j, path, f);
}

static struct credentials *from_json(const struct json *j, const char *path, struct failure *f)
{
	struct credentials *c = calloc(1, sizeof *c);
	if (!c) {
		fail(f, ERR_RETRY, "out of memory");
		return NULL;
	}
	enum error e = check_type(j, path, f);
	if (!e)
		e = take_members(c, j, path, f);
	if (!e)
		return c;
	credentials_free(c);
	return NULL;
}

struct credentials *credentials_read(const char *path, struct failure *ret_failure)
{
	_cleanup_buf_ struct buf text = {0};
	if (read_text(path, &text, ret_failure) != OK)
		return NULL;
	struct json_fault fault = {0};
	_cleanup_json_ struct json *j = json_parse(text.data, text.len, &fault);
	if (j)
		return from_json(j, path, ret_failure);
	fail(ret_failure, ERR_STOP, "%s is not JSON: %s at byte %zu; " ADVICE, path, fault.reason, fault.at);
	return NULL;
}

void credentials_free(struct credentials *c)
{
	if (!c)
		return;
	jwt_key_free(c->key);
	free(c->email);
	free(c->key_id);
	free(c->token_uri);
	free(c);
}
