/* The text that a kernel writes about itself for dump tools (6.1 kernel/crash_core.c; arm64 and
 * x86 machine_kexec): "KEY=VALUE" a line, such as
 *	OSRELEASE=6.1.192   SYMBOL(prb)=ffffffff842665b0   OFFSET(printk_info.ts_nsec)=8 */
#ifndef CS_DUMP_VMCOREINFO_H
#define CS_DUMP_VMCOREINFO_H

#include "base/str.h"

struct cs_vmcoreinfo {
	struct cs_str text; /* empty: there is none */
};

/* The value of KEY ("OSRELEASE"), or an empty view. */
struct cs_str cs_vmcoreinfo_value(const struct cs_vmcoreinfo *v, const char *key);
/* SYMBOL(name): hex. */
bool cs_vmcoreinfo_symbol(const struct cs_vmcoreinfo *v, const char *name, uint64_t *value);
/* NUMBER(name): decimal, negative too, or 0x and hex. */
bool cs_vmcoreinfo_number(const struct cs_vmcoreinfo *v, const char *name, uint64_t *value);
/* OFFSET(name) and SIZE(name), or ELSE when it isn't told. */
uint64_t cs_vmcoreinfo_offset(const struct cs_vmcoreinfo *v, const char *name, uint64_t otherwise);
uint64_t cs_vmcoreinfo_size(const struct cs_vmcoreinfo *v, const char *name, uint64_t otherwise);

#endif
