/* Page tables found by what they map, for dumps whose kernel says nothing about itself. */
#ifndef CS_DUMP_TABLES_H
#define CS_DUMP_TABLES_H

#include "dump/vm.h"

/* The kernel image lies at IMAGE (its header says SIZE bytes, and the granule). Finds the root
 * table inside of it that maps its text as executable, and sets vm->root, va_bits, page_shift
 * and the image_ fields. */
bool cs_tables_find_arm64(struct cs_vm *vm, uint64_t image, uint64_t size, unsigned page_shift);
/* The same from a CPU's CR3: the image is what is mapped from 0xffffffff80000000 on. */
bool cs_tables_use_cr3(struct cs_vm *vm, uint64_t cr3, bool five_levels);
/* Any top-level table in RAM that maps a kernel image there. */
bool cs_tables_find_x86(struct cs_vm *vm);

#endif
