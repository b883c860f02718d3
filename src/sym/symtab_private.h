/* Private to sym/: what those who load a symbol table share. */
#ifndef CS_SYM_SYMTAB_PRIVATE_H
#define CS_SYM_SYMTAB_PRIVATE_H

#include "sym/symtab.h"

/* Whether the kernel's own table leaves a name out: it is never printed, and ends no function. */
bool cs_symtab_is_noise(const char *name);
/* T has its names; V, allocated, its N symbols in any order. T owns them from now on, sorted, in
 * T->owned[1]: V itself is no longer there. */
void cs_symtab_make(struct cs_symtab *t, struct cs_symbol *v, size_t n);
/* Makes the table of names, which the first question for a name does otherwise. */
void cs_symtab_hash(struct cs_symtab *t);
/* Reads a listing of symbols, as nm prints it (cs_object.is_listing). Nothing that can be used:
 * T stays empty. */
void cs_symtab_list(struct cs_symtab *t, struct cs_object *o);

#endif
