#include "dump/kernel.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "dump/parts.h"
#include "dump/ram.h"
#include "dump/search.h"

#define X86_START_KERNEL_MAP 0xffffffff80000000ull

/* ---- from VMCOREINFO ---- */

static enum cs_dump_arch arch_of(const struct cs_vmcoreinfo *v)
{
	uint64_t n;

	if (cs_vmcoreinfo_number(v, "kimage_voffset", &n) || cs_vmcoreinfo_number(v, "VA_BITS", &n))
		return CS_DUMP_ARCH_ARM64;
	if (cs_vmcoreinfo_number(v, "phys_base", &n))
		return CS_DUMP_ARCH_X86_64;
	return CS_DUMP_ARCH_UNKNOWN;
}

static unsigned page_shift(uint32_t page_size)
{
	return page_size == 65536 ? 16 : page_size == 16384 ? 14 : 12;
}

/* phys_base was the load address less the address linked for, until KASLR moved both. */
static void set_up_x86(struct cs_kernel *k, struct cs_vm *vm)
{
	uint64_t base = 0, l5 = 0, root;

	k->has_phys_offset = cs_vmcoreinfo_number(&k->info, "phys_base", &base);
	k->phys_offset = base;
	cs_vmcoreinfo_number(&k->info, "pgtable_l5_enabled", &l5);
	cs_vmcoreinfo_number(&k->info, "sme_mask", &vm->encrypt_mask);
	vm->va_bits = k->va_bits = l5 ? 57 : 48;
	vm->image_begin = X86_START_KERNEL_MAP;
	vm->image_end = X86_START_KERNEL_MAP + (1ull << 30);
	vm->image_offset = X86_START_KERNEL_MAP - base;
	if (cs_vmcoreinfo_symbol(&k->info, "init_top_pgt", &root) ||
	    cs_vmcoreinfo_symbol(&k->info, "init_level4_pgt", &root) ||
	    cs_vmcoreinfo_symbol(&k->info, "swapper_pg_dir", &root))
		vm->root = root - vm->image_offset;
}

/* VA_BITS is what the kernel was built for, T1SZ what it uses (since 5.9); without either, the
 * address of _stext tells: kernels to 4.20 had one size. */
static void set_up_arm64(struct cs_kernel *k, struct cs_vm *vm)
{
	uint64_t n, root, stext = 0;

	if (cs_vmcoreinfo_number(&k->info, "VA_BITS", &n) && n >= 36 && n <= 52)
		vm->va_bits = (unsigned)n;
	if (cs_vmcoreinfo_number(&k->info, "TCR_EL1_T1SZ", &n) && n >= 12 && n <= 28)
		vm->va_bits = 64 - (unsigned)n;
	k->va_bits = vm->va_bits;
	k->has_phys_offset = cs_vmcoreinfo_number(&k->info, "PHYS_OFFSET", &k->phys_offset);
	cs_vmcoreinfo_number(&k->info, "KERNELPACMASK", &k->pac_mask);
	if (!cs_vmcoreinfo_number(&k->info, "kimage_voffset", &vm->image_offset) ||
	    !cs_vmcoreinfo_symbol(&k->info, "_stext", &stext))
		return;
	vm->image_begin = stext & ~0xffffffull; /* _stext lies within 64 KiB of its begin */
	vm->image_end = vm->image_begin + (64u << 20);
	if (cs_vmcoreinfo_symbol(&k->info, "swapper_pg_dir", &root))
		vm->root = root - vm->image_offset;
}

static void read_info(struct cs_kernel *k, struct cs_vm *vm)
{
	uint64_t n;

	cs_str_copy(k->release, sizeof(k->release), cs_vmcoreinfo_value(&k->info, "OSRELEASE"));
	cs_str_copy(k->build_id, sizeof(k->build_id), cs_vmcoreinfo_value(&k->info, "BUILD-ID"));
	if (cs_str_to_dec(cs_vmcoreinfo_value(&k->info, "PAGESIZE"), &n))
		k->page_size = (uint32_t)n;
	vm->page_shift = page_shift(k->page_size);
	k->has_kaslr_offset =
		cs_str_to_hex(cs_vmcoreinfo_value(&k->info, "KERNELOFFSET"), &k->kaslr_offset);
	if (arch_of(&k->info) != CS_DUMP_ARCH_UNKNOWN)
		vm->arch = vm->im->arch = arch_of(&k->info);
	if (vm->arch == CS_DUMP_ARCH_X86_64)
		set_up_x86(k, vm);
	else if (vm->arch == CS_DUMP_ARCH_ARM64)
		set_up_arm64(k, vm);
	cs_vm_flush(vm);
}

/* Whether the addresses that the note tells lead to what they should: init_uts_ns holds the
 * release. A note that an earlier boot left in RAM doesn't pass. */
static bool info_holds(struct cs_kernel *k, struct cs_vm *vm)
{
	uint64_t uts;
	char text[64 + 65 * 2 + 64];
	size_t n;

	if (!cs_vmcoreinfo_symbol(&k->info, "init_uts_ns", &uts))
		return k->release[0] != '\0';
	uts += cs_vmcoreinfo_offset(&k->info, "uts_namespace.name", 4);
	n = cs_vm_read(vm, uts, text, sizeof(text));
	return n == sizeof(text) && memcmp(text, "Linux", 6) == 0 &&
	       strncmp(text + 2 * 65, k->release, 64) == 0;
}

static bool text_at(struct cs_dump_image *im, uint64_t pa, char **out, size_t *n)
{
	char *buf = cs_alloc(CS_LIMIT_VMCOREINFO_BYTES + 1);

	*n = cs_ram_read(im, pa, buf, CS_LIMIT_VMCOREINFO_BYTES);
	buf[*n] = '\0';
	*n = strlen(buf);
	*out = buf;
	return *n > 0;
}

static void forget_info(struct cs_kernel *k)
{
	free(k->own_text);
	*k = (struct cs_kernel){0};
}

static void reset_vm(struct cs_vm *vm, struct cs_dump_image *im)
{
	*vm = (struct cs_vm){.im = im, .arch = im->arch, .root = CS_VM_NO_ROOT, .page_shift = 12};
}

/* A raw image of unknown base: where the release of init_uts_ns stands in it, and where the
 * note says that it is. */
static void find_base(struct cs_kernel *k, struct cs_vm *vm)
{
	uint64_t found[CS_SEARCH_MAX], uts, pa, run;
	char needle[65 * 3] = "Linux";
	unsigned n;

	if (!vm->im->base_guessed || !cs_vmcoreinfo_symbol(&k->info, "init_uts_ns", &uts))
		return;
	uts += cs_vmcoreinfo_offset(&k->info, "uts_namespace.name", 4);
	if (!cs_vm_translate(vm, uts, &pa, &run))
		return;
	snprintf(needle, 65, "Linux");
	n = cs_search_in_pages(vm->im, pa & 4095, needle, 65, found, CS_SEARCH_MAX);
	for (unsigned i = 0; i < n; i++) {
		if (found[i] > pa || (pa - found[i]) % 4096)
			continue;
		cs_parts_rebase(vm->im, pa - found[i]);
		cs_vm_flush(vm);
		if (info_holds(k, vm))
			return;
		cs_parts_rebase(vm->im, 0);
	}
	cs_vm_flush(vm);
}

static bool try_info(struct cs_kernel *k, struct cs_vm *vm, struct cs_str text)
{
	k->found = true;
	k->info.text = text;
	read_info(k, vm);
	if (info_holds(k, vm))
		return true;
	find_base(k, vm);
	return info_holds(k, vm);
}

static bool use_found_info(struct cs_kernel *k, struct cs_vm *vm, const struct cs_search *s)
{
	for (unsigned i = 0; i < s->info_count; i++) {
		char *text;
		size_t n;

		if (text_at(vm->im, s->info[i], &text, &n)) {
			k->own_text = text;
			if (try_info(k, vm, (struct cs_str){text, n}))
				return true;
			forget_info(k);
		} else {
			free(text);
		}
		reset_vm(vm, vm->im);
	}
	return false;
}

void cs_kernel_find(struct cs_kernel *k, struct cs_vm *vm, struct cs_dump_image *im)
{
	const struct cs_dump_notes *notes = &im->notes;
	struct cs_search s;

	*k = (struct cs_kernel){0};
	reset_vm(vm, im);
	if (notes->vmcoreinfo) {
		k->info_in_file = true;
		if (try_info(k, vm, (struct cs_str){notes->vmcoreinfo, notes->vmcoreinfo_n}))
			return;
		forget_info(k);
		reset_vm(vm, im);
	}
	cs_search_ram(&s, im);
	if (!use_found_info(k, vm, &s))
		cs_kernel_find_marks(k, vm, &s);
}

void cs_kernel_release(struct cs_kernel *k)
{
	free(k->own_text);
	*k = (struct cs_kernel){0};
}
