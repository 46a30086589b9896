#include "cli/credentials.h"

#include "google/credentials.h"

enum error credentials_email(const char *path, struct buf *to, struct failure *ret_failure)
{
	struct credentials *c = credentials_read(path, ret_failure);
	if (!c)
		return ERR_STOP;
	buf_adds(to, c->email);
	credentials_free(c);
	return OK;
}
