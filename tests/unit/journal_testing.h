/* What the tests of the journal share. */
#ifndef GSYNC_TESTS_UNIT_JOURNAL_TESTING_H
#define GSYNC_TESTS_UNIT_JOURNAL_TESTING_H

#include "tests/unit/testing.h"

#include <inttypes.h>
#include <time.h>

#include "journal/journal.h"

enum { TEST_MAP = 64 << 20 };

static inline struct journal *open_sized(const char *path, uint64_t map_size)
{
	struct failure f = {0};
	const struct journal_options options = {.map_size = map_size};
	struct journal *j = journal_open(path, &options, &f);
	if (!j)
		fail_msg("%s", f.text);
	return j;
}

static inline struct journal *open_journal(const char *path)
{
	return open_sized(path, TEST_MAP);
}

static inline uint64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static inline struct journal_entry entry_of(const char *id, const char *body, size_t body_len, uint64_t received_ms)
{
	return (struct journal_entry){.received_ms = received_ms, .origin = JOURNAL_WEBHOOK, .sheet = 7, .spreadsheet = "spreadsheet-id",
				      .spreadsheet_len = strlen("spreadsheet-id"), .id = id, .id_len = strlen(id), .body = body, .body_len = body_len};
}

/* Bodies differ from place to place, so that a piece in the wrong one is seen. */
static inline char body_byte(size_t at)
{
	return (char)('a' + at % 23);
}

/* Appends an entry with a body of `size` bytes; its sequence, or 0 when the journal was full. */
static inline uint64_t append_sized(struct journal *j, const char *id, size_t size, uint64_t received_ms)
{
	char *body = malloc(size + 1);
	assert_non_null(body);
	for (size_t i = 0; i < size; i++)
		body[i] = body_byte(i);
	struct journal_entry e = entry_of(id, body, size, received_ms);
	struct failure f = {0};
	uint64_t seq = 0;
	enum journal_append_result r = journal_append(j, &e, &seq, &f);
	free(body);
	if (r == JOURNAL_FULL)
		return 0;
	if (r != JOURNAL_APPENDED)
		fail_msg("append of %s: result %d: %s", id, (int)r, f.text);
	return seq;
}

/* Appends `n` entries with ids PREFIX0, PREFIX1, … and small bodies. */
static inline void append_many(struct journal *j, const char *prefix, unsigned n, uint64_t received_ms)
{
	char id[64];
	for (unsigned i = 0; i < n; i++) {
		snprintf(id, sizeof id, "%s%u", prefix, i);
		assert_int_not_equal(append_sized(j, id, 20, received_ms), 0);
	}
}

static inline struct journal_stat stat_of(struct journal *j)
{
	struct journal_stat s;
	struct failure f = {0};
	if (journal_stat(j, &s, &f) != OK)
		fail_msg("%s", f.text);
	return s;
}

static inline uint64_t purge(struct journal *j, uint64_t applied, uint64_t before_ms, uint64_t max_bytes)
{
	uint64_t purged = 0;
	struct failure f = {0};
	if (journal_purge(j, applied, before_ms, max_bytes, &purged, &f) != OK)
		fail_msg("%s", f.text);
	return purged;
}

struct faults {
	char text[4096];
};

static inline void collect_fault(void *context, const char *what)
{
	struct faults *f = context;
	size_t n = strlen(f->text);
	snprintf(f->text + n, sizeof f->text - n, "%s\n", what);
}

/* What journal_verify reports, one fault a line. */
static inline const char *verified(struct journal *j, struct faults *to)
{
	uint64_t n = 0;
	struct failure f = {0};
	to->text[0] = '\0';
	if (journal_verify(j, collect_fault, to, &n, &f) != OK)
		fail_msg("%s", f.text);
	return to->text;
}

static inline void assert_sound(struct journal *j)
{
	struct faults faults;
	assert_string_equal(verified(j, &faults), "");
}

#endif
