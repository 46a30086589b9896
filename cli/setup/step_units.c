/* The system's part: users and directories before, units after. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/identity.h"
#include "cli/run.h"
#include "cli/setup/setup.h"
#include "cli/webhook.h"

static bool systemd_runs(void) { return access("/run/systemd/system", F_OK) == 0; }

void setup_users(struct setup *s)
{
	const char *const users[] = {"systemd-sysusers", NULL};
	const char *const files[] = {"systemd-tmpfiles", "--create", NULL};
	_cleanup_buf_ struct buf out = {0};
	if (geteuid() != 0)
		warn(s, "This is not root: what belongs to root can only be looked at.");
	if (identity_exists(WORKER_USER) && identity_exists("gsync-fcgi")) {
		fine(s, "The users gsync-worker and gsync-fcgi are there.");
	} else if (!systemd_runs()) {
		skip(s, "systemd does not run here: users for the programs were not made.");
	} else if (s->dry_run) {
		would(s, "The users gsync-worker and gsync-fcgi would be made (systemd-sysusers).");
	} else if (run_program(users, &out) == 0 && identity_exists(WORKER_USER)) {
		run_program(files, &out);
		made(s, "The users gsync-worker and gsync-fcgi, and their directories.");
	} else {
		problem(s, "The users gsync-worker and gsync-fcgi cannot be made: %s", out.data ? out.data : "");
		mend(s, "sudo systemd-sysusers && sudo systemd-tmpfiles --create");
	}
}

static bool is_active(const char *unit)
{
	const char *const argv[] = {"systemctl", "is-active", "--quiet", unit, NULL};
	_cleanup_buf_ struct buf out = {0};
	return run_program(argv, &out) == 0;
}

static void bring(struct setup *s, const char *unit, bool again)
{
	const char *const enable[] = {"systemctl", "enable", "--now", unit, NULL};
	const char *const restart[] = {"systemctl", "restart", unit, NULL};
	_cleanup_buf_ struct buf out = {0};
	bool was = is_active(unit);
	if (s->dry_run) {
		if (was)
			fine(s, "%s runs.", unit);
		else
			would(s, "%s would be started.", unit);
		return;
	}
	bool done = run_program(enable, &out) == 0 && (!was || !again || run_program(restart, &out) == 0) && is_active(unit);
	if (!done) {
		problem(s, "%s does not start: %s", unit, out.data ? out.data : "");
		mend(s, "journalctl -u %s -n 30", unit);
	} else if (was && !again) {
		fine(s, "%s runs.", unit);
	} else {
		made(s, "%s is %s.", unit, was ? "started anew" : "started, now and at every boot");
	}
}

/* Programs without a configuration, a key and a schema would only complain. */
void setup_units(struct setup *s)
{
	const char *const reload[] = {"systemctl", "reload", "gsync-fcgi.service", NULL};
	_cleanup_buf_ struct buf out = {0};
	if (!s->conf)
		return;
	if (!systemd_runs()) {
		skip(s, "systemd does not run here: start gsync-fcgi and gsync-worker yourself.");
	} else {
		bring(s, "gsync-fcgi.socket", false);
		bring(s, "gsync-fcgi.service", s->conf_changed);
		if (s->secret_changed && !s->dry_run)
			run_program(reload, &out);
		if (s->key.len && s->conninfo.len)
			bring(s, "gsync-worker.service", s->conf_changed);
		else
			skip(s, "gsync-worker was not started: it needs PostgreSQL and the key.");
	}
	if (s->webhook.len && !s->dry_run)
		webhook_report(&s->findings, s->webhook.data);
}
