/* A kernel image or a module that can be asked: which symbols has it, and where in the source
 * is an address. Answers come from its index when there is a good one, else from the file. */
#ifndef CS_SYM_BINARY_H
#define CS_SYM_BINARY_H

#include "base/limits.h"
#include "sym/build.h"
#include "sym/cfi.h"
#include "sym/index.h"
#include "sym/object.h"
#include "sym/symtab.h"
#include "sym/table.h"
#include "sym/types.h"
#include "sym/units.h"

struct cs_binary {
	char *path;
	struct cs_object *object;
	struct cs_index *index;   /* or NULL */
	struct cs_symtab symbols; /* from the file; loaded when there is no index */
	bool symbols_loaded;
	char problem[256]; /* of the index, for a note; "" none */
	struct cs_units units;
	bool units_ready;
	char root[CS_LIMIT_PATH]; /* of the source it was built from, "" not known */
	struct cs_types *types;   /* made when first asked for */
	struct cs_cfi *cfi;       /* the same; NULL: there is none */
	bool cfi_tried;
	struct cs_build scratch;  /* of the last answer */
	struct cs_budget *budget; /* of the run; NULL: none */
};

enum cs_status cs_binary_open(struct cs_binary **out, const char *path,
			      struct cs_error *err) CS_MUST_CHECK;
void cs_binary_close(struct cs_binary *b);
const char *cs_binary_build_id(const struct cs_binary *b);
/* Takes the index at INDEX_PATH if it is this file's and good. CS_NOT_FOUND, or why not. */
enum cs_status cs_binary_use_index(struct cs_binary *b, const char *index_path,
				   struct cs_error *err);
/* Drops an index that turned out to be damaged since: true, and what was asked since the last
 * call must be asked again. Until then a damaged index gives empty answers. */
bool cs_binary_recover(struct cs_binary *b);
const struct cs_symtab *cs_binary_symbols(struct cs_binary *b);
/* Whether lines can be told at all. */
bool cs_binary_has_lines(struct cs_binary *b);
/* The DWARF unit that holds ADDRESS; false when none does. */
bool cs_binary_unit(struct cs_binary *b, uint64_t address, Dwarf_Die *cu);
/* Innermost first, at most MAX. The strings are valid until the next call: copy them. */
size_t cs_binary_places(struct cs_binary *b, uint64_t address, struct cs_table_place *out,
			size_t max);
/* An answer has been given: no symbol or string of it is in use any more. */
void cs_binary_relax(struct cs_binary *b);
/* NULL without call frame information. */
const struct cs_cfi *cs_binary_cfi(struct cs_binary *b);
/* NULL without debug information. */
struct cs_types *cs_binary_types(struct cs_binary *b);
/* "Linux version …" of a vmlinux, without line end, into BUF; false when it isn't there. */
bool cs_binary_banner(struct cs_binary *b, char *buf, size_t size);

#endif
