/* The key file of a Google service account (credentials.json, as Google's console gives it out). */
#ifndef GSYNC_GOOGLE_CREDENTIALS_H
#define GSYNC_GOOGLE_CREDENTIALS_H

#include "common/error.h"
#include "google/jwt.h"

struct credentials {
	char *email;     /* client_email: who the service account is */
	char *key_id;    /* private_key_id, or NULL */
	char *token_uri; /* https, or http to loopback */
	struct jwt_key *key;
};

/* NULL on failure: the text names the file, the member and what to do. */
struct credentials *credentials_read(const char *path, struct failure *ret_failure);
void credentials_free(struct credentials *c);

#endif
