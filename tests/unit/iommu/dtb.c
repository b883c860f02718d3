/* Stream IDs on board.dts, every way; and trees that are damaged. */
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "iommu/dtb.h"
#include "unit/test.h"

static struct cs_dtb *open_board(void)
{
	struct cs_error err = {0};
	struct cs_dtb *d = cs_dtb_open(CS_BOARD_DTB, &err);

	if (!d)
		fail_msg("%s", err.message);
	return d;
}

static void check(const struct cs_dtb *d, const char *unit, uint64_t id, enum cs_dtb_how how,
		  const char *device, const char *name)
{
	struct cs_dtb_stream s;

	cs_dtb_find_stream(d, cs_str_from(unit), id, &s);
	if (s.how != how || strcmp(s.device, device) != 0 || strcmp(s.name, name) != 0)
		fail_msg("%s %#llx: %s %s (%s)", unit, (unsigned long long)id,
			 cs_dtb_how_name(s.how), s.device, s.name);
}

#define APPS "15000000.apps-smmu"
#define MASKED "/soc@0/iommu@5000000"

static void streams(void **state)
{
	struct cs_dtb *d = open_board();

	(void)state;
	check(d, APPS, 0x3c0, CS_DTB_EXACT, "/soc@0/ethernet@20000", "20000.ethernet");
	check(d, APPS, 0x3c1, CS_DTB_NONE, "", "");
	check(d, APPS, 0x2320, CS_DTB_MASK, "/soc@0/video@aa00000", "aa00000.video");
	check(d, APPS, 0x2345, CS_DTB_MASK, "/soc@0/video@aa00000", "aa00000.video");
	check(d, APPS, 0x2302, CS_DTB_NONE, "", "");
	check(d, APPS, 0xd6, CS_DTB_EXACT, "/soc@0/dma@800000", "800000.dma");
	check(d, APPS, 0x3, CS_DTB_NONE, "", "");
	check(d, MASKED, 0x3, CS_DTB_EXACT, "/soc@0/sata@3200000", "3200000.sata");
	check(d, MASKED, 0x7c03, CS_DTB_MASK, "/soc@0/sata@3200000", "3200000.sata");
	check(d, MASKED, 0x8003, CS_DTB_NONE, "", "");
	check(d, "0x5000000", 0x445, CS_DTB_MASK, "/soc@0/bus@8000000/jr@20000", "8020000.jr");
	check(d, APPS, 0x1b23, CS_DTB_EXACT, "/soc@0/cb/cb@3", "");
	cs_dtb_close(d);
}

/* Linux 4.8 and before: the unit lists its devices. */
static void old_lists(void **state)
{
	struct cs_dtb *d = open_board();

	(void)state;
	check(d, "7000000.iommu", 0x11, CS_DTB_EXACT, "/soc@0/sd@7100000", "7100000.sd");
	check(d, "7000000.iommu", 0x21, CS_DTB_EXACT, "/soc@0/usb@7200000", "7200000.usb");
	check(d, "7000000.iommu", 0x22, CS_DTB_EXACT, "/soc@0/usb@7200000", "7200000.usb");
	check(d, "7000000.iommu", 0x23, CS_DTB_NONE, "", "");
	check(d, APPS, 0x11, CS_DTB_NONE, "", "");
	cs_dtb_close(d);
}

static void pci_functions(void **state)
{
	struct cs_dtb *d = open_board();
	struct cs_dtb_stream s;

	(void)state;
	cs_dtb_find_stream(d, CS_STR(APPS), 0x1c08, &s);
	assert_int_equal(s.how, CS_DTB_IOMMU_MAP);
	assert_string_equal(s.device, "/pcie@40000000");
	assert_true(s.is_pci && s.has_requester);
	assert_int_equal(s.requester, 0x8);
	/* the mask takes the function's bits off: no function has this ID */
	cs_dtb_find_stream(d, CS_STR(APPS), 0x1c09, &s);
	assert_int_equal(s.how, CS_DTB_NONE);
	cs_dtb_find_stream(d, CS_STR(MASKED), 0xfc00, &s); /* stream-match-mask besides */
	assert_int_equal(s.how, CS_DTB_IOMMU_MAP);
	assert_int_equal(s.requester, 0x100);
	cs_dtb_close(d);
}

static void disabled_and_unknown(void **state)
{
	struct cs_dtb *d = open_board();
	struct cs_dtb_stream s;
	size_t n;

	(void)state;
	cs_dtb_find_stream(d, CS_STR(APPS), 0xd6, &s);
	assert_true(s.disabled);
	cs_dtb_units(d, &n);
	assert_int_equal(n, 3);
	assert_true(cs_dtb_has_unit(d, CS_STR(APPS)));
	assert_false(cs_dtb_has_unit(d, CS_STR("9050000.smmuv3")));
	cs_dtb_find_stream(d, (struct cs_str){NULL, 0}, 0x3c0, &s); /* behind any */
	assert_string_equal(s.unit_name, APPS);
	cs_dtb_close(d);
}

/* Each byte of the tree changed, and the tree cut at each length: an error or an answer. */
static void damage(void **state)
{
	static unsigned char tree[65536];
	FILE *f = fopen(CS_BOARD_DTB, "rb");
	size_t n = f ? fread(tree, 1, sizeof(tree), f) : 0;

	(void)state;
	assert_true(n > 100);
	fclose(f);
	for (size_t i = 0; i < 2 * n; i++) {
		size_t size = i < n ? i : n;
		unsigned char *copy = malloc(size + 1);
		struct cs_error err = {0};
		struct cs_dtb_stream s;
		struct cs_dtb *d;

		memcpy(copy, tree, size);
		if (i >= n)
			copy[i - n] ^= (unsigned char)(i * 37 | 1);
		d = cs_dtb_from_bytes("tree", copy, size, &err);
		if (d)
			cs_dtb_find_stream(d, CS_STR(APPS), 0x3c0, &s);
		else
			assert_true(err.message[0]);
		cs_dtb_close(d);
		free(copy);
	}
}

/* N units in a row under the root, then CHAIN nodes in each other with a stream at the end. */
static size_t make_tree(void *buf, int size, unsigned units, unsigned chain)
{
	static const fdt32_t stream[] = {0x01000000, 0x05000000}; /* phandle 1, stream 5 */
	char name[32];

	assert_int_equal(fdt_create(buf, size), 0);
	fdt_finish_reservemap(buf);
	fdt_begin_node(buf, "");
	for (unsigned i = 0; i < units; i++) {
		snprintf(name, sizeof(name), "iommu-%u", i);
		fdt_begin_node(buf, name);
		fdt_property_u32(buf, "#iommu-cells", 1);
		fdt_property_u32(buf, "phandle", i + 1);
		fdt_end_node(buf);
	}
	for (unsigned i = 0; i < chain; i++) {
		snprintf(name, sizeof(name), "n%u", i);
		fdt_begin_node(buf, name);
		if (i + 1 == chain)
			fdt_property(buf, "iommus", stream, sizeof(stream));
	}
	for (unsigned i = 0; i < chain; i++)
		fdt_end_node(buf);
	fdt_end_node(buf);
	assert_int_equal(fdt_finish(buf), 0);
	return fdt_totalsize(buf);
}

static enum cs_dtb_how ask(unsigned units, unsigned chain, size_t *unit_count)
{
	static char buf[1 << 20];
	size_t n = make_tree(buf, sizeof(buf), units, chain);
	struct cs_error err = {0};
	struct cs_dtb *d = cs_dtb_from_bytes("tree", buf, n, &err);
	struct cs_dtb_stream s;

	assert_non_null(d);
	cs_dtb_find_stream(d, (struct cs_str){NULL, 0}, 5, &s);
	cs_dtb_units(d, unit_count);
	cs_dtb_close(d);
	return s.how;
}

static void limits(void **state)
{
	size_t units;

	(void)state;
	assert_int_equal(ask(1, CS_LIMIT_DTB_DEPTH - 1, &units), CS_DTB_EXACT);
	assert_int_equal(ask(1, CS_LIMIT_DTB_DEPTH, &units), CS_DTB_NONE);
	assert_int_equal(ask(CS_LIMIT_DTB_UNITS + 10, 1, &units), CS_DTB_EXACT);
	assert_int_equal(units, CS_LIMIT_DTB_UNITS);
}

/* A tree whose header names an old version, of which libfdt takes too much on trust. */
static void old_version(void **state)
{
	static unsigned char tree[4096];
	size_t n = make_tree(tree, sizeof(tree), 1, 1);
	struct cs_error err = {0};

	(void)state;
	fdt_set_version(tree, 15);
	assert_null(cs_dtb_from_bytes("old.dtb", tree, n, &err));
	assert_string_equal(err.message, "device tree of version 15: read from version 16 on");
	fdt_set_version(tree, 16);
	cs_dtb_close(cs_dtb_from_bytes("new.dtb", tree, n, &err));
}

/* Lengths that libfdt adds up to less than nothing, or that reach behind the end. */
static void lengths(void **state)
{
	static const uint32_t wrong[] = {0xfffffff4, 0xffffffff, 0x80000000, 0x7fffffff, 5000};
	static unsigned char tree[4096];
	size_t n = make_tree(tree, sizeof(tree), 1, 1);
	int at = fdt_first_property_offset(tree, fdt_path_offset(tree, "/iommu-0"));
	struct fdt_property *p = fdt_offset_ptr_w(tree, at, sizeof(*p));

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct cs_error err = {0};

		p->len = cpu_to_fdt32(wrong[i]);
		assert_null(cs_dtb_from_bytes("tree", tree, n, &err));
		assert_string_equal(err.message, "device tree is damaged: FDT_ERR_TRUNCATED");
	}
}

static void too_large_a_file(void **state)
{
	char path[] = "/tmp/crashscan-dtb-XXXXXX";
	int fd = mkstemp(path);
	struct cs_error err = {0};

	(void)state;
	assert_true(fd >= 0 && ftruncate(fd, CS_LIMIT_DTB_BYTES + 1) == 0);
	assert_null(cs_dtb_open(path, &err));
	assert_non_null(strstr(err.message, "larger than"));
	close(fd);
	unlink(path);
}

/* More streams in a unit's own list than are kept. */
static void long_list(void **state)
{
	static char buf[1 << 17];
	static fdt32_t list[CS_LIMIT_DTB_MASTERS + 9];
	struct cs_error err = {0};
	struct cs_dtb_stream s;
	struct cs_dtb *d;

	(void)state;
	list[0] = cpu_to_fdt32(1);
	for (unsigned i = 1; i < sizeof(list) / sizeof(*list); i++)
		list[i] = cpu_to_fdt32(i - 1);
	assert_int_equal(fdt_create(buf, sizeof(buf)), 0);
	assert_int_equal(fdt_finish_reservemap(buf), 0);
	assert_int_equal(fdt_begin_node(buf, ""), 0);
	assert_int_equal(fdt_begin_node(buf, "dev"), 0);
	assert_int_equal(fdt_property_u32(buf, "phandle", 1), 0);
	assert_int_equal(fdt_property_u32(buf, "#stream-id-cells", CS_LIMIT_DTB_MASTERS + 8), 0);
	assert_int_equal(fdt_end_node(buf), 0);
	assert_int_equal(fdt_begin_node(buf, "iommu"), 0);
	assert_int_equal(fdt_property(buf, "mmu-masters", list, sizeof(list)), 0);
	assert_int_equal(fdt_end_node(buf), 0);
	assert_int_equal(fdt_end_node(buf), 0);
	assert_int_equal(fdt_finish(buf), 0);
	d = cs_dtb_from_bytes("tree", buf, fdt_totalsize(buf), &err);
	assert_non_null(d);
	cs_dtb_find_stream(d, (struct cs_str){NULL, 0}, CS_LIMIT_DTB_MASTERS - 1, &s);
	assert_int_equal(s.how, CS_DTB_EXACT);
	cs_dtb_find_stream(d, (struct cs_str){NULL, 0}, CS_LIMIT_DTB_MASTERS, &s);
	assert_int_equal(s.how, CS_DTB_NONE);
	cs_dtb_close(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(streams),       cmocka_unit_test(old_lists),
		cmocka_unit_test(pci_functions), cmocka_unit_test(disabled_and_unknown),
		cmocka_unit_test(damage),        cmocka_unit_test(limits),
		cmocka_unit_test(long_list),     cmocka_unit_test(too_large_a_file),
		cmocka_unit_test(old_version),   cmocka_unit_test(lengths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
