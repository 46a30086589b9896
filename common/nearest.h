/* "Did you mean …?" */
#ifndef GSYNC_COMMON_NEAREST_H
#define GSYNC_COMMON_NEAREST_H

#include <stddef.h>

/* The one of `n` names that `word` was probably meant to be (few letters wrong, missing or swapped); NULL if none comes near. */
const char *nearest(const char *word, const char *const *names, size_t n);

#endif
