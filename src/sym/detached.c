#include "sym/detached.h"

#include <dwarf.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/limits.h"

#define CHECKED_UNITS 32 /* the kernel's first ones are of assembler, which is never split */

#define PACKED_ZSTD 2 /* ELFCOMPRESS_ZSTD of the gABI, which older elf.h lack */

/* ---- sections ---- */

/* The next section after SCN that holds debug information, or NULL. */
static Elf_Scn *next_debug(Elf *elf, Elf_Scn *scn, GElf_Shdr *sh, const char **name)
{
	size_t names;

	if (elf_getshdrstrndx(elf, &names) != 0)
		return NULL;
	while ((scn = elf_nextscn(elf, scn)))
		if (gelf_getshdr(scn, sh) && (*name = elf_strptr(elf, names, sh->sh_name)) &&
		    (strncmp(*name, ".debug", 6) == 0 || strncmp(*name, ".zdebug", 7) == 0 ||
		     strcmp(*name, ".gnu_debugaltlink") == 0))
			return scn;
	return NULL;
}

bool cs_detached_is_packed(Elf *elf)
{
	const char *name;
	GElf_Shdr sh;

	for (Elf_Scn *scn = NULL; (scn = next_debug(elf, scn, &sh, &name));)
		if ((sh.sh_flags & SHF_COMPRESSED) || name[1] == 'z')
			return true;
	return false;
}

const char *cs_detached_packing(Elf *elf)
{
	const char *name;
	GElf_Shdr sh;
	GElf_Chdr how;

	for (Elf_Scn *scn = NULL; (scn = next_debug(elf, scn, &sh, &name));)
		if ((sh.sh_flags & SHF_COMPRESSED) && gelf_getchdr(scn, &how) &&
		    how.ch_type != ELFCOMPRESS_ZLIB)
			return how.ch_type == PACKED_ZSTD ? "zstd" : "an unknown method";
	return NULL;
}

static bool is_shared(Elf *elf)
{
	const char *name;
	GElf_Shdr sh;

	for (Elf_Scn *scn = NULL; (scn = next_debug(elf, scn, &sh, &name));)
		if (strcmp(name, ".gnu_debugaltlink") == 0)
			return true;
	return false;
}

/* ---- units ---- */

const char *cs_detached_name(Dwarf_Die *cu)
{
	Dwarf_Attribute attr;

	if (!dwarf_attr(cu, DW_AT_dwo_name, &attr) && !dwarf_attr(cu, DW_AT_GNU_dwo_name, &attr))
		return NULL;
	return dwarf_formstring(&attr);
}

bool cs_detached_is_elsewhere(Elf *elf, Dwarf *dwarf)
{
	Dwarf_Off off = 0, next;
	size_t header;

	if (is_shared(elf))
		return true;
	for (int i = 0; i < CHECKED_UNITS; i++, off = next) {
		Dwarf_Die cu;

		if (dwarf_nextcu(dwarf, off, &next, &header, NULL, NULL, NULL) != 0)
			return false;
		if (dwarf_offdie(dwarf, off + header, &cu) && cs_detached_name(&cu))
			return true;
	}
	return false;
}

/* libdw opens what a name leads to, and would wait for a pipe. Relative names are beside the ELF
 * file, which can't be looked at here, or below the folder it was built in. */
static bool is_special(const char *name, Dwarf_Die *cu)
{
	Dwarf_Attribute attr;
	const char *dir = dwarf_attr(cu, DW_AT_comp_dir, &attr) ? dwarf_formstring(&attr) : NULL;
	char path[CS_LIMIT_PATH];
	struct stat st;

	if (name[0] == '/' || !dir)
		snprintf(path, sizeof(path), "%s", name);
	else
		snprintf(path, sizeof(path), "%s/%s", dir, name);
	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

bool cs_detached_body(Dwarf_Die *cu, Dwarf_Die *body)
{
	const char *name = cs_detached_name(cu);
	uint8_t type = 0;
	Dwarf_Die none;

	*body = *cu;
	if (!name || dwarf_haschildren(cu) == 1) /* -fsplit-dwarf-inlining: they are here, too */
		return true;
	if (is_special(name, cu) ||
	    dwarf_cu_info(cu->cu, NULL, &type, NULL, &none, NULL, NULL, NULL) != 0 || !none.addr)
		return false;
	*body = none;
	return true;
}
