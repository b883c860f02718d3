#include "sym/binary.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "sym/unit.h"

enum cs_status cs_binary_open(struct cs_binary **out, const char *path, struct cs_error *err)
{
	struct cs_binary *img;
	struct cs_object *o;
	enum cs_status rc = cs_object_open(&o, path, err);

	*out = NULL;
	if (rc != CS_OK)
		return rc;
	img = cs_calloc(1, sizeof(*img));
	img->object = o;
	img->path = o->path;
	cs_symtab_load(&img->symbols, o);
	*out = img;
	return CS_OK;
}

void cs_binary_close(struct cs_binary *img)
{
	if (!img)
		return;
	cs_build_release(&img->scratch);
	cs_units_release(&img->units);
	cs_symtab_release(&img->symbols);
	cs_object_close(img->object);
	free(img);
}

const char *cs_binary_build_id(const struct cs_binary *img)
{
	return img->object->build_id;
}

static bool find_unit(struct cs_binary *img, uint64_t address, Dwarf_Die *cu)
{
	Dwarf *dwarf = cs_object_dwarf(img->object);

	if (!dwarf)
		return false;
	if (!img->units_ready)
		cs_units_init(&img->units, dwarf);
	img->units_ready = true;
	return cs_units_find(&img->units, address, cu);
}

size_t cs_binary_places(struct cs_binary *img, uint64_t address, struct cs_table_place *out,
		       size_t max)
{
	struct cs_table table;
	Dwarf_Die cu;

	if (!find_unit(img, address, &cu))
		return 0;
	cs_build_release(&img->scratch);
	cs_build_init(&img->scratch, address, address + 1);
	cs_unit_take_at(&img->scratch, &cu);
	table = cs_build_finish(&img->scratch);
	return cs_table_places(&table, address, out, max);
}

bool cs_binary_banner(struct cs_binary *img, char *buf, size_t size)
{
	const struct cs_symbol *s = cs_symtab_first(&img->symbols, CS_STR("linux_banner"));
	size_t n;

	if (!s || size == 0)
		return false;
	n = cs_object_read(img->object, s->address, buf, size - 1);
	buf[n] = '\0';
	buf[strcspn(buf, "\n")] = '\0';
	return cs_str_starts(cs_str_from(buf), "Linux version ");
}
