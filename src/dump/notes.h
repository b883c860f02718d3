/* What ELF notes of a vmcore tell: VMCOREINFO, and the registers of the CPUs. The same notes
 * stand in an ELF core's PT_NOTE and behind a kdump-compressed file's sub header. */
#ifndef CS_DUMP_NOTES_H
#define CS_DUMP_NOTES_H

#include <stdbool.h>

#include "base/str.h"

/* pr_reg of NT_PRSTATUS, in the order of the architecture's struct user_regs_struct: at most
 * arm64's 31 + sp + pc + pstate. */
#define CS_DUMP_REGS_MAX 34

struct cs_dump_cpu_note {
	long pid; /* kdump: of the task; QEMU: CPU number + 1 */
	uint64_t regs[CS_DUMP_REGS_MAX];
	unsigned reg_count;
	bool has_cr3;     /* x86, from QEMU's own note */
	bool five_levels; /* CR4.LA57 */
	uint64_t cr3, gs_base, kernel_gs_base;
};

struct cs_dump_notes {
	char *vmcoreinfo; /* malloc'ed text, NUL-terminated, or NULL */
	size_t vmcoreinfo_n;
	struct cs_dump_cpu_note *cpus;
	size_t cpu_count, cpu_cap;
	bool from_qemu;
};

void cs_dump_notes_release(struct cs_dump_notes *n);
/* Reads the N bytes of notes; stops at the first that runs over the end. */
void cs_dump_notes_parse(struct cs_dump_notes *n, const unsigned char *p, size_t size);
void cs_dump_notes_set_vmcoreinfo(struct cs_dump_notes *n, const void *p, size_t size);

#endif
