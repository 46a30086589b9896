/* The configuration file, and the files and directories it names. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/credentials.h"
#include "cli/doctor/doctor.h"
#include "cli/identity.h"
#include "cli/secrets.h"

/* --- the file ------------------------------------------------------------------------------------------------------------------ */

static void check_file(struct doctor *d)
{
	struct failure failure = {0};
	if (access(d->conf_path, F_OK) != 0) {
		problem(d, "There is no %s.", d->conf_path);
		mend(d, "sudo gsync setup");
		return;
	}
	if (access(d->conf_path, R_OK) != 0) {
		skip(d, "Could not check %s as this user: %s. Much of what follows depends on it.", d->conf_path, strerror(errno));
		mend(d, "sudo gsync doctor");
		return;
	}
	if (!d->cli->conf)
		d->cli->conf = conf_read(d->conf_path, &failure);
	d->conf = d->cli->conf;
	if (d->conf) {
		fine(d, "%s is right.", d->conf_path);
		return;
	}
	problem(d, "%s", failure.text);
	mend(d, "sudoedit %s    (gsync config sample prints every option)", d->conf_path);
}

static const char *const daemons[] = {WORKER_USER, FCGI_USER};

/* A password in the file belongs to the worker alone. */
static void check_file_rights(struct doctor *d)
{
	struct stat st;
	if (stat(d->conf_path, &st) != 0) {
		skip(d, "Rights of the configuration: it is not there, or its directory may not be read.");
		return;
	}
	bool password = d->conf && strstr(d->conf->pg_conninfo, "password");
	if (st.st_mode & 022) {
		problem(d, "%s may be changed by others than its owner (mode %03o).", d->conf_path, (unsigned)st.st_mode & 0777);
		mend(d, "sudo chmod go-w %s", d->conf_path);
	} else if (password && (st.st_mode & 07)) {
		problem(d, "%s holds a database password and everybody may read it (mode %03o).", d->conf_path, (unsigned)st.st_mode & 0777);
		mend(d, "sudo chgrp gsync %s && sudo chmod 640 %s", d->conf_path, d->conf_path);
	} else if (password && identity_exists(FCGI_USER)) {
		warn(d, "%s holds a database password, which gsync-fcgi can read and does not need; put it into a passfile of the worker.", d->conf_path);
		mend(d, "man gsync.conf    (conninfo = … passfile=/etc/gsync/pgpass)");
	} else {
		fine(d, "%s is protected (mode %03o).", d->conf_path, (unsigned)st.st_mode & 0777);
	}
	for (size_t i = 0; i < sizeof daemons / sizeof *daemons; i++)
		if (identity_may(daemons[i], d->conf_path, R_OK) == MAY_NOT) {
			problem(d, "%s may not read %s.", daemons[i], d->conf_path);
			mend(d, "sudo chgrp gsync %s && sudo chmod 640 %s", d->conf_path, d->conf_path);
		}
}

/* --- credentials --------------------------------------------------------------------------------------------------------------- */

static void check_credentials_of(struct doctor *d, const char *path)
{
	struct failure failure = {0};
	_cleanup_buf_ struct buf email = {0};
	struct stat st;
	if (stat(path, &st) != 0 && errno == ENOENT) {
		problem(d, "There is no %s, the key file of the service account.", path);
		mend(d, "sudo gsync setup --credentials FILE");
	} else if (access(path, R_OK) != 0) {
		skip(d, "Could not check %s as this user: it belongs to root alone, as it should.", path);
	} else if (credentials_email(path, &email, &failure) != OK) {
		problem(d, "%s", failure.text);
		mend(d, "sudo gsync setup --credentials FILE");
	} else if (st.st_mode & 077) {
		problem(d, "%s holds a private key, and others than its owner may use it (mode %03o).", path, (unsigned)st.st_mode & 0777);
		mend(d, "sudo chmod 600 %s", path);
	} else {
		fine(d, "%s is the key of %s.", path, email.data);
	}
}

static void check_credentials(struct doctor *d)
{
	if (!d->conf)
		skip(d, "Credentials: the configuration that names them cannot be read.");
	for (char *const *path = d->conf ? d->conf->credentials : NULL; path && *path; path++)
		check_credentials_of(d, *path);
}

/* --- webhook secrets ------------------------------------------------------------------------------------------------------------- */

static void check_secret_file(struct doctor *d, const struct secret_file *file)
{
	_cleanup_buf_ struct buf path = {0};
	struct stat st;
	buf_addf(&path, "%s/%s", d->conf->fcgi_secrets, file->spreadsheet);
	if (path.failed || stat(path.data, &st) != 0)
		return;
	if (st.st_mode & 07) {
		problem(d, "Everybody may read the webhook secret %s (mode %03o).", path.data, (unsigned)st.st_mode & 0777);
		mend(d, "sudo chmod 640 %s", path.data);
	} else if (file->secrets == 0) {
		problem(d, "There is no secret in %s.", path.data);
		mend(d, "sudo gsync secret rotate %s && sudo systemctl reload gsync-fcgi", file->spreadsheet);
	} else if (identity_may(FCGI_USER, path.data, R_OK) == MAY_NOT) {
		problem(d, "gsync-fcgi may not read the webhook secret %s.", path.data);
		mend(d, "sudo chgrp gsync-fcgi %s && sudo chmod 640 %s", path.data, path.data);
	} else {
		fine(d, "Spreadsheet %s has %zu secret%s.", file->spreadsheet, file->secrets, file->secrets == 1 ? "" : "s");
	}
}

static void check_secrets(struct doctor *d)
{
	struct secret_file *files = NULL;
	struct failure failure = {0};
	struct stat st;
	size_t n = 0;
	const char *path = d->conf ? d->conf->fcgi_secrets : NULL;
	if (!path) {
		skip(d, "Webhook secrets: the configuration that names their directory cannot be read.");
	} else if (stat(path, &st) != 0 && errno == ENOENT) {
		problem(d, "There is no %s, the directory of the webhook secrets.", path);
		mend(d, "sudo install -d -m 2750 -g gsync-fcgi %s", path);
	} else if (access(path, R_OK | X_OK) != 0) {
		skip(d, "Could not check %s as this user: %s.", path, strerror(errno));
	} else if (secrets_list(path, &files, &n, &failure) != OK) {
		problem(d, "%s", failure.text);
	} else if (st.st_mode & 07) {
		problem(d, "Everybody may look into %s, the directory of the webhook secrets (mode %03o).", path, (unsigned)st.st_mode & 0777);
		mend(d, "sudo chmod o= %s", path);
	} else if (n == 0) {
		warn(d, "No spreadsheet has a webhook secret yet: edits are found by the scans alone.");
		mend(d, "sudo gsync setup");
	}
	for (size_t i = 0; i < n; i++)
		check_secret_file(d, &files[i]);
	secrets_list_free(files, n);
}

/* --- what the worker writes ------------------------------------------------------------------------------------------------------ */

static void check_written(struct doctor *d)
{
	const char *const files[] = {d->conf ? d->conf->changes : "", d->conf ? d->conf->state_file : ""};
	if (!d->conf)
		skip(d, "Files that the worker writes: the configuration that names them cannot be read.");
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		const char *end = strrchr(files[i], '/');
		_cleanup_buf_ struct buf directory = {0};
		if (!end)
			continue;
		buf_add(&directory, files[i], end == files[i] ? 1 : (size_t)(end - files[i]));
		enum may may = directory.failed ? MAY_UNKNOWN : identity_may(identity_exists(WORKER_USER) ? WORKER_USER : NULL, directory.data, W_OK | X_OK);
		if (may == MAY_UNKNOWN) {
			skip(d, "Could not check as this user whether the worker may write %s.", files[i]);
		} else if (may == MAY) {
			fine(d, "The worker may write %s.", files[i]);
		} else {
			problem(d, "The worker may not write %s.", files[i]);
			mend(d, "sudo install -d -o gsync-worker -g gsync-worker -m 750 %s", directory.data);
		}
	}
}

const struct check doctor_config[] = {
	{"file", check_file},       {"file_rights", check_file_rights}, {"credentials", check_credentials},
	{"secrets", check_secrets}, {"written_files", check_written},   {0},
};
