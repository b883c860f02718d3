#include "report/json_trap.h"

void cs_json_put_trap(struct cs_json_writer *w, const struct cs_trap *t)
{
	if (!t) {
		cs_json_put_null(w, "instruction");
		return;
	}
	cs_json_open(w, "instruction", '{');
	cs_json_put_str(w, "text", t->text);
	cs_json_put_registers(w, "registers", t->registers, t->register_count);
	cs_json_put_word(w, "access", cs_access_name(t->access));
	cs_json_put_int_if(w, "size", t->size != 0, t->size);
	cs_json_put_hex_if(w, "address", t->has_address, t->address);
	cs_json_put_str(w, "words", t->words);
	cs_json_close(w, '}');
}

static void put_parameter(struct cs_json_writer *w, const struct cs_parameter *p)
{
	cs_json_open(w, NULL, '{');
	cs_json_put_str(w, "function", p->function);
	cs_json_put_str(w, "name", p->name);
	cs_json_put_str(w, "type", p->type);
	cs_json_put_str(w, "where", p->where);
	cs_json_put_hex_if(w, "value", p->has_value, p->value);
	cs_json_close(w, '}');
}

void cs_json_put_parameters(struct cs_json_writer *w, const struct cs_parameter *v, size_t n)
{
	cs_json_open(w, "parameters", '[');
	for (size_t i = 0; i < n; i++)
		put_parameter(w, &v[i]);
	cs_json_close(w, ']');
}

void cs_json_put_source(struct cs_json_writer *w, const struct cs_source_line *v, size_t n)
{
	cs_json_open(w, "source", '[');
	for (size_t i = 0; i < n; i++) {
		cs_json_open(w, NULL, '{');
		cs_json_put_int(w, "line", v[i].number);
		cs_json_put_str(w, "text", v[i].text);
		cs_json_close(w, '}');
	}
	cs_json_close(w, ']');
}
