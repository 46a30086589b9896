#include "fcgi/refusal.h"

#include <pthread.h>
#include <stdbool.h>
#include <time.h>

#include "common/log.h"
#include "fcgi/reply.h"

enum { LINES_A_MINUTE = 10, MINUTE_S = 60 };

/* Strangers, mistakes of known senders and trouble of our own do not crowd each other out. */
struct quota {
	enum log_level level;
	time_t since; /* start of the minute, monotonic */
	unsigned lines, silent;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* for all three */
static struct quota strangers = { .level = LOG_LEVEL_NOTICE }, mistakes = { .level = LOG_LEVEL_NOTICE }, ours = { .level = LOG_LEVEL_ERROR };

static struct quota *quota_of(int status)
{
	if (status >= HTTP_UNAVAILABLE)
		return &ours;
	return status == HTTP_BAD_REQUEST ? &mistakes : &strangers; /* only known senders get as far as that */
}

/* True if a line may be written; *ret_silent counts those that were not in the minute before. */
static bool take_line(struct quota *q, unsigned *ret_silent)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	*ret_silent = 0;
	if (q->since == 0 || now.tv_sec - q->since >= MINUTE_S) {
		*ret_silent = q->silent;
		q->since = now.tv_sec;
		q->lines = q->silent = 0;
	}
	if (q->lines == LINES_A_MINUTE) {
		q->silent++;
		return false;
	}
	q->lines++;
	return true;
}

void refusal_log(int status, const char *spreadsheet, const char *why)
{
	struct quota *q = quota_of(status);
	unsigned silent;
	bool allowed;

	pthread_mutex_lock(&lock);
	allowed = take_line(q, &silent);
	pthread_mutex_unlock(&lock);
	if (silent)
		log_write(q->level, "%u more refused requests were not logged", silent);
	if (allowed)
		log_write(q->level, "answered %d%s%.128s: %s", status, *spreadsheet ? " to spreadsheet " : "", spreadsheet, why);
}
