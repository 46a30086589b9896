/* Sizes and durations as people write them. */
#ifndef GSYNC_COMMON_UNITS_H
#define GSYNC_COMMON_UNITS_H

#include <stdbool.h>
#include <stdint.h>

/* "4096", "64K", "16M", "2G" (powers of 1024) → bytes. False for anything else. */
bool size_parse(const char *text, uint64_t *ret_bytes);
/* "250ms", "10s", "5m", "2h", "7d" or "0" → milliseconds. A number without its unit is refused: nobody can know what was meant. */
bool duration_parse(const char *text, uint64_t *ret_ms);

#endif
