#include "analyze/dump_input.h"

#include <stdio.h>

#include "analyze/dump_symbols.h"
#include "analyze/place.h"
#include "dump/ramoops.h"
#include "dump/state.h"

#define BATCH (64u << 10)

struct batch {
	struct cs_strbuf text;
	cs_dump_feed_fn *feed;
	void *ctx;
};

static const char *arch_name(enum cs_dump_arch a)
{
	return a == CS_DUMP_ARCH_X86_64 ? "x86_64" : a == CS_DUMP_ARCH_ARM64 ? "arm64" : "";
}

void cs_dump_input_begin(struct cs_dump *d, struct cs_input_info *info)
{
	const struct cs_kernel *k = &d->kernel;

	info->dump = d;
	info->format = d->image.format;
	snprintf(info->release, sizeof(info->release), "%s", k->release);
	snprintf(info->build_id, sizeof(info->build_id), "%s", k->build_id);
	snprintf(info->arch, sizeof(info->arch), "%s", arch_name(d->vm.arch));
	info->has_kaslr_offset = k->has_kaslr_offset;
	info->kaslr_offset = k->kaslr_offset;
}

static struct cs_sym_kernel kernel_of(const struct cs_dump *d)
{
	return (struct cs_sym_kernel){
		.release = cs_str_from(d->kernel.release),
		.banner = cs_str_from(d->kernel.banner),
		.build_id = cs_str_from(d->kernel.build_id),
		.has_offset = d->kernel.has_kaslr_offset,
		.offset = d->kernel.kaslr_offset,
	};
}

/* Several symbols may stand at one address (__x64_sys_vfork, __ia32_sys_vfork): the kernel would
 * print whichever comes first, the debug information knows the function's own name. No log says
 * here what it was called. */
static void name_as_compiled(struct cs_stack *s)
{
	for (size_t i = 0; i < s->frame_count; i++) {
		struct cs_frame *f = &s->frames[i];
		const struct cs_place *own = f->place_count ? &f->places[f->place_count - 1] : NULL;

		if (own && own->function.n)
			f->function = cs_function_base(own->function);
	}
}

static void place_stack(struct cs_dump *d, struct cs_sym *sym, struct cs_dump_task *t)
{
	struct cs_sym_kernel kernel = kernel_of(d);

	if (t->trace)
		return;
	cs_dump_name_stack(d, t);
	cs_place_stack(sym, &kernel, &d->state->arena, t->trace);
	name_as_compiled(t->trace);
}

void cs_dump_input_place(struct cs_dump *d, struct cs_sym *sym, struct cs_dump_task *t)
{
	cs_dump_unwind_task(d, t);
	place_stack(d, sym, t);
}

static bool symbols_match(struct cs_dump *d, struct cs_sym *sym)
{
	struct cs_sym_kernel kernel = kernel_of(d);
	char why[1200];

	if (!cs_dump_vmlinux(sym, &kernel)) {
		cs_dump_note(d, "no vmlinux was given, and no symbol store has one of its build "
				"ID: the log alone can be read");
		return false;
	}
	if (cs_sym_check_kernel(sym, &kernel, why, sizeof(why)) != CS_MISMATCH)
		return true;
	cs_dump_note(d, "the vmlinux is not the crashed kernel's: %s", why);
	return false;
}

bool cs_dump_input_open_state(struct cs_dump *d, struct cs_sym *sym)
{
	struct cs_sym_kernel kernel = kernel_of(d);
	struct cs_dump_symbols symbols;

	return symbols_match(d, sym) &&
	       cs_dump_symbols_of(sym, cs_dump_vmlinux(sym, &kernel), &symbols) &&
	       cs_dump_read_state(d, &symbols) == CS_OK;
}

void cs_dump_input_state(struct cs_dump *d, struct cs_input_info *info, struct cs_sym *sym)
{
	struct cs_sym_kernel kernel = kernel_of(d);
	struct cs_dump_state *s;

	if (!cs_dump_input_open_state(d, sym))
		return;
	s = d->state;
	if (d->lists_damaged)
		cs_input_info_add_reason(info,
					 CS_STR("lists of the kernel are damaged in the dump"));
	info->has_kaslr_offset = d->kernel.has_kaslr_offset;
	info->kaslr_offset = d->kernel.kaslr_offset;
	info->symbols = cs_dump_vmlinux(sym, &kernel);
	for (size_t i = 0; i < s->cpu_count; i++)
		if (s->cpus[i].current)
			place_stack(d, sym, s->cpus[i].current);
	for (size_t i = 0; i < s->blocked_count; i++)
		place_stack(d, sym, s->blocked[i]);
	for (size_t i = 0; i < s->wait_count; i++)
		for (size_t k = 0; k < s->waits[i].task_count; k++)
			place_stack(d, sym, s->waits[i].tasks[k]);
}

static void hand_on(struct batch *b)
{
	b->feed(b->ctx, b->text.p, b->text.n);
	cs_strbuf_clear(&b->text);
}

static bool take_line(void *ctx, struct cs_str line)
{
	struct batch *b = ctx;

	cs_strbuf_add(&b->text, line);
	cs_strbuf_add_char(&b->text, '\n');
	if (b->text.n >= BATCH)
		hand_on(b);
	return true;
}

static void add_reason(struct cs_input_info *info, const char *why)
{
	cs_input_info_add_reason(info, cs_str_from(why));
}

static bool take_zone(void *ctx, const struct cs_ramoops_zone *z)
{
	struct batch *b = ctx;

	cs_strbuf_add(&b->text, z->text);
	if (z->text.p[z->text.n - 1] != '\n')
		cs_strbuf_add_char(&b->text, '\n');
	hand_on(b);
	return true;
}

/* No ring buffer: a reset machine may still hold what ramoops kept of its last boot. */
static void read_pstore(struct cs_dump *d, struct batch *b, struct cs_input_info *info)
{
	if (cs_dump_ramoops(d, take_zone, b) == 0)
		add_reason(info, "no kernel log was found in the dump");
	else
		add_reason(info, "no kernel log was found in the dump: this is what ramoops kept");
}

void cs_dump_input_read(struct cs_dump *d, struct cs_input_info *info, cs_dump_feed_fn *feed,
			void *ctx)
{
	struct batch b = {.feed = feed, .ctx = ctx};
	struct cs_error err = {0};

	cs_strbuf_init(&b.text);
	if (cs_dump_log(d, take_line, &b, &err) != CS_OK)
		read_pstore(d, &b, info);
	hand_on(&b);
	cs_strbuf_release(&b.text);
	if (d->image.damage[0])
		add_reason(info, d->image.damage);
	if (d->log.lost)
		add_reason(info, "some records of the kernel's log can't be read");
}
