/* Base64 (RFC 4648): section 4 with padding for webhook secrets and signatures, section 5 without padding for JWTs. */
#ifndef GSYNC_COMMON_BASE64_H
#define GSYNC_COMMON_BASE64_H

#include <stddef.h>

/* Bytes that encoding `n` bytes takes, with the final NUL. */
#define BASE64_SIZE(n) ((((n) + 2) / 3) * 4 + 1)

/* Writes at most BASE64_SIZE(n) bytes to `out`, NUL included; returns the length without it. */
size_t base64_encode(const void *bytes, size_t n, char *out);
size_t base64url_encode(const void *bytes, size_t n, char *out);
/* Strict: canonical padding, no white space, no other character. `out` needs n / 4 * 3 bytes.
 * Returns the decoded length, or -1. */
long base64_decode(const char *text, size_t n, unsigned char *out);

#endif
