/* Numbers out of bytes that may be unaligned and of either order. */
#ifndef CS_BASE_BYTES_H
#define CS_BASE_BYTES_H

#include <stdint.h>
#include <string.h>

static inline uint16_t cs_le16(const void *p)
{
	const unsigned char *b = p;

	return (uint16_t)(b[0] | b[1] << 8);
}

static inline uint32_t cs_le32(const void *p)
{
	const unsigned char *b = p;

	return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static inline uint64_t cs_le64(const void *p)
{
	return cs_le32(p) | (uint64_t)cs_le32((const unsigned char *)p + 4) << 32;
}

static inline uint32_t cs_be32(const void *p)
{
	return __builtin_bswap32(cs_le32(p));
}

static inline uint64_t cs_be64(const void *p)
{
	return __builtin_bswap64(cs_le64(p));
}

#endif
