/* Google: the key file, and what is shared with its account. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/setup/setup.h"
#include "cli/sharing.h"
#include "google/credentials.h"

enum { TIMEOUT_S = 20, MOST_BYTES = 1 << 20, MOST_KEY_BYTES = 1 << 16 };

static const char *place_of(const struct setup *s) { return s->conf->credentials && s->conf->credentials[0] ? s->conf->credentials[0] : "/etc/gsync/credentials.json"; }

static bool same_content(const char *a, const char *b, struct buf *content)
{
	char other[MOST_KEY_BYTES];
	FILE *f = fopen(a, "re");
	FILE *g = fopen(b, "re");
	buf_reset(content);
	if (f && buf_reserve(content, MOST_KEY_BYTES))
		content->len = fread(content->data, 1, MOST_KEY_BYTES, f);
	size_t n = g ? fread(other, 1, sizeof other, g) : 0;
	bool same = f && g && n == content->len && memcmp(other, content->data, n) == 0;
	explicit_bzero(other, sizeof other);
	if (f)
		fclose(f);
	if (g)
		fclose(g);
	return same;
}

static void protect(struct setup *s, const char *place)
{
	struct stat st;
	if (stat(place, &st) != 0 || !(st.st_mode & 077))
		return;
	if (s->dry_run)
		would(s, "%s would be closed to others (mode 600).", place);
	else if (chmod(place, 0600) == 0)
		made(s, "%s is closed to others (mode 600).", place);
	else
		problem(s, "%s may be read by others, and that cannot be changed: %s.", place, strerror(errno));
}

/* Copies a good key to where the worker's unit takes it from. */
static bool install_key(struct setup *s, const char *from, const char *place)
{
	_cleanup_buf_ struct buf content = {0}, question = {0};
	bool good = true;
	if (strcmp(from, place) == 0 || same_content(from, place, &content)) {
		protect(s, place);
	} else if (s->dry_run) {
		would(s, "%s would be copied to %s.", from, place);
	} else {
		buf_addf(&question, "Replace the key in %s?", place);
		good = access(place, F_OK) != 0 || setup_agreed(s, question.data);
		if (!good)
			problem(s, "%s holds another key and was left as it is.", place);
		else if ((good = setup_write(place, content.data, content.len, 0600, "root")))
			made(s, "%s, for root alone.", place);
		else
			problem(s, "The key cannot be written to %s: %s.", place, strerror(errno));
	}
	if (content.data)
		explicit_bzero(content.data, content.len);
	buf_adds(&s->key, good && !s->dry_run ? place : from);
	return good;
}

/* The account as a client of the API; false, and said so, when there is none. */
static bool open_account(struct setup *s, const char *key, struct sheets *ret)
{
	struct failure failure = {0};
	*ret = (struct sheets){.url = s->conf->sheets_url, .http = http_new(&(struct http_options){.timeout_s = TIMEOUT_S, .most_bytes = MOST_BYTES})};
	ret->token = ret->http ? token_new(key, &failure) : NULL;
	if (ret->token)
		return true;
	problem(s, "%s.", failure.text);
	mend(s, "https://console.cloud.google.com/iam-admin/serviceaccounts, Keys, Add key, JSON");
	return false;
}

static void close_account(struct sheets *a)
{
	token_free(a->token);
	http_free(a->http);
}

void setup_credentials(struct setup *s)
{
	struct sheets account = {0};
	if (!s->conf)
		return;
	const char *place = place_of(s);
	bool there = access(place, R_OK) == 0;
	const char *from = s->credentials ? s->credentials : setup_ask(s, "Key file of the service account", there ? place : NULL);
	if (!from && there)
		from = place;
	if (!from) {
		problem(s, "There is no key file of a service account yet.");
		mend(s, "make one at https://console.cloud.google.com/iam-admin/serviceaccounts");
		mend(s, "sudo gsync setup --credentials FILE …");
		return;
	}
	if (open_account(s, from, &account)) {
		buf_adds(&s->email, token_email(account.token));
		/* A key that Google refuses is not put in place of one that may be good */
		if (sharing_token(&s->findings, &account))
			install_key(s, from, place);
	}
	close_account(&account);
}

void setup_sharing(struct setup *s)
{
	struct sheets account = {0};
	if (!s->conf || !s->key.len)
		return;
	if (!*s->target.spreadsheet) {
		skip(s, "No spreadsheet was named; share each one with %s, as Editor.", s->email.data);
		return;
	}
	if (open_account(s, s->key.data, &account))
		sharing_report(&s->findings, &account, s->target.spreadsheet);
	close_account(&account);
}
