/* The table of options. Internal to conf. */
#ifndef GSYNC_COMMON_CONF_OPTION_H
#define GSYNC_COMMON_CONF_OPTION_H

#include <assert.h>
#include <stddef.h>

#include "common/conf.h"
#include "common/conf_value.h"

enum { CONF_OPTIONS_MOST = 64 };

enum conf_change {
	RESTART, /* a program that runs keeps the value that it began with */
	RELOAD   /* SIGHUP takes over another value */
};

struct conf_option {
	const char *section, *name;
	const struct conf_type *type;
	size_t offset; /* of its field in struct conf */
	enum conf_change change;
	const char *standard;
	const char *least, *most;
	const char *doc;
};

extern const struct conf_option conf_options[]; /* sections stand together; ends with a NULL section */

static inline void *conf_field(struct conf *c, const struct conf_option *o) { return (char *)c + o->offset; }
static inline const void *conf_const_field(const struct conf *c, const struct conf_option *o) { return (const char *)c + o->offset; }

#endif
