/* The variables at the place of the crash. */
#include <stdio.h>

#include "analyze/place_private.h"

#define OFFSET_MAX 4096 /* a NULL pointer plus more is no member of a structure */
#define MEMBERS 4
#define PARAMETERS 12

static struct cs_str join(struct cs_arena *arena, const struct cs_str *v, size_t n)
{
	struct cs_str list = {0};

	for (size_t i = 0; i < n; i++)
		list = cs_arena_strf(arena, CS_STR_FMT "%s" CS_STR_FMT, CS_STR_ARG(list),
				     i ? ", " : "", CS_STR_ARG(v[i]));
	return list;
}

/* The pointer that the trapping instruction used is known by its register. */
static bool name_member_of_base(struct cs_sym *sym, const struct cs_sym_answer *a,
				struct cs_event *ev)
{
	const struct cs_trap *t = ev->trap;
	struct cs_str v[MEMBERS];
	char base[8];
	size_t n;

	if (!t || !t->base.n || t->displacement < 0 || t->base.n >= sizeof(base))
		return false;
	snprintf(base, sizeof(base), CS_STR_FMT, CS_STR_ARG(t->base));
	n = cs_sym_members(sym, a, (uint64_t)t->displacement, base, &ev->arena, v, MEMBERS);
	if (n)
		cs_event_note(ev, "%s + %#llx is " CS_STR_FMT, base,
			      (unsigned long long)t->displacement,
			      CS_STR_ARG(join(&ev->arena, v, n)));
	return n != 0;
}

/* "NULL plus 0x40": which pointer that may have been. */
static void name_members(struct cs_sym *sym, const struct cs_sym_answer *a, struct cs_event *ev)
{
	struct cs_str v[MEMBERS];
	size_t n;

	if (name_member_of_base(sym, a, ev) || !ev->fault.has_address ||
	    ev->fault.address >= OFFSET_MAX)
		return;
	n = cs_sym_members(sym, a, ev->fault.address, NULL, &ev->arena, v, MEMBERS);
	if (n)
		cs_event_note(ev, "at offset %#llx of pointers in scope: " CS_STR_FMT,
			      (unsigned long long)ev->fault.address,
			      CS_STR_ARG(join(&ev->arena, v, n)));
}

static struct cs_parameter parameter_of(const struct cs_event *ev, const struct cs_sym_parameter *p)
{
	struct cs_parameter out = {.function = p->function,
				   .name = p->name,
				   .type = p->type,
				   .where = p->where,
				   .has_value = p->has_constant,
				   .value = p->constant};
	char reg[8] = "";
	const struct cs_register *r;

	snprintf(reg, sizeof(reg), CS_STR_FMT, CS_STR_ARG(p->reg));
	r = reg[0] ? cs_event_register(ev, reg) : NULL;
	if (r) {
		out.has_value = true;
		out.value = r->value + (uint64_t)p->offset;
	}
	return out;
}

static void list_parameters(struct cs_sym *sym, const struct cs_sym_answer *a, struct cs_event *ev)
{
	struct cs_sym_parameter p[PARAMETERS];
	size_t n = cs_sym_parameters(sym, a, &ev->arena, p, PARAMETERS);

	ev->parameters = cs_arena_alloc(&ev->arena, (n + 1) * sizeof(*ev->parameters));
	for (size_t i = 0; i < n; i++)
		ev->parameters[i] = parameter_of(ev, &p[i]);
	ev->parameter_count = n;
}

void cs_place_variables(struct cs_sym *sym, const struct cs_sym_answer *crash, struct cs_event *ev)
{
	name_members(sym, crash, ev);
	list_parameters(sym, crash, ev);
}
