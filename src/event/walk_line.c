/* Lines as the walks read them: frames and the beginnings of stacks. */
#include "event/walk_line.h"

#include "event/grammar.h"
#include "event/walk.h"

/* What stands behind the name of a frame: a dot and what the compiler added, an offset, a place. */
static bool ends_name(struct cs_str behind)
{
	if (behind.n == 0)
		return false;
	if (behind.p[0] == '+') /* "memory+swap: usage 4kB" is no frame */
		return behind.n == 1 || cs_is_digit(behind.p[1]);
	return behind.p[0] == '.' || cs_grammar_place(behind);
}

bool cs_walk_eat_name(struct cs_str *s, struct cs_str *name)
{
	size_t n = 0;

	if (s->n > 1 && s->p[0] == '.' && cs_is_name(s->p[1])) /* ppc64 ELFv1 */
		*s = cs_str_tail(*s, 1);

	while (n < s->n && cs_is_name(s->p[n]))
		n++;
	if (n == 0 || !ends_name(cs_str_tail(*s, n)))
		return false;
	*name = cs_str_head(*s, n);
	*s = cs_str_tail(*s, n);
	return true;
}

bool cs_walk_eat_pc(struct cs_str *s)
{
	struct cs_str t = *s;
	uint64_t v;

	if (!cs_eat_char(&t, '['))
		return false;
	cs_eat_char(&t, '<');
	if (!cs_eat_hex(&t, &v))
		return false;
	if (cs_eat_char(&t, '+')) {
		cs_eat_blank(&t);
		if (!cs_eat_dec(&t, &v))
			return false;
	}
	cs_eat_char(&t, '>');
	if (!cs_eat_char(&t, ']'))
		return false;
	*s = t;
	return true;
}

void cs_walk_eat_spaces(struct cs_str *s)
{
	while (s->n && s->p[0] == ' ')
		*s = cs_str_tail(*s, 1);
}

/* arm: "[<c0123456>] (f) from [<c0234567>] (g+0x24/0x50)", since 5.17 "f from g+0x24/0x50" */
static size_t arm_names(struct cs_str s, struct cs_str out[2])
{
	struct cs_str callee, t;
	bool old = cs_eat_char(&s, '(');
	size_t n = 0;

	cs_eat_char(&s, '(');
	while (n < s.n && cs_is_name(s.p[n]))
		n++;
	callee = cs_str_head(s, n);
	if (n == 0)
		return 0;
	t = cs_str_after(cs_str_tail(s, n), " from ");
	if (!t.p || t.p - s.p > (ptrdiff_t)n + 24)
		return 0;
	cs_walk_eat_pc(&t);
	cs_walk_eat_spaces(&t);
	if (old && !cs_eat_char(&t, '('))
		return 0;
	out[0] = callee;
	return cs_walk_eat_name(&t, &out[1]) ? 2 : 0;
}

size_t cs_walk_frame_names(struct cs_str text, struct cs_str out[2])
{
	struct cs_str s = text;

	cs_walk_eat_spaces(&s);
	for (int i = 0; i < 2 && s.n && s.p[0] == '[' && cs_walk_eat_pc(&s); i++)
		cs_walk_eat_spaces(&s);
	if (s.n == 0)
		return 0;
	if (cs_walk_eat_name(&s, &out[0]))
		return 1;
	return arm_names(s, out);
}

bool cs_walk_is_questionable(struct cs_str text)
{
	ptrdiff_t at = cs_str_find(cs_str_head(text, 64), "? ");
	struct cs_str s, name;

	if (cs_str_ends(text, "(unreliable)"))
		return true;
	if (at < 0 || cs_str_has(text, "<EOI>"))
		return false;
	s = cs_str_tail(text, (size_t)at + 2);
	cs_walk_eat_spaces(&s);
	return cs_walk_eat_name(&s, &name);
}

static bool begins_number(struct cs_str s)
{
	return s.n && cs_is_digit(s.p[0]);
}

bool cs_walk_is_stack_start(struct cs_str text)
{
	struct cs_str s = cs_str_trim(text), t;

	if (s.n < 6)
		return false;
	switch (s.p[0]) {
	case 'C':
		return cs_str_starts(s, "Call Trace") || cs_str_starts(s, "Call trace");
	case 'A':
		t = cs_str_after(s, "Allocated by task ");
		return cs_str_is(s, "Allocated:") || (t.p == s.p + 18 && begins_number(t));
	case 'F':
		t = cs_str_after(s, "Freed by task ");
		return cs_str_is(s, "Freed:") || (t.p == s.p + 14 && begins_number(t));
	case 'b':
		return cs_str_is(s, "backtrace:") || cs_str_starts(s, "backtrace (crc ");
	case 'B':
		return cs_str_starts(s, "Backtrace:");
	case 'T': /* alpha */
		return cs_str_is(s, "Trace:");
	case 'S': /* arc */
		return cs_str_is(s, "Stack Trace:");
	case 'U':
		return cs_str_starts(s, "Uninit was stored to memory at");
	case 's': /* riscv */
		return cs_str_starts(s, "status: ") && cs_str_has(s, "cause: ");
	default:
		return false;
	}
}
