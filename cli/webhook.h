/* The public address of the webhooks, and whether what answers there is gsync. */
#ifndef GSYNC_CLI_WEBHOOK_H
#define GSYNC_CLI_WEBHOOK_H

#include "cli/findings.h"
#include "common/error.h"

#define WEBHOOK_PATH "/gsync/v1/events"

/* Appends the whole address: https://HOST, https://HOST/ and https://HOST/gsync/v1/events all mean the last. Without a scheme, https. */
enum error webhook_url(const char *text, struct buf *to, struct failure *ret_failure);
/* Appends the host, without port. */
void webhook_host(const char *url, struct buf *to);
/* Asks its health page and reports: name, TLS, nginx, gsync-fcgi. True if events would be accepted. */
bool webhook_report(struct findings *f, const char *url);

#endif
