/* Lines of a report → stacks, registers, context. One pass, one small state. */
#include "base/limits.h"
#include "event/complete.h"
#include "event/grammar.h"

struct state {
	struct cs_event *ev;
	struct cs_stack *stack; /* the one being read, or NULL */
	bool user;              /* registers of user space follow */
	bool in_irq, in_nmi, in_softirq;
	bool skip_frame;    /* the next one is of no trace: s390's last branch */
	struct cs_frame ip; /* waits for its stack */
	bool have_ip;
	size_t last_ip_line;
	struct cs_str task; /* whose the next stack is, when sched_show_task() said so */
	long task_pid;
};

static void push_frame(struct state *st, struct cs_frame f, size_t line)
{
	struct cs_stack *s = st->stack;

	if (s->frame_count >= CS_LIMIT_FRAMES)
		return;
	f.line_index = line;
	f.function = cs_event_function_name(st->ev, f.symbol);
	*CS_ARENA_PUSH(&st->ev->arena, s->frames, s->frame_count) = f;
}

static void open_stack(struct state *st, enum cs_stack_role role, int cpu, size_t line)
{
	struct cs_event *ev = st->ev;

	if (ev->stack_count >= CS_LIMIT_STACKS) {
		st->stack = NULL;
		return;
	}
	st->stack = CS_ARENA_PUSH(&ev->arena, ev->stacks, ev->stack_count);
	st->stack->role = role;
	st->stack->cpu = cpu;
	st->stack->line_index = line;
	if (role != CS_STACK_CRASH && st->task.n) {
		st->stack->comm = st->task;
		st->stack->pid = st->task_pid;
	}
	if (st->have_ip && (role == CS_STACK_CRASH || role == CS_STACK_OTHER_CPU)) {
		push_frame(st, st->ip, st->last_ip_line);
		st->have_ip = false;
	}
}

static void on_stack_header(struct state *st, size_t i)
{
	enum cs_stack_role role = CS_STACK_CRASH;
	int cpu = -1;

	cs_grammar_stack_header(st->ev->lines[i].text, &role, &cpu);
	st->user = false;
	if (role == CS_STACK_CRASH && st->stack && st->stack->frame_count <= 1 &&
	    st->stack->role == CS_STACK_OTHER_CPU) {
		return; /* "NMI backtrace for cpu 1", "CPU: 1 …", "Call Trace:": one stack */
	}
	if (role == CS_STACK_CRASH && cs_event_crash_stack(st->ev) &&
	    !cs_str_has(st->ev->lines[i].text, "stack backtrace")) {
		/* a second trace of the same report: of a task below (hung tasks), or of the
		 * panic that closes it */
		if (cs_event_crash_stack(st->ev)->frame_count > 0)
			role = CS_STACK_TASK;
	}
	if (role == CS_STACK_CRASH && st->stack && st->stack->role == CS_STACK_CRASH &&
	    st->stack->frame_count == 0)
		return; /* "stack backtrace:" then "Call Trace:" */
	open_stack(st, role, cpu, i);
}

/* Where the frame's own stack is, by "<IRQ>" and friends. */
static void on_mark(struct state *st, struct cs_str s)
{
	s = cs_str_trim(s);
	if (cs_str_is(s, "<IRQ>"))
		st->in_irq = true;
	else if (cs_str_is(s, "<NMI>"))
		st->in_nmi = true;
	else if (cs_str_is(s, "<SOFTIRQ>"))
		st->in_softirq = true;
	else if (cs_str_is(s, "</IRQ>") || cs_str_is(s, "<EOI>"))
		st->in_irq = false;
	else if (cs_str_is(s, "</NMI>"))
		st->in_nmi = false;
	if (!st->ev->context && st->stack && st->stack->role == CS_STACK_CRASH) {
		if (st->in_nmi)
			st->ev->context = "nmi";
		else if (st->in_irq)
			st->ev->context = "irq";
		else if (st->in_softirq)
			st->ev->context = "softirq";
	}
}

static bool same_place(const struct cs_frame *a, const struct cs_frame *b)
{
	return cs_str_eq(a->symbol, b->symbol) && a->offset == b->offset &&
	       (a->symbol.n || a->address == b->address);
}

/* arm: the innermost function stands before "from" in the first line. */
static void push_callee(struct state *st, size_t i)
{
	struct cs_frame f;

	if (st->stack->frame_count == 0 && cs_grammar_callee(st->ev->lines[i].text, &f))
		push_frame(st, f, i);
}

/* arm64's entry code: the frame below it in a trace is the interrupted instruction itself, not a
 * return address (unwind_next() steps over struct pt_regs' own frame record; Linux 5.8 to 6.1
 * name the entries el1h_64_*, before that el1_*). */
static bool is_exception_entry(struct cs_str function)
{
	static const char *const names[] = {"el1h_64_sync",  "el1h_64_irq", "el1h_64_fiq",
					    "el1h_64_error", "el1_sync",    "el1_irq",
					    "el1_error"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (cs_str_is(function, names[i]))
			return true;
	return false;
}

/* "Out-of-bounds read at 0x… (130B right of kfence-#227):": the stack below begins with the
 * access (kfence_report_error() in mm/kfence/report.c hands over regs). */
static bool is_kfence_access(struct cs_str text)
{
	return cs_str_has(text, "kfence-#") &&
	       (cs_str_has(text, " read at ") || cs_str_has(text, " write at "));
}

static bool is_exact(const struct state *st, size_t i)
{
	const struct cs_stack *s = st->stack;

	if (s->frame_count)
		return is_exception_entry(s->frames[s->frame_count - 1].function);
	return i > 0 && is_kfence_access(st->ev->lines[i - 1].text);
}

/* print_ip_sym(): where a lock is released; the second half of a WARN()'s broken header. */
static bool is_of_no_trace(const struct cs_event *ev, size_t i)
{
	if (i == 0)
		return false;
	return cs_str_ends(ev->lines[i - 1].text, ") at:") ||
	       (i == ev->header + 1 && cs_str_starts(ev->lines[ev->header].text, "WARNING: CPU: "));
}

static void on_frame(struct state *st, size_t i)
{
	struct cs_frame f;

	if (!cs_grammar_frame(st->ev->lines[i].text, &f))
		return;
	if (st->skip_frame) {
		st->skip_frame = false;
		return;
	}
	if (is_of_no_trace(st->ev, i))
		return;
	if (!st->stack)
		open_stack(st, CS_STACK_CRASH, -1, i);
	if (!st->stack)
		return;
	/* arm64 begins the trace with pc itself */
	if (st->stack->frame_count == 1 && st->stack->frames[0].exact &&
	    same_place(&st->stack->frames[0], &f))
		return;
	if (st->stack->frame_count == 0 || !st->stack->frames[0].exact)
		push_callee(st, i);
	f.exact = is_exact(st, i);
	push_frame(st, f, i);
}

/* Registers after the end marker, or behind what KFENCE says: of the first fault, not news. */
static bool is_told_again(const struct state *st, const struct cs_frame *f)
{
	const struct cs_stack *crash = cs_event_crash_stack(st->ev);

	return crash && crash->frame_count && crash->frames[0].exact &&
	       same_place(&crash->frames[0], f) &&
	       !(st->stack && st->stack->role == CS_STACK_OTHER_CPU);
}

static void on_ip(struct state *st, size_t i)
{
	struct cs_frame f;
	bool user;

	if (!cs_grammar_ip(st->ev->lines[i].text, &f, &user))
		return;
	st->user = user;
	if (user) {
		if (st->ev->lines[i].text.n && st->stack)
			st->stack = st->stack->frame_count ? st->stack : NULL;
		return;
	}
	if (is_told_again(st, &f))
		return;
	if (st->stack && st->stack->frame_count && !st->have_ip) {
		push_frame(st, f, i); /* an exception inside this trace */
		return;
	}
	if (st->stack && st->stack->role == CS_STACK_OTHER_CPU && !st->stack->frame_count) {
		push_frame(st, f, i);
		return;
	}
	if (st->have_ip && f.symbol.n == 0)
		return; /* arm: "PC is at f", then "pc : [<address>]" */
	st->ip = f;
	st->have_ip = true;
	st->last_ip_line = i;
}

static void take_register(void *ctx, struct cs_str name, uint64_t value)
{
	struct state *st = ctx;
	struct cs_event *ev = st->ev;
	struct cs_register *reg;
	char lower[16];

	for (size_t i = 0; i < ev->register_count; i++)
		if (cs_str_eq(ev->registers[i].name, name))
			return; /* the first set is the crash's */
	if (ev->register_count >= CS_LIMIT_REGISTERS)
		return;
	memcpy(lower, name.p, name.n < 16 ? name.n : 16);
	reg = CS_ARENA_PUSH(&ev->arena, ev->registers, ev->register_count);
	reg->name = cs_arena_str(&ev->arena, name);
	reg->value = value;
}

static void on_registers(struct state *st, size_t i)
{
	if (st->user || (st->stack && st->stack->role == CS_STACK_OTHER_CPU))
		return;
	if (st->ev->stack_count && st->ev->register_count)
		return; /* a later set: of an interrupted context, or a repetition */
	cs_grammar_registers(st->ev->lines[i].text, take_register, st);
}

static void on_context(struct state *st, size_t i)
{
	struct cs_event *ev = st->ev;
	struct cs_context c;

	if (!cs_grammar_context(ev->lines[i].text, &c))
		return;
	if (ev->pid < 0 && ev->cpu < 0) {
		ev->cpu = c.cpu;
		ev->pid = c.pid;
		ev->comm = c.comm;
		ev->taint = c.taint;
	}
	if (ev->release.n == 0)
		ev->release = c.release;
	/* a backtrace of another task begins after this line */
	if (st->stack && st->stack->frame_count && st->stack->role != CS_STACK_OTHER_CPU)
		st->stack = NULL;
}

/* 3.x arm: "Process insmod (pid: 55, stack limit = 0x…)" */
static void on_detail(struct state *st, size_t i)
{
	struct cs_event *ev = st->ev;
	struct cs_pat_hit hit;
	uint64_t v;

	st->skip_frame = cs_str_starts(ev->lines[i].text, "Last Breaking-Event-Address");
	if (ev->pid < 0 && cs_pat_match("^Process %* (pid: %d", ev->lines[i].text, &hit)) {
		ev->comm = hit.cap[0];
		cs_str_to_dec(hit.cap[1], &v);
		ev->pid = (long)v;
	}
}

/* "INFO: task kworker/0:2:71 blocked for more than 120 seconds.", 6.1 check_hung_task() in
 * kernel/hung_task.c: the task that is blocked, whoever prints it. Its name may hold colons. */
static void name_hung_task(struct cs_event *ev)
{
	struct cs_str who = cs_str_after(ev->lines[ev->header].text, "INFO: task ");
	uint64_t pid;
	size_t colon;

	who = cs_str_until(who, " blocked ");
	for (colon = who.n; colon && who.p[colon - 1] != ':'; colon--)
		;
	if (colon < 2 || !cs_str_to_dec(cs_str_tail(who, colon), &pid) || pid > INT32_MAX)
		return;
	ev->comm = cs_str_head(who, colon - 1);
	ev->pid = (long)pid;
}

/* "task:foo             state:D stack:0     pid:123   tgid:123 …": sched_show_task() in
 * kernel/sched/core.c, 5.11 and later. */
static void on_task(struct state *st, struct cs_str text)
{
	struct cs_pat_hit hit;
	uint64_t pid;

	if (!cs_pat_match("^task:%* state:%w %*pid:%_%d", text, &hit) &&
	    !cs_pat_match("^task:%* state:%w %*pid:%d", text, &hit))
		return;
	if (!cs_str_to_dec(hit.cap[hit.n - 1], &pid) || pid > INT32_MAX)
		return;
	st->task = cs_str_trim(hit.cap[0]);
	st->task_pid = (long)pid;
	if (st->ev->pid < 0 && !cs_event_crash_stack(st->ev)) {
		st->ev->comm = st->task; /* the report is about it */
		st->ev->pid = st->task_pid;
	}
}

static void on_line(struct state *st, size_t i)
{
	struct cs_line *l = &st->ev->lines[i];

	if (cs_str_starts(l->text, "task:"))
		on_task(st, l->text);
	switch (cs_grammar_class_of(l)) {
	case CS_LINE_STACK_HEADER:
		on_stack_header(st, i);
		break;
	case CS_LINE_MARK:
		on_mark(st, l->text);
		break;
	case CS_LINE_FRAME:
		on_frame(st, i);
		break;
	case CS_LINE_IP:
		on_ip(st, i);
		on_registers(st, i); /* arm: "pc : [<…>]    lr : [<…>]    psr: 60000013" */
		break;
	case CS_LINE_REGISTERS:
		on_registers(st, i);
		break;
	case CS_LINE_CONTEXT:
		on_context(st, i);
		break;
	case CS_LINE_HARDWARE:
		if (st->ev->hardware.n == 0)
			st->ev->hardware = cs_str_trim(cs_str_after(l->text, "Hardware name:"));
		break;
	case CS_LINE_DETAIL:
		on_detail(st, i);
		break;
	default:
		break;
	}
}

/* An exception in a function without frames of its own: the trace begins at its caller. */
static void ip_without_stack(struct state *st)
{
	if (!st->have_ip)
		return;
	open_stack(st, CS_STACK_CRASH, -1, st->last_ip_line);
}

static void drop_empty_stacks(struct cs_event *ev)
{
	size_t n = 0;

	for (size_t i = 0; i < ev->stack_count; i++)
		if (ev->stacks[i].frame_count)
			ev->stacks[n++] = ev->stacks[i];
	ev->stack_count = n;
}

static void guess_context(struct cs_event *ev)
{
	const struct cs_stack *s = cs_event_crash_stack(ev);

	for (size_t i = 0; s && !ev->context && i < s->frame_count; i++) {
		struct cs_str f = s->frames[i].function;

		if (cs_str_is(f, "el1h_64_irq") || cs_str_is(f, "el1_irq") ||
		    cs_str_is(f, "__irq_svc") || cs_str_is(f, "el0t_64_irq"))
			ev->context = "irq";
	}
	if (!ev->context && ev->pid >= 0)
		ev->context = "task";
}

void cs_event_parse(struct cs_event *ev)
{
	struct state st = {.ev = ev};

	for (size_t i = 0; i < ev->line_count; i++)
		if (!ev->lines[i].foreign)
			on_line(&st, i);
	if (ev->kind == CS_KIND_HUNG_TASK)
		name_hung_task(ev);
	ip_without_stack(&st);
	drop_empty_stacks(ev);
	guess_context(ev);
}
