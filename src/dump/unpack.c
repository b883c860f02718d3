#include "dump/unpack.h"

#include <lzo/lzo1x.h>
#include <snappy-c.h>
#include <zlib.h>
#include <zstd.h>

static bool unpack_zlib(const unsigned char *p, size_t n, unsigned char *to, size_t size)
{
	uLongf got = size;

	return uncompress(to, &got, p, n) == Z_OK && got == size;
}

static bool unpack_lzo(const unsigned char *p, size_t n, unsigned char *to, size_t size)
{
	lzo_uint got = size;

	return lzo1x_decompress_safe(p, n, to, &got, NULL) == LZO_E_OK && got == size;
}

static bool unpack_snappy(const unsigned char *p, size_t n, unsigned char *to, size_t size)
{
	size_t got = 0;

	return snappy_uncompressed_length((const char *)p, n, &got) == SNAPPY_OK && got == size &&
	       snappy_uncompress((const char *)p, n, (char *)to, &got) == SNAPPY_OK;
}

bool cs_unpack_page(uint32_t flags, const unsigned char *p, size_t n, unsigned char *to,
		    size_t size)
{
	if (flags & CS_UNPACK_ZLIB)
		return unpack_zlib(p, n, to, size);
	if (flags & CS_UNPACK_LZO)
		return unpack_lzo(p, n, to, size);
	if (flags & CS_UNPACK_SNAPPY)
		return unpack_snappy(p, n, to, size);
	return ZSTD_decompress(to, size, p, n) == size;
}
