/* A live view: the whole terminal is one picture, drawn anew in place. Everything else of the terminal is as before when it ends, however it ends. */
#ifndef GSYNC_CLI_SCREEN_H
#define GSYNC_CLI_SCREEN_H

#include <stdbool.h>

#include "common/buf.h"

/* True if standard output is a terminal that can be drawn on. */
bool screen_possible(void);
/* From now on Ctrl-C, SIGTERM and SIGHUP only end screen_wait. */
void screen_begin(void);
/* The lines of `text`, cut at the right and at the bottom. */
void screen_draw(const struct buf *text);
/* Waits so long, or until the terminal has another size; false: it is to end. */
bool screen_wait(unsigned ms);
void screen_end(void);

#endif
