/* The access token of a service account: fetched when first needed, renewed some minutes before it ends. */
#ifndef GSYNC_GOOGLE_TOKEN_H
#define GSYNC_GOOGLE_TOKEN_H

#include "common/error.h"
#include "google/http.h"

struct token;

/* Reads the key file once, to see that it is good; it is read again at each renewal, so that a new key of the same account needs no restart.
 * NULL on failure. */
struct token *token_new(const char *credentials_path, struct failure *ret_failure);
void token_free(struct token *t);
static inline void token_freep(struct token **t) { token_free(*t); }
#define _cleanup_token_ __attribute__((cleanup(token_freep)))

/* client_email of the key file. May be called from any thread. */
const char *token_email(const struct token *t);

/* *ret_token is valid until the next call. ERR_RETRY: network, or trouble at Google's. ERR_STOP: the clock, the key or the file is wrong; the
 * text says which. A token that is still good is used while a new one cannot be had. */
enum error token_get(struct token *t, struct http *h, const char **ret_token, struct failure *ret_failure);
/* The API refused it (401): get a new one next time. */
void token_forget(struct token *t);

#endif
