#include "arch/arch.h"

const char *cs_taint_word(char letter)
{
	switch (letter) {
	case 'P':
		return "proprietary module";
	case 'F':
		return "module was force loaded";
	case 'S':
		return "CPU out of specification";
	case 'R':
		return "module was force unloaded";
	case 'M':
		return "machine check was reported";
	case 'B':
		return "bad page was met";
	case 'U':
		return "user asked for taint";
	case 'D':
		return "kernel died before (oops or BUG)";
	case 'A':
		return "ACPI table overridden";
	case 'W':
		return "warned before";
	case 'C':
		return "staging driver";
	case 'I':
		return "firmware workaround";
	case 'O':
		return "out-of-tree module";
	case 'E':
		return "unsigned module";
	case 'L':
		return "soft lockup before";
	case 'K':
		return "live patched";
	case 'X':
		return "distribution defined";
	case 'T':
		return "randomized structure layout";
	case 'N':
		return "in-kernel test ran";
	default:
		return NULL;
	}
}

static bool all_bytes(uint64_t address, uint8_t byte, unsigned from)
{
	for (unsigned i = from; i < 8; i++)
		if ((uint8_t)(address >> 8 * i) != byte)
			return false;
	return true;
}

bool cs_address_is_garbage(uint64_t a)
{
	/* user space of 48 bits (arm64); the linear maps of ppc64, loongarch and mips */
	if (a >> 48 == 0 || a >> 52 == 0xc00 || a >> 48 == 0x9000 || a >> 48 == 0x8000)
		return false;
	return a >> 47 != 0x1ffff && a >> 48 != 0xffff;
}

const char *cs_address_word(uint64_t a)
{
	if (a < 4096)
		return "a NULL pointer plus a small offset";
	if (a >= (uint64_t)-4095)
		return "an error code used as a pointer (ERR_PTR)";
	if (all_bytes(a, 0x6b, 1))
		return "slab poison 0x6b: memory used after it was freed";
	if (all_bytes(a, 0x5a, 1))
		return "slab poison 0x5a: memory used before it was set";
	if (all_bytes(a, 0xcc, 1))
		return "red zone or stack poison 0xcc";
	if (a - 0xdead000000000000u < 0x1000)
		return "list poison: an element used after it left its list";
	if ((a & ~0xfffull) == 0xdead4ead00000000u)
		return "spinlock magic";
	if (a - 0xdffffc0000000000u < 0x1000)
		return "KASAN shadow of a NULL pointer plus a small offset";
	if (cs_address_is_garbage(a))
		return "not a canonical address: a corrupt or freed pointer";
	if (a >> 48 == 0)
		return "in the range of user space";
	return NULL;
}

const char *cs_address_word32(uint32_t a, uint32_t kernel_from)
{
	if (a < 4096)
		return "a NULL pointer plus a small offset";
	if (a >= (uint32_t)-4095)
		return "an error code used as a pointer (ERR_PTR)";
	if (a >> 8 == 0x6b6b6b)
		return "slab poison 0x6b: memory used after it was freed";
	if (a >> 8 == 0x5a5a5a)
		return "slab poison 0x5a: memory used before it was set";
	return a < kernel_from ? "in the range of user space" : NULL;
}
