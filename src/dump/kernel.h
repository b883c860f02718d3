/* Which kernel a dump is of, and how its virtual addresses are turned into physical ones.
 * Sources in falling order of trust: the VMCOREINFO note of the file, the same found in RAM,
 * the symbols of a vmlinux (kernel_symbols.c), the page tables found by what they map. */
#ifndef CS_DUMP_KERNEL_H
#define CS_DUMP_KERNEL_H

#include "dump/image.h"
#include "dump/vm.h"
#include "dump/vmcoreinfo.h"

struct cs_kernel {
	bool found;        /* some mark of a kernel was */
	char release[128]; /* "" unknown */
	char build_id[48];
	char banner[512]; /* "Linux version …", "" not found */
	struct cs_vmcoreinfo info;
	bool info_in_file;  /* as a note of the file; else it was found in RAM */
	uint32_t page_size; /* 0 unknown */
	unsigned va_bits;   /* 0 unknown */
	bool has_kaslr_offset;
	uint64_t kaslr_offset;
	bool has_phys_offset; /* arm64's PHYS_OFFSET, x86's phys_base */
	uint64_t phys_offset;
	uint64_t pac_mask;              /* arm64: bits of a signed return address; 0 unknown */
	uint64_t image_pa, image_bytes; /* of the kernel image; 0 unknown */
	char *own_text;                 /* holds info.text when it was found in RAM */
};

/* Fills K and VM from IM. Never fails: what isn't found stays unknown. A raw image whose base
 * nobody told is moved to where its kernel says that it lies. */
void cs_kernel_find(struct cs_kernel *k, struct cs_vm *vm, struct cs_dump_image *im);
void cs_kernel_release(struct cs_kernel *k);

struct cs_search;
/* Private to kernel*.c: without VMCOREINFO, by the image's header, its page tables, its banner
 * and the note with its build ID. */
void cs_kernel_find_marks(struct cs_kernel *k, struct cs_vm *vm, const struct cs_search *s);

#endif
