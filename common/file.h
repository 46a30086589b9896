/* Small files that others read while we write them. */
#ifndef GSYNC_COMMON_FILE_H
#define GSYNC_COMMON_FILE_H

#include "common/buf.h"
#include "common/error.h"

/* Puts `content` in the place of the file at once (PATH.new, then rename): a reader sees the old or the new one. Mode 0644, whatever the umask. */
enum error file_replace(const char *path, const struct buf *content, struct failure *ret_failure);

#endif
