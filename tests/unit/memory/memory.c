#include "unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "memory/memory.h"

static void reads_cross_adjoining_segments_but_not_holes(void **state)
{
	struct cs_memory *m = cs_memory_new();
	struct cs_error err;
	char buf[8] = "";
	size_t got;

	(void)state;
	assert_int_equal(cs_memory_add_bytes(m, "efgh", 4, 0x1004, "b", &err), CS_OK);
	assert_int_equal(cs_memory_add_bytes(m, "abcd", 4, 0x1000, "a", &err), CS_OK);
	assert_int_equal(cs_memory_read(m, 0x1001, buf, 7, &err), CS_OK);
	assert_memory_equal(buf, "bcdefgh", 7);
	assert_int_equal(cs_memory_read(m, 0x1001, buf, 8, &err), CS_NOT_FOUND);
	assert_non_null(strstr(err.message, "0x1008"));
	assert_int_equal(cs_memory_read(m, 0xfff, buf, 1, &err), CS_NOT_FOUND);
	assert_int_equal(cs_memory_read_some(m, 0x1002, buf, 8, &got, &err), CS_OK);
	assert_int_equal(got, 6);
	assert_int_equal(cs_memory_read_some(m, 0x2000, buf, 8, &got, &err), CS_OK);
	assert_int_equal(got, 0);
	cs_memory_free(m);
}

static void overlaps_are_refused(void **state)
{
	struct cs_memory *m = cs_memory_new();
	struct cs_error err;

	(void)state;
	assert_int_equal(cs_memory_add_bytes(m, "abcd", 4, 0x1000, "first", &err), CS_OK);
	assert_int_equal(cs_memory_add_bytes(m, "abcd", 4, 0x1003, "x", &err), CS_ERR_FORMAT);
	assert_non_null(strstr(err.message, "first"));
	assert_int_equal(cs_memory_add_bytes(m, "abcd", 4, 0xffd, "x", &err), CS_ERR_FORMAT);
	assert_int_equal(cs_memory_add_bytes(m, "abcd", 2, 0x1001, "x", &err), CS_ERR_FORMAT);
	assert_int_equal(cs_memory_add_bytes(m, "abcd", 0, 0x2000, "x", &err), CS_ERR_FORMAT);
	assert_int_equal(cs_memory_add_bytes(m, "abcd", 4, UINT64_MAX - 3, "x", &err),
			 CS_ERR_FORMAT);
	assert_int_equal(cs_memory_segment_count(m), 1);
	assert_int_equal(cs_memory_add_bytes(m, "abcd", 4, UINT64_MAX - 4, "top", &err), CS_OK);
	cs_memory_free(m);
}

static void the_top_of_the_address_space_ends_a_read(void **state)
{
	struct cs_memory *m = cs_memory_new();
	struct cs_error err;
	uint64_t v;
	uint32_t w;
	size_t got;
	char buf[16];

	(void)state;
	assert_int_equal(cs_memory_add_bytes(m, "\1\2\3\4", 4, UINT64_MAX - 4, "top", &err), CS_OK);
	assert_int_equal(cs_memory_read_u32(m, UINT64_MAX - 4, &w, &err), CS_OK);
	assert_int_equal(w, 0x04030201);
	assert_int_equal(cs_memory_read_u64(m, UINT64_MAX - 4, &v, &err), CS_NOT_FOUND);
	assert_int_equal(cs_memory_read_u64(m, UINT64_MAX, &v, &err), CS_NOT_FOUND);
	assert_int_equal(cs_memory_read_some(m, UINT64_MAX - 2, buf, 16, &got, &err), CS_OK);
	assert_int_equal(got, 2);
	cs_memory_free(m);
}

static void views_stay_within_one_mapped_segment(void **state)
{
	struct cs_memory *m = cs_memory_new();
	struct cs_error err;
	static const char data[] = "abcd";

	(void)state;
	assert_int_equal(cs_memory_add_bytes(m, data, 4, 0x1000, "a", &err), CS_OK);
	assert_ptr_equal(cs_memory_view(m, 0x1001, 3), data + 1);
	assert_null(cs_memory_view(m, 0x1001, 4));
	assert_null(cs_memory_view(m, 0x1001, UINT64_MAX));
	assert_null(cs_memory_view(m, 0x2000, 1));
	cs_memory_free(m);
}

/* ---- a reader of its own ---- */

struct pages {
	int freed;
};

/* Page 1 of 4 was left out, page 2 is damaged. */
static enum cs_status read_pages(void *ctx, uint64_t offset, void *buf, size_t n,
				 struct cs_error *err)
{
	(void)ctx;
	assert_true(offset + n <= 0x4000);
	for (uint64_t p = offset >> 12; p <= (offset + n - 1) >> 12; p++) {
		if (p == 1)
			return cs_error_set(err, CS_NOT_FOUND, "dump", "page left out");
		if (p == 2)
			return cs_error_set(err, CS_ERR_FORMAT, "dump", "page damaged");
	}
	memset(buf, (int)(offset >> 12) + 1, n);
	return CS_OK;
}

static void free_pages(void *ctx)
{
	((struct pages *)ctx)->freed++;
}

static void a_provider_reads_its_own_pages(void **state)
{
	static const struct cs_memory_ops ops = {read_pages, free_pages};
	struct pages pages = {0};
	struct cs_memory *m = cs_memory_new();
	struct cs_error err;
	unsigned char buf[0x3000];
	size_t got;

	(void)state;
	assert_int_equal(cs_memory_add_segment(m, 0x8000, 0x4000, &ops, &pages, "dump", &err),
			 CS_OK);
	assert_int_equal(cs_memory_read(m, 0xb010, buf, 16, &err), CS_OK);
	assert_int_equal(buf[15], 4);
	assert_int_equal(cs_memory_read(m, 0x9000, buf, 1, &err), CS_NOT_FOUND);
	assert_int_equal(cs_memory_read(m, 0xa000, buf, 1, &err), CS_ERR_FORMAT);
	assert_int_equal(cs_memory_read_some(m, 0x8ff0, buf, 0x3000, &got, &err), CS_OK);
	assert_int_equal(got, 16);
	assert_null(cs_memory_view(m, 0x8000, 1));
	cs_memory_free(m);
	assert_int_equal(pages.freed, 1);
}

static void a_refused_segment_stays_its_owners(void **state)
{
	static const struct cs_memory_ops ops = {read_pages, free_pages};
	struct pages pages = {0};
	struct cs_memory *m = cs_memory_new();
	struct cs_error err;

	(void)state;
	assert_int_equal(cs_memory_add_segment(m, 0, 0, &ops, &pages, "dump", &err), CS_ERR_FORMAT);
	cs_memory_free(m);
	assert_int_equal(pages.freed, 0);
}

static void the_count_of_segments_is_limited(void **state)
{
	struct cs_memory *m = cs_memory_new();
	struct cs_error err;

	(void)state;
	for (unsigned i = 0; i < CS_LIMIT_MEMORY_SEGMENTS; i++)
		assert_int_equal(cs_memory_add_bytes(m, "x", 1, i * 16u, "piece", &err), CS_OK);
	assert_int_equal(cs_memory_add_bytes(m, "x", 1, 1, "piece", &err), CS_ERR_FORMAT);
	assert_non_null(strstr(err.message, "pieces of memory"));
	cs_memory_free(m);
}

/* ---- files ---- */

static void files_are_mapped_where_they_belong(void **state)
{
	char path[] = "/tmp/cs-memory-XXXXXX";
	int fd = mkstemp(path);
	struct cs_memory *m = cs_memory_new();
	struct cs_error err;
	uint64_t v;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(cs_memory_add_file(m, path, 0, &err), CS_ERR_FORMAT); /* empty */
	assert_int_equal(write(fd, "\x88\x77\x66\x55\x44\x33\x22\x11", 8), 8);
	close(fd);
	assert_int_equal(cs_memory_add_file(m, path, 0x40000000, &err), CS_OK);
	assert_int_equal(cs_memory_add_file(m, path, 0x40000004, &err), CS_ERR_FORMAT);
	assert_int_equal(cs_memory_read_u64(m, 0x40000000, &v, &err), CS_OK);
	assert_true(v == 0x1122334455667788);
	assert_int_equal(cs_memory_add_file(m, "/nonexistent/ram", 0, &err), CS_ERR_IO);
	assert_int_equal(cs_memory_add_file(m, "/tmp", 0, &err), CS_ERR_IO);
	cs_memory_free(m);
	unlink(path);
}

static void a_base_is_split_from_a_file_name(void **state)
{
	char path[32];
	uint64_t base;
	bool has;

	(void)state;
	assert_true(cs_memory_split_spec("ram.bin@0x40000000", path, sizeof(path), &base, &has));
	assert_string_equal(path, "ram.bin");
	assert_true(has && base == 0x40000000);
	assert_true(cs_memory_split_spec("a@b.bin@80000000", path, sizeof(path), &base, &has));
	assert_string_equal(path, "a@b.bin");
	assert_true(has && base == 0x80000000);
	assert_true(cs_memory_split_spec("a@b.bin", path, sizeof(path), &base, &has));
	assert_string_equal(path, "a@b.bin");
	assert_false(has);
	assert_true(base == 0);
	assert_false(cs_memory_split_spec("a-name-too-long-for-the-buffer-given@0", path, 8, &base,
					  &has));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_cross_adjoining_segments_but_not_holes),
		cmocka_unit_test(overlaps_are_refused),
		cmocka_unit_test(the_top_of_the_address_space_ends_a_read),
		cmocka_unit_test(views_stay_within_one_mapped_segment),
		cmocka_unit_test(a_provider_reads_its_own_pages),
		cmocka_unit_test(a_refused_segment_stays_its_owners),
		cmocka_unit_test(the_count_of_segments_is_limited),
		cmocka_unit_test(files_are_mapped_where_they_belong),
		cmocka_unit_test(a_base_is_split_from_a_file_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
