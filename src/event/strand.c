#include "event/strand.h"

#include "base/pat.h"
#include "event/grammar.h"

#define CLOCK_PAUSE 0.1 /* seconds: long, even for a serial console that others print to */
#define CLOCK_JUMP 2.0  /* seconds from a line of a report to its next, when others are nearer */

void cs_strand_init(struct cs_strand *s)
{
	*s = (struct cs_strand){.part = CS_PART_OTHER, .cpu = -1, .pid = -1};
}

/* ---- one line ---- */

static void hash_first(void *ctx, struct cs_str name, uint64_t value)
{
	uint32_t *hash = ctx;

	(void)value;
	if (*hash)
		return;
	for (size_t i = 0; i < name.n; i++)
		*hash = *hash * 131 + (unsigned char)name.p[i];
}

static struct cs_str first_symbol(struct cs_str text)
{
	struct cs_pat_hit hit;

	if (cs_pat_match("CPU: %d PID: %d at %* %f", text, &hit))
		return cs_function_base(hit.cap[3]);
	if (cs_pat_match(" in %f", text, &hit))
		return cs_function_base(hit.cap[0]);
	return (struct cs_str){0};
}

/* "WARNING: CPU: 1 PID: 51 at file.c:15 f+0x25/0x30", "CPU#1 stuck for 22s! [name:51]" */
static void read_header(struct cs_strand_line *l, struct cs_str text)
{
	struct cs_pat_hit hit;
	uint64_t v;

	l->part = CS_PART_HEADER;
	if (cs_pat_match("CPU: %d PID: %d", text, &hit)) {
		if (cs_str_to_dec(hit.cap[0], &v))
			l->cpu = (int)v;
		if (cs_str_to_dec(hit.cap[1], &v))
			l->pid = (long)v;
	} else if (cs_pat_match("CPU#%d", text, &hit) && cs_str_to_dec(hit.cap[0], &v)) {
		l->cpu = (int)v;
	}
	l->function = first_symbol(text);
}

static void read_context(struct cs_strand_line *l, struct cs_str text)
{
	struct cs_context c;

	l->part = CS_PART_CONTEXT;
	if (!cs_grammar_context(cs_str_trim(text), &c))
		return;
	l->cpu = c.cpu;
	l->pid = c.pid;
}

static void read_frame(struct cs_strand_line *l, struct cs_str text)
{
	struct cs_frame f;

	l->part = CS_PART_FRAME;
	if (!cs_grammar_frame(text, &f))
		return;
	l->function = f.function;
	l->guess = !f.reliable;
}

static void read_ip(struct cs_strand_line *l, struct cs_str text)
{
	struct cs_frame f;
	bool user;

	l->part = CS_PART_IP;
	if (cs_grammar_ip(text, &f, &user) && !user)
		l->function = f.function;
}

/* A list of modules that came in pieces: " loop fuse", " [last unloaded: x]" */
static bool is_module_list(struct cs_str text)
{
	if (text.n < 2 || text.p[0] != ' ' || text.p[1] == ' ')
		return false;
	for (size_t i = 1; i < text.n; i++)
		if (!cs_is_name(text.p[i]) && !memchr(" ()+-[]:", text.p[i], 8))
			return false;
	return true;
}

/* Where the class of a line alone tells the part. */
static enum cs_part part_of(enum cs_line_class class, struct cs_str text)
{
	switch (class) {
	case CS_LINE_CUT_HERE:
		return CS_PART_CUT;
	case CS_LINE_END_TRACE:
		return CS_PART_END;
	case CS_LINE_STACK_HEADER:
		return CS_PART_STACK;
	case CS_LINE_MARK:
		return cs_str_has(text, "</") ? CS_PART_CLOSE : CS_PART_OPEN;
	case CS_LINE_HARDWARE:
		return CS_PART_HARDWARE;
	case CS_LINE_REGISTERS:
		return CS_PART_REGISTERS;
	case CS_LINE_CODE:
		return CS_PART_CODE;
	case CS_LINE_MODULES:
		return CS_PART_MODULES;
	case CS_LINE_DETAIL:
		return CS_PART_DETAIL;
	case CS_LINE_OTHER:
		return is_module_list(text) ? CS_PART_MORE_MODULES : CS_PART_OTHER;
	default:
		return CS_PART_OTHER;
	}
}

struct cs_strand_line cs_strand_read(struct cs_str text, enum cs_line_class class, bool header)
{
	struct cs_strand_line l = {.cpu = -1, .pid = -1};

	l.part = part_of(class, text);
	if (header && (class == CS_LINE_OTHER || class == CS_LINE_DETAIL))
		read_header(&l, text);
	else if (class == CS_LINE_CONTEXT)
		read_context(&l, text);
	else if (class == CS_LINE_FRAME)
		read_frame(&l, text);
	else if (class == CS_LINE_IP)
		read_ip(&l, text);
	else if (class == CS_LINE_REGISTERS)
		cs_grammar_registers(cs_str_trim(text), hash_first, &l.registers);
	return l;
}

/* ---- what follows what ---- */

/* A row: after such a line; a column: such a line. 3: nothing else is due; 2: usual; 1: seen;
 * 0: no word on it; -2: odd; -4: never. From __warn() and print_report() on: show_regs(),
 * show_trace_log_lvl(), print_modules(), print_oops_end_marker() of x86 and arm64. */
static const signed char follows[CS_PARTS][CS_PARTS] = {
	/*                 cut hdr det ctx  hw  ip code reg stk opn frm cls mod more end oth */
	[CS_PART_CUT] = {-2, 4, 0, -3, -4, -4, -4, -4, -3, -4, -4, -4, -3, -4, -3, 0},
	[CS_PART_HEADER] = {0, 2, 2, 2, -1, 1, -4, 1, 1, -4, 0, -4, 2, -4, -4, 0},
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

/* ---- judging ---- */

static int names_fit(const struct cs_strand *s, const struct cs_strand_line *l)
{
	int fit = 0;

	if (l->cpu >= 0 && s->cpu >= 0)
		fit += l->cpu == s->cpu ? 3 : -8;
	if (l->pid >= 0 && s->pid >= 0)
		fit += l->pid == s->pid ? 3 : -8;
	if (l->part == CS_PART_IP && l->function.n && s->function.n)
		fit += cs_str_eq(l->function, s->function) ? 4 : -2;
	return fit;
}

static int frame_fit(const struct cs_strand *s, const struct cs_strand_line *l)
{
	int calls;

	if (s->outermost)
		return -5;
	if (s->dumped && s->part != CS_PART_FRAME && l->function.n &&
	    !cs_strand_is_innermost(l->function))
		return -3;
	if (cs_strand_is_innermost(l->function))
		return s->part == CS_PART_FRAME ? -3 : 2;
	if (l->guess || !s->frame.n || s->part != CS_PART_FRAME)
		return 0;
	if (cs_str_eq(s->frame, l->function))
		return -2; /* few functions call themselves */
	calls = cs_strand_calls(l->function, s->frame);
	return calls > 0 ? 3 : calls < 0 ? -4 : cs_strand_is_outermost(l->function) ? -1 : 0;
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

/* Each register is told once in a block. */
static bool has_told(const struct cs_strand *s, uint32_t name)
{
	for (size_t i = 0; i < s->register_lines; i++)
		if (s->registers[i] == name)
			return true;
	return false;
}

int cs_strand_fit(const struct cs_strand *s, const struct cs_strand_line *l, double skew)
{
	int fit = follows[s->part][l->part] + names_fit(s, l) + clock_fit(s, l, skew);

	if (l->part == CS_PART_FRAME)
		fit += frame_fit(s, l);
	if (l->part == CS_PART_REGISTERS && has_told(s, l->registers))
		fit -= 4;
	return fit;
}

void cs_strand_take(struct cs_strand *s, const struct cs_strand_line *l)
{
	if (l->part == CS_PART_OTHER)
		return;
	if (l->has_time) {
		s->time = l->time;
		s->has_time = true;
	}
	if (l->cpu >= 0)
		s->cpu = l->cpu;
	if (l->pid >= 0)
		s->pid = l->pid;
	if (l->function.n && (l->part == CS_PART_HEADER || l->part == CS_PART_IP))
		s->function = l->function;
	if (l->part == CS_PART_FRAME && !l->guess && l->function.n) {
		s->frame = l->function;
		s->outermost = cs_strand_is_outermost(l->function);
	} else if (l->part == CS_PART_STACK || l->part == CS_PART_OPEN) {
		s->outermost = false;
		s->frame = (struct cs_str){0};
	}
	if (l->part == CS_PART_CONTEXT)
		s->dumped = true;
	else if (l->part == CS_PART_IP || l->part == CS_PART_REGISTERS || l->part == CS_PART_FRAME)
		s->dumped = false;
	if (l->part != CS_PART_REGISTERS)
		s->register_lines = 0;
	else if (s->register_lines < CS_STRAND_REGISTERS)
		s->registers[s->register_lines++] = l->registers;
	if (s->part != CS_PART_END) /* what is printed again behind it changes nothing */
		s->part = l->part;
}

bool cs_strand_is_whole(const struct cs_strand *s)
{
	return s->outermost || s->part == CS_PART_CLOSE || s->part == CS_PART_END;
}

bool cs_strand_is_list(const struct cs_strand *s, struct cs_str text)
{
	return (s->part == CS_PART_MODULES || s->part == CS_PART_MORE_MODULES) &&
	       is_module_list(text);
}
