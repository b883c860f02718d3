#include "report/json_walk.h"

#include "iommu/walk.h"
#include "report/json_event.h"

static json_t *level_json(const struct cs_walk_level *l)
{
	json_t *o = cs_json_must(json_object());

	cs_json_set(o, "level", json_integer(l->level));
	cs_json_set(o, "table", cs_json_hex(l->table));
	cs_json_set(o, "index", json_integer(l->index));
	cs_json_set(o, "descriptor", cs_json_hex(l->descriptor));
	cs_json_set(o, "state", json_string_nocheck(cs_walk_state_name(l->state)));
	cs_json_set(o, "meaning", cs_json_str(l->meaning));
	return o;
}

static json_t *near_json(const struct cs_walk_near *n)
{
	json_t *o;

	if (!n->known)
		return json_null();
	o = cs_json_must(json_object());
	cs_json_set(o, "iova", cs_json_hex(n->iova));
	cs_json_set(o, "bytes_away", json_integer((json_int_t)n->bytes_away));
	return o;
}

static json_t *mapping_json(const struct cs_walk *w)
{
	json_t *o;

	if (!w->has_mapping)
		return json_null();
	o = cs_json_must(json_object());
	cs_json_set(o, "iova", cs_json_hex(w->mapping_iova));
	cs_json_set(o, "bytes", json_integer((json_int_t)w->mapping_size));
	cs_json_set(o, "read", json_boolean(w->readable));
	cs_json_set(o, "write", json_boolean(w->writable));
	cs_json_set(o, "execute", json_boolean(w->executable));
	cs_json_set(o, "unprivileged", json_boolean(w->unprivileged));
	return o;
}

json_t *cs_json_walk(const struct cs_walk *w)
{
	json_t *o, *levels;

	if (!w)
		return json_null();
	o = cs_json_must(json_object());
	levels = cs_json_must(json_array());
	for (size_t i = 0; i < w->level_count; i++)
		cs_json_append(levels, level_json(&w->levels[i]));
	cs_json_set(o, "iova", cs_json_hex(w->iova));
	cs_json_set(o, "root", cs_json_hex_if(w->has_root, w->root));
	cs_json_set(o, "levels", levels);
	cs_json_set(o, "result", cs_json_str(cs_str_from(cs_walk_result_name(w->result))));
	cs_json_set(o, "pa", cs_json_hex_if(w->has_pa, w->pa));
	cs_json_set(o, "mapping", mapping_json(w));
	cs_json_set(o, "below", near_json(&w->below));
	cs_json_set(o, "above", near_json(&w->above));
	cs_json_set(o, "notes", cs_json_strs(w->notes.v, w->notes.n));
	return o;
}

void cs_json_print_walk(FILE *out, const struct cs_walk *w)
{
	json_t *o = cs_json_must(json_object());

	cs_json_set(o, "schema", json_string_nocheck("crashscan.walk/1"));
	cs_json_set(o, "page_walk", cs_json_walk(w));
	json_dumpf(o, out, JSON_COMPACT);
	fputc('\n', out);
	json_decref(o);
}
