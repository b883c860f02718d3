/* One step to a caller by the call frame information of the image: where no table of the kernel's
 * own and no frame record tells. */
#include "dump/machine.h"

#define SP(m) ((m)->vm->arch == CS_DUMP_ARCH_ARM64 ? 31u : 7u)

void cs_unwind_set(struct cs_unwind_registers *r, unsigned n, uint64_t value)
{
	r->v[n] = value;
	r->known |= 1ull << n;
}

static bool is_known(const struct cs_unwind_registers *r, unsigned n)
{
	return r->known >> n & 1;
}

/* The caller's register N. */
static bool apply(struct cs_machine *m, const struct cs_dump_rule *rule,
		  const struct cs_unwind_registers *r, unsigned n, uint64_t cfa, uint64_t *v)
{
	switch (rule->kind) {
	case CS_DUMP_RULE_SAVED:
		return cs_vm_u64(m->vm, cfa + (uint64_t)rule->offset, v);
	case CS_DUMP_RULE_VALUE:
		*v = cfa + (uint64_t)rule->offset;
		return true;
	case CS_DUMP_RULE_SAME:
		*v = r->v[n];
		return is_known(r, n);
	case CS_DUMP_RULE_REGISTER:
		*v = r->v[rule->reg];
		return is_known(r, rule->reg);
	default:
		return false;
	}
}

bool cs_unwind_by_cfi(struct cs_machine *m, uint64_t *pc, bool exact, struct cs_unwind_registers *r)
{
	struct cs_unwind_registers caller = {0};
	struct cs_dump_frame_rules rules;
	uint64_t at = exact ? *pc : *pc - 1, cfa, v;

	if (!m->symbols.rules || at - m->text_begin >= m->text_end - m->text_begin ||
	    !m->symbols.rules(m->symbols.ctx, at - m->slide, &rules) || !is_known(r, rules.cfa))
		return false;
	cfa = r->v[rules.cfa] + (uint64_t)rules.cfa_offset;
	for (unsigned n = 0; n < CS_DUMP_REGISTERS; n++)
		if (apply(m, &rules.of[n], r, n, cfa, &v))
			cs_unwind_set(&caller, n, v);
	if (!is_known(&caller, rules.return_address) || cfa % 8)
		return false;
	*pc = caller.v[rules.return_address];
	caller.known &= ~(1ull << rules.return_address); /* the call has overwritten it */
	cs_unwind_set(&caller, SP(m), cfa);
	*r = caller;
	return true;
}
