#include "sym/relocation.h"

#include <gelf.h>

/* The section that holds ADDRESS; 0: none. */
static size_t section_at(Elf *elf, uint64_t address, GElf_Shdr *sh)
{
	for (Elf_Scn *scn = NULL; (scn = elf_nextscn(elf, scn));)
		if (gelf_getshdr(scn, sh) && (sh->sh_flags & SHF_EXECINSTR) &&
		    address >= sh->sh_addr && address - sh->sh_addr < sh->sh_size)
			return elf_ndxscn(scn);
	return 0;
}

/* Those of section INDEX; gas writes them by offset. */
static Elf_Data *relocations_of(Elf *elf, size_t index, GElf_Shdr *sh)
{
	for (Elf_Scn *scn = NULL; (scn = elf_nextscn(elf, scn));)
		if (gelf_getshdr(scn, sh) && sh->sh_type == SHT_RELA && sh->sh_info == index)
			return elf_getdata(scn, NULL);
	return NULL;
}

static bool find(Elf_Data *data, size_t count, uint64_t offset, GElf_Rela *rela)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (!gelf_getrela(data, (int)mid, rela))
			return false;
		if (rela->r_offset == offset)
			return true;
		if (rela->r_offset < offset)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

static bool resolve(Elf *elf, const GElf_Shdr *table, const GElf_Rela *rela,
		    struct cs_relocation *r)
{
	Elf_Scn *symbols = elf_getscn(elf, table->sh_link);
	GElf_Shdr sh, home;
	GElf_Sym s;

	if (!symbols || !gelf_getshdr(symbols, &sh) ||
	    !gelf_getsym(elf_getdata(symbols, NULL), (int)GELF_R_SYM(rela->r_info), &s))
		return false;
	if (s.st_shndx == SHN_UNDEF) {
		r->name = elf_strptr(elf, sh.sh_link, s.st_name);
		return r->name && r->name[0];
	}
	if (s.st_shndx >= SHN_LORESERVE || !gelf_getshdr(elf_getscn(elf, s.st_shndx), &home))
		return false;
	r->address = home.sh_addr + s.st_value + (uint64_t)rela->r_addend;
	return true;
}

bool cs_relocation_at(struct cs_object *o, uint64_t address, struct cs_relocation *r)
{
	Elf *elf = cs_object_elf(o);
	GElf_Shdr code, table;
	GElf_Rela rela;
	Elf_Data *data;
	size_t index = elf ? section_at(elf, address, &code) : 0;

	*r = (struct cs_relocation){0};
	data = index ? relocations_of(elf, index, &table) : NULL;
	return data && table.sh_entsize &&
	       find(data, data->d_size / table.sh_entsize, address - code.sh_addr, &rela) &&
	       resolve(elf, &table, &rela, r);
}
