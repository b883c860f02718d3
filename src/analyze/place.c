#include "analyze/place.h"

#include <stdlib.h>

#include "analyze/place_private.h"
#include "base/mem.h"

void cs_placer_init(struct cs_placer *p, struct cs_sym *sym)
{
	*p = (struct cs_placer){.sym = sym};
	cs_arena_init(&p->arena);
}

void cs_placer_release(struct cs_placer *p)
{
	cs_arena_release(&p->arena);
}

/* ---- what is known of the kernel ---- */

/* "Kernel Offset: 0x1a00000 from 0xffffffff81000000 (relocation range: …)", printed by
 * dump_kernel_offset() in arch/x86/kernel/setup.c and arch/arm64/kernel/setup.c at a panic. */
static void learn_offset(struct cs_placer *p, const struct cs_event *ev)
{
	for (size_t i = 0; i < ev->line_count; i++) {
		struct cs_str s = cs_str_after(ev->lines[i].text, "Kernel Offset: ");

		if (!s.p)
			continue;
		p->text = 0;
		if (cs_eat(&s, "disabled"))
			p->offset = 0;
		else if (!cs_eat_hex(&s, &p->offset))
			continue;
		else if (cs_eat(&s, " from "))
			(void)!cs_eat_hex(&s, &p->text);
		p->has_offset = true;
	}
}

static struct cs_str frame_build_id(const struct cs_event *ev)
{
	for (size_t i = 0; i < ev->stack_count; i++)
		for (size_t k = 0; k < ev->stacks[i].frame_count; k++) {
			const struct cs_frame *f = &ev->stacks[i].frames[k];

			if (f->build_id.n && !f->module.n)
				return f->build_id;
		}
	return (struct cs_str){0};
}

/* EV may be NULL: what the boot alone tells. */
static struct cs_sym_kernel kernel_of(struct cs_placer *p, const struct cs_boot *boot,
				      const struct cs_input_info *info, const struct cs_event *ev)
{
	struct cs_sym_kernel k = {
		.release = ev && ev->release.n ? ev->release : cs_str_from(boot->release),
		.banner = cs_str_from(boot->banner),
		.build_id = ev ? frame_build_id(ev) : (struct cs_str){0},
		.has_offset = p->has_offset,
		.offset = p->offset,
		.text = p->text,
	};

	if (!k.build_id.n)
		k.build_id = cs_str_from(info->build_id);
	if (info->has_kaslr_offset) {
		k.has_offset = true;
		k.offset = info->kaslr_offset;
		k.text = 0;
	}
	return k;
}

static void note_input(struct cs_placer *p, struct cs_input_info *info, const char *why)
{
	if (p->mismatch_told)
		return;
	p->mismatch_told = true;
	cs_input_info_add_note(
		info,
		cs_arena_strf(&p->arena, "the vmlinux is not the crashed kernel's: %s%s", why,
			      cs_sym_is_forced(p->sym) ? "; taken all the same (--force)" : ""));
}

/* ---- frames ---- */

static void take_answer(struct cs_arena *arena, struct cs_frame *f, const struct cs_sym_answer *a)
{
	f->note = a->note;
	f->places = cs_arena_alloc(arena, (a->place_count + 1) * sizeof(*f->places));
	for (size_t i = 0; i < a->place_count; i++)
		f->places[i] = (struct cs_place){a->places[i].function, a->places[i].file,
						 a->places[i].line, a->places[i].inlined};
	f->place_count = a->place_count;
	if (f->symbol.n || !a->symbol.n)
		return;
	f->symbol = a->symbol;
	if (!f->module.n)
		f->module = a->module;
	f->function = cs_function_base(a->symbol);
	f->offset = a->symbol_offset;
	f->size = a->symbol_size;
	f->has_offset = true;
	f->has_size = a->symbol_size != 0;
}

static void ask(struct cs_sym *sym, const struct cs_sym_kernel *kernel, struct cs_arena *arena,
		const struct cs_frame *f, struct cs_sym_answer *a)
{
	struct cs_sym_question q = {
		.symbol = f->symbol,
		.offset = f->offset,
		.size = f->size,
		.address = f->address,
		.has_offset = f->has_offset,
		.has_size = f->has_size,
		.has_address = f->has_address,
		.module = f->module,
		.build_id = f->build_id,
		.call = !f->exact,
	};

	cs_sym_ask(sym, kernel, &q, arena, a);
}

/* "[<ffffffff9b1d79ec>] vfs_write+0xec/0x4a0": the address of a name that is known tells by how
 * much the kernel was moved, for the frames that have none. It moves by whole pages. */
static void align(struct cs_sym_kernel *kernel, const struct cs_frame *f,
		  const struct cs_sym_answer *a)
{
	uint64_t moved = f->address - a->link_address;

	if (kernel->has_offset || !f->has_address || !f->symbol.n || f->module.n || !a->binary ||
	    !a->place_count || moved % 4096)
		return;
	kernel->has_offset = true;
	kernel->offset = moved;
}

static void place_frame(struct cs_sym *sym, struct cs_sym_kernel *kernel, struct cs_arena *arena,
			struct cs_frame *f, struct cs_sym_answer *a)
{
	if (f->symbol.n ? !f->has_offset : !f->has_address)
		return;
	ask(sym, kernel, arena, f, a);
	align(kernel, f, a);
	take_answer(arena, f, a);
}

/* A call that does not go where the trace goes on: some function between the two frames has left
 * none. What unwinders only guess ("?") is in no chain. */
static void check_chain(struct cs_sym *sym, struct cs_arena *arena, struct cs_stack *st,
			const struct cs_sym_answer *a)
{
	struct cs_frame *callee = NULL;
	struct cs_sym_frame to, from;

	for (size_t i = 0; i < st->frame_count; i++) {
		struct cs_frame *f = &st->frames[i];

		if (!f->reliable)
			continue;
		from = (struct cs_sym_frame){&a[i], !f->exact};
		if (callee && !callee->note.n)
			callee->note = cs_sym_chain(sym, &to, &from, arena);
		callee = f;
		to = from;
	}
}

/* Frames with a name first: they may tell where those without one are. A has an answer for each
 * frame of all stacks. */
static void place_stacks(struct cs_sym *sym, struct cs_sym_kernel *kernel, struct cs_event *ev,
			 struct cs_sym_answer *a)
{
	for (int named = 1; named >= 0; named--) {
		struct cs_sym_answer *at = a;

		for (size_t i = 0; i < ev->stack_count; at += ev->stacks[i++].frame_count)
			for (size_t k = 0; k < ev->stacks[i].frame_count; k++) {
				struct cs_frame *f = &ev->stacks[i].frames[k];

				if (!f->place_count && (f->symbol.n != 0) == named)
					place_frame(sym, kernel, &ev->arena, f, &at[k]);
			}
	}
	for (size_t i = 0; i < ev->stack_count; a += ev->stacks[i++].frame_count)
		check_chain(sym, &ev->arena, &ev->stacks[i], a);
}

/* Registers are those of the crash stack's first frame, when that is an instruction pointer. A has
 * its answer, but for a frame that a dump's reader has placed. */
static void place_variables(struct cs_sym *sym, const struct cs_sym_kernel *kernel,
			    struct cs_event *ev, struct cs_sym_answer *a)
{
	const struct cs_stack *st = cs_event_crash_stack(ev);

	if (!st || !st->frame_count || !st->frames[0].exact || !st->frames[0].place_count ||
	    ev->register_count == 0)
		return;
	for (const struct cs_stack *before = ev->stacks; before < st; before++)
		a += before->frame_count;
	if (!a->binary)
		ask(sym, kernel, &ev->arena, &st->frames[0], a);
	cs_place_variables(sym, a, ev);
}

static void place_event(struct cs_sym *sym, struct cs_sym_kernel *kernel, struct cs_event *ev)
{
	size_t n = 0;
	struct cs_sym_answer *a;

	for (size_t i = 0; i < ev->stack_count; i++)
		n += ev->stacks[i].frame_count;
	a = cs_calloc(n + 1, sizeof(*a));
	place_stacks(sym, kernel, ev, a);
	place_variables(sym, kernel, ev, a);
	free(a);
}

void cs_place_stack(struct cs_sym *sym, const struct cs_sym_kernel *kernel, struct cs_arena *arena,
		    struct cs_stack *stack)
{
	struct cs_sym_answer *a = cs_calloc(stack->frame_count + 1, sizeof(*a));
	struct cs_sym_kernel k = *kernel;

	for (size_t i = 0; i < stack->frame_count; i++)
		place_frame(sym, &k, arena, &stack->frames[i], &a[i]);
	check_chain(sym, arena, stack, a);
	free(a);
}

/* Another boot may be of another kernel. */
static void follow_boot(struct cs_placer *p, unsigned boot)
{
	if (p->boot != boot)
		p->has_offset = p->mismatch_told = false;
	p->boot = boot;
}

void cs_placer_learn(struct cs_placer *p, const struct cs_event *ev)
{
	if (!p->sym)
		return;
	follow_boot(p, ev->boot);
	learn_offset(p, ev);
}

void cs_placer_frame(struct cs_placer *p, const struct cs_boot *boot, struct cs_input_info *info,
		     struct cs_arena *arena, struct cs_frame *f)
{
	struct cs_sym_kernel kernel;
	struct cs_sym_answer a;

	if (!p->sym)
		return;
	follow_boot(p, boot->number);
	kernel = kernel_of(p, boot, info, NULL);
	if (!kernel.build_id.n && !f->module.n)
		kernel.build_id = f->build_id;
	info->symbols = cs_sym_vmlinux_for(p->sym, &kernel);
	if (info->symbols || cs_sym_is_explicit(p->sym))
		place_frame(p->sym, &kernel, arena, f, &a);
}

void cs_placer_event(struct cs_placer *p, const struct cs_boot *boot, struct cs_input_info *info,
		     struct cs_event *ev)
{
	struct cs_sym_kernel kernel;
	char why[1200];

	if (!p->sym)
		return;
	kernel = kernel_of(p, boot, info, ev);
	info->symbols = cs_sym_vmlinux_for(p->sym, &kernel);
	if (!info->symbols && !cs_sym_is_explicit(p->sym))
		return; /* nobody asked for symbols, and there are none */
	if (cs_sym_check_kernel(p->sym, &kernel, why, sizeof(why)) == CS_MISMATCH)
		note_input(p, info, why);
	place_event(p->sym, &kernel, ev);
	while (cs_sym_take_problem(p->sym, why, sizeof(why)))
		cs_input_info_add_note(info, cs_arena_str(&p->arena, cs_str_from(why)));
}
