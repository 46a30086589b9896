/* Standard Webhooks 1.0.0: HMAC-SHA256 over `id.timestamp.body`, as `v1,<base64>`. The only user of OpenSSL here. */
#ifndef GSYNC_FCGI_SIGNATURE_H
#define GSYNC_FCGI_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>

enum { SIGNATURE_KEY_MIN = 24, SIGNATURE_KEY_MAX = 64 }; /* bytes, as the standard asks */

struct signature_key {
	unsigned char bytes[SIGNATURE_KEY_MAX];
	size_t len;
};

/* `whsec_` and base64 of a key of allowed length; false for anything else. */
bool signature_key_parse(const char *text, size_t n, struct signature_key *ret_key);
/* Overwrites `n` keys in a way that the compiler keeps. */
void signature_key_wipe(struct signature_key *keys, size_t n);

/* True if one of the signatures, separated by spaces, is a v1 signature by this key; versions it does not know are passed over.
 * The comparison takes the same time wherever the bytes differ. */
bool signature_matches(const struct signature_key *key, const char *id, const char *timestamp, const char *body, size_t body_len,
                       const char *signatures);

#endif
