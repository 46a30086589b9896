/* JSON (RFC 8259): a strict validator, and a reader over jsmn for text that the validator has passed.
 *
 * json_validate comes first, always: jsmn itself accepts much that is not JSON and is quadratic on hostile nesting.
 */
#ifndef GSYNC_COMMON_JSON_H
#define GSYNC_COMMON_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { JSON_MAX_DEPTH = 64 };

/* Where and why a text is not JSON. */
struct json_fault {
	size_t at;          /* byte offset of the first byte that cannot be right */
	const char *reason; /* a literal, such as "invalid UTF-8" */
};

/* True if the `n` bytes are one JSON text: well-formed UTF-8 without byte order mark, no lone surrogate escapes,
 * numbers that a double can hold (no overflow to infinity), at most JSON_MAX_DEPTH levels, nothing after it. One pass, no allocation. */
bool json_validate(const char *text, size_t n, struct json_fault *ret_fault);

/* A parsed text. Opaque; values are indices into it. The text must outlive it. */
struct json;
typedef uint32_t json_value; /* 0 is the root */
#define JSON_NONE UINT32_MAX

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

/* Validates, then parses. NULL with *ret_fault filled if it is not JSON (or memory ran out: reason "out of memory"). */
struct json *json_parse(const char *text, size_t n, struct json_fault *ret_fault);
void json_free(struct json *j);
static inline void json_freep(struct json **j) { json_free(*j); }
#define _cleanup_json_ __attribute__((cleanup(json_freep)))

enum json_type json_type(const struct json *j, json_value v);
size_t json_count(const struct json *j, json_value v);       /* members of an object, elements of an array, else 0 */
json_value json_member(const struct json *j, json_value object, const char *name); /* last one of that name, or JSON_NONE; v may be JSON_NONE */
/* Iterate: first child / next sibling; JSON_NONE at the end. For an object these are names (strings); json_of(name) is the value. */
json_value json_first(const struct json *j, json_value v);
json_value json_next(const struct json *j, json_value v);
json_value json_of(const struct json *j, json_value name);
/* The bytes of a value as they stand in the text (a string with its quotes). */
const char *json_raw(const struct json *j, json_value v, size_t *ret_len);
size_t json_at(const struct json *j, json_value v); /* byte offset */
/* The unescaped string, NUL-terminated, malloc'ed; *ret_len (may be NULL) counts bytes (it may hold NULs). NULL if it is no string or without memory. */
char *json_string(const struct json *j, json_value v, size_t *ret_len);
/* True if it is a string that equals `text` after unescaping; false for JSON_NONE. */
bool json_equals(const struct json *j, json_value v, const char *text);
/* False unless it is a number (that is an integer in range). */
bool json_integer(const struct json *j, json_value v, int64_t *ret);
bool json_double(const struct json *j, json_value v, double *ret);
bool json_bool(const struct json *j, json_value v, bool *ret);

#endif
