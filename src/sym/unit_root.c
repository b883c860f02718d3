#include <string.h>

#include "base/limits.h"
#include "sym/path.h"
#include "sym/unit.h"

#define ROOT_UNITS 32 /* that are looked at for the root of the source */

static bool root_of(Dwarf_Die *cu, char *root, size_t size)
{
	Dwarf_Files *files;
	size_t count;

	if (dwarf_getsrcfiles(cu, &files, &count) != 0)
		return false;
	for (size_t i = 0; i < count; i++) {
		const char *src = dwarf_filesrc(files, i, NULL, NULL);
		const char *at = src ? strstr(src, "/include/linux/") : NULL;
		char dir[CS_LIMIT_PATH];

		if (!at || at == src || (size_t)(at - src) >= sizeof(dir))
			continue;
		memcpy(dir, src, (size_t)(at - src));
		dir[at - src] = '\0';
		cs_path_clean(dir, "", "", root, size);
		return true;
	}
	return false;
}

void cs_unit_find_root(Dwarf *dwarf, char *root, size_t size)
{
	Dwarf_Off off = 0, next;
	size_t header;

	root[0] = '\0';
	for (int i = 0; i < ROOT_UNITS; i++, off = next) {
		Dwarf_Die cu;

		if (dwarf_nextcu(dwarf, off, &next, &header, NULL, NULL, NULL) != 0)
			return;
		if (dwarf_offdie(dwarf, off + header, &cu) && root_of(&cu, root, size))
			return;
	}
}
