#include "report/json_decode.h"

#include "base/mem.h"
#include "report/json_tree.h"

static void print(FILE *out, json_t *o)
{
	json_dumpf(o, out, JSON_INDENT(1));
	fputc('\n', out);
	json_decref(o);
}

static json_t *decoded(const struct cs_decoded *v)
{
	json_t *o = cs_json_must(json_object());

	cs_json_set(o, "name", cs_json_str(v->name));
	cs_json_set(o, "value", cs_json_hex_if(v->has_value, v->value));
	cs_json_set(o, "meaning", cs_json_strs(v->meaning, v->meaning_count));
	return o;
}

void cs_json_print_decoding(FILE *out, const struct cs_decoding *d)
{
	json_t *o = cs_json_must(json_object()), *a = cs_json_must(json_array());

	for (size_t i = 0; i < d->n; i++)
		if (json_array_append_new(a, decoded(&d->v[i])) != 0)
			cs_die_oom(0);
	cs_json_set(o, "registers", a);
	print(out, o);
}

static json_t *function_name(const struct cs_dtb_stream *s)
{
	char buf[16];

	if (!s->has_requester || !s->is_pci)
		return json_null();
	snprintf(buf, sizeof(buf), "%02x:%02x.%u", s->requester >> 8 & 0xff, s->requester >> 3 & 31,
		 s->requester & 7);
	return cs_json_str(cs_str_from(buf));
}

void cs_json_print_stream(FILE *out, const struct cs_dtb_stream *s)
{
	json_t *o = cs_json_must(json_object());

	cs_json_set(o, "unit", cs_json_str(cs_str_from(s->unit_name[0] ? s->unit_name : s->unit)));
	cs_json_set(o, "stream_id", cs_json_hex(s->stream_id));
	cs_json_set(o, "device", cs_json_str(cs_str_from(s->device)));
	cs_json_set(o, "name", cs_json_str(cs_str_from(s->name)));
	cs_json_set(o, "how", cs_json_str(cs_str_from(cs_dtb_how_name(s->how))));
	cs_json_set(o, "requester", cs_json_hex_if(s->has_requester, s->requester));
	cs_json_set(o, "function", function_name(s));
	cs_json_set(o, "disabled", json_boolean(s->disabled));
	cs_json_set(o, "others", json_integer(s->others));
	print(out, o);
}
