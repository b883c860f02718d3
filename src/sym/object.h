/* One ELF file with code, symbols or debug information: a vmlinux, a module (.ko), or a split
 * debug file. Plain, or compressed with gzip, bzip2, xz or zstd (libdwfl unpacks).
 *
 * Opening maps the file and reads its build ID, no more: with an index (index.h) most of a
 * large vmlinux is never touched. libdwfl comes in where it is needed, for compressed and for
 * relocatable files; a plain image's DWARF is libdw's alone.
 *
 * All addresses given and taken here are link addresses, as the file's own symbols have them.
 * A relocatable file (.ko: ET_REL) has none: libdwfl lays its sections out one after the other
 * and applies the relocations to the debug sections; those made-up addresses are used.
 *
 * The file may be hostile: libdw is asked through its checked interfaces only, and what
 * it refuses is an error or an empty answer. Not thread-safe: sym.c holds the lock. */
#ifndef CS_SYM_OBJECT_H
#define CS_SYM_OBJECT_H

#include <elfutils/libdwfl.h>

#include "base/error.h"
#include "base/str.h"

#define CS_BUILD_ID_HEX 64 /* hex digits of a build ID, with room for the NUL */

struct cs_object {
	char *path;
	int fd;      /* -1 when libdwfl has it */
	void *image; /* the whole file, mapped, that PLAIN reads; NULL: libelf maps it itself */
	Elf *plain;  /* of a file that isn't compressed, as it is there; else NULL */
	Elf *own;    /* the same again, where libdw needs one that it may change or that has a
		      * path (detached.h); else NULL */
	Dwfl *dwfl;  /* NULL until it is needed */
	Dwfl_Module *module;
	Elf *laid_out; /* the module's own; belongs to dwfl */
	bool laid_out_tried;
	Dwarf *dwarf; /* NULL until cs_object_dwarf(), or when there is none */
	bool dwarf_tried;
	bool is_listing; /* no ELF file: text, a symbol a line (System.map, kallsyms) */
	GElf_Half type, machine;
	char build_id[CS_BUILD_ID_HEX + 1]; /* "" when the file has none */
	uint64_t size, mtime_ns;            /* of the file, for staleness */
};

/* *OUT is NULL on failure; ERR names the file and the cause. */
enum cs_status cs_object_open(struct cs_object **out, const char *path,
			      struct cs_error *err) CS_MUST_CHECK;
void cs_object_close(struct cs_object *o);
/* The ELF with addresses in its section headers; NULL when it can't be laid out. */
Elf *cs_object_elf(struct cs_object *o);
/* Its DWARF, or NULL when it has none or none that can be read. */
Dwarf *cs_object_dwarf(struct cs_object *o);
/* How its debug information is compressed, when that can't be undone here; else NULL. */
const char *cs_object_packing(const struct cs_object *o);
/* Whether it has debug information that can be read. */
bool cs_object_has_dwarf(struct cs_object *o);
static inline bool cs_object_is_relocatable(const struct cs_object *o)
{
	return o->type == ET_REL;
}
/* Gives back the pages of the file that were looked at; they are read again when needed. */
void cs_object_relax(struct cs_object *o);
/* A section's bytes at link address AT, at most N: how many were there. Sections that take no
 * room in the file give nothing. */
size_t cs_object_read(struct cs_object *o, uint64_t at, void *buf, size_t n);
/* A section's content by name; false when it is absent, empty or not in the file. */
bool cs_object_section(struct cs_object *o, const char *name, struct cs_str *content,
		       uint64_t *address);

#endif
