/* The journal's directory and the files in it: rights that a shared group can work with, on a disk that can be locked and mapped. */
#ifndef GSYNC_JOURNAL_PLACE_H
#define GSYNC_JOURNAL_PLACE_H

#include <stdbool.h>

#include "common/error.h"

enum { PLACE_DIRECTORY_MODE = 0750, PLACE_FILE_MODE = 0660 };

/* Makes the directory and empty files where there are none, whatever the umask is. What exists keeps its rights.
 * To be called before the files are opened: closing one of them later would drop lmdb's locks. */
enum error place_prepare(const char *path, struct failure *ret_failure);
bool place_is_new(const char *path); /* there is nothing, or nothing has been written yet */
/* A directory into which a copy may go: it exists and is empty. */
enum error place_check_empty(const char *path, struct failure *ret_failure);
/* Makes `name` in directory `path` durable and gives it the mode of a journal's file. */
enum error place_seal(const char *path, const char *name, struct failure *ret_failure);

#endif
