/* Relocations of a relocatable file's code: where a call goes that the linker has yet to fill in.
 */
#ifndef CS_SYM_RELOCATION_H
#define CS_SYM_RELOCATION_H

#include "sym/object.h"

struct cs_relocation {
	const char *name; /* of a symbol that another file has, or NULL; belongs to the file */
	uint64_t address; /* else the symbol's, plus the addend */
};

/* The one at ADDRESS, as the file is laid out. False: there is none. */
bool cs_relocation_at(struct cs_object *o, uint64_t address, struct cs_relocation *r);

#endif
