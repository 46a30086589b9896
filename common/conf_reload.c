#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/conf_option.h"

static void add_name(struct buf *to, const struct conf_option *o)
{
	buf_addf(to, "%s[%s] %s", to->len ? ", " : "", o->section, o->name);
}

/* What cannot change stays as it is in `running`. False without memory. */
static bool keep_the_rest(const struct conf *running, struct conf *fresh, struct buf *changed, struct buf *waiting)
{
	bool good = true;
	for (const struct conf_option *o = conf_options; o->section && good; o++) {
		if (conf_same(o->type, conf_const_field(running, o), conf_const_field(fresh, o)))
			continue;
		add_name(o->change == RELOAD ? changed : waiting, o);
		if (o->change == RESTART)
			good = conf_copy(o->type, conf_const_field(running, o), conf_field(fresh, o));
	}
	return good && !changed->failed && !waiting->failed;
}

enum error conf_reload(const char *path, struct conf *running, struct conf **ret, struct buf *ret_changed, struct buf *ret_waiting, struct failure *ret_failure)
{
	_cleanup_buf_ struct buf changed = {0}, waiting = {0};
	struct conf *fresh = conf_read(path, ret_failure);
	if (!fresh)
		return ERR_STOP;
	if (!keep_the_rest(running, fresh, &changed, &waiting)) {
		conf_free(fresh);
		return fail(ret_failure, ERR_RETRY, "out of memory");
	}
	fresh->older = running;
	*ret = fresh;
	*ret_changed = changed;
	*ret_waiting = waiting;
	changed = waiting = (struct buf){0};
	return OK;
}
