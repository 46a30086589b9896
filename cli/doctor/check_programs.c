/* The programs: units, processes, versions, synchronised clock. */
#define _GNU_SOURCE /* strsep */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "cli/doctor/doctor.h"
#include "cli/identity.h"
#include "cli/run.h"
#include "common/json.h"
#include "google/http.h"

static bool systemd_runs(void) { return access("/run/systemd/system", F_OK) == 0; }

/* The value of NAME=VALUE among lines; appends nothing when it is not there. */
static void property(const char *lines, const char *name, struct buf *to)
{
	size_t n = strlen(name);
	for (const char *line = lines; line && *line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
		if (strncmp(line, name, n) == 0 && line[n] == '=') {
			buf_add(to, line + n + 1, strcspn(line + n + 1, "\n"));
			break;
		}
	buf_add(to, "", 0);
}

/* --- units ------------------------------------------------------------------------------------------------------------------------ */

static void check_unit(struct doctor *d, const char *unit)
{
	const char *const argv[] = {"systemctl", "show", "-p", "LoadState,ActiveState,SubState,UnitFileState,NRestarts,ConditionResult", unit, NULL};
	_cleanup_buf_ struct buf out = {0}, load = {0}, active = {0}, sub = {0}, file = {0}, restarts = {0};
	if (run_program(argv, &out) != 0 || !out.data) {
		skip(d, "systemctl could not be asked about %s.", unit);
		return;
	}
	property(out.data, "LoadState", &load);
	property(out.data, "ActiveState", &active);
	property(out.data, "SubState", &sub);
	property(out.data, "UnitFileState", &file);
	property(out.data, "NRestarts", &restarts);
	if (load.failed || active.failed || sub.failed || file.failed || restarts.failed)
		return;
	bool runs = strcmp(active.data, "active") == 0, enabled = strncmp(file.data, "enabled", 7) == 0;
	if (strcmp(load.data, "not-found") == 0) {
		problem(d, "There is no unit %s.", unit);
		mend(d, "sudo make install    (or the package), then sudo systemctl daemon-reload");
	} else if (!runs) {
		problem(d, "%s does not run (%s, %s).", unit, active.data, sub.data);
		mend(d, "sudo systemctl enable --now %s; journalctl -u %s -n 30", unit, unit);
	} else if (!enabled) {
		warn(d, "%s runs, but would not after the next boot (%s).", unit, file.data);
		mend(d, "sudo systemctl enable %s", unit);
	} else if (restarts.data && strtol(restarts.data, NULL, 10) > 0) {
		warn(d, "%s runs, and systemd had to start it again %s times.", unit, restarts.data);
		mend(d, "journalctl -u %s -p warning", unit);
	} else {
		fine(d, "%s runs.", unit);
	}
}

static void check_units(struct doctor *d)
{
	static const char *const units[] = {"gsync-fcgi.socket", "gsync-fcgi.service", "gsync-worker.service"};
	if (!systemd_runs())
		skip(d, "systemd does not run here, so its units could not be checked.");
	for (size_t i = 0; systemd_runs() && i < sizeof units / sizeof *units; i++)
		check_unit(d, units[i]);
}

/* --- processes -------------------------------------------------------------------------------------------------------------------- */

/* An upgrade replaces the file under a process that goes on with the old one. */
static bool is_outdated(int64_t pid)
{
	char path[64], program[4096];
	snprintf(path, sizeof path, "/proc/%lld/exe", (long long)pid);
	ssize_t n = readlink(path, program, sizeof program - 1);
	if (n <= 0)
		return false;
	program[n] = '\0';
	return strstr(program, " (deleted)") != NULL;
}

static void check_worker(struct doctor *d)
{
	struct json_fault fault;
	if (!d->conf)
		return;
	_cleanup_json_ struct json *j = d->worker.running ? json_parse(d->worker.json.data, d->worker.json.len, &fault) : NULL;
	char *version = j && json_member(j, 0, "version") != JSON_NONE ? json_string(j, json_member(j, 0, "version"), NULL) : NULL;
	int64_t pid = 0;
	if (j && json_member(j, 0, "pid") != JSON_NONE)
		json_integer(j, json_member(j, 0, "pid"), &pid);
	if (!*d->conf->state_file) {
		skip(d, "Whether the worker runs is not known: [worker] state_file is empty.");
	} else if (!j) {
		problem(d, "gsync-worker does not run: %s is not there, old, or may not be read.", d->conf->state_file);
		mend(d, "%s", systemd_runs() ? "sudo systemctl enable --now gsync-worker; journalctl -u gsync-worker -n 30" : "start gsync-worker --config FILE");
	} else if ((version && strcmp(version, GSYNC_VERSION) != 0) || is_outdated(pid)) {
		problem(d, "The worker that runs (%s) is not the one that is installed (" GSYNC_VERSION ").", version ? version : "?");
		mend(d, "sudo systemctl restart gsync-worker gsync-fcgi");
	} else if (d->worker.trouble) {
		problem(d, "gsync-worker runs and names a problem.");
		mend(d, "gsync status");
	} else {
		fine(d, "gsync-worker runs, version %s.", version ? version : "?");
	}
	free(version);
}

static bool answers(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof address.sun_path)
		return false;
	memcpy(address.sun_path, path, strlen(path) + 1);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool up = fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
	int problem = errno;
	if (fd >= 0)
		close(fd);
	errno = problem;
	return up;
}

static void check_socket(struct doctor *d)
{
	struct stat st;
	const char *path = d->conf ? d->conf->fcgi_socket : NULL;
	if (!path)
		return;
	bool there = stat(path, &st) == 0;
	if (there && answers(path)) {
		if (st.st_mode & 07) {
			problem(d, "Everybody may speak to gsync-fcgi at %s (mode %03o).", path, (unsigned)st.st_mode & 0777);
			mend(d, "sudo chmod 660 %s", path);
		} else {
			fine(d, "gsync-fcgi takes connections at %s.", path);
		}
	} else if (there && errno == EACCES) {
		skip(d, "Whether gsync-fcgi takes connections could not be checked as this user.");
	} else if (errno == EACCES) {
		skip(d, "%s could not be looked at as this user.", path);
	} else {
		problem(d, "gsync-fcgi does not run: nothing takes connections at %s.", path);
		mend(d, "%s", systemd_runs() ? "sudo systemctl enable --now gsync-fcgi.socket gsync-fcgi; journalctl -u gsync-fcgi -n 30" : "start gsync-fcgi --config FILE");
	}
}

/* --- versions ---------------------------------------------------------------------------------------------------------------------- */

static void check_version_of(struct doctor *d, const char *program)
{
	const char *const argv[] = {program, "--version", NULL};
	_cleanup_buf_ struct buf out = {0};
	if (run_program(argv, &out) != 0 || !out.data) {
		problem(d, "%s is not installed, or does not start.", program);
		mend(d, "sudo apt-get install --reinstall gsync    (or sudo make install)");
		return;
	}
	out.data[strcspn(out.data, "\n")] = '\0';
	const char *version = strrchr(out.data, ' ');
	if (version && strcmp(version + 1, GSYNC_VERSION) == 0)
		return;
	problem(d, "%s is installed beside gsync " GSYNC_VERSION ": they belong together.", out.data);
	mend(d, "type -a gsync %s    (an older copy under /usr/local?)", program);
}

static void check_versions(struct doctor *d)
{
	static const char *const programs[] = {"gsync-fcgi", "gsync-worker", "gsync-journal"};
	unsigned before = d->findings.count[VERDICT_PROBLEM];
	for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
		check_version_of(d, programs[i]);
	const char *library = http_library(), *rest = strchr(library, ' ');
	int shown = rest ? (int)(rest + 1 - library) + (int)strcspn(rest + 1, " ") : (int)strlen(library);
	if (d->findings.count[VERDICT_PROBLEM] == before)
		fine(d, "gsync " GSYNC_VERSION ", its daemons are of the same version; %.*s.", shown, library);
}

static void check_time(struct doctor *d)
{
	const char *const argv[] = {"timedatectl", "show", "-p", "NTPSynchronized", NULL};
	_cleanup_buf_ struct buf out = {0};
	if (!systemd_runs() || run_program(argv, &out) != 0 || !out.data) {
		skip(d, "Whether the clock is kept right (NTP) could not be asked.");
	} else if (strstr(out.data, "=yes")) {
		fine(d, "The clock is kept right by NTP.");
	} else {
		warn(d, "Nothing keeps the clock right: it may drift until tokens and webhooks are refused.");
		mend(d, "sudo apt-get install systemd-timesyncd && sudo timedatectl set-ntp true");
	}
}

const struct check doctor_programs[] = {
	{"units", check_units}, {"worker", check_worker}, {"fcgi", check_socket}, {"versions", check_versions}, {"time", check_time}, {0},
};
