/* Frame lines. Sources: printk_stack_address() and show_trace_log_lvl() in
 * arch/x86/kernel/dumpstack.c, dump_backtrace_entry() in arch/arm64/kernel/stacktrace.c and
 * arch/arm/kernel/traps.c, lib/vsprintf.c %pS and %pSb (Linux 3.x to 6.1). */
#include "event/grammar.h"

/* "[<ffffffff81234567>]", "[ffffffff81234567]", "[0xc0123456]" */
static bool eat_address(struct cs_str *s, struct cs_frame *f)
{
	struct cs_str t = *s;
	uint64_t v;
	bool angle;

	if (!cs_eat_char(&t, '['))
		return false;
	angle = cs_eat_char(&t, '<');
	if (cs_eat(&t, "(____ptrval____)")) {
		v = 0;
	} else {
		size_t before = t.n;

		if (!cs_eat_hex(&t, &v) || before - t.n < 8)
			return false;
		f->has_address = v != 0;
		f->address = v;
	}
	if (angle && !cs_eat_char(&t, '>'))
		return false;
	if (!cs_eat_char(&t, ']'))
		return false;
	*s = t;
	cs_eat_blank(s);
	return true;
}

static bool is_build_id(struct cs_str s)
{
	if (s.n < 16 || s.n > 40)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!cs_is_hex(s.p[i]))
			return false;
	return true;
}

/* "[module]", "[module 0123…]", "[module(O)]"; a lone build ID is the kernel's own. */
static void eat_module(struct cs_str *s, struct cs_frame *f)
{
	struct cs_str t = *s, inside, name;
	ptrdiff_t close;

	cs_eat_blank(&t);
	if (!cs_eat_char(&t, '['))
		return;
	close = cs_str_find_char(t, ']');
	if (close <= 0)
		return;
	inside = cs_str_head(t, (size_t)close);
	t = cs_str_tail(t, (size_t)close + 1);
	if (!cs_eat_word(&inside, &name))
		return;
	if (is_build_id(name) && inside.n == 0) {
		f->build_id = name;
	} else {
		f->module = cs_str_until(name, "(");
		cs_eat_blank(&inside);
		if (is_build_id(inside))
			f->build_id = inside;
	}
	*s = t;
}

bool cs_grammar_place(struct cs_str s)
{
	static const char *const kinds[] = {".c:", ".h:", ".S:", ".rs:", ".y:"};
	struct cs_str path, line;

	if (!cs_eat(&s, " (") || !cs_eat_word(&s, &path))
		return false;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		line = cs_str_after(path, kinds[i]);
		if (line.p && line.n && cs_is_digit(line.p[0]))
			return true;
	}
	return false;
}

/* " (mm/slub.c:12 mm/slub.c:34 (discriminator 3)) module": scripts/decode_stacktrace.sh puts it in
 * the place of offset, size and brackets. */
static bool eat_place(struct cs_str *s, struct cs_frame *f)
{
	struct cs_str t = *s, module;
	int depth = 0;

	if (!cs_grammar_place(t))
		return false;
	do {
		t = cs_str_tail(t, 1);
		if (t.n)
			depth += (t.p[0] == '(') - (t.p[0] == ')');
	} while (t.n && depth > 0);
	t = cs_str_trim(cs_str_tail(t, 1));
	if (cs_eat_symbol(&t, &module) && t.n == 0)
		f->module = module;
	*s = t;
	return true;
}

bool cs_grammar_symbol(struct cs_str *s, struct cs_frame *f)
{
	struct cs_str t = *s, symbol;

	if (t.n > 1 && t.p[0] == '.' && cs_is_name(t.p[1])) /* ppc64 ELFv1 entry points */
		t = cs_str_tail(t, 1);
	if (!cs_eat_symbol(&t, &symbol))
		return false;
	if (!eat_place(&t, f)) {
		if (!cs_eat(&t, "+0x") || !cs_eat_hex(&t, &f->offset))
			return false;
		f->has_offset = true;
		f->has_size = cs_eat(&t, "/0x") && cs_eat_hex(&t, &f->size);
		eat_module(&t, f);
	}
	f->symbol = symbol;
	f->function = cs_function_base(symbol);
	*s = t;
	return true;
}

/* arm before 5.17: "[<c0123456>] (f) from [<c0234567>] (g+0x24/0x50)": the caller is what a
 * reader of other architectures calls the frame; the callee stands in the line above. */
static bool arm_frame(struct cs_str s, struct cs_frame *f)
{
	struct cs_str t, name;

	if (!cs_eat_char(&s, '(') || !cs_eat_symbol(&s, &name))
		return false;
	t = cs_str_after(s, ") from ");
	if (!t.p) /* "[<c0123456>] (f+0x1/0x2)" */
		return s.n && s.p[0] == '+' &&
		       (s.p = name.p, s.n += name.n, cs_grammar_symbol(&s, f));
	*f = (struct cs_frame){.reliable = true};
	if (!eat_address(&t, f) || !cs_eat_char(&t, '('))
		return false;
	return cs_grammar_symbol(&t, f) || cs_str_starts(t, "0x");
}

/* arm since 5.17: " f from g+0x24/0x50", " f [module] from g+0x24/0x50" */
static bool arm_new_frame(struct cs_str s, struct cs_frame *f)
{
	struct cs_frame callee = {0};
	struct cs_str name;

	if (!cs_eat_symbol(&s, &name))
		return false;
	eat_module(&s, &callee);
	return cs_eat(&s, " from ") && cs_grammar_symbol(&s, f);
}

/* ppc64: "[c000000f] [c0000abc] func+0x1/0x2 (unreliable)" */
static bool tail_is_frame(struct cs_str s, struct cs_frame *f)
{
	s = cs_str_trim(s);
	if (s.n == 0)
		return true;
	if (cs_str_is(s, "(unreliable)")) {
		f->reliable = false;
		return true;
	}
	/* decoded traces carry "(file.c:12)" or "file.c:12" behind; <EOI> and P/S marks */
	return s.p[0] == '(' || s.p[0] == ')' || s.p[0] == '<' || s.p[0] == '[' ||
	       cs_str_has(s, ":") || s.n <= 2;
}

bool cs_grammar_callee(struct cs_str text, struct cs_frame *f)
{
	struct cs_str s = text, name;

	*f = (struct cs_frame){.reliable = true};
	if (!cs_str_after(cs_str_head(s, 160), " from ").p)
		return false;
	cs_eat_blank(&s);
	if (eat_address(&s, f) && !cs_eat_char(&s, '('))
		return false;
	name = s;
	if (cs_grammar_symbol(&s, f))
		return true;
	if (!cs_eat_symbol(&name, &f->symbol))
		return false;
	f->function = cs_function_base(f->symbol);
	eat_module(&name, f);
	return true;
}

/* Amlogic's arm64 (5.4): "[ffffffc020123740+  96][<ffffffc010090790>] f+0x1/0x2" has the place and
 * the size of the stack frame in front. */
static void eat_extent(struct cs_str *s)
{
	struct cs_str t = *s;
	uint64_t v;

	if (!cs_eat_char(&t, '[') || !cs_eat_hex(&t, &v) || !cs_eat_char(&t, '+'))
		return;
	cs_eat_blank(&t);
	if (cs_eat_dec(&t, &v) && cs_eat_char(&t, ']'))
		*s = t;
}

bool cs_grammar_frame(struct cs_str text, struct cs_frame *f)
{
	struct cs_str s = text;
	bool address;

	*f = (struct cs_frame){.reliable = true};
	cs_eat_blank(&s);
	while (cs_eat(&s, "<IRQ>") || cs_eat(&s, "<EOI>") || cs_eat(&s, "<TASK>") ||
	       cs_eat(&s, "<NMI>"))
		cs_eat_blank(&s);
	if (cs_eat(&s, "? ")) {
		f->reliable = false;
		cs_eat_blank(&s);
	}
	if (cs_str_starts(s, "([<")) { /* s390: a guess of the unwinder */
		f->reliable = false;
		s = cs_str_tail(s, 1);
	}
	eat_extent(&s);
	address = eat_address(&s, f);
	if (address)
		eat_address(&s, f);
	if (address && cs_eat(&s, "? "))
		f->reliable = false;
	cs_eat_blank(&s);
	if (cs_grammar_symbol(&s, f))
		return tail_is_frame(s, f);
	if (address && arm_frame(s, f))
		return true;
	if (!address && text.n && cs_is_blank(text.p[0]) && arm_new_frame(s, f))
		return true;
	if (!address && cs_eat(&s, "0x") && cs_eat_hex(&s, &f->address)) {
		f->has_address = true;
		return cs_str_trim(s).n == 0 && text.n && cs_is_blank(text.p[0]);
	}
	if (address && f->has_address && (s.n == 0 || cs_str_starts(s, "0x")))
		return true;
	return false;
}
