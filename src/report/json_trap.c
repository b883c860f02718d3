#include "report/json_trap.h"

json_t *cs_json_trap(const struct cs_trap *t)
{
	json_t *o;

	if (!t)
		return json_null();
	o = cs_json_must(json_object());
	cs_json_set(o, "text", cs_json_str(t->text));
	cs_json_set(o, "registers", cs_json_registers(t->registers, t->register_count));
	cs_json_set(o, "access", cs_json_str(cs_str_from(cs_access_name(t->access))));
	cs_json_set(o, "size", cs_json_int_if(t->size != 0, t->size));
	cs_json_set(o, "address", cs_json_hex_if(t->has_address, t->address));
	cs_json_set(o, "words", cs_json_str(t->words));
	return o;
}

static json_t *parameter(const struct cs_parameter *p)
{
	json_t *o = cs_json_must(json_object());

	cs_json_set(o, "function", cs_json_str(p->function));
	cs_json_set(o, "name", cs_json_str(p->name));
	cs_json_set(o, "type", cs_json_str(p->type));
	cs_json_set(o, "where", cs_json_str(p->where));
	cs_json_set(o, "value", cs_json_hex_if(p->has_value, p->value));
	return o;
}

json_t *cs_json_parameters(const struct cs_parameter *v, size_t n)
{
	json_t *a = cs_json_must(json_array());

	for (size_t i = 0; i < n; i++)
		cs_json_append(a, parameter(&v[i]));
	return a;
}

json_t *cs_json_source(const struct cs_source_line *v, size_t n)
{
	json_t *a = cs_json_must(json_array());

	for (size_t i = 0; i < n; i++) {
		json_t *o = cs_json_must(json_object());

		cs_json_set(o, "line", json_integer(v[i].number));
		cs_json_set(o, "text", cs_json_str(v[i].text));
		cs_json_append(a, o);
	}
	return a;
}
