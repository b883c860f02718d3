/* The modules that were loaded, and where each of their sections lies: struct module, and behind
 * it what /sys/module/NAME/sections shows (with CONFIG_KALLSYMS). */
#include <stdio.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/mem.h"
#include "dump/machine.h"

static void read_build_id(struct cs_machine *m, struct cs_dump_module *mod)
{
	unsigned char id[20];
	bool any = false;

	if (!m->layout.has[CS_L_MODULE_BUILD_ID] ||
	    !cs_vm_get(m->vm, mod->address + m->layout.at[CS_L_MODULE_BUILD_ID].offset, id,
		       sizeof(id)))
		return;
	for (unsigned i = 0; i < sizeof(id); i++)
		any |= id[i] != 0;
	for (unsigned i = 0; i < sizeof(id) && any; i++)
		snprintf(mod->build_id + 2 * i, 3, "%02x", id[i]);
}

/* One entry of module_sect_attrs.attrs[]. */
static bool read_section(struct cs_machine *m, uint64_t attr, struct cs_dump_section *s)
{
	uint64_t name;

	return cs_machine_get(m, attr, CS_L_SECT_ATTR_NAME, &name) &&
	       cs_vm_text(m->vm, name, s->name, sizeof(s->name)) && s->name[0] == '.' &&
	       cs_machine_get(m, attr, CS_L_SECT_ATTR_ADDRESS, &s->address);
}

/* Since 6.14 nobody counts them: a list of pointers to them ends with NULL. */
static uint64_t section_count(struct cs_machine *m, uint64_t attrs)
{
	uint64_t count, list, attr;

	if (!cs_machine_get(m, attrs, CS_L_SECT_ATTRS_COUNT, &count) &&
	    cs_machine_get(m, attrs, CS_L_SECT_ATTRS_LIST, &list))
		while (count < CS_LIMIT_DUMP_SECTIONS &&
		       cs_vm_u64(m->vm, list + 8 * count, &attr) && attr)
			count++;
	return count < CS_LIMIT_DUMP_SECTIONS ? count : CS_LIMIT_DUMP_SECTIONS;
}

static void read_sections(struct cs_machine *m, struct cs_dump_module *mod)
{
	struct cs_dump_section *v = NULL;
	uint64_t attrs, count, first;
	size_t n = 0;

	if (!cs_machine_get(m, mod->address, CS_L_MODULE_SECT_ATTRS, &attrs) || !attrs ||
	    !m->layout.has[CS_L_SECT_ATTRS_ATTRS] || !m->layout.sect_attr_bytes)
		return;
	count = section_count(m, attrs);
	first = attrs + m->layout.at[CS_L_SECT_ATTRS_ATTRS].offset;
	for (uint64_t i = 0; i < count; i++) {
		struct cs_dump_section s = {0};

		if (read_section(m, first + i * m->layout.sect_attr_bytes, &s))
			*CS_ARENA_PUSH(&m->state->arena, v, n) = s;
	}
	mod->sections = v;
	mod->section_count = n;
}

static bool read_module(struct cs_machine *m, uint64_t address, struct cs_dump_module *mod)
{
	uint64_t size;

	*mod = (struct cs_dump_module){.address = address};
	if (!m->layout.has[CS_L_MODULE_NAME] ||
	    !cs_vm_text(m->vm, address + m->layout.at[CS_L_MODULE_NAME].offset, mod->name, 56) ||
	    !cs_machine_get(m, address, CS_L_MODULE_BASE, &mod->base))
		return false;
	mod->size = cs_machine_get(m, address, CS_L_MODULE_SIZE, &size) ? size & UINT32_MAX : 0;
	if (cs_machine_get(m, address, CS_L_MODULE_INIT_BASE, &mod->init_base) &&
	    cs_machine_get(m, address, CS_L_MODULE_INIT_SIZE, &size) && mod->init_base)
		mod->init_size = size & UINT32_MAX;
	read_build_id(m, mod);
	read_sections(m, mod);
	return mod->name[0] != '\0';
}

void cs_machine_list_modules(struct cs_machine *m)
{
	struct cs_dump_state *s = m->state;
	uint64_t head, at, link = m->layout.at[CS_L_MODULE_LIST].offset;

	if (!m->layout.has[CS_L_MODULE_LIST] || !cs_machine_symbol(m, "modules", &head) ||
	    !cs_vm_u64(m->vm, head, &at))
		return;
	while (at != head && s->module_count < CS_LIMIT_DUMP_MODULES) {
		struct cs_dump_module mod;

		if (!read_module(m, at - link, &mod) || !cs_vm_u64(m->vm, at, &at)) {
			m->dump->lists_damaged = true;
			cs_dump_note(m->dump, "the list of modules is damaged: %zu were read",
				     s->module_count);
			break;
		}
		*CS_ARENA_PUSH(&s->arena, s->modules, s->module_count) = mod;
	}
}

/* ---- their symbols ---- */

static int by_address(const void *a, const void *b)
{
	const struct cs_dump_symbol *x = a, *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

static bool is_inside(const struct cs_dump_module *mod, uint64_t va)
{
	return va - mod->base < mod->size || va - mod->init_base < mod->init_size;
}

struct cs_dump_module *cs_machine_module_at(const struct cs_machine *m, uint64_t va)
{
	for (size_t i = 0; i < m->state->module_count; i++)
		if (is_inside(&m->state->modules[i], va))
			return &m->state->modules[i];
	return NULL;
}

/* $x, $d, .L: marks of the assembler's (include/linux/module_symbol.h is_mapping_symbol()). */
static bool is_symbol(const struct cs_dump_module *mod, const unsigned char *sym, size_t names)
{
	uint32_t name = cs_le32(sym);

	return name < names && mod->names[name] && mod->names[name] != '$' &&
	       mod->names[name] != '.' && is_inside(mod, cs_le64(sym + 8));
}

/* struct mod_kallsyms: Elf64_Sym *symtab, unsigned num_symtab, char *strtab. The names end where
 * the last symbol's does; they lie behind the symbols (kernel/module/kallsyms.c
 * add_kallsyms()). */
static void read_symbols(const struct cs_machine *m, struct cs_dump_module *mod)
{
	uint64_t kallsyms, symtab, count, strtab;
	unsigned char *raw;
	size_t names;

	mod->symbols_read = true;
	if (!cs_machine_get(m, mod->address, CS_L_MODULE_KALLSYMS, &kallsyms) || !kallsyms ||
	    !cs_machine_get(m, kallsyms, CS_L_KALLSYMS_SYMTAB, &symtab) ||
	    !cs_machine_get(m, kallsyms, CS_L_KALLSYMS_COUNT, &count) ||
	    !cs_machine_get(m, kallsyms, CS_L_KALLSYMS_STRTAB, &strtab))
		return;
	if (count > CS_LIMIT_DUMP_SYMBOLS)
		count = CS_LIMIT_DUMP_SYMBOLS;
	mod->names = cs_calloc(1, CS_LIMIT_DUMP_NAMES_BYTES + 1);
	names = cs_vm_read(m->vm, strtab, mod->names, CS_LIMIT_DUMP_NAMES_BYTES);
	raw = cs_alloc((size_t)count * 24 + 1);
	count = cs_vm_read(m->vm, symtab, raw, (size_t)count * 24) / 24;
	mod->symbols = cs_calloc((size_t)count + 1, sizeof(*mod->symbols));
	for (uint64_t i = 0; i < count; i++)
		if (is_symbol(mod, raw + i * 24, names))
			mod->symbols[mod->symbol_count++] = (struct cs_dump_symbol){
				cs_le64(raw + i * 24 + 8), cs_le32(raw + i * 24), (uint32_t)i};
	free(raw);
	qsort(mod->symbols, mod->symbol_count, sizeof(*mod->symbols), by_address);
}

/* Where the code that holds VA ends: what no symbol follows goes on to there. */
static uint64_t end_around(const struct cs_dump_module *mod, uint64_t va)
{
	return va - mod->init_base < mod->init_size ? mod->init_base + mod->init_size
						    : mod->base + mod->size;
}

bool cs_machine_module_function(const struct cs_machine *m, struct cs_dump_module *mod, uint64_t va,
				struct cs_dump_function *f)
{
	uint64_t end = end_around(mod, va), begin;
	size_t i = 0, best;

	if (!mod->symbols_read)
		read_symbols(m, mod);
	begin = end == mod->base + mod->size ? mod->base : mod->init_base;
	*f = (struct cs_dump_function){.start = begin, .size = end - begin};
	while (i < mod->symbol_count && mod->symbols[i].address <= va)
		i++;
	if (i == 0 || mod->symbols[i - 1].address < begin)
		return true; /* code without a name */
	for (best = i - 1; best && mod->symbols[best - 1].address == mod->symbols[best].address;)
		best--;
	snprintf(f->name, sizeof(f->name), "%s", mod->names + mod->symbols[best].name);
	f->start = mod->symbols[best].address;
	if (i < mod->symbol_count && mod->symbols[i].address < end)
		end = mod->symbols[i].address;
	f->size = end - f->start;
	return true;
}
