#include "sym/symtab_private.h"

#include <gelf.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"

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

static void take(struct loader *l, const GElf_Sym *s, GElf_Word section)
{
	const char *name = l->names.p + s->st_name;
	uint8_t kind = kind_of(l, s, section);
	bool relative = cs_object_is_relocatable(l->o) && s->st_shndx != SHN_ABS;

	if (kind == CS_SYMBOL_OTHER || cs_symtab_is_noise(name))
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

void cs_symtab_load(struct cs_symtab *t, struct cs_object *o)
{
	struct loader l = {.o = o, .elf = cs_object_elf(o)};

	*t = (struct cs_symtab){.is_listing = o->is_listing};
	if (o->is_listing) {
		cs_symtab_list(t, o);
		return;
	}
	load_sections(&l);
	t->sections = t->owned[0] = l.sections;
	t->section_count = l.section_count;
	if (!l.section_count || !find_table(&l))
		return;
	load_symbols(&l);
	t->names = l.names.p;
	t->names_size = l.names.n;
	cs_symtab_make(t, l.v, l.n);
}
