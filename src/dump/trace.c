/* Stacks in the words that an oops has for them: foo+0x12/0x34 [module]. */
#include "dump/state.h"

static void name_frame(struct cs_dump *d, const struct cs_dump_pc *pc, struct cs_frame *f)
{
	struct cs_arena *a = &d->state->arena;
	const struct cs_dump_module *module;
	struct cs_dump_function fn;

	f->address = pc->va;
	f->has_address = true;
	f->exact = pc->exact;
	f->reliable = true;
	/* a call may be its function's last instruction: look at the call, not behind it */
	if (!cs_dump_function_at(d, pc->exact ? pc->va : pc->va - 1, &fn, &module))
		return;
	if (module)
		f->module = cs_str_from(module->name);
	if (module && module->build_id[0])
		f->build_id = cs_str_from(module->build_id);
	if (!fn.name[0])
		return;
	f->symbol = cs_arena_str(a, cs_str_from(fn.name));
	f->function = cs_function_base(f->symbol);
	f->offset = pc->va - fn.start;
	f->size = fn.size;
	f->has_offset = true;
	f->has_size = fn.size > 0;
}

void cs_dump_name_stack(struct cs_dump *d, struct cs_dump_task *t)
{
	struct cs_arena *a = &d->state->arena;
	struct cs_stack *s;

	if (t->trace)
		return;
	s = cs_arena_alloc(a, sizeof(*s));
	s->role = CS_STACK_TASK;
	s->cpu = t->on_cpu ? t->cpu : -1;
	s->frame_count = t->pc_count;
	s->frames = cs_arena_alloc(a, t->pc_count * sizeof(*s->frames) + 1);
	for (size_t i = 0; i < t->pc_count; i++)
		name_frame(d, &t->pcs[i], &s->frames[i]);
	for (size_t i = 0; i < t->pc_count && t->pcs_guessed; i++)
		s->frames[i].reliable = false;
	t->trace = s;
}
