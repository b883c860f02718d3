/* A kernel that left no VMCOREINFO (too early, or not configured): found by what every image
 * carries. */
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/mem.h"
#include "dump/kernel.h"
#include "dump/parts.h"
#include "dump/ram.h"
#include "dump/search.h"
#include "dump/tables.h"

#define IMAGE_LEAST (256ull << 10)
#define IMAGE_MOST (512ull << 20)

/* Calls FN with pieces of the image that overlap by 4096 bytes; stops when it returns true. */
typedef bool piece_fn(void *ctx, uint64_t pa, const unsigned char *p, size_t n);

static void each_piece(struct cs_kernel *k, struct cs_vm *vm, piece_fn *fn, void *ctx)
{
	const size_t window = 1u << 20;
	unsigned char *buf = cs_alloc(window + 4096);

	for (uint64_t at = 0; at < k->image_bytes; at += window) {
		size_t n = cs_ram_read(vm->im, k->image_pa + at, buf, window + 4096);

		if (fn(ctx, k->image_pa + at, buf, n))
			break;
	}
	free(buf);
}

/* ---- the banner ---- */

/* linux_banner: "Linux version 6.1.0 (user@host) (compiler) #1 SMP …\n" (init/version.c) */
static bool look_for_banner(void *ctx, uint64_t pa, const unsigned char *p, size_t n)
{
	struct cs_kernel *k = ctx;
	struct cs_str s = {(const char *)p, n}, word;

	(void)pa;
	while ((s = cs_str_after(s, "Linux version ")).p) {
		struct cs_str line = cs_str_until(s, "\n"), rest = line;

		if (line.n == s.n || line.n > sizeof(k->banner) - 16 || !line.n ||
		    !cs_is_digit(line.p[0]) || !cs_str_has(line, "#"))
			continue;
		snprintf(k->banner, sizeof(k->banner), "Linux version " CS_STR_FMT,
			 CS_STR_ARG(line));
		if (cs_eat_word(&rest, &word))
			snprintf(k->release, sizeof(k->release), CS_STR_FMT, CS_STR_ARG(word));
		return true;
	}
	return false;
}

/* ---- the build ID ---- */

/* Whether the note at PA belongs to a vDSO: an ELF file inside of the image. */
static bool is_in_elf(struct cs_vm *vm, uint64_t pa)
{
	for (uint64_t page = pa & ~4095ull, i = 0; i < 8 && page >= i * 4096; i++) {
		uint64_t at = page - i * 4096;
		Elf64_Ehdr e;

		if (!cs_ram_get(vm->im, at, &e, sizeof(e)) ||
		    memcmp(e.e_ident, ELFMAG, SELFMAG) != 0)
			continue;
		return e.e_ident[EI_CLASS] != ELFCLASS64 ||
		       pa - at < e.e_shoff + (uint64_t)e.e_shnum * e.e_shentsize;
	}
	return false;
}

struct id_hunt {
	struct cs_kernel *k;
	struct cs_vm *vm;
};

static bool look_for_build_id(void *ctx, uint64_t pa, const unsigned char *p, size_t n)
{
	static const unsigned char head[16] = {4, 0, 0, 0, 20,  0,   0,   0,
					       3, 0, 0, 0, 'G', 'N', 'U', 0};
	struct id_hunt *h = ctx;

	for (size_t i = 0; i + 36 <= n;) {
		const unsigned char *hit = memmem(p + i, n - i, head, sizeof(head));

		if (!hit || (size_t)(hit - p) + 36 > n)
			return false;
		i = (size_t)(hit - p) + 1;
		if (is_in_elf(h->vm, pa + (uint64_t)(hit - p)))
			continue;
		for (unsigned b = 0; b < 20; b++)
			snprintf(h->k->build_id + 2 * b, 3, "%02x", hit[16 + b]);
		return true;
	}
	return false;
}

/* ---- how far it was moved ---- */

#define MIB (1ull << 20)
#define X86_LINKED_FOR 0xffffffff81000000ull /* CONFIG_PHYSICAL_START's default */
#define VERSION(major, minor) ((major)*1000u + (minor))

/* The address that arm64 images of VERSION are linked for (KIMAGE_VADDR of asm/memory.h and
 * TEXT_OFFSET): behind the modules' area, which stood behind the one for BPF from 5.0 to 5.15;
 * 0: not sure. */
static uint64_t arm64_linked_for(unsigned version, unsigned va_bits)
{
	uint64_t text_offset = version < VERSION(5, 8) ? 0x80000 : 0;
	unsigned half = va_bits < 48 ? va_bits - 1 : 47;

	if (version < VERSION(4, 6) || version == VERSION(5, 16))
		return 0;
	if (version < VERSION(5, 4))
		return -(1ull << va_bits) + (version < VERSION(5, 0) ? 128 : 256) * MIB +
		       text_offset;
	return -(1ull << half) + text_offset +
	       (version < VERSION(5, 16)  ? 256
		: version < VERSION(6, 5) ? 128
					  : 2048) *
		       MIB;
}

/* KASLR moves by whole pieces of 2 MiB: other distances are of a kernel that is linked
 * otherwise. */
static void find_offset(struct cs_kernel *k, const struct cs_vm *vm)
{
	struct cs_str s = cs_str_from(k->release);
	uint64_t major, minor, base = X86_LINKED_FOR;

	if (!cs_eat_dec(&s, &major) || !cs_eat_char(&s, '.') || !cs_eat_dec(&s, &minor) ||
	    major > 100 || minor > 999)
		return;
	if (vm->arch == CS_DUMP_ARCH_ARM64)
		base = arm64_linked_for(VERSION((unsigned)major, (unsigned)minor), vm->va_bits);
	if (!base || vm->image_begin < base || (vm->image_begin - base) % (2 * MIB))
		return;
	k->has_kaslr_offset = true;
	k->kaslr_offset = vm->image_begin - base;
}

static void read_image(struct cs_kernel *k, struct cs_vm *vm)
{
	struct id_hunt h = {k, vm};

	k->found = true;
	k->va_bits = vm->va_bits;
	k->page_size = 1u << vm->page_shift;
	each_piece(k, vm, look_for_banner, k);
	each_piece(k, vm, look_for_build_id, &h);
	find_offset(k, vm);
}

/* ---- arm64 ---- */

static bool try_image(struct cs_kernel *k, struct cs_vm *vm, uint64_t image)
{
	unsigned char h[64];
	uint64_t size, flags;

	if (!cs_ram_get(vm->im, image, h, sizeof(h)))
		return false;
	size = cs_le64(h + 16);
	flags = cs_le64(h + 24);
	if (size < IMAGE_LEAST || size > IMAGE_MOST || !(flags >> 1 & 3))
		return false;
	if (!cs_tables_find_arm64(vm, image, size, 10 + 2 * (unsigned)(flags >> 1 & 3)))
		return false;
	k->image_pa = image;
	k->image_bytes = size;
	read_image(k, vm);
	return true;
}

static bool try_images(struct cs_kernel *k, struct cs_vm *vm, const struct cs_search *s,
		       uint64_t base)
{
	for (unsigned i = 0; i < s->image_count; i++)
		if (try_image(k, vm, s->image[i] + base))
			return true;
	return false;
}

/* Where DDR begins on machines that there are, for raw images of unknown base. */
static bool try_bases(struct cs_kernel *k, struct cs_vm *vm, const struct cs_search *s)
{
	static const uint64_t bases[] = {0x40000000, 0x80000000, 0,           0x20000000,
					 0x60000000, 0x10000000, 0x100000000, 0x880000000};

	for (size_t i = 0; i < sizeof(bases) / sizeof(*bases); i++) {
		cs_parts_rebase(vm->im, bases[i]);
		if (try_images(k, vm, s, bases[i]))
			return true;
	}
	cs_parts_rebase(vm->im, 0);
	return false;
}

/* ---- x86 ---- */

static bool try_x86(struct cs_kernel *k, struct cs_vm *vm)
{
	const struct cs_dump_notes *n = &vm->im->notes;
	bool found = false;

	for (size_t i = 0; i < n->cpu_count && !found; i++)
		found = n->cpus[i].has_cr3 &&
			(cs_tables_use_cr3(vm, n->cpus[i].cr3, n->cpus[i].five_levels));
	if (!found && !cs_tables_find_x86(vm))
		return false;
	k->image_pa = vm->image_begin - vm->image_offset;
	k->image_bytes = vm->image_end - vm->image_begin;
	if (k->image_bytes > IMAGE_MOST)
		k->image_bytes = IMAGE_MOST;
	vm->page_shift = 12;
	read_image(k, vm);
	return k->release[0] != '\0';
}

/* ---- pieces of memory without an image ---- */

/* A minidump has no page tables and not all of the image: the file maps what is there, and the
 * banner stands in the log, if not in its place. */
static bool try_maps(struct cs_kernel *k, struct cs_vm *vm)
{
	uint64_t at[CS_SEARCH_MAX];
	unsigned char text[1024];
	unsigned n;

	if (!vm->im->maps.n)
		return false;
	n = cs_search_text(vm->im, "Linux version ", 14, at, CS_SEARCH_MAX);
	for (unsigned i = 0; i < n; i++)
		if (look_for_banner(k, at[i], text, cs_ram_read(vm->im, at[i], text, sizeof(text))))
			break;
	k->found = true;
	return true;
}

void cs_kernel_find_marks(struct cs_kernel *k, struct cs_vm *vm, const struct cs_search *s)
{
	bool found = false;

	if (vm->im->arch != CS_DUMP_ARCH_X86_64)
		found = vm->im->base_guessed ? try_bases(k, vm, s) : try_images(k, vm, s, 0);
	if (!found && vm->im->arch != CS_DUMP_ARCH_ARM64)
		found = try_x86(k, vm);
	if (!found && vm->im->arch != CS_DUMP_ARCH_UNKNOWN)
		found = try_maps(k, vm);
	if (found)
		vm->im->arch = vm->arch;
	else
		k->found = false;
}
