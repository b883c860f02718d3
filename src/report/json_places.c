#include "report/json_places.h"

#include "base/mem.h"
#include "report/json_tree.h"

static json_t *place_json(const struct cs_sym_place *p)
{
	json_t *o = json_object();

	cs_json_set(o, "function", cs_json_str(p->function));
	cs_json_set(o, "file", cs_json_str(p->file));
	cs_json_set(o, "line", cs_json_int_if(p->line > 0, p->line));
	cs_json_set(o, "inlined", json_boolean(p->inlined));
	return o;
}

void cs_json_write_answer(FILE *out, struct cs_str asked, const struct cs_sym_question *q,
			  const struct cs_sym_answer *a)
{
	json_t *o = json_object(), *frames = json_array();
	bool named = q->symbol.n != 0;

	for (size_t i = 0; i < a->place_count; i++) {
		struct cs_sym_place p = a->places[i];

		if (!p.function.n) /* assembly, which DWARF has no functions for */
			p.function = named ? q->symbol : a->symbol;
		if (json_array_append_new(frames, place_json(&p)) != 0)
			cs_die_oom(0);
	}
	cs_json_set(o, "query", cs_json_str(asked));
	cs_json_set(o, "symbol", cs_json_str(named ? q->symbol : a->symbol));
	cs_json_set(o, "offset",
		    cs_json_hex_if(named || a->symbol.n, named ? q->offset : a->symbol_offset));
	cs_json_set(o, "size",
		    cs_json_hex_if(named ? q->has_size : a->symbol_size != 0,
				   named ? q->size : a->symbol_size));
	cs_json_set(o, "module", cs_json_str(q->module.n ? q->module : a->module));
	cs_json_set(o, "address", cs_json_hex_if(a->binary != NULL, a->link_address));
	cs_json_set(o, "frames", frames);
	cs_json_set(o, "note", cs_json_str(a->note));
	if (json_dumpf(o, out, JSON_COMPACT | JSON_ENSURE_ASCII) == 0)
		fputc('\n', out);
	json_decref(o);
}
