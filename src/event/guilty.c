/* Which function to look at first, by the conventions of syzkaller's report parser. */
#include "event/complete.h"
#include "event/grammar.h"
#include "event/walk.h"

/* Picks one of the names met on a walk; an index, or -1. */
typedef long choose_fn(const struct cs_walked *w, const struct cs_names *names,
		       struct cs_str *fold);

static long choose_first(const struct cs_walked *w, const struct cs_names *names,
			 struct cs_str *fold)
{
	(void)names;
	(void)fold;
	return w->count ? 0 : -1;
}

/* The frame above the first anchor: a stall's innermost frames are a matter of chance. */
static long choose_stall(const struct cs_walked *w, const struct cs_names *names,
			 struct cs_str *fold)
{
	const struct cs_name_list *anchors = cs_names_list(names, "stall-anchor");

	for (size_t i = 0; i < w->count; i++) {
		struct cs_str name = cs_event_title_name(w->names[i], names);

		if (!cs_name_list_match(anchors, name))
			continue;
		if (cs_str_has(name, "smp_call_function")) {
			*fold = CS_STR("smp_call_function");
			return (long)i;
		}
		return i ? (long)i - 1 : 0;
	}
	return -1;
}

/* A hung task: who waits for everybody, else the first frame that isn't about waiting. */
static long choose_hang(const struct cs_walked *w, const struct cs_names *names,
			struct cs_str *fold)
{
	const struct cs_name_list *waits = cs_names_list(names, "hang");
	const struct cs_name_list *folds = cs_names_list(names, "hang-fold");
	const struct cs_name_list *keeps = cs_names_list(names, "hang-keep");

	for (size_t i = 0; i < w->count; i++) {
		struct cs_str name = cs_event_title_name(w->names[i], names);

		if (cs_name_list_match(folds, name)) {
			*fold = CS_STR("synchronize_rcu");
			return (long)i;
		}
		if (cs_name_list_match(keeps, name))
			return (long)i;
	}
	for (size_t i = 0; i < w->count; i++)
		if (!cs_name_list_match(waits, cs_event_title_name(w->names[i], names)))
			return (long)i;
	return -1;
}

/* clang-format off */
#define TRACE {CS_MARK_TRACE, {0}}
#define STACK {CS_MARK_STACK, {0}}
#define IP {CS_MARK_IP, {0}}
#define AT {CS_MARK_AT, {0}}
#define HEADER {CS_MARK_HEADER, {0}}
#define WORDS(...) {CS_MARK_WORDS, {__VA_ARGS__}}
/* clang-format on */

/* The walks behind the codes of enum cs_from; the second is taken when the first finds
 * nothing. */
static const struct {
	struct cs_walk walk, second;
	choose_fn *choose;
} ways[] = {
	[CS_FROM_NONE] = {{{IP, TRACE, STACK}, false}, {{TRACE, STACK}, false}, NULL},
	[CS_FROM_LINE_CT] = {.walk = {{HEADER, TRACE, STACK}, false}},
	[CS_FROM_LINE_STACK] = {.walk = {{HEADER, STACK}, false}},
	[CS_FROM_CT] = {.walk = {{TRACE, STACK}, false}},
	[CS_FROM_IP] = {.walk = {{IP}, false}},
	[CS_FROM_IP_CT] = {.walk = {{IP, TRACE, STACK}, false}},
	[CS_FROM_WARN] = {{{{CS_MARK_WARN_IP, {0}}, STACK}, false}, {{TRACE, STACK}, false}, NULL},
	[CS_FROM_STALL] = {.walk = {{IP, TRACE, STACK}, false}, .choose = choose_stall},
	[CS_FROM_TRACE_STALL] = {.walk = {{TRACE, STACK}, false}, .choose = choose_stall},
	[CS_FROM_RCU] = {{{WORDS("apic_timer_interrupt"), IP, STACK}, false},
			 {{WORDS("apic_timer_interrupt", "Exception stack", "el1h_64_irq"), STACK},
			  false},
			 choose_stall},
	[CS_FROM_HANG] = {.walk = {{TRACE, STACK}, false}, .choose = choose_hang},
	[CS_FROM_LEAK] = {.walk = {{WORDS("backtrace:", "backtrace (crc"), STACK}, false}},
	[CS_FROM_PAGE] = {.walk = {{WORDS("page last allocated"), STACK}, false}},
	[CS_FROM_ACQUIRE] = {.walk = {{WORDS("is trying to acquire"), AT, AT, STACK}, false}},
	[CS_FROM_ACQUIRE_AT] = {.walk = {{WORDS("is trying to acquire"), AT}, true}},
	[CS_FROM_CHANGED] = {.walk = {{WORDS("just changed the state of lock"), AT}, true}},
	[CS_FROM_BECAME] = {.walk = {{WORDS("which became "), STACK}, false}},
	[CS_FROM_LEAVING] = {.walk = {{WORDS("leaving the kernel with locks still held"), AT},
				      true}},
	[CS_FROM_AT] = {.walk = {{HEADER, AT}, true}},
	[CS_FROM_BRACKET] = {.walk = {{HEADER, {CS_MARK_BRACKET, {0}}}, true}},
	[CS_FROM_BRACKET_CT] = {{{HEADER, {CS_MARK_BRACKET, {0}}}, false},
				{{TRACE, STACK}, false},
				NULL},
};

/* The frame in which NAME was met, so that its place can be told; or one made of the name. */
static const struct cs_frame *frame_named(struct cs_event *ev, struct cs_str name, size_t line)
{
	const struct cs_frame *found = NULL;
	struct cs_frame *made;

	for (size_t i = 0; i < ev->stack_count; i++)
		for (size_t j = 0; j < ev->stacks[i].frame_count; j++) {
			const struct cs_frame *f = &ev->stacks[i].frames[j];

			if (!f->reliable || !cs_str_eq(f->function, name))
				continue;
			if (f->line_index == line)
				return f;
			if (!found)
				found = f;
		}
	if (found)
		return found;
	made = cs_arena_alloc(&ev->arena, sizeof(*made));
	*made = (struct cs_frame){.reliable = true, .line_index = line};
	if (!cs_grammar_frame(ev->lines[line].text, made) || !cs_str_eq(made->function, name))
		*made = (struct cs_frame){
			.symbol = name, .function = name, .reliable = true, .line_index = line};
	return made;
}

static struct cs_str header_function(const struct cs_format *f, const struct cs_pat_hit *hit)
{
	unsigned c = f->function_capture;

	if (c == 0 || c > hit->n)
		return (struct cs_str){NULL, 0};
	return cs_function_base(hit->cap[c - 1]);
}

static bool walk(struct cs_event *ev, const struct cs_format *f, const struct cs_walk *how,
		 choose_fn *choose, const struct cs_pat_hit *hit, const struct cs_names *names,
		 struct cs_guilt *guilt)
{
	struct cs_walked w;
	const struct cs_name_list *entry = cs_names_list(names, "stall-entry");
	struct cs_str fold = {NULL, 0};
	long i;

	cs_walk_run(how, ev, header_function(f, hit), names, f->skip, &w);
	guilt->mixed |= w.mixed;
	i = (choose ? choose : choose_first)(&w, names, &fold);
	if (i < 0)
		return false;
	guilt->name = w.names[i];
	guilt->fold = fold;
	/* a stall's title wants what recurs; a reader wants where the CPU is */
	if (choose == choose_stall)
		for (i = 0; i + 1 < (long)w.count && cs_name_list_match(entry, w.names[i]);)
			i++;
	ev->guilty = frame_named(ev, w.names[i], w.lines[i]);
	return true;
}

static const struct cs_stack *stack_of(const struct cs_event *ev, const struct cs_frame *f)
{
	for (size_t i = 0; i < ev->stack_count; i++)
		if (f >= ev->stacks[i].frames &&
		    f < ev->stacks[i].frames + ev->stacks[i].frame_count)
			return &ev->stacks[i];
	return NULL;
}

/* The skip lists match parts of names, as the field's titles want it; a module's function that
 * only sounds like a helper ("foo_vmalloc [foo]") is still where a reader should look. */
static void prefer_module(struct cs_event *ev, const struct cs_format *f,
			  const struct cs_names *names)
{
	const struct cs_name_list *common = cs_names_list(names, "common");
	const struct cs_name_list *skip = cs_names_list(names, f->skip);
	const struct cs_stack *s = stack_of(ev, ev->guilty);

	if (!s || f->from == CS_FROM_HANG)
		return;
	for (const struct cs_frame *x = s->frames; x < ev->guilty; x++)
		if (x->reliable && x->module.n && x->function.n &&
		    !cs_name_list_match_whole(common, x->function) &&
		    !cs_name_list_match_whole(skip, x->function)) {
			ev->guilty = x;
			return;
		}
}

/* An overflow's title wants what recurs; a reader wants where the stack ended, when it is told. */
static void prefer_ip(struct cs_event *ev, const struct cs_format *f, const struct cs_names *names)
{
	const struct cs_stack *s = cs_event_crash_stack(ev);

	if (f->from == CS_FROM_TRACE_STALL && s && s->frame_count && s->frames[0].exact &&
	    s->frames[0].function.n &&
	    !cs_name_list_match(cs_names_list(names, "common"), s->frames[0].function))
		ev->guilty = &s->frames[0];
}

/* KMSAN: where the value came from. */
static void find_origin(struct cs_event *ev, const struct cs_format *f,
			const struct cs_names *names, struct cs_guilt *guilt)
{
	static const struct cs_walk origin = {
		{WORDS("Uninit was created at:", "Local variable "), STACK}, false};
	struct cs_walked w;

	cs_walk_run(&origin, ev, (struct cs_str){NULL, 0}, names, f->skip, &w);
	if (w.count)
		guilt->origin = w.names[0];
	else
		guilt->no_origin = true;
}

/* Whether a trace begins somewhere below the header, by the headline that it has on most
 * architectures; and whether the instruction pointer is told before it. */
static bool has_trace_header(const struct cs_event *ev, bool *ip_first)
{
	struct cs_frame f;
	bool user;

	*ip_first = false;
	for (size_t i = ev->header + 1; i < ev->search_end; i++) {
		struct cs_str text = ev->lines[i].text;

		if (cs_walk_passes_over(ev, i))
			continue;
		if (cs_walk_is_stack_start(text))
			return true;
		*ip_first |= cs_grammar_ip(text, &f, &user) && !user;
	}
	return false;
}

static bool wants_trace(const struct cs_walk *w)
{
	for (size_t i = 0; i < CS_WALK_STEPS; i++)
		if (w->steps[i].mark == CS_MARK_TRACE)
			return true;
	return false;
}

/* Forms that the conventions have no walk for: arm's traces without a header (unwind_backtrace()
 * of arch/arm/kernel/unwind.c until 6.1), and an RCU stall whose CPU shows the registers of what
 * it interrupted and nothing of the interrupt (dump_cpu_task() in kernel/sched/core.c since 6.1).
 */
static bool walk_bare(struct cs_event *ev, const struct cs_format *f, const struct cs_pat_hit *hit,
		      const struct cs_names *names, struct cs_guilt *guilt)
{
	static const struct cs_walk arm = {{{CS_MARK_FROM, {0}}, STACK}, false};
	bool ip_first, headed = has_trace_header(ev, &ip_first);
	choose_fn *choose = ways[f->from].choose;

	if (f->from == CS_FROM_RCU)
		return ip_first &&
		       walk(ev, f, &ways[CS_FROM_IP_CT].walk, choose, hit, names, guilt);
	return !headed &&
	       (wants_trace(&ways[f->from].walk) || wants_trace(&ways[f->from].second)) &&
	       walk(ev, f, &arm, choose, hit, names, guilt);
}

/* Whether a function only waits, in a hang, or only watches, in a stall; a stall of RCU can be
 * either, told of a CPU or of a task that was scheduled away. */
static bool passed_over(const struct cs_format *f, struct cs_str name, const struct cs_names *names)
{
	bool waits = f->from == CS_FROM_HANG || f->from == CS_FROM_RCU;

	return (waits && cs_name_list_match(cs_names_list(names, "hang"), name)) ||
	       (ways[f->from].choose == choose_stall &&
		cs_name_list_match(cs_names_list(names, "panic"), name));
}

/* No convention names a function: the first frame that isn't a helper still helps a reader, and
 * when all are helpers, the one that the instruction pointer is in. */
static void fall_back(struct cs_event *ev, const struct cs_format *format,
		      const struct cs_names *names)
{
	const struct cs_stack *crash = cs_event_crash_stack(ev);
	const struct cs_name_list *common = cs_names_list(names, "common");
	const struct cs_name_list *skip = cs_names_list(names, format->skip);

	for (size_t i = 0; i < ev->stack_count; i++)
		for (size_t j = 0; j < ev->stacks[i].frame_count; j++) {
			const struct cs_frame *f = &ev->stacks[i].frames[j];

			if (!f->reliable || f->function.n == 0 ||
			    cs_name_list_match(common, f->function) ||
			    cs_name_list_match(skip, f->function) ||
			    passed_over(format, f->function, names))
				continue;
			ev->guilty = f;
			return;
		}
	if (crash && crash->frame_count && crash->frames[0].exact && crash->frames[0].function.n)
		ev->guilty = &crash->frames[0];
}

void cs_event_find_guilty(struct cs_event *ev, const struct cs_format *f,
			  const struct cs_pat_hit *hit, const struct cs_names *names,
			  struct cs_guilt *guilt)
{
	const struct cs_walk *second = &ways[f->from].second;

	*guilt = (struct cs_guilt){.found = true};
	if (!walk(ev, f, &ways[f->from].walk, ways[f->from].choose, hit, names, guilt) &&
	    (second->steps[0].mark == CS_MARK_END ||
	     !walk(ev, f, second, ways[f->from].choose, hit, names, guilt)) &&
	    !walk_bare(ev, f, hit, names, guilt)) {
		guilt->found = false;
		fall_back(ev, f, names);
	}
	if (f->flags & CS_FMT_ORIGIN)
		find_origin(ev, f, names, guilt);
	prefer_ip(ev, f, names);
	if (!ev->guilty)
		return;
	prefer_module(ev, f, names);
	ev->function = ev->guilty->function;
	ev->module = ev->guilty->module;
	if (!guilt->found)
		guilt->name = ev->function;
}
