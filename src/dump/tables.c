#include "dump/tables.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "dump/ram.h"

#define TABLE_MAX 65536u
#define TABLES_TO_READ 2048u  /* for one candidate root */
#define TABLES_IN_ALL 400000u /* hostile memory may be full of candidates */
#define PXN (1ull << 53)      /* not executable by the kernel */
#define STEXT 0x10000u        /* from the image's header to what is mapped (6.1 _stext) */

#define AF (1ull << 10) /* of what maps memory: the kernel always sets it there */

/* A table's and a page's descriptor differ by their place only; and the pages of the image hold
 * the tables, too. Without AF it is a table. */
static bool is_table(uint64_t e)
{
	return (e & 3) == 3 && !(e & AF);
}

static bool is_leaf(uint64_t e, bool last_level)
{
	return (e & 3) == (last_level ? 3 : 1) && e & AF;
}

struct hunt {
	struct cs_vm *vm;
	uint64_t image, size;
	unsigned char *tables; /* one of each level */
	unsigned budget, left;
	uint64_t va; /* where the text is mapped */
};

static size_t table_bytes(const struct hunt *h)
{
	return (size_t)1 << h->vm->page_shift;
}

static uint64_t output(const struct hunt *h, uint64_t e)
{
	return e & 0x0000fffffffff000ull & ~((1ull << h->vm->page_shift) - 1);
}

static bool maps_text(const struct hunt *h, uint64_t e, uint64_t va, uint64_t size)
{
	uint64_t pa = output(h, e), text = h->image + STEXT;

	return !(e & PXN) && pa % size == 0 && text >= pa && text - pa < size &&
	       va + (text - pa) != text;
}

/* Looks through the table at PA, whose entries cover 1 << SHIFT bytes each from VA on. */
static bool look_through(struct hunt *h, uint64_t pa, uint64_t va, unsigned shift, unsigned level,
			 unsigned entries)
{
	unsigned char *t = h->tables + (size_t)level * TABLE_MAX;
	unsigned step = h->vm->page_shift - 3;

	if (h->budget == 0 || !cs_ram_get(h->vm->im, pa, t, entries * 8))
		return false;
	h->budget--;
	for (unsigned i = 0; i < entries; i++) {
		uint64_t e = cs_le64(t + i * 8), at = va + ((uint64_t)i << shift);
		bool leaf = is_leaf(e, shift == h->vm->page_shift);

		if (leaf && maps_text(h, e, at, 1ull << shift)) {
			h->va = at + (h->image + STEXT - output(h, e));
			return true;
		}
		if (is_table(e) && shift > h->vm->page_shift &&
		    look_through(h, output(h, e), at, shift - step, level + 1,
				 (unsigned)(table_bytes(h) / 8)))
			return true;
	}
	return false;
}

/* Valid entries, or 0 for what can't be a table. */
static unsigned count_entries(const unsigned char *t, unsigned entries)
{
	unsigned n = 0;

	for (unsigned i = 0; i < entries; i++) {
		uint64_t e = cs_le64(t + i * 8);

		if (e == 0)
			continue;
		if ((e & 3) != 3 && (e & 3) != 1)
			return 0;
		n++;
	}
	return n;
}

/* Each table that a root names is one: a page of a last level, taken for a root, names pages
 * of any content. Reads into the second buffer. */
static bool children_are_tables(const struct hunt *h, unsigned entries)
{
	unsigned char *child = h->tables + TABLE_MAX;
	size_t n = table_bytes(h);

	for (unsigned i = 0; i < entries; i++) {
		uint64_t e = cs_le64(h->tables + i * 8);

		if (is_table(e) && (!cs_ram_get(h->vm->im, output(h, e), child, n) ||
				    !count_entries(child, (unsigned)(n / 8))))
			return false;
	}
	return true;
}

struct root {
	uint64_t pa, va;
	unsigned entries;
};

/* A kernel for 52 bits puts its image where one for 48 would, so that it runs there, too (6.1
 * asm/memory.h VA_BITS_MIN). The root of 48 bits, taken for one of 52, maps it elsewhere. */
static bool may_be_image(const struct hunt *h)
{
	return h->vm->va_bits != 52 || h->va >= (1ull << 52) - (1ull << 47);
}

static void try_root(struct hunt *h, uint64_t pa, struct root *best)
{
	unsigned step = h->vm->page_shift - 3, shift = h->vm->page_shift, entries, n;

	while (shift + step < h->vm->va_bits)
		shift += step;
	entries = 1u << (h->vm->va_bits - shift);
	if (!cs_ram_get(h->vm->im, pa, h->tables, entries * 8))
		return;
	n = count_entries(h->tables, entries);
	if (n <= best->entries || !children_are_tables(h, entries))
		return;
	h->budget = h->left < TABLES_TO_READ ? h->left : TABLES_TO_READ;
	h->left -= h->budget;
	if (look_through(h, pa, 0, shift, 0, entries) && may_be_image(h))
		*best = (struct root){pa, h->va, n};
	h->left += h->budget;
}

static bool try_va_bits(struct hunt *h, unsigned va_bits)
{
	struct cs_vm *vm = h->vm;
	struct root best = {0};

	vm->va_bits = va_bits;
	/* swapper_pg_dir has a page of its own */
	for (uint64_t at = h->image; at < h->image + h->size; at += 1ull << vm->page_shift)
		try_root(h, at, &best);
	if (!best.entries)
		return false;
	vm->root = best.pa;
	vm->image_begin = best.va - STEXT + (va_bits < 64 ? ~0ull << va_bits : 0);
	vm->image_end = vm->image_begin + h->size;
	vm->image_offset = vm->image_begin - h->image;
	cs_vm_flush(vm);
	return true;
}

bool cs_tables_find_arm64(struct cs_vm *vm, uint64_t image, uint64_t size, unsigned page_shift)
{
	/* a table of fewer levels is found inside of one that has more: those come first */
	static const unsigned char bits[3][4] = {{52, 48, 39}, {52, 48, 47, 36}, {52, 48, 42}};
	struct hunt h = {.vm = vm, .image = image, .size = size, .left = TABLES_IN_ALL};
	bool found = false;

	vm->arch = CS_DUMP_ARCH_ARM64;
	vm->page_shift = page_shift;
	h.tables = cs_alloc(6 * (size_t)TABLE_MAX);
	for (unsigned i = 0; i < 4 && !found && bits[(page_shift - 12) / 2][i]; i++)
		found = try_va_bits(&h, bits[(page_shift - 12) / 2][i]);
	free(h.tables);
	if (!found)
		vm->root = CS_VM_NO_ROOT;
	return found;
}

/* ---- x86 ---- */

#define X86_MAP 0xffffffff80000000ull
#define X86_MAP_END 0xffffffffc0000000ull
#define X86_STEP (2ull << 20)

bool cs_tables_use_cr3(struct cs_vm *vm, uint64_t cr3, bool five_levels)
{
	unsigned mapped = 0;

	vm->arch = CS_DUMP_ARCH_X86_64;
	vm->root = cr3 & 0x000ffffffffff000ull;
	vm->va_bits = five_levels ? 57 : 48;
	for (uint64_t va = X86_MAP; va < X86_MAP_END; va += X86_STEP) {
		uint64_t pa, size;

		if (!cs_vm_walk_x86(vm, va, &pa, &size))
			continue;
		if (mapped++ == 0) {
			vm->image_begin = va;
			vm->image_offset = va - pa;
		}
		vm->image_end = va + X86_STEP;
	}
	cs_vm_flush(vm);
	if (mapped >= 4) /* text, rodata, data, bss: less is no kernel */
		return true;
	vm->root = CS_VM_NO_ROOT;
	vm->image_begin = vm->image_end = 0;
	return false;
}

static bool is_candidate(const unsigned char *t)
{
	return (cs_le64(t + 511 * 8) & 0x8000000000000083ull) == 3; /* a table, executable */
}

static bool look_for_root(void *ctx, uint64_t pa, const unsigned char *p, size_t n, size_t fresh)
{
	struct cs_vm *vm = ctx;

	for (size_t i = (size_t)(-pa & 4095); i < fresh && i + 4096 <= n; i += 4096)
		if (is_candidate(p + i) &&
		    (cs_tables_use_cr3(vm, pa + i, false) || cs_tables_use_cr3(vm, pa + i, true)))
			return false;
	return true;
}

bool cs_tables_find_x86(struct cs_vm *vm)
{
	cs_ram_scan(vm->im, look_for_root, vm);
	return vm->root != CS_VM_NO_ROOT;
}
