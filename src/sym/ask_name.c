/* Of sym.h: NAME+OFFSET/SIZE in one object. */
#include "base/limits.h"
#include "sym/ask_private.h"

struct candidates {
	const struct cs_symbol *v[CS_LIMIT_SYMBOL_CANDIDATES];
	size_t n;
	unsigned named;                /* of that name, whatever their size */
	const struct cs_symbol *other; /* one whose size disagrees */
};

static void add_candidate(struct candidates *c, const struct cs_symbol *s)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->v[i]->address == s->address)
			return; /* another name of the same place */
	if (c->n < CS_LIMIT_SYMBOL_CANDIDATES)
		c->v[c->n++] = s;
}

static void find_candidates(struct candidates *c, const struct cs_symtab *t,
			    const struct cs_sym_question *q, bool force)
{
	bool whole = cs_symtab_key(q->symbol).n < q->symbol.n; /* logged with ".llvm.…" */

	for (const struct cs_symbol *s = cs_symtab_first(t, q->symbol); s;
	     s = cs_symtab_next(t, s)) {
		if (whole && !cs_str_is(q->symbol, cs_symtab_name(t, s)))
			continue;
		c->named++;
		if (!q->has_size || cs_symtab_agrees(t, s, q->size))
			add_candidate(c, s);
		else
			c->other = s;
	}
	if (force && c->n == 0 && c->named == 1)
		add_candidate(c, c->other);
}

static enum cs_status wrong_size(struct asking *k, struct cs_binary *b, const struct candidates *c)
{
	uint64_t have = cs_symtab_span(cs_binary_symbols(b), c->other);

	if (c->named > 1)
		return cs_ask_refuse(
			k, CS_MISMATCH,
			cs_arena_strf(k->arena,
				      "none of the %u symbols of this name in %s has the "
				      "size %#llx of the log",
				      c->named, b->path, (unsigned long long)k->q->size));
	return cs_ask_refuse(k, CS_MISMATCH,
			     cs_arena_strf(k->arena, "size %#llx in the log, %#llx in %s",
					   (unsigned long long)k->q->size,
					   (unsigned long long)(have ? have : c->other->size),
					   b->path));
}

/* The padding behind a function has no line: a return address there is of a call that never
 * returns, the function's last instruction. */
static uint64_t lookup_in(const struct asking *k, const struct cs_symbol *s)
{
	uint64_t at = k->q->offset - k->q->call;

	if (k->q->call && s->size && k->q->offset > s->size)
		at = s->size - 1u;
	return s->address + at;
}

/* Static functions of a header, compiled into several units: which one it was doesn't matter
 * when all stand at the same place. */
static bool all_in_one_place(struct asking *k, struct cs_binary *b, const struct candidates *c)
{
	struct cs_table_place p[CS_LIMIT_INLINES];
	struct cs_str file = {0};
	int line = 0;

	for (size_t i = 0; i < c->n; i++) {
		size_t n = cs_binary_places(b, lookup_in(k, c->v[i]), p, CS_LIMIT_INLINES);

		if (n != 1 || (i && (line != p[0].line || !cs_str_is(file, p[0].file))))
			return false;
		line = p[0].line;
		file = cs_arena_str(k->arena, cs_str_from(p[0].file));
	}
	return true;
}

static enum cs_status ambiguous(struct asking *k, struct cs_binary *b, const struct candidates *c)
{
	struct cs_str list = {0};

	for (size_t i = 0; i < c->n; i++) {
		struct cs_table_place p[CS_LIMIT_INLINES];
		size_t n = cs_binary_places(b, lookup_in(k, c->v[i]), p, CS_LIMIT_INLINES);

		list = cs_arena_strf(k->arena, CS_STR_FMT "%s", CS_STR_ARG(list), i ? ", " : "");
		list = n ? cs_arena_strf(k->arena, CS_STR_FMT "%s:%d", CS_STR_ARG(list),
					 p[n - 1].file, p[n - 1].line)
			 : cs_arena_strf(k->arena, CS_STR_FMT "%#llx", CS_STR_ARG(list),
					 (unsigned long long)c->v[i]->address);
	}
	return cs_ask_refuse(
		k, CS_NOT_FOUND,
		cs_arena_strf(k->arena,
			      "%zu symbols of this name and size, not told apart: " CS_STR_FMT,
			      c->n, CS_STR_ARG(list)));
}

enum cs_status cs_ask_by_name(struct asking *k, struct cs_binary *b)
{
	struct candidates c = {.n = 0};

	find_candidates(&c, cs_binary_symbols(b), k->q, k->s->force);
	if (c.named == 0)
		return cs_ask_refuse(
			k, CS_NOT_FOUND,
			cs_arena_strf(k->arena, "no symbol of this name in %s", b->path));
	if (c.n == 0)
		return wrong_size(k, b, &c);
	if (c.n > 1 && !all_in_one_place(k, b, &c))
		return ambiguous(k, b, &c);
	return cs_ask_at(k, b, c.v[0]->address + k->q->offset, lookup_in(k, c.v[0]));
}
