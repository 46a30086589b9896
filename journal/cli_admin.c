#include "journal/cli.h"

#include <inttypes.h>


/* 12.3 MiB */
static const char *size_print(uint64_t bytes, char to[32])
{
	static const char *const units[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
	double value = (double)bytes;
	size_t unit = 0;
	for (; value >= 1024 && unit < 4; unit++)
		value /= 1024;
	snprintf(to, 32, unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
	return to;
}

static void print_text(const struct journal *j, const struct journal_stat *s)
{
	char used[32], map[32], time[TIME_SIZE];
	printf("uuid     %s\n", journal_uuid(j));
	printf("entries  %" PRIu64 "\n", s->entries);
	if (s->entries > 0) {
		printf("first    %" PRIu64 ", received %s\n", s->first_seq, time_print_local(s->oldest_ms, time));
		printf("last     %" PRIu64 ", received %s\n", s->last_seq, time_print_local(s->newest_ms, time));
	}
	printf("next     %" PRIu64 "\n", s->next_seq);
	printf("used     %s of %s (%.1f %%)\n", size_print(s->used_bytes, used), size_print(s->map_size, map),
	       100.0 * (double)s->used_bytes / (double)s->map_size);
	printf("readers  %u\n", s->readers);
}

static void print_json(const struct journal *j, const struct journal_stat *s)
{
	printf("{\"uuid\":\"%s\",\"entries\":%" PRIu64 ",\"first_seq\":%" PRIu64 ",\"last_seq\":%" PRIu64 ",\"next_seq\":%" PRIu64
	       ",\"oldest_ms\":%" PRIu64 ",\"newest_ms\":%" PRIu64 ",\"used_bytes\":%" PRIu64 ",\"map_size\":%" PRIu64 ",\"readers\":%u}\n",
	       journal_uuid(j), s->entries, s->first_seq, s->last_seq, s->next_seq, s->oldest_ms, s->newest_ms, s->used_bytes, s->map_size, s->readers);
}

enum error stat_run(struct journal *j, const struct args *a, struct failure *ret_failure)
{
	struct journal_stat s;
	enum error e = journal_stat(j, &s, ret_failure);
	if (e)
		return e;
	if (a->format == FORMAT_JSON)
		print_json(j, &s);
	else
		print_text(j, &s);
	return OK;
}

static void print_fault(void *context, const char *what)
{
	(void)context;
	puts(what);
}

enum error verify_run(struct journal *j, const struct args *a, struct failure *ret_failure)
{
	(void)a;
	struct journal_stat s;
	uint64_t faults;
	enum error e = journal_stat(j, &s, ret_failure);
	if (!e)
		e = journal_verify(j, print_fault, NULL, &faults, ret_failure);
	if (e)
		return e;
	if (faults == 0) {
		printf("%" PRIu64 " entries, all sound\n", s.entries);
		return OK;
	}
	printf("%" PRIu64 " faults in %" PRIu64 " entries\n", faults, s.entries);
	return ERR_REJECT;
}

enum error copy_run(struct journal *j, const struct args *a, struct failure *ret_failure)
{
	enum error e = journal_copy(j, a->operand, ret_failure);
	if (!e)
		printf("copied to %s\n", a->operand);
	return e;
}

enum error purge_run(struct journal *j, const struct args *a, struct failure *ret_failure)
{
	uint64_t purged;
	enum error e = journal_purge(j, a->applied, a->before_ms, UINT64_MAX, &purged, ret_failure);
	if (!e)
		printf("%" PRIu64 " entries deleted\n", purged);
	return e;
}
