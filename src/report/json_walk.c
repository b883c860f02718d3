#include "report/json_walk.h"

#include "base/mem.h"
#include "iommu/walk.h"
#include "report/json_event.h"

static json_t *must(json_t *v)
{
	if (!v)
		cs_die_oom(0);
	return v;
}

static void set(json_t *o, const char *key, json_t *v)
{
	if (json_object_set_new_nocheck(o, key, must(v)) != 0)
		cs_die_oom(0);
}

static json_t *level_json(const struct cs_walk_level *l)
{
	json_t *o = must(json_object());

	set(o, "level", json_integer(l->level));
	set(o, "table", cs_json_hex(l->table));
	set(o, "index", json_integer(l->index));
	set(o, "descriptor", cs_json_hex(l->descriptor));
	set(o, "state", json_string_nocheck(cs_walk_state_name(l->state)));
	set(o, "meaning", cs_json_str(l->meaning));
	return o;
}

static json_t *near_json(const struct cs_walk_near *n)
{
	json_t *o;

	if (!n->known)
		return json_null();
	o = must(json_object());
	set(o, "iova", cs_json_hex(n->iova));
	set(o, "bytes_away", json_integer((json_int_t)n->bytes_away));
	return o;
}

static json_t *mapping_json(const struct cs_walk *w)
{
	json_t *o;

	if (!w->has_mapping)
		return json_null();
	o = must(json_object());
	set(o, "iova", cs_json_hex(w->mapping_iova));
	set(o, "bytes", json_integer((json_int_t)w->mapping_size));
	set(o, "read", json_boolean(w->readable));
	set(o, "write", json_boolean(w->writable));
	set(o, "execute", json_boolean(w->executable));
	set(o, "unprivileged", json_boolean(w->unprivileged));
	return o;
}

json_t *cs_json_walk(const struct cs_walk *w)
{
	json_t *o, *levels;

	if (!w)
		return json_null();
	o = must(json_object());
	levels = must(json_array());
	for (size_t i = 0; i < w->level_count; i++)
		if (json_array_append_new(levels, level_json(&w->levels[i])) != 0)
			cs_die_oom(0);
	set(o, "iova", cs_json_hex(w->iova));
	set(o, "root", cs_json_hex_if(w->has_root, w->root));
	set(o, "levels", levels);
	set(o, "result", cs_json_str(cs_str_from(cs_walk_result_name(w->result))));
	set(o, "pa", cs_json_hex_if(w->has_pa, w->pa));
	set(o, "mapping", mapping_json(w));
	set(o, "below", near_json(&w->below));
	set(o, "above", near_json(&w->above));
	set(o, "notes", cs_json_strs(w->notes.v, w->notes.n));
	return o;
}

void cs_json_print_walk(FILE *out, const struct cs_walk *w)
{
	json_t *o = must(json_object());

	set(o, "schema", json_string_nocheck("crashscan.walk/1"));
	set(o, "page_walk", cs_json_walk(w));
	json_dumpf(o, out, JSON_COMPACT);
	fputc('\n', out);
	json_decref(o);
}
