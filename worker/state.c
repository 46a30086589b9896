#include "worker/state.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

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
	s->problems++;
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

void slot_count(struct slot *s, const struct calls *calls)
{
	pthread_mutex_lock(&s->lock);
	s->calls = *calls;
	pthread_mutex_unlock(&s->lock);
}

struct slot_facts slot_facts(struct slot *s)
{
	pthread_mutex_lock(&s->lock);
	struct slot_facts facts = {.trouble = s->problem[0], .problems = s->problems, .calls = s->calls};
	memcpy(facts.doing, s->doing, sizeof facts.doing);
	pthread_mutex_unlock(&s->lock);
	return facts;
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
	pthread_mutex_unlock(&s->lock);
}
