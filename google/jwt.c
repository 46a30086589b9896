#include "google/jwt.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>

#include "common/base64.h"

struct jwt_key {
	EVP_PKEY *rsa;
};

static const char *openssl_reason(void)
{
	unsigned long code = ERR_peek_last_error();
	const char *reason = code ? ERR_reason_error_string(code) : NULL;
	ERR_clear_error();
	return reason ? reason : "no reason given";
}

/* A key with a passphrase must not ask for it on the terminal. */
static int no_passphrase(char *to, int size, int writing, void *context)
{
	(void)to, (void)size, (void)writing, (void)context;
	return -1;
}

struct jwt_key *jwt_key_read(const char *pem, struct failure *ret_failure)
{
	BIO *bio = BIO_new_mem_buf(pem, -1);
	EVP_PKEY *rsa = bio ? PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL) : NULL;
	BIO_free(bio);
	if (!rsa) {
		fail(ret_failure, ERR_STOP, "the private key cannot be read (%s)", openssl_reason());
		return NULL;
	}
	struct jwt_key *k = EVP_PKEY_is_a(rsa, "RSA") ? calloc(1, sizeof *k) : NULL;
	if (!k) {
		fail(ret_failure, ERR_STOP, "the private key is not an RSA key");
		EVP_PKEY_free(rsa);
		return NULL;
	}
	k->rsa = rsa;
	return k;
}

void jwt_key_free(struct jwt_key *k)
{
	if (!k)
		return;
	EVP_PKEY_free(k->rsa);
	free(k);
}

static void add_base64url(struct buf *out, const void *bytes, size_t n)
{
	if (!buf_reserve(out, BASE64_SIZE(n)))
		return;
	out->len += base64url_encode(bytes, n, out->data + out->len);
}

static void add_member(struct buf *json, const char *name, const char *value)
{
	buf_addf(json, "%s\"%s\":", json->len > 1 ? "," : "", name);
	buf_add_json(json, value, strlen(value));
}

static void add_header(struct buf *out, const struct jwt_claims *c)
{
	_cleanup_buf_ struct buf json = {0};
	buf_addc(&json, '{');
	add_member(&json, "alg", "RS256");
	add_member(&json, "typ", "JWT");
	if (c->key_id)
		add_member(&json, "kid", c->key_id);
	buf_addc(&json, '}');
	out->failed |= json.failed;
	if (!json.failed)
		add_base64url(out, json.data, json.len);
}

static void add_claims(struct buf *out, const struct jwt_claims *c)
{
	_cleanup_buf_ struct buf json = {0};
	buf_addc(&json, '{');
	add_member(&json, "iss", c->issuer);
	add_member(&json, "scope", c->scope);
	add_member(&json, "aud", c->audience);
	buf_addf(&json, ",\"iat\":%lld,\"exp\":%lld}", (long long)c->issued_s, (long long)c->expires_s);
	out->failed |= json.failed;
	if (!json.failed)
		add_base64url(out, json.data, json.len);
}

static bool add_signature(const struct jwt_key *k, const char *text, size_t n, struct buf *out)
{
	unsigned char signature[1024]; /* RSA up to 8192 bits */
	size_t length = sizeof signature;
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	bool ok = md && (size_t)EVP_PKEY_get_size(k->rsa) <= sizeof signature &&
	          EVP_DigestSignInit(md, NULL, EVP_sha256(), NULL, k->rsa) == 1 &&
	          EVP_DigestSign(md, signature, &length, (const unsigned char *)text, n) == 1;
	EVP_MD_CTX_free(md);
	if (ok)
		add_base64url(out, signature, length);
	return ok;
}

enum error jwt_sign(const struct jwt_key *k, const struct jwt_claims *claims, struct buf *out, struct failure *ret_failure)
{
	_cleanup_buf_ struct buf signature = {0};
	size_t start = out->len;
	add_header(out, claims);
	buf_addc(out, '.');
	add_claims(out, claims);
	if (out->failed)
		return fail(ret_failure, ERR_RETRY, "out of memory");
	if (!add_signature(k, out->data + start, out->len - start, &signature))
		return fail(ret_failure, ERR_STOP, "the private key cannot sign (%s)", openssl_reason());
	buf_addc(out, '.');
	buf_add(out, signature.data, signature.len);
	return out->failed || signature.failed ? fail(ret_failure, ERR_RETRY, "out of memory") : OK;
}
