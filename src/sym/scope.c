#include "sym/scope.h"

#include <dwarf.h>
#include <stdio.h>

#include "sym/detached.h"
#include "sym/unit.h"

#define DEPTH_MAX 32

/* ---- walking ---- */

struct walk {
	uint64_t address;
	cs_scope_fn *fn;
	void *ctx;
	unsigned long budget;
	struct cs_budget *time;
	bool done;
};

static bool covers(Dwarf_Die *die, uint64_t address)
{
	return dwarf_haspc(die, address) == 1;
}

static bool is_scope(Dwarf_Die *die)
{
	int tag = dwarf_tag(die);

	return tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine ||
	       tag == DW_TAG_lexical_block;
}

/* Siblings must lie behind each other: a damaged DW_AT_sibling may point back. */
static bool next_die(struct walk *w, Dwarf_Die *die)
{
	const void *before = die->addr;

	if (w->budget == 0 || w->done || !cs_budget_has_time(w->time))
		return false;
	w->budget--;
	return dwarf_siblingof(die, die) == 0 && (const char *)die->addr > (const char *)before;
}

static void variables_of(struct walk *w, Dwarf_Die *scope, const char *function)
{
	Dwarf_Die die;

	if (w->done || dwarf_child(scope, &die) != 0)
		return;
	do {
		int tag = dwarf_tag(&die);

		if (tag == DW_TAG_formal_parameter || tag == DW_TAG_variable)
			w->done = !w->fn(w->ctx, &die, function);
	} while (next_die(w, &die));
}

/* Inner scopes first: what is nearest to the place comes first. */
static void look_into(struct walk *w, Dwarf_Die *parent, const char *function, int depth)
{
	Dwarf_Die die;

	if (depth > DEPTH_MAX || dwarf_child(parent, &die) != 0)
		return;
	do {
		const char *name = function;

		if (!is_scope(&die) || !covers(&die, w->address))
			continue;
		if (dwarf_tag(&die) != DW_TAG_lexical_block)
			name = cs_unit_die_name(&die);
		look_into(w, &die, name, depth + 1);
		variables_of(w, &die, name);
	} while (next_die(w, &die));
}

void cs_scope_walk(struct cs_binary *b, uint64_t address, cs_scope_fn *fn, void *ctx)
{
	struct walk w = {.address = address,
			 .fn = fn,
			 .ctx = ctx,
			 .budget = CS_LIMIT_UNIT_DIES,
			 .time = b->budget};
	Dwarf_Die cu, body;

	if (!cs_binary_unit(b, address, &cu))
		return;
	(void)cs_detached_body(&cu, &body);
	look_into(&w, &body, NULL, 0);
}

/* ---- locations ---- */

/* DWARF's numbers of registers: System V ABI for AMD64 (figure 3.36), DWARF for the Arm 64-bit
 * architecture (AADWARF64), for the Arm architecture (AADWARF32). */
static bool name_register(GElf_Half machine, uint64_t number, char out[8])
{
	static const char *const x86[] = {"rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp",
					  "r8",  "r9",  "r10", "r11", "r12", "r13", "r14", "r15"};
	static const char *const arm[] = {"fp", "ip", "sp", "lr", "pc"};

	out[0] = '\0';
	if (machine == EM_X86_64 && number < 16)
		snprintf(out, 8, "%s", x86[number]);
	else if (machine == EM_AARCH64 && number < 30)
		snprintf(out, 8, "x%u", (unsigned)number);
	else if (machine == EM_AARCH64 && number <= 31)
		snprintf(out, 8, "%s", number == 30 ? "lr" : "sp");
	else if (machine == EM_ARM && number < 11)
		snprintf(out, 8, "r%u", (unsigned)number);
	else if (machine == EM_ARM && number < 16)
		snprintf(out, 8, "%s", arm[number - 11]);
	return out[0] != '\0';
}

static bool register_of(const Dwarf_Op *op, uint8_t first, uint8_t extended, uint64_t *number)
{
	*number = op->atom == extended ? op->number : (uint64_t)op->atom - first;
	return op->atom == extended || (op->atom >= first && op->atom < first + 32);
}

static bool constant_of(const Dwarf_Op *op, uint64_t *value)
{
	*value = op->number;
	if (op->atom >= DW_OP_lit0 && op->atom <= DW_OP_lit31) {
		*value = (uint64_t)op->atom - DW_OP_lit0;
		return true;
	}
	return op->atom >= DW_OP_const1u && op->atom <= DW_OP_consts;
}

/* The register that a DW_OP_entry_value names. */
static bool entry_register(Dwarf_Attribute *attr, const Dwarf_Op *op, uint64_t *number)
{
	Dwarf_Attribute inner;
	Dwarf_Op *ops;
	size_t n;

	return (op->atom == DW_OP_entry_value || op->atom == DW_OP_GNU_entry_value) &&
	       dwarf_getlocation_attr(attr, op, &inner) == 0 &&
	       dwarf_getlocation(&inner, &ops, &n) == 0 && n == 1 &&
	       register_of(&ops[0], DW_OP_reg0, DW_OP_regx, number);
}

static void read_expression(struct cs_location *l, GElf_Half machine, Dwarf_Attribute *attr,
			    const Dwarf_Op *ops, size_t n)
{
	bool is_value = n == 2 && ops[1].atom == DW_OP_stack_value;
	uint64_t number = 0;

	if (n == 0 || (n > 1 && !is_value))
		return;
	if (n == 1 && register_of(ops, DW_OP_reg0, DW_OP_regx, &number))
		l->kind = CS_LOCATION_REGISTER;
	else if (register_of(ops, DW_OP_breg0, DW_OP_bregx, &number))
		l->kind = is_value ? CS_LOCATION_REGISTER : CS_LOCATION_MEMORY;
	else if (is_value && entry_register(attr, ops, &number))
		l->kind = CS_LOCATION_ENTRY;
	else if (n == 1 && ops->atom == DW_OP_fbreg)
		l->kind = CS_LOCATION_STACK;
	else if (is_value && constant_of(ops, &l->constant))
		l->kind = CS_LOCATION_CONSTANT;
	if (l->kind == CS_LOCATION_STACK || l->kind == CS_LOCATION_CONSTANT ||
	    l->kind == CS_LOCATION_GONE)
		return;
	if (!name_register(machine, number, l->reg))
		l->kind = CS_LOCATION_GONE;
	if (l->kind != CS_LOCATION_ENTRY && ops->atom >= DW_OP_breg0 && ops->atom <= DW_OP_breg31)
		l->offset = (int64_t)ops->number;
	else if (ops->atom == DW_OP_bregx)
		l->offset = (int64_t)ops->number2;
}

static bool read_constant(struct cs_location *l, Dwarf_Die *variable)
{
	Dwarf_Attribute attr;
	Dwarf_Sword v;

	if (!dwarf_attr(variable, DW_AT_const_value, &attr) || dwarf_formsdata(&attr, &v) != 0)
		return false;
	l->kind = CS_LOCATION_CONSTANT;
	l->constant = (uint64_t)v;
	return true;
}

struct cs_location cs_scope_locate(struct cs_binary *b, Dwarf_Die *variable, uint64_t address)
{
	struct cs_location l = {.kind = CS_LOCATION_GONE};
	Dwarf_Attribute attr;
	Dwarf_Op *ops;
	size_t n;

	if (!dwarf_attr(variable, DW_AT_location, &attr))
		read_constant(&l, variable);
	else if (dwarf_getlocation_addr(&attr, address, &ops, &n, 1) == 1)
		read_expression(&l, b->object->machine, &attr, ops, n);
	return l;
}
