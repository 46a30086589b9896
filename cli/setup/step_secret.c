/* The webhook secret of the spreadsheet. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/identity.h"
#include "cli/run.h"
#include "cli/setup/setup.h"

/* The newest secret in the spreadsheet's file. */
static bool read_newest(const struct setup *s, char to[SECRET_SIZE])
{
	_cleanup_buf_ struct buf path = {0};
	char line[256];
	buf_addf(&path, "%s/%s", s->conf->fcgi_secrets, s->target.spreadsheet);
	FILE *f = path.failed ? NULL : fopen(path.data, "re");
	bool any = false;
	while (f && fgets(line, sizeof line, f)) {
		line[strcspn(line, " \t\r\n")] = '\0';
		if (strncmp(line, "whsec_", 6) == 0 && strlen(line) < SECRET_SIZE) {
			memcpy(to, line, strlen(line) + 1);
			any = true;
		}
	}
	if (f)
		fclose(f);
	return any;
}

static bool has_directory(struct setup *s)
{
	if (access(s->conf->fcgi_secrets, F_OK) == 0)
		return true;
	const char *const argv[] = {"install", "-d", "-m", "2750", "-g", identity_exists("gsync-fcgi") ? "gsync-fcgi" : "root", s->conf->fcgi_secrets, NULL};
	_cleanup_buf_ struct buf out = {0};
	if (run_program(argv, &out) == 0) {
		made(s, "%s, for gsync-fcgi alone.", s->conf->fcgi_secrets);
		return true;
	}
	problem(s, "%s cannot be made: %s", s->conf->fcgi_secrets, out.data ? out.data : "");
	return false;
}

void setup_secret(struct setup *s)
{
	struct failure failure = {0};
	if (!s->conf)
		return;
	if (!*s->target.spreadsheet) {
		skip(s, "No spreadsheet was named, so no secret was made.");
	} else if (read_newest(s, s->secret)) {
		fine(s, "Spreadsheet %s has its secret.", s->target.spreadsheet);
	} else if (s->dry_run) {
		would(s, "A secret for spreadsheet %s would be made in %s.", s->target.spreadsheet, s->conf->fcgi_secrets);
	} else if (!has_directory(s)) {
		mend(s, "sudo gsync setup …    (it needs root)");
	} else if (secrets_add(s->conf->fcgi_secrets, s->target.spreadsheet, true, s->secret, &failure) == OK) {
		s->secret_changed = true;
		made(s, "A secret for spreadsheet %s.", s->target.spreadsheet);
	} else {
		problem(s, "%s.", failure.text);
	}
}
