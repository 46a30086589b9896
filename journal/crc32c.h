/* CRC-32C (Castagnoli), as iSCSI and ext4 use it. */
#ifndef GSYNC_JOURNAL_CRC32C_H
#define GSYNC_JOURNAL_CRC32C_H

#include <stddef.h>
#include <stdint.h>

/* `crc` is 0 at first, or what the call for the bytes before returned. */
uint32_t crc32c(uint32_t crc, const void *bytes, size_t n);

#endif
