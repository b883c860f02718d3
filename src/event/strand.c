#include "event/strand.h"

#define CLOCK_PAUSE 0.1 /* seconds: long, even for a serial console that others print to */
#define CLOCK_JUMP 2.0  /* seconds from a line of a report to its next, when others are nearer */
#define STACK_SHIFT 14  /* kernel stacks of 16 KB: THREAD_SIZE of x86-64 and arm64 */

#define BIT(part) (1u << (part))
#define KIND(k) (1ull << CS_KIND_##k)

/* Reports that show several CPUs or tasks: what others tell once stands in them again. */
#define SEVERAL                                                                                    \
	(KIND(RCU_STALL) | KIND(SOFT_LOCKUP) | KIND(HARD_LOCKUP) | KIND(HUNG_TASK) |               \
	 KIND(WORKQUEUE_LOCKUP) | KIND(OOM) | KIND(PANIC) | KIND(LOCKDEP) | KIND(KCSAN))

void cs_strand_init(struct cs_strand *s)
{
	*s = (struct cs_strand){.part = CS_PART_OTHER, .kind = -1, .cpu = -1, .pid = -1};
}

/* A row: after such a line; a column: such a line. 3: nothing else is due; 2: usual; 1: seen;
 * 0: no word on it; -2: odd; -4: never. From __warn() and print_report() on: show_regs(),
 * show_trace_log_lvl(), print_modules(), print_oops_end_marker() of x86 and arm64. */
static const signed char follows[CS_PARTS][CS_PARTS] = {
	/*                 cut hdr det ctx  hw  ip code reg stk opn frm cls mod more end oth */
	[CS_PART_CUT] = {-2, 4, 0, -3, -4, -4, -4, -4, -3, -4, -4, -4, -3, -4, -3, 0},
	[CS_PART_HEADER] = {0, 2, 2, 2, -1, 1, -4, 1, 1, -4, -2, -4, 2, -4, -4, 0},
	[CS_PART_DETAIL] = {0, 2, 2, 2, 0, 1, -1, 0, 2, -3, 0, -3, 1, -3, 0, 0},
	[CS_PART_CONTEXT] = {0, 0, 1, -3, 3, 0, -4, 0, 1, -4, -2, -4, -3, -4, -3, 0},
	[CS_PART_HARDWARE] = {0, 0, 2, -4, -4, 2, -4, 1, 2, -4, -3, -4, -3, -4, -4, 0},
	[CS_PART_IP] = {0, 0, 0, -4, -4, 2, 3, 2, 0, -4, 0, -3, -3, -4, -3, 0},
	[CS_PART_CODE] = {0, 0, 0, -3, -4, -1, -4, 3, 0, -4, -2, 0, -1, -3, 2, 0},
	[CS_PART_REGISTERS] = {0, 0, 0, -4, -4, 0, 0, 2, 2, -3, -3, 2, 1, -4, 1, 0},
	[CS_PART_STACK] = {0, 0, 0, 1, -4, -2, -4, -4, -2, 3, 3, -4, -4, -4, -4, 0},
	[CS_PART_OPEN] = {0, 0, -3, -4, -4, 1, -4, -4, -4, 0, 3, -1, -4, -4, -4, 0},
	[CS_PART_FRAME] = {0, 0, 1, -3, -4, 1, 1, -1, 1, 1, 2, 2, 0, -4, 1, 0},
	[CS_PART_CLOSE] = {0, 0, 1, -3, -4, -2, -2, -2, 1, 2, 1, -4, 2, -4, 2, 0},
	[CS_PART_MODULES] = {0, 0, 0, 3, -3, -3, -3, 0, -3, -4, -4, -4, -4, 3, 2, 0},
	[CS_PART_MORE_MODULES] = {0, 0, 0, 3, -3, -3, -3, 0, -3, -4, -4, -4, -4, 3, 2, 0},
	[CS_PART_END] = {0, 0, -2, -4, -4, 0, 0, 0, -4, -4, -4, -4, -4, -4, -4, 0},
	[CS_PART_OTHER] = {0},
};

static bool has(const struct cs_strand *s, enum cs_part part)
{
	return s->seen & BIT(part);
}

static bool is_outermost(const struct cs_strand *s)
{
	return s->known && s->known->end >= CS_KNOWN_THREAD;
}

static int names_fit(const struct cs_strand *s, const struct cs_strand_line *l)
{
	int fit = 0;

	if (l->cpu >= 0 && s->cpu >= 0)
		fit += l->cpu == s->cpu ? 3 : -8;
	if (l->pid >= 0 && s->pid >= 0)
		fit += l->pid == s->pid ? 3 : -8;
	if (l->part == CS_PART_IP && l->function && s->function)
		fit += l->function == s->function ? 4 : -2;
	return fit;
}

static int frame_fit(const struct cs_strand *s, const struct cs_strand_line *l)
{
	bool inner = l->known && l->known->end == CS_KNOWN_INNERMOST;
	int calls;

	if (is_outermost(s) && cs_known_calls(l->known, s->known) <= 0)
		return -6;
	if (inner && s->part == CS_PART_FRAME)
		return s->known && s->known->end == CS_KNOWN_INNERMOST ? 3 : -3;
	if (inner)
		return s->dumped ? 3 : -3;
	if (s->dumped && s->part != CS_PART_FRAME && !l->guess)
		return -3;
	if (l->guess || !s->frame || s->part != CS_PART_FRAME)
		return 0;
	if (s->frame == l->function)
		return -2; /* few functions call themselves */
	calls = cs_known_calls(l->known, s->known);
	if (calls)
		return calls > 0 ? 4 : -4;
	return l->known && l->known->end >= CS_KNOWN_THREAD ? -2 : 0;
}

/* One CPU's clock does not go back, and a report is told in one go. */
static int clock_fit(const struct cs_strand *s, const struct cs_strand_line *l, double skew)
{
	double gap = l->time - s->time;

	if (!l->has_time || !s->has_time)
		return 0;
	if (gap < 0 || gap > (skew > 0 ? skew / 2 : CLOCK_JUMP))
		return -8;
	return gap > CLOCK_PAUSE ? -2 : 0;
}

/* Lines whose order is known. */
static int order_fit(const struct cs_strand *s, const struct cs_strand_line *l)
{
	const struct cs_order *before = s->order, *o = l->order;
	int fit = 0, step;

	if (!o)
		return before && !before->last ? -2 : 0; /* what is due doesn't come */
	if (o->kinds && s->kind >= 0)
		fit = o->kinds >> s->kind & 1 ? 1 : -8;
	if (!before || before->list != o->list)
		return fit + (o->at ? -1 : 0) + (before && !before->last ? -2 : 0);
	step = o->at - before->at;
	if (step == 0)
		return fit + (o->many ? 2 : -6);
	if (step < 0)
		return fit + (o->at ? -6 : -3);
	return fit + (step == 1 ? 3 : before->last ? 1 : -step);
}

/* Each register is told once in a block. */
static int told_fit(const struct cs_strand *s, const struct cs_strand_line *l)
{
	return !l->order && l->reg && s->told >> l->reg % 64 & 1 ? -4 : 0;
}

static int word_fit(const struct cs_strand *s, const struct cs_strand_word *w)
{
	bool on_stack = s->stack && w->value >> STACK_SHIFT == s->stack;

	if (w->role == CS_WORD_RCX && s->user && s->user_ip)
		return w->value == s->user_ip ? 4 : -3;
	if (w->role == CS_WORD_R11 && s->user && s->user_flags)
		return w->value == s->user_flags ? 1 : -3;
	if (w->role == CS_WORD_CR2 && s->address)
		return w->value == s->address ? 4 : -4;
	return on_stack && w->role != CS_WORD_STACK ? 3 : 0;
}

/* Values that a report tells more than once. */
static int words_fit(const struct cs_strand *s, const struct cs_strand_line *l)
{
	int fit = 0;

	if (l->part != CS_PART_REGISTERS)
		return 0;
	for (unsigned i = 0; i < l->word_count; i++)
		fit += word_fit(s, &l->words[i]);
	return fit > 6 ? 6 : fit;
}

/* User space's registers follow the frame of an entry, and have no more than R13. */
static int user_fit(const struct cs_strand *s, const struct cs_strand_line *l)
{
	if (l->part == CS_PART_IP && l->user == 1)
		return s->known && s->known->end == CS_KNOWN_ENTRY ? 4 : s->entry ? 1 : -4;
	if (l->part == CS_PART_IP)
		return is_outermost(s) && s->part == CS_PART_FRAME ? -4 : 0;
	if (l->part == CS_PART_REGISTERS && l->user >= 0)
		return (l->user == 1) == s->user ? 1 : -6;
	if (!s->user)
		return l->part == CS_PART_CLOSE && s->part == CS_PART_REGISTERS ? -5 : 0;
	if (l->part == CS_PART_STACK && s->part == CS_PART_REGISTERS)
		return -5;
	return 0;
}

/* What a report tells once. */
static int once_fit(const struct cs_strand *s, const struct cs_strand_line *l)
{
	if (s->kind >= 0 && (SEVERAL >> s->kind & 1))
		return 0;
	switch (l->part) {
	case CS_PART_CONTEXT:
	case CS_PART_HARDWARE:
	case CS_PART_MODULES:
		return has(s, l->part) ? -4 : 0;
	case CS_PART_IP:
		return l->user != 1 && has(s, CS_PART_IP) && !s->entry ? -3 : 0;
	case CS_PART_CUT:
	case CS_PART_END:
		return has(s, l->part) ? -6 : 0;
	default:
		return 0;
	}
}

/* oops_end() in arch/x86/kernel/dumpstack.c (6.1) shows the first oops's registers again. */
static bool is_shown_again(const struct cs_strand *s, const struct cs_strand_line *l)
{
	return s->part == CS_PART_END && s->form == CS_FORM_OOPS_X86 &&
	       (l->part == CS_PART_IP || l->part == CS_PART_CODE || l->part == CS_PART_REGISTERS);
}

static int oops_fit(const struct cs_strand *s, const struct cs_strand_line *l)
{
	if (is_shown_again(s, l))
		return 2;
	if (l->part == CS_PART_MODULES && s->form == CS_FORM_OOPS_X86)
		return has(s, CS_PART_STACK) ? 2 : -5;
	if (l->part == CS_PART_END && s->form == CS_FORM_OOPS_X86)
		return has(s, CS_PART_MODULES) ? 0 : -3;
	if (l->part == CS_PART_STACK && !has(s, CS_PART_IP))
		return -4;
	if (l->part == CS_PART_FRAME && l->known && l->known->end == CS_KNOWN_INNERMOST)
		return -5;
	return 0;
}

/* By what prints the report. */
static int form_fit(const struct cs_strand *s, const struct cs_strand_line *l)
{
	switch (s->form) {
	case CS_FORM_DUMP:
		if (l->part == CS_PART_IP && l->user != 1)
			return s->entry ? 0 : -5;
		return l->part == CS_PART_END ? -4 : 0;
	case CS_FORM_WARN:
		if (l->part == CS_PART_MODULES)
			return has(s, CS_PART_CONTEXT) ? -5 : 1;
		if (l->part == CS_PART_CONTEXT && !has(s, CS_PART_MODULES))
			return -2;
		return oops_fit(s, l);
	case CS_FORM_OOPS:
	case CS_FORM_OOPS_X86:
		return oops_fit(s, l);
	default:
		return 0;
	}
}

int cs_strand_fit(const struct cs_strand *s, const struct cs_strand_line *l, double skew)
{
	int fit = clock_fit(s, l, skew);

	if (l->part == CS_PART_OTHER) /* the message of a WARN() */
		return s->part == CS_PART_CUT ? fit + 2 : fit;
	fit += follows[s->part][l->part] + names_fit(s, l);
	fit += once_fit(s, l) + form_fit(s, l) + user_fit(s, l);
	if (l->order || s->order)
		fit += order_fit(s, l);
	if (l->part == CS_PART_FRAME)
		fit += frame_fit(s, l);
	if (l->part == CS_PART_REGISTERS)
		fit += told_fit(s, l) + words_fit(s, l);
	return fit;
}

/* ---- taking ---- */

static void take_names(struct cs_strand *s, const struct cs_strand_line *l)
{
	if (l->cpu >= 0)
		s->cpu = l->cpu;
	if (l->pid >= 0)
		s->pid = l->pid;
	if (l->function && (l->part == CS_PART_HEADER || l->part == CS_PART_IP))
		s->function = l->function;
	if (l->part != CS_PART_HEADER)
		return;
	if (l->kind >= 0)
		s->kind = l->kind;
	if (l->form != CS_FORM_UNKNOWN)
		s->form = l->form;
	if (l->word_count)
		s->address = l->words[0].value;
}

static void take_frame(struct cs_strand *s, const struct cs_strand_line *l)
{
	if (l->part == CS_PART_FRAME && !l->guess && l->function) {
		s->frame = l->function;
		s->known = l->known;
		s->entry = l->entry;
	} else if (l->part == CS_PART_STACK || l->part == CS_PART_OPEN ||
		   (l->part == CS_PART_IP && l->user != 1)) {
		s->frame = 0;
		s->known = NULL;
		s->entry = false;
	}
	if (l->part == CS_PART_CONTEXT)
		s->dumped = true;
	else if (l->part == CS_PART_IP || l->part == CS_PART_REGISTERS || l->part == CS_PART_FRAME)
		s->dumped = false;
}

static void take_word(struct cs_strand *s, const struct cs_strand_word *w)
{
	if (w->role == CS_WORD_STACK)
		s->stack = w->value >> STACK_SHIFT;
	else if (w->role == CS_WORD_FLAGS && s->user)
		s->user_flags = w->value;
}

static void take_registers(struct cs_strand *s, const struct cs_strand_line *l)
{
	if (l->part == CS_PART_IP) {
		s->user = l->user == 1;
		s->stack = s->user_flags = s->told = 0;
		s->user_ip = s->user && l->word_count ? l->words[0].value : 0;
		return;
	}
	if (l->part != CS_PART_REGISTERS)
		return;
	if (l->reg)
		s->told |= 1ull << l->reg % 64;
	for (unsigned i = 0; i < l->word_count; i++)
		take_word(s, &l->words[i]);
}

void cs_strand_take(struct cs_strand *s, const struct cs_strand_line *l)
{
	if (l->part == CS_PART_OTHER) {
		if (s->part == CS_PART_CUT)
			s->part = CS_PART_DETAIL;
		return;
	}
	if (l->has_time) {
		s->time = l->time;
		s->has_time = true;
	}
	take_names(s, l);
	take_frame(s, l);
	take_registers(s, l);
	s->seen |= BIT(l->part);
	s->order = l->order;
	if (s->part != CS_PART_END) /* what is printed again behind it changes nothing */
		s->part = l->part;
}

static bool tells_of_others(const struct cs_strand *s)
{
	return s->kind >= 0 && ((SEVERAL & ~KIND(LOCKDEP)) >> s->kind & 1);
}

bool cs_strand_one_speaker(const struct cs_strand *a, const struct cs_strand *b)
{
	if (tells_of_others(a) || tells_of_others(b))
		return false;
	if (a->pid > 0 && b->pid > 0)
		return a->pid == b->pid;
	return a->cpu >= 0 && a->cpu == b->cpu;
}

bool cs_strand_awaits_stack(const struct cs_strand *s)
{
	return s->form >= CS_FORM_WARN && !has(s, CS_PART_STACK) && !has(s, CS_PART_FRAME);
}

bool cs_strand_is_whole(const struct cs_strand *s)
{
	/* behind the trace, oops_end() prints the modules and, as everything that warns, its end */
	if (s->form == CS_FORM_OOPS_X86 && has(s, CS_PART_MODULES))
		return s->part == CS_PART_END;
	return is_outermost(s) || s->part == CS_PART_CLOSE || s->part == CS_PART_END;
}
