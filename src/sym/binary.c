#include "sym/binary.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "sym/identity.h"
#include "sym/types_private.h"
#include "sym/unit.h"

enum cs_status cs_binary_open(struct cs_binary **out, const char *path, struct cs_error *err)
{
	struct cs_binary *b;
	struct cs_object *o;
	enum cs_status rc = cs_object_open(&o, path, err);

	*out = NULL;
	if (rc != CS_OK)
		return rc;
	b = cs_calloc(1, sizeof(*b));
	b->object = o;
	b->path = o->path;
	*out = b;
	return CS_OK;
}

void cs_binary_close(struct cs_binary *b)
{
	if (!b)
		return;
	cs_index_close(b->index);
	cs_build_release(&b->scratch);
	cs_units_release(&b->units);
	cs_types_free(b->types);
	cs_cfi_free(b->cfi);
	cs_symtab_release(&b->symbols);
	cs_object_close(b->object);
	free(b);
}

const struct cs_cfi *cs_binary_cfi(struct cs_binary *b)
{
	if (!b->cfi_tried)
		b->cfi = cs_cfi_new(b->object);
	b->cfi_tried = true;
	return b->cfi;
}

const char *cs_binary_build_id(const struct cs_binary *b)
{
	return b->object->build_id;
}

bool cs_binary_unit(struct cs_binary *b, uint64_t address, Dwarf_Die *cu)
{
	Dwarf *dwarf = cs_object_dwarf(b->object);

	if (!dwarf)
		return false;
	if (!b->units_ready) {
		cs_units_init(&b->units, dwarf, b->budget);
		cs_unit_find_root(dwarf, b->root, sizeof(b->root));
	}
	b->units_ready = true;
	return cs_units_find(&b->units, address, cu);
}

static size_t places_from_file(struct cs_binary *b, uint64_t address, struct cs_table_place *out,
			       size_t max)
{
	struct cs_table table;
	Dwarf_Die cu;

	if ((b->budget && b->budget->spent) || !cs_binary_unit(b, address, &cu))
		return 0;
	cs_build_release(&b->scratch);
	cs_build_init(&b->scratch, address, address + 1);
	b->scratch.budget = b->budget;
	cs_unit_take_at(&b->scratch, &cu, b->root);
	table = cs_build_finish(&b->scratch);
	return cs_table_places(&table, address, out, max);
}

bool cs_binary_recover(struct cs_binary *b)
{
	if (!b->index || !b->index->guard.damaged)
		return false;
	snprintf(b->problem, sizeof(b->problem), "the index of %s is damaged and not used",
		 b->path);
	cs_index_close(b->index);
	b->index = NULL;
	return true;
}

size_t cs_binary_places(struct cs_binary *b, uint64_t address, struct cs_table_place *out,
			size_t max)
{
	if (b->index) {
		size_t n = cs_table_places(&b->index->table, address, out, max);

		return b->index->guard.damaged ? 0 : n;
	}
	return places_from_file(b, address, out, max);
}

void cs_binary_relax(struct cs_binary *b)
{
	if (b->index)
		cs_guard_relax(&b->index->guard);
}

enum cs_status cs_binary_use_index(struct cs_binary *b, const char *index_path,
				   struct cs_error *err)
{
	struct cs_index *ix;
	enum cs_status rc = cs_index_open(&ix, index_path, err);

	if (rc == CS_MISMATCH)
		snprintf(b->problem, sizeof(b->problem),
			 "the index of %s is of another version and not used (symbols add makes it "
			 "anew)",
			 b->path);
	if (rc != CS_OK)
		return rc;
	if (strcmp(ix->build_id, b->object->build_id) != 0 || ix->source_size != b->object->size) {
		cs_index_close(ix);
		return cs_error_set(err, CS_MISMATCH, index_path, "an index of another file");
	}
	b->index = ix;
	if (ix->incomplete)
		snprintf(b->problem, sizeof(b->problem),
			 "the index of %s is incomplete: it was made without all of its debug "
			 "information",
			 b->path);
	return CS_OK;
}

const struct cs_symtab *cs_binary_symbols(struct cs_binary *b)
{
	if (b->index)
		return &b->index->symbols;
	if (!b->symbols_loaded)
		cs_symtab_load(&b->symbols, b->object);
	b->symbols_loaded = true;
	return &b->symbols;
}

bool cs_binary_has_lines(struct cs_binary *b)
{
	return b->index ? b->index->table.line_count > 0 : cs_object_has_dwarf(b->object);
}

struct cs_types *cs_binary_types(struct cs_binary *b)
{
	if (!b->types)
		b->types = cs_types_new(cs_object_dwarf(b->object), b->budget);
	return b->types;
}

bool cs_binary_banner(struct cs_binary *b, char *buf, size_t size)
{
	if (!b->index)
		return cs_identity_read_banner(cs_binary_symbols(b), b->object, buf, size);
	snprintf(buf, size, "%s", b->index->banner);
	return buf[0];
}
