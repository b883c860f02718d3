#include "analyze/dump_symbols.h"

#include "sym/types.h"

static bool address(void *ctx, const char *name, uint64_t *link)
{
	return cs_sym_address(ctx, name, link);
}

static bool size(void *ctx, const char *type, uint64_t *bytes)
{
	struct cs_type_info info;
	struct cs_types *t;
	bool found;

	cs_sym_lock(ctx);
	t = cs_sym_types(ctx);
	found = t && cs_types_struct(t, type, &info) == CS_OK;
	cs_sym_unlock(ctx);
	if (found)
		*bytes = info.size;
	return found;
}

static bool member(void *ctx, const char *type, const char *path, struct cs_dump_member *m)
{
	struct cs_member at;
	struct cs_types *t;
	bool found;

	cs_sym_lock(ctx);
	t = cs_sym_types(ctx);
	found = t && cs_types_member(t, type, path, &at) == CS_OK;
	cs_sym_unlock(ctx);
	if (found)
		*m = (struct cs_dump_member){at.offset, at.type.size, at.bit_offset};
	return found;
}

static bool function(void *ctx, uint64_t link, struct cs_dump_function *f)
{
	return cs_sym_function(ctx, link, f->name, sizeof(f->name), &f->start, &f->size);
}

struct cs_dump_symbols cs_dump_symbols_of(struct cs_sym *sym)
{
	return (struct cs_dump_symbols){sym, address, size, member, function};
}
