#include "fcgi/signature.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <pthread.h>
#include <string.h>

#include "common/base64.h"

enum { MAC_BYTES = 32, MAC_TEXT = BASE64_SIZE(MAC_BYTES) - 1 };

static const char secret_prefix[] = "whsec_", version_prefix[] = "v1,";

static void free_context(EVP_MAC_CTX **context)
{
	EVP_MAC_CTX_free(*context);
}

bool signature_key_parse(const char *text, size_t n, struct signature_key *ret_key)
{
	const size_t prefix = sizeof secret_prefix - 1;
	unsigned char bytes[SIGNATURE_KEY_MAX + 3];
	long len;

	if (n < prefix || n - prefix >= BASE64_SIZE(SIGNATURE_KEY_MAX) || memcmp(text, secret_prefix, prefix) != 0)
		return false;
	len = base64_decode(text + prefix, n - prefix, bytes);
	if (len < SIGNATURE_KEY_MIN || len > SIGNATURE_KEY_MAX)
		return false;
	memcpy(ret_key->bytes, bytes, (size_t)len);
	ret_key->len = (size_t)len;
	OPENSSL_cleanse(bytes, sizeof bytes);
	return true;
}

void signature_key_wipe(struct signature_key *keys, size_t n)
{
	OPENSSL_cleanse(keys, n * sizeof *keys);
}

/* Fetching an algorithm is slow, so it is done once. */
static EVP_MAC *hmac;

static void fetch_hmac(void)
{
	hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
}

static bool update(EVP_MAC_CTX *context, const char *bytes, size_t n)
{
	return EVP_MAC_update(context, (const unsigned char *)bytes, n) == 1;
}

/* The signature as base64, without its version. False only if OpenSSL fails. */
static bool sign(const struct signature_key *key, const char *id, const char *timestamp, const char *body, size_t body_len, char *ret_text)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	char digest[] = "SHA256";
	OSSL_PARAM params[] = { OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_construct_end() };
	unsigned char mac[MAC_BYTES];
	size_t n;

	pthread_once(&once, fetch_hmac);
	EVP_MAC_CTX *context __attribute__((cleanup(free_context))) = hmac ? EVP_MAC_CTX_new(hmac) : NULL;

	if (!context || EVP_MAC_init(context, key->bytes, key->len, params) != 1 || !update(context, id, strlen(id)) || !update(context, ".", 1) ||
	    !update(context, timestamp, strlen(timestamp)) || !update(context, ".", 1) || !update(context, body, body_len) ||
	    EVP_MAC_final(context, mac, &n, sizeof mac) != 1)
		return false;
	base64_encode(mac, n, ret_text);
	return true;
}

bool signature_matches(const struct signature_key *key, const char *id, const char *timestamp, const char *body, size_t body_len,
                       const char *signatures)
{
	const size_t prefix = sizeof version_prefix - 1;
	char expected[MAC_TEXT + 1];
	bool found = false;

	if (!sign(key, id, timestamp, body, body_len, expected))
		return false;
	for (const char *s = signatures; *s; s += strspn(s, " ")) {
		size_t n = strcspn(s, " ");

		if (n == prefix + MAC_TEXT && memcmp(s, version_prefix, prefix) == 0)
			found |= CRYPTO_memcmp(s + prefix, expected, MAC_TEXT) == 0;
		s += n;
	}
	return found;
}
