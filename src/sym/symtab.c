#include "sym/symtab.h"

#include <gelf.h>
#include <stdlib.h>
#include <xxhash.h>

#include "base/limits.h"
#include "base/mem.h"
#include "sym/table.h"

struct loader {
	const struct cs_object *o;
	Elf *elf;
	Elf_Data *symbols, *numbers; /* the table; section numbers beyond 16 bits */
	struct cs_symbol_section *sections;
	size_t section_count;
	struct cs_str names;
	struct cs_symbol *v;
	size_t n, cap;
};

/* ---- loading ---- */

static void load_sections(struct loader *l)
{
	size_t count;

	if (elf_getshdrnum(l->elf, &count) != 0 || count > CS_LIMIT_ELF_SECTIONS)
		return;
	l->sections = cs_calloc(count + 1, sizeof(*l->sections));
	l->section_count = count;
	for (size_t i = 1; i < count; i++) {
		GElf_Shdr sh;

		l->sections[i].name = UINT32_MAX;
		if (!gelf_getshdr(elf_getscn(l->elf, i), &sh) || !(sh.sh_flags & SHF_ALLOC))
			continue;
		l->sections[i].begin = sh.sh_addr;
		l->sections[i].end = sh.sh_addr + sh.sh_size;
		l->sections[i].code = !!(sh.sh_flags & SHF_EXECINSTR);
	}
}

static bool find_table(struct loader *l)
{
	for (Elf_Scn *scn = NULL; (scn = elf_nextscn(l->elf, scn));) {
		GElf_Shdr sh;
		Elf_Data *strings;

		if (!gelf_getshdr(scn, &sh))
			continue;
		if (sh.sh_type == SHT_SYMTAB_SHNDX)
			l->numbers = elf_getdata(scn, NULL);
		if (sh.sh_type != SHT_SYMTAB)
			continue;
		l->symbols = elf_getdata(scn, NULL);
		strings = elf_getdata(elf_getscn(l->elf, sh.sh_link), NULL);
		if (!l->symbols || !strings || !strings->d_buf || strings->d_size == 0)
			return false;
		l->names = (struct cs_str){strings->d_buf, strings->d_size};
	}
	/* every name must end inside the table */
	return l->symbols && l->names.n && l->names.p[l->names.n - 1] == '\0' &&
	       l->names.n < UINT32_MAX;
}

static uint8_t kind_of(const struct loader *l, const GElf_Sym *s, GElf_Word section)
{
	switch (GELF_ST_TYPE(s->st_info)) {
	case STT_FUNC:
	case STT_GNU_IFUNC:
		return CS_SYMBOL_FUNCTION;
	case STT_OBJECT:
		return CS_SYMBOL_DATA;
	case STT_NOTYPE:
		if (s->st_shndx == SHN_ABS)
			return CS_SYMBOL_ABSOLUTE;
		return l->sections[section].code ? CS_SYMBOL_LABEL : CS_SYMBOL_DATA;
	default:
		return CS_SYMBOL_OTHER;
	}
}

/* Local labels and mapping symbols are no names that a kernel prints (scripts/kallsyms.c
 * is_ignored_symbol(), include/linux/module_symbol.h is_mapping_symbol()). */
static bool is_noise(const char *name)
{
	return name[0] == '\0' || name[0] == '$' || (name[0] == '.' && name[1] == 'L') ||
	       strncmp(name, "__crc_", 6) == 0;
}

static void take(struct loader *l, const GElf_Sym *s, GElf_Word section)
{
	const char *name = l->names.p + s->st_name;
	uint8_t kind = kind_of(l, s, section);
	bool relative = cs_object_is_relocatable(l->o) && s->st_shndx != SHN_ABS;

	if (kind == CS_SYMBOL_OTHER || is_noise(name))
		return;
	l->v[l->n++] = (struct cs_symbol){
		.address = s->st_value + (relative ? l->sections[section].begin : 0),
		.size = s->st_size < UINT32_MAX ? (uint32_t)s->st_size : UINT32_MAX,
		.name = s->st_name,
		.next = CS_NO_SYMBOL,
		.section = (uint16_t)section,
		.kind = kind,
		.global = GELF_ST_BIND(s->st_info) != STB_LOCAL,
	};
}

static void load_symbols(struct loader *l)
{
	size_t each = gelf_fsize(l->elf, ELF_T_SYM, 1, EV_CURRENT);
	size_t count = each ? l->symbols->d_size / each : 0;

	if (count > CS_LIMIT_ELF_SYMBOLS)
		count = CS_LIMIT_ELF_SYMBOLS;
	l->v = cs_calloc(count + 1, sizeof(*l->v));
	for (size_t i = 1; i < count; i++) {
		GElf_Sym s;
		GElf_Word section = 0;

		if (!gelf_getsymshndx(l->symbols, l->numbers, (int)i, &s, &section))
			continue;
		if (s.st_shndx != SHN_XINDEX)
			section = s.st_shndx;
		if (s.st_shndx == SHN_UNDEF || s.st_name >= l->names.n)
			continue;
		if (s.st_shndx == SHN_ABS)
			section = 0;
		if (section < l->section_count)
			take(l, &s, section);
	}
}

static int by_address(const void *a, const void *b)
{
	const struct cs_symbol *x = a, *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return x->name < y->name ? -1 : x->name > y->name;
}

static uint32_t *find_slot(uint32_t *slots, size_t count, const struct loader *l, const char *name)
{
	size_t at = XXH3_64bits(name, strlen(name)) & (count - 1);

	while (slots[at] != CS_NO_SYMBOL && strcmp(l->names.p + l->v[slots[at]].name, name) != 0)
		at = (at + 1) & (count - 1);
	return &slots[at];
}

static void hash_names(struct cs_symtab *t, struct loader *l)
{
	uint32_t *slots;
	size_t count = 16;

	while (count < l->n * 2)
		count *= 2;
	slots = cs_alloc(count * sizeof(*slots));
	memset(slots, 0xff, count * sizeof(*slots));
	for (size_t i = l->n; i-- > 0;) { /* backwards: chains ascend */
		uint32_t *slot = find_slot(slots, count, l, l->names.p + l->v[i].name);

		l->v[i].next = *slot;
		*slot = (uint32_t)i;
	}
	t->slots = t->owned[2] = slots;
	t->slot_count = count;
}

void cs_symtab_load(struct cs_symtab *t, struct cs_object *o)
{
	struct loader l = {.o = o, .elf = cs_object_elf(o)};

	*t = (struct cs_symtab){0};
	load_sections(&l);
	t->sections = t->owned[0] = l.sections;
	t->section_count = l.section_count;
	if (!l.section_count || !find_table(&l))
		return;
	load_symbols(&l);
	qsort(l.v, l.n, sizeof(*l.v), by_address);
	t->v = t->owned[1] = l.v;
	t->n = l.n;
	t->names = l.names.p;
	t->names_size = l.names.n;
	hash_names(t, &l);
}

void cs_symtab_release(struct cs_symtab *t)
{
	for (size_t i = 0; i < sizeof(t->owned) / sizeof(*t->owned); i++)
		free(t->owned[i]);
	*t = (struct cs_symtab){0};
}

/* ---- asking ---- */

const char *cs_symtab_name(const struct cs_symtab *t, const struct cs_symbol *s)
{
	if (s->name >= t->names_size)
		return "";
	return cs_guard_string(t->guard, t->names + s->name, t->names + t->names_size);
}

/* A mapped table may hold anything: every number is checked before it is followed. */
static const struct cs_symbol *symbol(const struct cs_symtab *t, size_t i)
{
	return i < t->n && cs_guard_ok(t->guard, &t->v[i], sizeof(*t->v)) ? &t->v[i] : NULL;
}

static const struct cs_symbol_section *section_of(const struct cs_symtab *t,
						  const struct cs_symbol *s)
{
	const struct cs_symbol_section *sec = &t->sections[s->section];

	return s->section < t->section_count && cs_guard_ok(t->guard, sec, sizeof(*sec)) ? sec
											 : NULL;
}

const struct cs_symbol *cs_symtab_first(const struct cs_symtab *t, struct cs_str name)
{
	size_t at;

	if (!t->slot_count)
		return NULL;
	at = XXH3_64bits(name.p, name.n) & (t->slot_count - 1);
	for (size_t tries = 0; tries < t->slot_count; tries++) {
		const uint32_t *slot = &t->slots[at];
		const struct cs_symbol *s;

		if (!cs_guard_ok(t->guard, slot, sizeof(*slot)) || !(s = symbol(t, *slot)))
			return NULL;
		if (cs_str_eq(cs_str_from(cs_symtab_name(t, s)), name))
			return s;
		at = (at + 1) & (t->slot_count - 1);
	}
	return NULL;
}

const struct cs_symbol *cs_symtab_next(const struct cs_symtab *t, const struct cs_symbol *s)
{
	const struct cs_symbol *next = symbol(t, s->next);

	return next > s ? next : NULL; /* chains ascend: no loop in a damaged table */
}

static bool is_code(const struct cs_symbol *s)
{
	return s->kind == CS_SYMBOL_FUNCTION || s->kind == CS_SYMBOL_LABEL;
}

/* How many steps lie at or below ADDRESS. */
static size_t steps_to(const struct cs_symtab *t, uint64_t address)
{
	size_t low = 0, high = t->step_count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (!cs_guard_ok(t->guard, &t->steps[mid], sizeof(*t->steps)))
			return 0;
		if (t->steps[mid] <= address)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* How many symbols lie at or below ADDRESS. */
static size_t count_to(const struct cs_symtab *t, uint64_t address)
{
	size_t k = steps_to(t, address), low = k ? (k - 1) * CS_STEP : 0, high = t->n;

	if (t->step_count)
		high = k * CS_STEP < t->n ? k * CS_STEP : t->n;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct cs_symbol *s = symbol(t, mid);

		if (!s)
			return 0;
		if (s->address <= address)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

uint64_t cs_symtab_text(const struct cs_symtab *t)
{
	for (size_t i = 0; i < t->section_count; i++) {
		const struct cs_symbol_section *s = &t->sections[i];

		if (cs_guard_ok(t->guard, s, sizeof(*s)) && s->code && s->begin < s->end)
			return s->begin;
	}
	return 0;
}

static const struct cs_symbol *better(const struct cs_symbol *a, const struct cs_symbol *b)
{
	if (!a)
		return b;
	if (a->kind != b->kind)
		return b->kind == CS_SYMBOL_FUNCTION ? b : a;
	return b->global > a->global ? b : a;
}

const struct cs_symbol *cs_symtab_at(const struct cs_symtab *t, uint64_t address)
{
	const struct cs_symbol *best = NULL;

	for (size_t i = count_to(t, address); i-- > 0;) {
		const struct cs_symbol *s = symbol(t, i);
		const struct cs_symbol_section *sec;

		if (!s || (best && s->address != best->address))
			break;
		if (!is_code(s))
			continue;
		sec = section_of(t, s);
		if (!sec || address >= sec->end)
			return NULL;
		best = better(best, s);
	}
	return best;
}

static bool same_section(const struct cs_symbol *a, const struct cs_symbol *b)
{
	return a->section == b->section;
}

uint64_t cs_symtab_span(const struct cs_symtab *t, const struct cs_symbol *s)
{
	for (size_t i = count_to(t, s->address); i < t->n; i++) {
		const struct cs_symbol *o = symbol(t, i);

		if (!o)
			return 0;
		if (is_code(o))
			return same_section(s, o) ? o->address - s->address : 0;
	}
	return 0;
}

/* The logged end must be where a symbol begins; no function that has a size of its own may
 * begin before it. */
static bool ends_at_symbol(const struct cs_symtab *t, const struct cs_symbol *s, uint64_t end)
{
	for (size_t i = count_to(t, s->address); i < t->n; i++) {
		const struct cs_symbol *o = symbol(t, i);

		if (!o)
			return false;
		if (!is_code(o) && o->kind != CS_SYMBOL_DATA)
			continue;
		if (!same_section(s, o))
			return true; /* the last one: the section's end is padded */
		if (o->address >= end)
			return o->address == end;
		if (o->kind == CS_SYMBOL_FUNCTION && o->size)
			return false;
	}
	return true;
}

bool cs_symtab_agrees(const struct cs_symtab *t, const struct cs_symbol *s, uint64_t size)
{
	if (size == s->size && size)
		return true;
	return size >= s->size && ends_at_symbol(t, s, s->address + size);
}
