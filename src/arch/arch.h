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
/* Page fault error code (Intel SDM 4.7; 6.1 enum x86_pf_error_code). */
void cs_x86_explain_page_fault(struct cs_words *w, uint64_t code);
/* One taint letter (6.1 kernel/panic.c taint_flags), or NULL. */
const char *cs_taint_word(char letter);
/* Addresses that say something by themselves: poison, NULL, user space, ERR_PTR, vmalloc.
 * NULL when the address is nothing special. (6.1 include/linux/poison.h) */
const char *cs_address_word(uint64_t address);

#endif
