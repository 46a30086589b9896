/* The log of refused requests: a few lines a minute, however many there are. Never bodies, secrets or signatures. */
#ifndef GSYNC_FCGI_REFUSAL_H
#define GSYNC_FCGI_REFUSAL_H

/* Logs a request that was answered with `status`. `spreadsheet` is what the request claimed, "" for none. Thread-safe. */
void refusal_log(int status, const char *spreadsheet, const char *why);

#endif
