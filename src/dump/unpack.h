/* One compressed page of a dump. */
#ifndef CS_DUMP_UNPACK_H
#define CS_DUMP_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* page_desc.flags (makedumpfile 1.7.2 diskdump_mod.h) */
#define CS_UNPACK_ZLIB 0x01u
#define CS_UNPACK_LZO 0x02u
#define CS_UNPACK_SNAPPY 0x04u
#define CS_UNPACK_ZSTD 0x20u
#define CS_UNPACK_ALL (CS_UNPACK_ZLIB | CS_UNPACK_LZO | CS_UNPACK_SNAPPY | CS_UNPACK_ZSTD)

/* True when the N bytes of P unpack to exactly SIZE bytes at TO. */
bool cs_unpack_page(uint32_t flags, const unsigned char *p, size_t n, unsigned char *to,
		    size_t size);

#endif
