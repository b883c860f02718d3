/* Kernel virtual memory of a dump: page tables walked in the image.
 * x86-64: 4 or 5 levels (Intel SDM 4.5). arm64: granules of 4, 16 and 64 KiB, 36 to 52 bits of
 * virtual address, 52-bit output addresses in both encodings (Arm ARM D8.3). */
#ifndef CS_DUMP_VM_H
#define CS_DUMP_VM_H

#include "dump/image.h"

#define CS_VM_TLB 512u

struct cs_vm {
	struct cs_dump_image *im;
	enum cs_dump_arch arch;
	uint64_t root;         /* physical address of the top table; CS_VM_NO_ROOT: unknown */
	unsigned va_bits;      /* 48 or 57 on x86 */
	unsigned page_shift;   /* 12, 14 or 16 */
	uint64_t encrypt_mask; /* x86: sme_me_mask */
	/* What is known without tables: VA - PA of the kernel image, for VAs in it. */
	uint64_t image_begin, image_end, image_offset;
	struct {
		uint64_t page; /* VA | 1, or 0 */
		uint64_t pa;
	} tlb[CS_VM_TLB];
};

#define CS_VM_NO_ROOT UINT64_MAX

/* True when VA is mapped; *PA is where, and *RUN the bytes that follow it in the same page. */
bool cs_vm_translate(struct cs_vm *vm, uint64_t va, uint64_t *pa, uint64_t *run);
/* Forgets what was translated: call after changing the fields above. */
void cs_vm_flush(struct cs_vm *vm);
/* How many of the N bytes at VA can be read before a hole. */
size_t cs_vm_read(struct cs_vm *vm, uint64_t va, void *buf, size_t n);
/* All N bytes or nothing. */
bool cs_vm_get(struct cs_vm *vm, uint64_t va, void *buf, size_t n);
bool cs_vm_u64(struct cs_vm *vm, uint64_t va, uint64_t *value);
bool cs_vm_u32(struct cs_vm *vm, uint64_t va, uint32_t *value);
/* A NUL-terminated string, cut to SIZE - 1 bytes. */
bool cs_vm_text(struct cs_vm *vm, uint64_t va, char *buf, size_t size);
/* Whether VA is in the kernel's half of the address space. */
bool cs_vm_is_kernel(const struct cs_vm *vm, uint64_t va);

/* One table walked with the architecture's rules, for finders that try roots. */
bool cs_vm_walk_x86(struct cs_vm *vm, uint64_t va, uint64_t *pa, uint64_t *size);
bool cs_vm_walk_arm64(struct cs_vm *vm, uint64_t va, uint64_t *pa, uint64_t *size);

#endif
