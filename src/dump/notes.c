#include "dump/notes.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/mem.h"

#define NT_PRSTATUS 1u
#define PRSTATUS_PID 32u /* offsetof(struct elf_prstatus, pr_pid), 64-bit */
#define PRSTATUS_REGS 112u
#define PRSTATUS_TAIL 8u /* pr_fpvalid, padded */
/* QEMU 7.2 target/i386/arch_dump.c, struct QEMUCPUState */
#define QEMU_STATE_BYTES 432u
#define QEMU_GS_BASE (8u + 18 * 8 + 4 * 24 + 16)
#define QEMU_CR3 (8u + 18 * 8 + 10 * 24 + 3 * 8)
#define QEMU_KERNEL_GS (8u + 18 * 8 + 10 * 24 + 5 * 8)

void cs_dump_notes_release(struct cs_dump_notes *n)
{
	free(n->vmcoreinfo);
	free(n->cpus);
	*n = (struct cs_dump_notes){0};
}

void cs_dump_notes_set_vmcoreinfo(struct cs_dump_notes *n, const void *p, size_t size)
{
	if (n->vmcoreinfo || size > CS_LIMIT_VMCOREINFO_BYTES)
		return;
	n->vmcoreinfo = cs_alloc(size + 1);
	memcpy(n->vmcoreinfo, p, size);
	n->vmcoreinfo[size] = '\0';
	n->vmcoreinfo_n = strlen(n->vmcoreinfo); /* padded with NULs up to a page */
}

static void read_prstatus(struct cs_dump_notes *n, const unsigned char *d, size_t size)
{
	struct cs_dump_cpu_note *c;
	size_t count;

	if (size < PRSTATUS_REGS + PRSTATUS_TAIL || n->cpu_count >= CS_LIMIT_DUMP_CPUS)
		return;
	c = cs_vec_grow(n->cpus, &n->cpu_count, &n->cpu_cap, sizeof(*c));
	n->cpus = c;
	c = &n->cpus[n->cpu_count - 1];
	count = (size - PRSTATUS_REGS - PRSTATUS_TAIL) / 8;
	c->pid = (long)(int32_t)cs_le32(d + PRSTATUS_PID);
	c->reg_count = count < CS_DUMP_REGS_MAX ? (unsigned)count : CS_DUMP_REGS_MAX;
	for (unsigned i = 0; i < c->reg_count; i++)
		c->regs[i] = cs_le64(d + PRSTATUS_REGS + 8 * (size_t)i);
}

/* QEMU writes all NT_PRSTATUS first, then its own notes, in the same order of CPUs. */
static void read_qemu(struct cs_dump_notes *n, const unsigned char *d, size_t size, size_t index)
{
	n->from_qemu = true;
	if (size < QEMU_STATE_BYTES || index >= n->cpu_count)
		return;
	n->cpus[index].cr3 = cs_le64(d + QEMU_CR3);
	n->cpus[index].gs_base = cs_le64(d + QEMU_GS_BASE);
	n->cpus[index].has_cr3 = true;
	n->cpus[index].five_levels = cs_le64(d + QEMU_CR3 + 8) >> 12 & 1;
	if (size >= QEMU_KERNEL_GS + 8)
		n->cpus[index].kernel_gs_base = cs_le64(d + QEMU_KERNEL_GS);
}

static size_t padded(size_t n)
{
	return (n + 3) & ~(size_t)3;
}

void cs_dump_notes_parse(struct cs_dump_notes *n, const unsigned char *p, size_t size)
{
	size_t at = 0, qemu = 0;

	while (size - at >= 12) {
		size_t name_n = cs_le32(p + at), desc_n = cs_le32(p + at + 4);
		uint32_t type = cs_le32(p + at + 8);
		const char *name = (const char *)p + at + 12;
		const unsigned char *desc;

		if (padded(name_n) > size - at - 12 || desc_n > size - at - 12 - padded(name_n))
			return;
		desc = p + at + 12 + padded(name_n);
		if (name_n == 5 && memcmp(name, "CORE", 5) == 0 && type == NT_PRSTATUS)
			read_prstatus(n, desc, desc_n);
		else if (name_n == 5 && memcmp(name, "QEMU", 5) == 0)
			read_qemu(n, desc, desc_n, qemu++);
		else if (name_n == 11 && memcmp(name, "VMCOREINFO", 11) == 0)
			cs_dump_notes_set_vmcoreinfo(n, desc, desc_n);
		at += 12 + padded(name_n) + desc_n;
		at = at + 3 < size ? padded(at) : size;
	}
}
