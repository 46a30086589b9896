/* A service account's credentials file: who it is. */
#ifndef GSYNC_CLI_CREDENTIALS_H
#define GSYNC_CLI_CREDENTIALS_H

#include "common/buf.h"
#include "common/error.h"

/* Appends client_email; the file must be good for tokens, its key too (google/credentials.h). */
enum error credentials_email(const char *path, struct buf *to, struct failure *ret_failure);

#endif
