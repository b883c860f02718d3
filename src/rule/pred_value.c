/* Conditions on registers and on the address that faulted. */
#include "rule/model.h"

/* ---- register ---- */

void *cs_register_spec_parse(struct cs_rule_parser *p, const struct cs_yaml *y)
{
	struct cs_register_spec *s = cs_arena_alloc(p->arena, sizeof(*s));
	const struct cs_yaml *name = cs_yaml_get(y, "name"), *is = cs_yaml_get(y, "is");
	const struct cs_yaml *as = cs_yaml_get(y, "as");

	if (y->type != CS_YAML_MAP || !name || !is) {
		cs_problem_add(&p->problems, cs_yaml_key_spot(y), "wants {name: …, is: …}");
		return NULL;
	}
	if (!cs_parser_only(p, y, "name is as") ||
	    !cs_globs_parse(p->arena, name, &s->names, &p->problems) ||
	    !cs_values_parse(p->arena, is, &s->is, &p->problems) ||
	    (as && !cs_parser_text(p, as, &s->as)))
		return NULL;
	if (as)
		cs_parser_add_capture(p, s->as);
	return s;
}

static bool register_holds(struct judging *g, const void *arg, struct cs_found *found)
{
	const struct cs_register_spec *s = arg;
	const struct cs_event *ev = g->ev;

	for (size_t i = 0; i < ev->register_count; i++) {
		const struct cs_register *r = &ev->registers[i];

		if (!cs_globs_match(&s->names, r->name) ||
		    !cs_values_hold(&s->is, r->value, cs_judging_lookup, g))
			continue;
		found->line = cs_judging_line_of_number(g, r->value);
		cs_judging_capture(g, s->as, r->name);
		return true;
	}
	return false;
}

const struct cs_predicate cs_predicate_register = {
	"register", cs_register_spec_parse, register_holds, "the register's value", false, NULL,
};

/* ---- fault ---- */

struct fault_spec {
	struct cs_values address, size;
	struct cs_globs access;
	struct cs_globs meaning;
};

static void *parse_fault(struct cs_rule_parser *p, const struct cs_yaml *y)
{
	struct fault_spec *s = cs_arena_alloc(p->arena, sizeof(*s));
	const struct cs_yaml *address = cs_yaml_get(y, "address"), *size = cs_yaml_get(y, "size");
	const struct cs_yaml *access = cs_yaml_get(y, "access");
	const struct cs_yaml *meaning = cs_yaml_get(y, "meaning");

	if (y->type != CS_YAML_MAP || y->count == 0) {
		cs_problem_add(&p->problems, cs_yaml_key_spot(y),
			       "wants {address: …, access: …, size: …, meaning: …}");
		return NULL;
	}
	if (!cs_parser_only(p, y, "address size access meaning") ||
	    (address && !cs_values_parse(p->arena, address, &s->address, &p->problems)) ||
	    (size && !cs_values_parse(p->arena, size, &s->size, &p->problems)) ||
	    (access && !cs_globs_parse(p->arena, access, &s->access, &p->problems)) ||
	    (meaning && !cs_globs_parse(p->arena, meaning, &s->meaning, &p->problems)))
		return NULL;
	return s;
}

static bool fault_holds(struct judging *g, const void *arg, struct cs_found *found)
{
	const struct fault_spec *s = arg;
	const struct cs_fault *f = &g->ev->fault;

	if (!f->known)
		return false;
	if (s->address.n &&
	    (!f->has_address || !cs_values_hold(&s->address, f->address, cs_judging_lookup, g)))
		return false;
	if (s->size.n && (!f->has_size || !cs_values_hold(&s->size, f->size, NULL, NULL)))
		return false;
	if (s->access.n && !cs_globs_match(&s->access, cs_str_from(cs_access_name(f->access))))
		return false;
	if (!cs_globs_match_any(&s->meaning, f->meaning, f->meaning_count))
		return false;
	if (f->has_address)
		found->line = cs_judging_line_of_number(g, f->address);
	return true;
}

const struct cs_predicate cs_predicate_fault = {
	"fault", parse_fault, fault_holds, "the address that faulted", false, NULL,
};
