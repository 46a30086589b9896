/* Acting as another user of this system, which only root may: so that a check sees what that user sees, and so that PostgreSQL's peer authentication
 * knows us as that user. For one thread.
 */
#ifndef GSYNC_CLI_IDENTITY_H
#define GSYNC_CLI_IDENTITY_H

#include <stdbool.h>

bool identity_exists(const char *user);
/* Effective user, group and supplementary groups become the user's. False: we are not root, or there is no such user; nothing has changed. */
bool identity_take(const char *user);
void identity_return(void);

enum may { MAY_NOT, MAY, MAY_UNKNOWN };
/* Whether the user (NULL: we ourselves) may do that (R_OK, W_OK, X_OK) with the file; unknown: we may not act as that user. */
enum may identity_may(const char *user, const char *path, int rights);

#endif
