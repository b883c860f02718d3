/* What CPU registers say, in words. Sources beside each table. */
#ifndef CS_ARCH_ARCH_H
#define CS_ARCH_ARCH_H

#include "base/words.h"

/* ESR_ELx (Arm ARM D17.2.37; 6.1 arch/arm64/include/asm/esr.h). */
void cs_arm64_explain_esr(struct cs_words *w, uint64_t esr);
/* PSTATE/SPSR as __show_regs() prints it (6.1 arch/arm64/kernel/process.c print_pstate()). */
void cs_arm64_explain_pstate(struct cs_words *w, uint64_t pstate);
/* Whether a data abort's ESR says that FAR holds no valid address (ISS.FnV). */
bool cs_arm64_far_invalid(uint64_t esr);
/* Fault status register of arm (short descriptors) and whether it tells of a write. */
void cs_arm_explain_fsr(struct cs_words *w, uint64_t fsr);
bool cs_arm_is_write(uint64_t fsr);
/* CPSR as __show_regs() prints it (6.1 arch/arm/kernel/process.c). */
void cs_arm_explain_psr(struct cs_words *w, uint64_t psr);
/* An exception of riscv's scause, or NULL. */
const char *cs_riscv_cause_word(uint64_t cause);
/* sstatus (RISC-V privileged architecture 1.12, 4.1.1). */
void cs_riscv_explain_status(struct cs_words *w, uint64_t status);
/* Page fault error code (Intel SDM 4.7; 6.1 enum x86_pf_error_code). */
void cs_x86_explain_page_fault(struct cs_words *w, uint64_t code);
/* One taint letter (6.1 kernel/panic.c taint_flags), or NULL. */
const char *cs_taint_word(char letter);
/* Addresses that say something by themselves: poison, NULL, user space, ERR_PTR, vmalloc.
 * NULL when the address is nothing special. (6.1 include/linux/poison.h) */
const char *cs_address_word(uint64_t address);
/* Whether no 64-bit CPU that Linux runs on has memory there: neither user space nor kernel. */
bool cs_address_is_garbage(uint64_t address);
/* The same on a 32-bit CPU whose kernel lies at and above `kernel_from` (PAGE_OFFSET). */
const char *cs_address_word32(uint32_t address, uint32_t kernel_from);

#endif
