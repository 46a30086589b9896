#include "cli/screen.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/table.h"

enum { USUAL_ROWS = 24, USUAL_COLUMNS = 80 };

static volatile sig_atomic_t ended;

static void on_end(int signal)
{
	(void)signal;
	ended = 1;
}

/* It has to interrupt the wait, no more. */
static void on_resize(int signal) { (void)signal; }

bool screen_possible(void)
{
	const char *term = getenv("TERM");
	return isatty(STDOUT_FILENO) && term && *term && strcmp(term, "dumb") != 0;
}

void screen_begin(void)
{
	const struct sigaction end = {.sa_handler = on_end}, resize = {.sa_handler = on_resize};
	sigaction(SIGINT, &end, NULL);
	sigaction(SIGTERM, &end, NULL);
	sigaction(SIGHUP, &end, NULL);
	sigaction(SIGWINCH, &resize, NULL);
	fputs("\x1b[?1049h\x1b[?25l", stdout); /* the other screen, no cursor */
}

void screen_draw(const struct buf *text)
{
	struct winsize size = {0};
	_cleanup_buf_ struct buf picture = {0};
	ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	unsigned rows = size.ws_row ? size.ws_row : USUAL_ROWS;
	size_t columns = size.ws_col ? size.ws_col : USUAL_COLUMNS;
	buf_adds(&picture, "\x1b[H");
	for (const char *line = text->data; line && *line && rows > 0; rows--) {
		size_t n = strcspn(line, "\n");
		table_cut(&picture, line, n, columns);
		buf_adds(&picture, rows > 1 && line[n] && line[n + 1] ? "\x1b[K\r\n" : "\x1b[K");
		line += n + (line[n] != '\0');
	}
	buf_adds(&picture, "\x1b[J");
	if (!picture.failed)
		fwrite(picture.data, 1, picture.len, stdout);
	fflush(stdout);
}

bool screen_wait(unsigned ms)
{
	if (!ended)
		poll(NULL, 0, (int)ms);
	return !ended;
}

void screen_end(void)
{
	fputs("\x1b[?25h\x1b[?1049l", stdout);
	fflush(stdout);
}
