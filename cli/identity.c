/* initgroups, setgroups, AT_EACCESS */
#define _GNU_SOURCE
#include "cli/identity.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stddef.h>
#include <unistd.h>

enum { MOST_GROUPS = 256 };

static gid_t own_groups[MOST_GROUPS];
static int own_group_count;
static gid_t own_group;

bool identity_exists(const char *user) { return getpwnam(user) != NULL; }

bool identity_take(const char *user)
{
	const struct passwd *who = geteuid() == 0 ? getpwnam(user) : NULL;
	if (!who)
		return false;
	uid_t uid = who->pw_uid;
	gid_t gid = who->pw_gid;
	own_group = getegid();
	own_group_count = getgroups(MOST_GROUPS, own_groups);
	if (own_group_count >= 0 && initgroups(user, gid) == 0 && setegid(gid) == 0 && seteuid(uid) == 0)
		return true;
	identity_return();
	return false;
}

void identity_return(void)
{
	/* Back to what we were: as root's real user id allows, these cannot fail */
	if (seteuid(getuid()) == 0 && setegid(own_group) == 0 && own_group_count >= 0)
		setgroups((size_t)own_group_count, own_groups);
}

enum may identity_may(const char *user, const char *path, int rights)
{
	if (user && !identity_take(user))
		return MAY_UNKNOWN;
	enum may may = faccessat(AT_FDCWD, path, rights, AT_EACCESS) == 0 ? MAY : MAY_NOT;
	if (user)
		identity_return();
	return may;
}
