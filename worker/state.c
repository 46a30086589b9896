#include "worker/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/log.h"
#include "common/clock.h"

void slot_init(struct slot *s, const char *name)
{
	*s = (struct slot){.name = name};
	pthread_mutex_init(&s->lock, NULL);
	snprintf(s->doing, sizeof s->doing, "starting");
}

void slot_destroy(struct slot *s)
{
	pthread_mutex_destroy(&s->lock);
}

void slot_doing(struct slot *s, const char *word)
{
	pthread_mutex_lock(&s->lock);
	snprintf(s->doing, sizeof s->doing, "%s", word);
	pthread_mutex_unlock(&s->lock);
}

void slot_problem(struct slot *s, const struct failure *f)
{
	pthread_mutex_lock(&s->lock);
	bool other = strcmp(s->problem, f->text) != 0;
	if (other && !s->problem[0])
		s->problem_since_ms = clock_wall_ms();
	if (other)
		snprintf(s->problem, sizeof s->problem, "%s", f->text);
	pthread_mutex_unlock(&s->lock);
	if (other && f->kind == ERR_RETRY)
		log_warning("%s: %s; trying again", s->name, f->text);
	else if (other)
		log_error("%s: %s", s->name, f->text);
}

void slot_fine(struct slot *s)
{
	pthread_mutex_lock(&s->lock);
	bool was = s->problem[0];
	s->problem[0] = '\0';
	pthread_mutex_unlock(&s->lock);
	if (was)
		log_notice("%s: works again", s->name);
}

void slot_count(struct slot *s, uint64_t reads, uint64_t writes, unsigned reads_minute, unsigned writes_minute)
{
	pthread_mutex_lock(&s->lock);
	s->reads = reads;
	s->writes = writes;
	s->reads_minute = reads_minute;
	s->writes_minute = writes_minute;
	pthread_mutex_unlock(&s->lock);
}

void state_add_time(struct buf *out, uint64_t ms)
{
	time_t seconds = (time_t)(ms / 1000);
	struct tm utc;
	char text[32];
	strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", gmtime_r(&seconds, &utc));
	buf_addf(out, "\"%s.%03uZ\"", text, (unsigned)(ms % 1000));
}

void slot_json(struct slot *s, struct buf *out)
{
	pthread_mutex_lock(&s->lock);
	buf_adds(out, "\"doing\":");
	buf_add_json(out, s->doing, strlen(s->doing));
	buf_adds(out, ",\"problem\":");
	if (s->problem[0]) {
		buf_add_json(out, s->problem, strlen(s->problem));
		buf_adds(out, ",\"problem_since\":");
		state_add_time(out, s->problem_since_ms);
	} else {
		buf_adds(out, "null");
	}
	buf_addf(out, ",\"reads\":%llu,\"writes\":%llu,\"reads_last_minute\":%u,\"writes_last_minute\":%u", (unsigned long long)s->reads,
	         (unsigned long long)s->writes, s->reads_minute, s->writes_minute);
	pthread_mutex_unlock(&s->lock);
}

static bool write_all(int fd, const struct buf *json)
{
	size_t done = 0;
	while (done < json->len) {
		ssize_t n = write(fd, json->data + done, json->len - done);
		if (n < 0 && errno != EINTR)
			return false;
		done += n > 0 ? (size_t)n : 0;
	}
	return true;
}

enum error state_write(const char *path, const struct buf *json, struct failure *ret_failure)
{
	_cleanup_buf_ struct buf temporary = {0};
	buf_addf(&temporary, "%s.new", path);
	if (temporary.failed || json->failed)
		return fail(ret_failure, ERR_RETRY, "out of memory");
	int fd = open(temporary.data, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	bool ok = fd >= 0 && write_all(fd, json);
	if (fd >= 0)
		ok &= close(fd) == 0;
	if (ok && rename(temporary.data, path) == 0)
		return OK;
	return fail(ret_failure, ERR_RETRY, "cannot write the state file %s: %s; check [worker] state_file and its directory", path, strerror(errno));
}
