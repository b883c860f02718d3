/* The symbols of one object: by address, and by name. The arrays are laid out so that the same
 * code reads them from memory (made by cs_symtab_load()) and from a mapped index.
 *
 * Sizes: the "/0x5f" behind a frame is not the ELF symbol's size but the distance to the next
 * symbol that kallsyms knows (kernel/kallsyms.c get_symbol_pos(), kernel/module/kallsyms.c
 * find_kallsyms_symbol(); Linux 2.6 to 6.12), so padding counts. cs_symtab_agrees() compares
 * with that in mind. */
#ifndef CS_SYM_SYMTAB_H
#define CS_SYM_SYMTAB_H

#include "sym/guard.h"
#include "sym/object.h"

enum cs_symbol_kind {
	CS_SYMBOL_OTHER,
	CS_SYMBOL_FUNCTION,
	CS_SYMBOL_LABEL, /* without type, in a section of code */
	CS_SYMBOL_DATA,
	CS_SYMBOL_ABSOLUTE,
};

#define CS_NO_SYMBOL UINT32_MAX

struct cs_symbol {
	uint64_t address;
	uint32_t size;
	uint32_t name;    /* offset in names */
	uint32_t next;    /* the next of the same key, or CS_NO_SYMBOL */
	uint16_t section; /* index in sections, 0 = none */
	uint8_t kind;     /* enum cs_symbol_kind */
	uint8_t global;
};

struct cs_symbol_section {
	uint64_t begin, end;
	uint32_t name; /* offset in names, of a listing's module; UINT32_MAX: none */
	uint32_t code; /* 1: holds instructions */
};

struct cs_symtab {
	const struct cs_symbol *v; /* ascending by address */
	size_t n;
	const uint64_t *steps; /* of an index: the address of every CS_STEP-th symbol */
	size_t step_count;     /* 0: all are searched */
	const uint32_t *slots; /* open addressing by the key's hash; the first of a key */
	size_t slot_count;     /* a power of two, or 0 */
	const char *names;     /* NUL-terminated strings; the last byte is NUL */
	size_t names_size;
	const struct cs_symbol_section *sections;
	size_t section_count;
	bool is_listing;        /* System.map or kallsyms: no lines, sizes by the next symbol */
	struct cs_guard *guard; /* of a mapped table, else NULL */
	void *owned[4];         /* what cs_symtab_release() frees */
};

/* Reads the file's symbol table, or the listing that it is. An object without one gives an empty
 * table. The names may point into the object, which must outlive the table. */
void cs_symtab_load(struct cs_symtab *t, struct cs_object *o);
/* Whether text begins as a listing of symbols does: "ffffffff81000000 T _stext" a line. */
bool cs_symtab_is_listing(struct cs_str head);
void cs_symtab_release(struct cs_symtab *t);

const char *cs_symtab_name(const struct cs_symtab *t, const struct cs_symbol *s);
/* What symbols are found by: a name without the ".llvm.…" that clang's LTO puts behind those of
 * static functions, which the kernel prints without (kernel/kallsyms.c cleanup_symbol_name(),
 * Linux 5.13 and later). */
struct cs_str cs_symtab_key(struct cs_str name);
/* The first symbol whose name has the same key, or NULL; then the others of that key. */
const struct cs_symbol *cs_symtab_first(const struct cs_symtab *t, struct cs_str name);
const struct cs_symbol *cs_symtab_next(const struct cs_symtab *t, const struct cs_symbol *s);
/* The module that a symbol of a listing (/proc/kallsyms) is of; "" of the kernel itself. */
const char *cs_symtab_module(const struct cs_symtab *t, const struct cs_symbol *s);
/* Where the first section of code begins; 0: there is none. */
uint64_t cs_symtab_text(const struct cs_symtab *t);
/* The symbol that covers ADDRESS: the last function or label at or below it, in its section;
 * of several at one address a global function first. NULL when nothing does. */
const struct cs_symbol *cs_symtab_at(const struct cs_symtab *t, uint64_t address);
/* The distance to the next symbol, as kallsyms counts; 0 when none follows in the section. */
uint64_t cs_symtab_span(const struct cs_symtab *t, const struct cs_symbol *s);
bool cs_symtab_agrees(const struct cs_symtab *t, const struct cs_symbol *s, uint64_t size);

#endif
