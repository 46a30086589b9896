/* Values of configuration options: from text to a field, with what would be right in words. Internal to conf. */
#ifndef GSYNC_COMMON_CONF_VALUE_H
#define GSYNC_COMMON_CONF_VALUE_H

#include <stdbool.h>
#include <stddef.h>

struct conf_type {
	bool (*parse)(const char *text, void *field); /* false: not such a value, `field` untouched; or no memory */
	const char *expected;                         /* "a size such as 64K, 16M or 2G" */
	bool joins;                                   /* a continued line is part of the value, after a space */
	bool repeats;                                 /* every further value is appended: the field is a char ** */
};

extern const struct conf_type conf_level;      /* enum log_level */
extern const struct conf_type conf_text;       /* char *, may be empty */
extern const struct conf_type conf_path;       /* char *, not empty */
extern const struct conf_type conf_maybe_path; /* char *, may be empty */
extern const struct conf_type conf_paths;      /* char **, NULL-terminated */
extern const struct conf_type conf_url;        /* char *, without a slash at the end */
extern const struct conf_type conf_maybe_url;  /* char *, may be empty */
extern const struct conf_type conf_count;      /* unsigned */
extern const struct conf_type conf_size;       /* uint64_t, bytes */
extern const struct conf_type conf_maybe_size; /* uint64_t, bytes; empty: 0 */
extern const struct conf_type conf_ms;         /* uint64_t, milliseconds */
extern const struct conf_type conf_seconds;    /* unsigned */
extern const struct conf_type conf_yes_no;     /* bool */

/* True if the number in `field` lies between two values written as text (NULL: no limit). True for all that is no number. */
bool conf_within(const struct conf_type *type, const void *field, const char *least, const char *most);
/* True if two fields of a type hold the same value. */
bool conf_same(const struct conf_type *type, const void *a, const void *b);
/* Replaces a field by a copy of another; false without memory. */
bool conf_copy(const struct conf_type *type, const void *from, void *to);
/* Frees a field of a type that allocates and sets it to NULL. */
void conf_clear(const struct conf_type *type, void *field);

#endif
