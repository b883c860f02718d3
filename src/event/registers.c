/* Register lines: __show_regs() of arch/{x86,arm64,arm,riscv,powerpc,loongarch,s390,mips}.
 * They are "NAME: hex" pairs with architecture habits; a line counts when nothing else is on
 * it and a name is a register's. */
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

bool cs_grammar_registers(struct cs_str text, cs_register_fn *fn, void *ctx)
{
	struct cs_str s = text, name;
	unsigned pairs = 0;
	uint64_t value;
	char buf[16];

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
	return s.n == 0 || pairs > 1 || s.p[0] == '(' || s.p[0] == '[';
}
