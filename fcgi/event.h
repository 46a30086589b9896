/* The shape of an event, webhook protocol v1 (doc/protocol.md): what must be there, of which type, in which range. */
#ifndef GSYNC_FCGI_EVENT_H
#define GSYNC_FCGI_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the journal keeps beside the body. */
struct event {
	int64_t sheet; /* the tab's sheetId */
};

enum { EVENT_FAULT_TEXT = 160 };

struct event_fault {
	size_t at; /* byte offset: of the value that is wrong, or of the object that lacks one */
	char text[EVENT_FAULT_TEXT];
};

/* True if the body is JSON and an event of that spreadsheet. */
bool event_parse(const char *body, size_t n, const char *spreadsheet, struct event *ret_event, struct event_fault *ret_fault);

#endif
