/* Of sym.h: questions of places. */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "sym/ask_private.h"
#include "sym/chain.h"
#include "sym/identity.h"

/* ---- answers ---- */

enum cs_status cs_ask_refuse(struct asking *k, enum cs_status rc, struct cs_str note)
{
	k->a->note = note;
	return rc;
}

static void copy_places(struct asking *k, const struct cs_table_place *from, size_t n)
{
	struct cs_sym_place *to = cs_arena_alloc(k->arena, n * sizeof(*to));

	for (size_t i = 0; i < n; i++)
		to[i] = (struct cs_sym_place){cs_arena_str(k->arena, cs_str_from(from[i].function)),
					      cs_arena_str(k->arena, cs_str_from(from[i].file)),
					      from[i].line, from[i].inlined};
	k->a->places = to;
	k->a->place_count = n;
}

static struct cs_str no_place(const struct asking *k, struct cs_binary *b)
{
	if (b->object->is_listing)
		return cs_arena_strf(k->arena, "%s lists names only", b->path);
	if (k->s->budget.spent && !b->index)
		return cs_arena_strf(k->arena,
				     "not looked up: the time for debug information is spent "
				     "(an index of %s would help: symbols add)",
				     b->path);
	if (cs_object_packing(b->object))
		return cs_arena_strf(k->arena,
				     "the debug information of %s is compressed with %s, which "
				     "can't be read here (objcopy --decompress-debug-sections "
				     "undoes it)",
				     b->path, cs_object_packing(b->object));
	return cs_arena_strf(k->arena,
			     cs_binary_has_lines(b) ? "no line is known there in %s"
						    : "%s has no debug information",
			     b->path);
}

enum cs_status cs_ask_at(struct asking *k, struct cs_binary *b, uint64_t address, uint64_t lookup)
{
	struct cs_table_place places[CS_LIMIT_INLINES];
	size_t n;

	k->a->binary = b;
	k->a->link_address = address;
	b->budget = &k->s->budget;
	n = cs_binary_places(b, lookup, places, CS_LIMIT_INLINES);
	if (n == 0)
		return cs_ask_refuse(k, CS_NOT_FOUND, no_place(k, b));
	copy_places(k, places, n);
	if (!b->index && b->scratch.lost)
		k->a->note = cs_arena_strf(k->arena,
					   "inlined calls are not known: %s can't be read",
					   b->scratch.lost_file);
	return CS_OK;
}

/* An index that turns out to be damaged on the way is dropped, and the file itself asked. */
enum cs_status cs_ask_soundly(struct asking *k, struct cs_binary *b,
			      enum cs_status (*ask)(struct asking *k, struct cs_binary *b))
{
	enum cs_status rc = ask(k, b);

	if (!cs_binary_recover(b))
		return rc;
	*k->a = (struct cs_sym_answer){0};
	return ask(k, b);
}

/* ---- the kernel itself ---- */

/* arm64 signs return addresses in the bits above the virtual address, but for bit 55, which
 * tells kernel from user (arch/arm64/include/asm/pointer_auth.h ptrauth_kernel_pac_mask()). The
 * link address of the kernel's text shows how many these are: 0xffff8000… has 16 of them and
 * one bit more, which is the address's own. */
static uint64_t strip_pac(const struct cs_binary *b, const struct cs_symtab *t, uint64_t address)
{
	uint64_t text = cs_symtab_text(t);
	int ones = ~text ? __builtin_clzll(~text) : 0;

	if (b->object->machine != EM_AARCH64 || ones < 2 || !(address >> 55 & 1))
		return address;
	return address | ~(UINT64_MAX >> (ones - 1));
}

/* What was moved by the KASLR offset, back to where B has it. A listing may be of a running kernel
 * (kallsyms) and have been moved itself: then it counts how far its _text is from where that of
 * the crashed kernel was. */
static uint64_t link_address(const struct asking *k, const struct cs_binary *b,
			     const struct cs_symtab *t)
{
	uint64_t address = strip_pac(b, t, k->q->address) - k->kernel->offset;
	const struct cs_symbol *text = t->is_listing ? cs_symtab_first(t, CS_STR("_text")) : NULL;

	return text && k->kernel->text ? address - k->kernel->text + text->address : address;
}

static enum cs_status by_address(struct asking *k, struct cs_binary *b)
{
	const struct cs_symtab *t = cs_binary_symbols(b);
	const struct cs_symbol *s;
	uint64_t link = link_address(k, b, t);

	if (!k->kernel->has_offset)
		return cs_ask_refuse(k, CS_NOT_FOUND,
				     CS_STR("an address alone, and the KASLR offset is not known"));
	s = cs_symtab_at(t, link - k->q->call);
	if (!s)
		return cs_ask_refuse(k, CS_NOT_FOUND,
				     CS_STR("not an address of the kernel's code"));
	k->a->symbol = cs_arena_str(k->arena, cs_str_from(cs_symtab_name(t, s)));
	k->a->module = cs_arena_str(k->arena, cs_str_from(cs_symtab_module(t, s)));
	k->a->symbol_offset = link - s->address;
	k->a->symbol_size = cs_symtab_span(t, s);
	return cs_ask_at(k, b, link, link - k->q->call);
}

static enum cs_status in_kernel(struct asking *k)
{
	struct cs_binary *b = cs_sym_kernel_for(k->s, k->kernel);
	char why[512];

	if (!b)
		return cs_ask_refuse(k, CS_NOT_FOUND, CS_STR("no vmlinux of this kernel is known"));
	if (!k->s->force && cs_identity_check(b, k->kernel, why, sizeof(why)) != CS_OK)
		return cs_ask_refuse(k, CS_MISMATCH, CS_STR("the vmlinux is of another kernel"));
	return cs_ask_soundly(k, b, k->q->symbol.n ? cs_ask_by_name : by_address);
}

enum cs_status cs_sym_ask(struct cs_sym *s, const struct cs_sym_kernel *kernel,
			  const struct cs_sym_question *q, struct cs_arena *arena,
			  struct cs_sym_answer *a)
{
	struct asking k = {s, kernel, q, arena, a};
	enum cs_status rc;

	*a = (struct cs_sym_answer){0};
	pthread_mutex_lock(&s->lock);
	cs_budget_begin(&s->budget);
	rc = q->module.n ? cs_ask_in_module(&k) : in_kernel(&k);
	if (a->binary)
		cs_binary_relax(a->binary);
	cs_budget_end(&s->budget);
	pthread_mutex_unlock(&s->lock);
	return rc;
}

struct cs_str cs_sym_chain(struct cs_sym *s, const struct cs_sym_frame *callee,
			   const struct cs_sym_frame *caller, struct cs_arena *arena)
{
	struct cs_chain_end to = {callee->answer->binary, callee->answer->link_address,
				  !callee->call};
	struct cs_chain_end from = {caller->answer->binary, caller->answer->link_address, false};
	struct cs_str note = {0};
	struct cs_strbuf b;

	if (!to.binary || !from.binary || !caller->call)
		return note;
	cs_strbuf_init(&b);
	pthread_mutex_lock(&s->lock);
	if (cs_chain_tell(&to, &from, &b) && !cs_binary_recover(from.binary))
		note = cs_arena_str(arena, cs_strbuf_str(&b));
	cs_binary_relax(from.binary);
	cs_binary_relax(to.binary);
	pthread_mutex_unlock(&s->lock);
	cs_strbuf_release(&b);
	return note;
}
