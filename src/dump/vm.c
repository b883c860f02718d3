#include "dump/vm.h"

#include "base/bytes.h"
#include "dump/ram.h"

static bool table_entry(struct cs_vm *vm, uint64_t table, uint64_t index, uint64_t *entry)
{
	unsigned char b[8];

	if (!cs_ram_get(vm->im, table + index * 8, b, sizeof(b)))
		return false;
	*entry = cs_le64(b);
	return true;
}

bool cs_vm_walk_x86(struct cs_vm *vm, uint64_t va, uint64_t *pa, uint64_t *size)
{
	const uint64_t address = 0x000ffffffffff000ull & ~vm->encrypt_mask;
	uint64_t table = vm->root & address, e;

	for (unsigned shift = vm->va_bits == 57 ? 48 : 39;; shift -= 9) {
		if (!table_entry(vm, table, va >> shift & 511, &e) || !(e & 1))
			return false;
		if (shift == 12 || (shift <= 30 && e & 0x80)) {
			*size = 1ull << shift;
			*pa = (e & address & ~(*size - 1)) | (va & (*size - 1));
			return true;
		}
		table = e & address;
	}
}

/* Output address of a descriptor; bits 51:48 lie elsewhere where they are in use. */
static uint64_t arm64_output(const struct cs_vm *vm, uint64_t e)
{
	uint64_t pa = e & 0x0000fffffffff000ull & ~((1ull << vm->page_shift) - 1);

	if (vm->page_shift == 16)
		pa |= (e >> 12 & 0xf) << 48;
	else if (vm->va_bits == 52) /* LPA2 */
		pa = (e & 0x0003fffffffff000ull & ~((1ull << vm->page_shift) - 1)) | (e >> 8 & 3)
											     << 50;
	return pa;
}

bool cs_vm_walk_arm64(struct cs_vm *vm, uint64_t va, uint64_t *pa, uint64_t *size)
{
	unsigned step = vm->page_shift - 3, shift = vm->page_shift;
	uint64_t table = vm->root, e;

	va &= (1ull << vm->va_bits) - 1;
	while (shift + step < vm->va_bits)
		shift += step;
	for (;; shift -= step) {
		uint64_t mask = (1ull << step) - 1;

		if (!table_entry(vm, table, va >> shift & mask, &e) || !(e & 1))
			return false;
		if (shift == vm->page_shift ? !(e & 2) : (!(e & 2) && shift > 42))
			return false; /* reserved; no blocks that high */
		if (shift == vm->page_shift || !(e & 2)) {
			*size = 1ull << shift;
			*pa = (arm64_output(vm, e) & ~(*size - 1)) | (va & (*size - 1));
			return true;
		}
		table = arm64_output(vm, e);
	}
}

static bool find_map(const struct cs_dump_image *im, uint64_t va, uint64_t *pa)
{
	for (size_t i = 0; i < im->maps.n; i++) {
		const struct cs_dump_map *m = &im->maps.v[i];

		if (va < m->va || va - m->va >= m->size)
			continue;
		*pa = m->pa + (va - m->va);
		return true;
	}
	return false;
}

static bool walk(struct cs_vm *vm, uint64_t va, uint64_t *pa)
{
	uint64_t size;

	if (vm->root != CS_VM_NO_ROOT &&
	    (vm->arch == CS_DUMP_ARCH_ARM64 ? cs_vm_walk_arm64(vm, va, pa, &size)
					    : cs_vm_walk_x86(vm, va, pa, &size)))
		return true;
	if (va < vm->image_begin || va >= vm->image_end)
		return find_map(vm->im, va, pa);
	*pa = va - vm->image_offset; /* no table, or one that the dump left out */
	return true;
}

bool cs_vm_translate(struct cs_vm *vm, uint64_t va, uint64_t *pa, uint64_t *run)
{
	uint64_t page = va & ~4095ull;
	unsigned slot = (unsigned)(page >> 12) % CS_VM_TLB;

	if (vm->tlb[slot].page != (page | 1)) {
		uint64_t to;

		if (!cs_vm_is_kernel(vm, va))
			return false;
		if (!walk(vm, page, &to)) { /* a piece of memory may begin inside of its page */
			*run = 4096 - (va - page);
			return find_map(vm->im, va, pa);
		}
		vm->tlb[slot].page = page | 1;
		vm->tlb[slot].pa = to;
	}
	*pa = vm->tlb[slot].pa + (va - page);
	*run = 4096 - (va - page);
	return true;
}

void cs_vm_flush(struct cs_vm *vm)
{
	memset(vm->tlb, 0, sizeof(vm->tlb));
}

bool cs_vm_is_kernel(const struct cs_vm *vm, uint64_t va)
{
	if (vm->arch == CS_DUMP_ARCH_ARM64)
		return va >> (vm->va_bits ? vm->va_bits : 48) ==
		       (1ull << (64 - (vm->va_bits ? vm->va_bits : 48))) - 1;
	return va >> 63;
}

size_t cs_vm_read(struct cs_vm *vm, uint64_t va, void *buf, size_t n)
{
	size_t have = 0;

	while (have < n) {
		uint64_t pa, run;
		size_t take = n - have, got;

		if (va + have < va || !cs_vm_translate(vm, va + have, &pa, &run))
			break;
		if (take > run)
			take = (size_t)run;
		got = cs_ram_read(vm->im, pa, (char *)buf + have, take);
		have += got;
		if (got < take)
			break;
	}
	return have;
}

bool cs_vm_get(struct cs_vm *vm, uint64_t va, void *buf, size_t n)
{
	return cs_vm_read(vm, va, buf, n) == n;
}

bool cs_vm_u64(struct cs_vm *vm, uint64_t va, uint64_t *value)
{
	unsigned char b[8];

	if (!cs_vm_get(vm, va, b, sizeof(b)))
		return false;
	*value = cs_le64(b);
	return true;
}

bool cs_vm_u32(struct cs_vm *vm, uint64_t va, uint32_t *value)
{
	unsigned char b[4];

	if (!cs_vm_get(vm, va, b, sizeof(b)))
		return false;
	*value = cs_le32(b);
	return true;
}

bool cs_vm_text(struct cs_vm *vm, uint64_t va, char *buf, size_t size)
{
	size_t n = cs_vm_read(vm, va, buf, size - 1);

	buf[n] = '\0';
	return n > 0;
}
