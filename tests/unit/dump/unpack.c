/* Pages of kdump-compressed files, in each of the compressions. */
#include <lzo/lzo1x.h>
#include <snappy-c.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#include "dump/unpack.h"
#include "unit/test.h"

#define PAGE 4096u

static unsigned char page[PAGE], packed[2 * PAGE], back[PAGE];

static void fill(void)
{
	for (size_t i = 0; i < PAGE; i++)
		page[i] = (unsigned char)(i % 61);
}

static void comes_back(uint32_t flag, size_t n)
{
	memset(back, 0, sizeof(back));
	assert_true(cs_unpack_page(flag, packed, n, back, PAGE));
	assert_memory_equal(back, page, PAGE);
	/* cut, or of another size than a page: refused */
	assert_false(cs_unpack_page(flag, packed, n / 2, back, PAGE));
	assert_false(cs_unpack_page(flag, packed, n, back, PAGE / 2));
}

static void test_zlib(void **unused)
{
	uLongf n = sizeof(packed);

	(void)unused;
	fill();
	assert_int_equal(compress(packed, &n, page, PAGE), Z_OK);
	comes_back(CS_UNPACK_ZLIB, n);
}

static void test_lzo(void **unused)
{
	unsigned char *work = malloc(LZO1X_1_MEM_COMPRESS);
	lzo_uint n = sizeof(packed);

	(void)unused;
	fill();
	assert_int_equal(lzo1x_1_compress(page, PAGE, packed, &n, work), LZO_E_OK);
	free(work);
	comes_back(CS_UNPACK_LZO, n);
}

static void test_snappy(void **unused)
{
	size_t n = sizeof(packed);

	(void)unused;
	fill();
	assert_int_equal(snappy_compress((const char *)page, PAGE, (char *)packed, &n), SNAPPY_OK);
	comes_back(CS_UNPACK_SNAPPY, n);
}

static void test_zstd(void **unused)
{
	(void)unused;
	fill();
	comes_back(CS_UNPACK_ZSTD, ZSTD_compress(packed, sizeof(packed), page, PAGE, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_zlib),
		cmocka_unit_test(test_lzo),
		cmocka_unit_test(test_snappy),
		cmocka_unit_test(test_zstd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
