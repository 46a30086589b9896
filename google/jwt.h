/* JSON Web Tokens signed with RS256 (RFC 7515, 7519), as Google's token endpoint takes them. The only user of OpenSSL here. */
#ifndef GSYNC_GOOGLE_JWT_H
#define GSYNC_GOOGLE_JWT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/error.h"

/* An RSA private key. */
struct jwt_key;

/* Reads PEM text (PKCS#8 or PKCS#1). NULL with *ret_failure filled if it is no RSA private key. */
struct jwt_key *jwt_key_read(const char *pem, struct failure *ret_failure);
void jwt_key_free(struct jwt_key *k);
static inline void jwt_key_freep(struct jwt_key **k) { jwt_key_free(*k); }
#define _cleanup_key_ __attribute__((cleanup(jwt_key_freep)))

struct jwt_claims {
	const char *key_id; /* header member kid; NULL: none */
	const char *issuer, *scope, *audience;
	int64_t issued_s, expires_s; /* seconds since 1970 */
};

/* Appends header.claims.signature. */
enum error jwt_sign(const struct jwt_key *k, const struct jwt_claims *claims, struct buf *out, struct failure *ret_failure);

#endif
