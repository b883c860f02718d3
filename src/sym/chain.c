#include "sym/chain.h"

#include <string.h>

#include "sym/branch.h"

#define NODES 512u  /* functions that are looked at between two frames: a switch of system calls */
#define EXPANDED 8u /* of them whose own jumps are followed */

/* Functions that a call may have gone through, in the order they were found. */
struct node {
	const struct cs_symbol *symbol;
	size_t from; /* the node that jumps to it */
};

struct search {
	struct cs_binary *b;
	const struct cs_symtab *t;
	const struct cs_symbol *callee;
	bool exact;
	struct node v[NODES];
	size_t n, at;
	bool jumps, calls, indirect; /* what the node AT does: to the callee, or who knows where */
};

static bool starts(const char *name, const char *prefix)
{
	return strncmp(name, prefix, strlen(prefix)) == 0;
}

/* Calls that the running kernel directs elsewhere: static calls (kernel/static_call.c) and
 * retpolines (arch/x86/lib/retpoline.S). */
static bool is_trampoline(const char *name)
{
	return starts(name, "__SCT__") || starts(name, "__x86_indirect_") ||
	       starts(name, "__pi_") || strcmp(name, "__fentry__") == 0 ||
	       strcmp(name, "_mcount") == 0;
}

/* "foo" and "foo.cold", "foo.part.0" … are of one function. */
static bool same_function(const struct cs_symtab *t, const struct cs_symbol *a,
			  const struct cs_symbol *b)
{
	const char *x = cs_symtab_name(t, a), *y = cs_symtab_name(t, b);
	size_t n = strcspn(x, ".");

	return a->address == b->address || (n == strcspn(y, ".") && strncmp(x, y, n) == 0);
}

/* ---- what a function jumps to ---- */

static bool is_seen(const struct search *s, const struct cs_symbol *f)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].symbol->address == f->address)
			return true;
	return false;
}

static const struct cs_symbol *goes_to(const struct search *s, const struct cs_branch *b)
{
	if (b->name)
		return cs_symtab_first(s->t, cs_str_from(b->name));
	return cs_symtab_at(s->t, b->address);
}

static bool look_at(void *ctx, const struct cs_branch *b)
{
	struct search *s = ctx;
	const struct cs_symbol *to = b->known ? goes_to(s, b) : NULL;

	if (!b->known && !b->call)
		s->indirect = true;
	if (!to)
		return true;
	if (same_function(s->t, to, s->callee))
		*(b->call ? &s->calls : &s->jumps) = true;
	else if (starts(cs_symtab_name(s->t, to), "__x86_indirect_"))
		s->indirect |= !b->call;
	else if (!b->call && (b->name || to->address == b->address) && s->n < NODES &&
		 !is_seen(s, to))
		s->v[s->n++] = (struct node){to, s->at};
	return !s->jumps;
}

/* ---- in words ---- */

/* "foo", or "foo, bar" when foo jumps to bar. */
static void add_way(const struct search *s, struct cs_strbuf *out, size_t node)
{
	if (node) {
		add_way(s, out, s->v[node].from);
		cs_strbuf_add_c(out, ", ");
	}
	cs_strbuf_add_c(out, cs_symtab_name(s->t, s->v[node].symbol));
}

static bool tell(const struct search *s, struct cs_strbuf *out, const char *before, size_t node,
		 const char *after)
{
	cs_strbuf_add_c(out, before);
	add_way(s, out, node);
	cs_strbuf_add_c(out, after);
	return true;
}

static uint64_t end_of(const struct search *s, const struct cs_symbol *f)
{
	return f->address + cs_symtab_span(s->t, f);
}

/* Looks where node AT jumps to; those after the first few only for the callee itself. */
static void expand(struct search *s)
{
	const struct cs_symbol *f = s->v[s->at].symbol;

	s->jumps = s->calls = s->indirect = false;
	if (s->at < EXPANDED)
		cs_branch_each(s->b->object, f->address, end_of(s, f), look_at, s);
	else
		s->jumps =
			cs_branch_jumps(s->b->object, f->address, end_of(s, f), s->callee->address);
}

static bool search(struct search *s, struct cs_strbuf *out)
{
	bool called = false, indirect = false;

	for (s->at = 0; s->at < s->n; s->at++) {
		expand(s);
		if (s->jumps)
			return tell(s, out, "tail-called through ", s->at, "");
		called |= s->at == 0 && s->calls;
		indirect |= s->at == 0 && s->indirect;
	}
	/* a leaf of arm64: its caller is in the link register alone */
	if (called && s->exact)
		return tell(s, out, "called by ", 0, ", which is missing in the trace");
	return indirect &&
	       tell(s, out, "the call is of ", 0, ", which goes on by an indirect jump");
}

/* A function that calls the callee itself, too, or that is called through a trampoline, says
 * nothing. */
bool cs_chain_tell(const struct cs_chain_end *callee, const struct cs_chain_end *caller,
		   struct cs_strbuf *out)
{
	struct cs_branch call = cs_branch_before(caller->binary->object, caller->address);
	struct search s = {.b = call.name ? callee->binary : caller->binary,
			   .exact = callee->exact};
	const struct cs_symbol *to;

	if (!call.known || s.b != callee->binary)
		return false;
	s.t = cs_binary_symbols(s.b);
	s.callee = cs_symtab_at(s.t, callee->address - !callee->exact);
	to = goes_to(&s, &call);
	if (!to || !s.callee || same_function(s.t, to, s.callee) ||
	    is_trampoline(cs_symtab_name(s.t, to)))
		return false;
	s.v[s.n++].symbol = to;
	return search(&s, out);
}
