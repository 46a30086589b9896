#include "journal/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/log.h"

/* Per read: so little that a transaction is over within a moment. Printing happens outside of it. */
enum { READ_ENTRIES = 500, READ_BYTES = 4 << 20, FOLLOW_WAIT_MS = 1000 };

static bool is_narrow(void)
{
	enum { WIDE_ENOUGH = 150 };
	struct winsize size;
	return isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_col < WIDE_ENOUGH;
}

static bool wanted(const struct args *a, const struct journal_entry *e)
{
	if (e->received_ms < a->since_ms)
		return false;
	return !a->spreadsheet || (e->spreadsheet_len == strlen(a->spreadsheet) && memcmp(e->spreadsheet, a->spreadsheet, e->spreadsheet_len) == 0);
}

/* Nobody reads any more (`dump | head`): that is no failure. */
static enum error flush(bool *ret_gone, struct failure *ret_failure)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return OK;
	*ret_gone = errno == EPIPE;
	return *ret_gone ? OK : fail(ret_failure, ERR_STOP, "cannot write the output: %s", strerror(errno));
}

struct dump {
	struct journal *journal;
	const struct args *args;
	struct show show;
	struct journal_reader *reader;
	bool damaged; /* some entry was, and was told */
	bool gone;    /* the one who reads our output */
};

static enum error print_batch(struct dump *d, size_t *ret_count, struct failure *ret_failure)
{
	const struct journal_entry *entries;
	size_t n = 0;
	enum error e = journal_read(d->reader, READ_ENTRIES, READ_BYTES, &entries, &n, ret_failure);
	*ret_count = 1; /* go on after a damaged one */
	if (e == ERR_REJECT) {
		log_warning("%s", ret_failure->text);
		d->damaged = true;
		return OK;
	}
	for (size_t i = 0; !e && i < n && entries[i].seq <= d->args->to; i++)
		if (wanted(d->args, &entries[i]))
			show_entry(&d->show, &entries[i], stdout);
	*ret_count = n;
	return e ? e : flush(&d->gone, ret_failure);
}

static enum error print_all(struct dump *d, struct failure *ret_failure)
{
	while (journal_reader_position(d->reader) <= d->args->to && !d->gone) {
		uint32_t bell = journal_bell(d->journal);
		size_t n;
		enum error e = print_batch(d, &n, ret_failure);
		if (e)
			return e;
		if (n == 0 && !d->args->follow)
			break;
		if (n == 0)
			journal_wait(d->journal, bell, FOLLOW_WAIT_MS);
	}
	return OK;
}

enum error dump_run(struct journal *j, const struct args *a, struct failure *ret_failure)
{
	struct dump d = {.journal = j, .args = a, .show = {.format = a->format, .body = a->body, .narrow = is_narrow()}};
	d.reader = journal_reader_new(j, a->from);
	if (!d.reader)
		return fail(ret_failure, ERR_STOP, "out of memory");
	show_heading(&d.show, stdout);
	enum error e = print_all(&d, ret_failure);
	journal_reader_free(d.reader);
	return !e && d.damaged ? ERR_REJECT : e;
}
