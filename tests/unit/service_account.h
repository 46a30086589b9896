/* A service account with a key of its own, in a file as Google gives it out. For tests. */
#ifndef GSYNC_TESTS_SERVICE_ACCOUNT_H
#define GSYNC_TESTS_SERVICE_ACCOUNT_H

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/buf.h"

struct service_account {
	EVP_PKEY *key;
	char pem[4096];
	char path[64];
};

static void account_make(struct service_account *a)
{
	BIO *bio = BIO_new(BIO_s_mem());
	a->key = EVP_RSA_gen(2048);
	if (!bio || !a->key || PEM_write_bio_PrivateKey(bio, a->key, NULL, NULL, 0, NULL, NULL) != 1)
		abort();
	if (BIO_read(bio, a->pem, sizeof a->pem - 1) <= 0)
		abort();
	BIO_free(bio);
	snprintf(a->path, sizeof a->path, "/tmp/gsync-account-XXXXXX");
	close(mkstemp(a->path));
}

static void account_remove(struct service_account *a)
{
	EVP_PKEY_free(a->key);
	unlink(a->path);
}

static void account_write(const struct service_account *a, const char *type, const char *private_key, const char *token_uri)
{
	_cleanup_buf_ struct buf b = {0};
	buf_addf(&b, "{\"type\":\"%s\",\"private_key_id\":\"kid1\",\"client_email\":\"robot@example.iam\",\"token_uri\":\"%s\",\"private_key\":", type, token_uri);
	buf_add_json(&b, private_key, strlen(private_key));
	buf_addc(&b, '}');
	FILE *f = fopen(a->path, "w");
	if (!f || fwrite(b.data, 1, b.len, f) != b.len || fclose(f) != 0)
		abort();
}

/* A good key file whose tokens come from http://127.0.0.1:PORT/token. */
static void account_write_local(const struct service_account *a, unsigned port)
{
	char uri[64];
	snprintf(uri, sizeof uri, "http://127.0.0.1:%u/token", port);
	account_write(a, "service_account", a->pem, uri);
}

/* The one of a group of tests: its set-up and its end. */
static struct service_account account;

static int make_account(void **state)
{
	(void)state;
	account_make(&account);
	return 0;
}

static int remove_account(void **state)
{
	(void)state;
	account_remove(&account);
	return 0;
}

#endif
