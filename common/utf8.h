/* UTF-8 (RFC 3629). */
#ifndef GSYNC_COMMON_UTF8_H
#define GSYNC_COMMON_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* The character at `s` (n > 0 bytes) with its length; *ret_len 0 if that is not well-formed (no overlong form, no surrogate). */
uint32_t utf8_decode(const char *s, size_t n, size_t *ret_len);

#endif
