/* Inside common/json.c and common/json_scan.c only: the validator, which also counts what the parser will need. */
#ifndef GSYNC_COMMON_JSON_SCAN_H
#define GSYNC_COMMON_JSON_SCAN_H

#include "common/json.h"

/* json_validate; *ret_tokens is the number of values and member names in the text. */
bool json_scan(const char *text, size_t n, size_t *ret_tokens, struct json_fault *ret_fault);

#endif
