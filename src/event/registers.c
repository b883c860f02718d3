/* Register lines: __show_regs() of arch/{x86,arm64,arm,riscv,powerpc,loongarch,s390,mips}.
 * They are "NAME: hex" pairs with architecture habits; a line counts when nothing else is on
 * it and a name is a register's. */
#include <stdio.h>

#include "event/grammar.h"

static const char *const names[] = {
	/* x86-64 and i386 */
	"rax",
	"rbx",
	"rcx",
	"rdx",
	"rsi",
	"rdi",
	"rbp",
	"rsp",
	"rip",
	"eflags",
	"orig_rax",
	"cr0",
	"cr2",
	"cr3",
	"cr4",
	"fs",
	"gs",
	"kngs",
	"knlgs",
	"cs",
	"ds",
	"es",
	"ss",
	"pkru",
	"dr0",
	"dr1",
	"dr2",
	"dr3",
	"dr6",
	"dr7",
	"eax",
	"ebx",
	"ecx",
	"edx",
	"esi",
	"edi",
	"ebp",
	"esp",
	"eip",
	/* arm64, arm */
	"pc",
	"lr",
	"sp",
	"pstate",
	"psr",
	"ip",
	"fp",
	"sl",
	"flags",
	"control",
	"table",
	"dac",
	"pmr_save",
	"xpsr",
	/* riscv, loongarch, mips, ppc, s390 */
	"epc",
	"ra",
	"gp",
	"tp",
	"status",
	"badaddr",
	"cause",
	"era",
	"crmd",
	"prmd",
	"euen",
	"ecfg",
	"estat",
	"badv",
	"nip",
	"link",
	"ctr",
	"xer",
	"msr",
	"cfar",
	"dar",
	"dsisr",
	"softe",
	"irqmask",
	"trap",
	"hi",
	"lo",
	"prid",
	"badva",
	"acx",
	"teid",
	"orig_a0",
	"orig_x0",
};

static bool is_register(struct cs_str n)
{
	size_t digits = 1;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (n.p[0] == names[i][0] && cs_str_is(n, names[i]))
			return true;
	/* r0 … r31, x0 … x30, a0, s11, t6, v1, u0, gpr00 */
	if (cs_str_starts(n, "gpr"))
		digits = 3;
	else if (n.n < 2 || !memchr("rxastvu", n.p[0], 7))
		return false;
	for (size_t i = digits; i < n.n; i++)
		if (!cs_is_digit(n.p[i]))
			return false;
	return n.n <= digits + 2;
}

static bool lower_name(struct cs_str name, char out[16], struct cs_str *lower)
{
	if (name.n == 0 || name.n > 15)
		return false;
	for (size_t i = 0; i < name.n; i++)
		out[i] = (char)(name.p[i] >= 'A' && name.p[i] <= 'Z' ? name.p[i] + 32 : name.p[i]);
	*lower = (struct cs_str){out, name.n};
	return true;
}

/* "0010:ffffc90000", "[<c0101234>]", "000000007d13c0(0000)" */
static bool eat_value(struct cs_str *s, uint64_t *value)
{
	struct cs_str t = *s;
	uint64_t low;

	cs_eat_blank(&t);
	if (cs_eat(&t, "[<")) {
		if (!cs_eat_hex(&t, value) || !cs_eat(&t, ">]"))
			return false;
		*s = t;
		return true;
	}
	if (!cs_eat_hex(&t, value))
		return false;
	if (t.n && t.p[0] == ':' && t.n > 1 && cs_is_hex(t.p[1])) {
		t = cs_str_tail(t, 1);
		if (!cs_eat_hex(&t, &low))
			return false;
		*value = low;
	}
	if (cs_eat_char(&t, '(')) {
		ptrdiff_t close = cs_str_find_char(t, ')');

		if (close < 0)
			return false;
		t = cs_str_tail(t, (size_t)close + 1);
	}
	if (t.n && !cs_is_blank(t.p[0]) && t.p[0] != '\r')
		return false;
	*s = t;
	return true;
}

static bool eat_pair(struct cs_str *s, char buf[16], struct cs_str *name, uint64_t *value)
{
	struct cs_str t = *s;
	size_t i = 0;

	while (i < t.n && cs_is_name(t.p[i]))
		i++;
	if (!lower_name(cs_str_head(t, i), buf, name) || !is_register(*name))
		return false;
	t = cs_str_tail(t, i);
	cs_eat_blank(&t);
	if (!cs_eat_char(&t, ':') || !eat_value(&t, value))
		return false;
	*s = t;
	return true;
}

/* A row of registers that go by the number of the first: "GPR04: v v v v" (ppc), "$ 4   : v v v v"
 * (mips, loongarch), "Krnl GPRS: v v v v" (s390, whose further rows have no name). */
static bool register_row(struct cs_str s, cs_register_fn *fn, void *ctx)
{
	uint64_t number = 0, value;
	unsigned count = 0;
	char buf[16];

	if (cs_eat(&s, "GPR") || cs_eat_char(&s, '$')) {
		cs_eat_blank(&s);
		if (!cs_eat_dec(&s, &number) || number > 31)
			return false;
		cs_eat_blank(&s);
		if (!cs_eat_char(&s, ':'))
			return false;
	} else if (!cs_eat(&s, "Krnl GPRS:")) {
		return false;
	}
	for (; number < 32; number++, count++) {
		cs_eat_blank(&s);
		if (!cs_eat_hex(&s, &value))
			break;
		snprintf(buf, sizeof(buf), "r%u", (unsigned)number);
		if (fn)
			fn(ctx, cs_str_from(buf), value);
	}
	cs_eat_blank(&s);
	return count > 0 && s.n == 0;
}

/* "lr : f+0x1/0x2", " ra : f+0x1/0x2", "ra    : 80101234 f+0x1/0x2", "LR [c0000…] f+0x1/0x2": a
 * return address in words. */
static bool is_link(struct cs_str s)
{
	static const char *const heads[] = {
		"lr : ", "ra : ", "ra    : ", "ra: ", "LR ", "LR is at "};
	struct cs_frame f = {0};
	uint64_t v;
	bool hit = false;

	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads) && !hit; i++)
		hit = cs_eat(&s, heads[i]);
	if (!hit)
		return false;
	cs_eat_char(&s, '[');
	cs_eat_char(&s, '<');
	if (cs_eat_hex(&s, &v)) {
		cs_eat_char(&s, '>');
		cs_eat_char(&s, ']');
	}
	cs_eat_blank(&s);
	return s.n == 0 || cs_grammar_symbol(&s, &f);
}

/* Registers that stand alone in their line, with words behind: show_regs() of mips and
 * loongarch. */
static bool stands_alone(struct cs_str name)
{
	static const char *const alone[] = {"status", "cause", "prid", "badva",
					    "hi",     "lo",    "acx",  "estat"};

	for (size_t i = 0; i < sizeof(alone) / sizeof(*alone); i++)
		if (cs_str_is(name, alone[i]))
			return true;
	return false;
}

bool cs_grammar_registers(struct cs_str text, cs_register_fn *fn, void *ctx)
{
	struct cs_str s = text, name;
	unsigned pairs = 0;
	uint64_t value;
	char buf[16];

	if (register_row(cs_str_trim(text), fn, ctx) || is_link(cs_str_trim(text)))
		return true;
	for (;;) {
		cs_eat_blank(&s);
		if (s.n == 0 || !eat_pair(&s, buf, &name, &value))
			break;
		pairs++;
		if (fn)
			fn(ctx, name, value);
	}
	if (pairs == 0)
		return false;
	/* arm64 "pstate: 60400009 (nZCv …)", "lr : f+0x1/0x2": the rest is explanation */
	return s.n == 0 || pairs > 1 || stands_alone(name) || s.p[0] == '(' || s.p[0] == '[';
}
