#include "dump/machine.h"
#include "base/mem.h"

/* Per-CPU symbols of x86 are offsets from 0 (to 6.14): the image's slide isn't theirs. */
#define LEAST_LINK_ADDRESS 0x8000000000000000ull

bool cs_machine_symbol(const struct cs_machine *m, const char *name, uint64_t *va)
{
	uint64_t link;

	if (!m->symbols.address(m->symbols.ctx, name, &link))
		return false;
	*va = link >= LEAST_LINK_ADDRESS ? link + m->slide : link;
	return true;
}

bool cs_machine_per_cpu(const struct cs_machine *m, const char *name, int cpu, uint64_t *va)
{
	uint64_t offsets, offset, at;

	if (!cs_machine_symbol(m, name, &at) ||
	    !cs_machine_symbol(m, "__per_cpu_offset", &offsets) ||
	    !cs_vm_u64(m->vm, offsets + 8 * (uint64_t)cpu, &offset))
		return false;
	*va = at + offset;
	return true;
}

bool cs_machine_get(const struct cs_machine *m, uint64_t object, enum cs_layout_member id,
		    uint64_t *value)
{
	const struct cs_dump_member *at = &m->layout.at[id];
	uint32_t word;

	*value = 0;
	if (!m->layout.has[id])
		return false;
	if (at->size != 4)
		return cs_vm_u64(m->vm, object + at->offset, value);
	if (!cs_vm_u32(m->vm, object + at->offset, &word))
		return false;
	*value = word;
	return true;
}

bool cs_machine_function(const struct cs_machine *m, uint64_t va, struct cs_dump_function *f,
			 struct cs_dump_module **module)
{
	struct cs_dump_module *mod;

	if (!cs_vm_is_kernel(m->vm, va))
		return false;
	mod = cs_machine_module_at(m, va);
	if (module)
		*module = mod;
	if (mod)
		return cs_machine_module_function(m, mod, va, f);
	if (va - m->text_begin >= m->text_end - m->text_begin ||
	    !m->symbols.function(m->symbols.ctx, va - m->slide, f))
		return false;
	f->start += m->slide;
	return true;
}

bool cs_machine_in(const struct cs_machine *m, uint64_t va, const char *name)
{
	struct cs_dump_function f;

	return cs_machine_function(m, va, &f, NULL) && strcmp(f.name, name) == 0;
}

bool cs_machine_is_text(const struct cs_machine *m, uint64_t va)
{
	struct cs_dump_function f;

	return cs_machine_function(m, va, &f, NULL);
}
