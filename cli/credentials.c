#include "cli/credentials.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"

static enum error read_file(const char *path, struct buf *to, struct failure *ret_failure)
{
	FILE *f = fopen(path, "re");
	if (!f)
		return fail(ret_failure, ERR_STOP, "%s: %s", path, strerror(errno));
	char chunk[4096];
	size_t got;
	while ((got = fread(chunk, 1, sizeof chunk, f)) > 0 && to->len < 1 << 20)
		buf_add(to, chunk, got);
	int problem = ferror(f) ? errno : 0;
	fclose(f);
	if (problem)
		return fail(ret_failure, ERR_STOP, "%s: %s", path, strerror(problem));
	return to->failed ? fail(ret_failure, ERR_STOP, "%s: out of memory", path) : OK;
}

enum error credentials_email(const char *path, struct buf *to, struct failure *ret_failure)
{
	static const char *const needed[] = {"client_email", "private_key", "token_uri"};
	_cleanup_buf_ struct buf text = {0};
	enum error e = read_file(path, &text, ret_failure);
	if (e != OK)
		return e;
	struct json_fault fault;
	_cleanup_json_ struct json *j = json_parse(text.data ? text.data : "", text.len, &fault);
	if (!j)
		return fail(ret_failure, ERR_STOP, "%s: not JSON: %s at byte %zu", path, fault.reason, fault.at);
	if (!json_equals(j, json_member(j, 0, "type"), "service_account"))
		return fail(ret_failure, ERR_STOP, "%s: not a service account's credentials (\"type\" is not \"service_account\")", path);
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
		if (json_member(j, 0, needed[i]) == JSON_NONE)
			return fail(ret_failure, ERR_STOP, "%s: \"%s\" is missing", path, needed[i]);
	char *email = json_string(j, json_member(j, 0, "client_email"), NULL);
	if (!email)
		return fail(ret_failure, ERR_STOP, "%s: \"client_email\" is not text", path);
	buf_adds(to, email);
	free(email);
	return OK;
}
