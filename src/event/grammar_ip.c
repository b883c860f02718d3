/* Where the CPU was when it faulted: the line that show_regs() of each architecture has for it. */
#include "event/grammar.h"

/* mips and loongarch: "80101234 f+0x1/0x2", "00000000 0x0" when there is no function; show_regs()
 * in their kernel/traps.c */
static bool address_and_symbol(struct cs_str s, struct cs_frame *f)
{
	size_t before = s.n;
	uint64_t v;

	if (!cs_eat_hex(&s, &v) || before - s.n < 8 || !s.n || !cs_is_blank(s.p[0]))
		return false;
	cs_eat_blank(&s);
	if (!cs_grammar_symbol(&s, f) && !cs_str_starts(s, "0x"))
		return false;
	f->address = v;
	f->has_address = true;
	return true;
}

/* "Krnl PSW : 0704c00180000000 0000000000112a8e (f+0x1/0x2)": show_registers() in
 * arch/s390/kernel/dumpstack.c */
static bool s390_psw(struct cs_str s, struct cs_frame *f, bool *user)
{
	uint64_t mask;

	*user = cs_str_starts(s, "User PSW : ");
	if (!*user && !cs_str_starts(s, "Krnl PSW : "))
		return false;
	s = cs_str_tail(s, 11);
	if (!cs_eat_hex(&s, &mask) || !cs_eat_char(&s, ' ') || !cs_eat_hex(&s, &f->address))
		return false;
	f->has_address = true;
	if (cs_eat(&s, " ("))
		cs_grammar_symbol(&s, f);
	return true;
}

/* A kernel address alone, "epc: ffffffe000201234 ra : …": show_regs() of riscv before Linux 5.12;
 * of 32 bits, "PC: c0123456    SR: …", "pc: d0123456, ps: …": openrisc, xtensa, nios2, microblaze.
 */
static bool bare_address(struct cs_str s, struct cs_frame *f)
{
	size_t digits = s.n;
	uint64_t v;

	if (!cs_eat_hex(&s, &v) || (s.n && s.p[0] != ',' && !cs_is_blank(s.p[0])))
		return false;
	digits -= s.n;
	if (!(digits == 16 && v >> 63) && !(digits == 8 && v >> 31))
		return false;
	f->address = v;
	f->has_address = true;
	return true;
}

/* The symbol stands behind the head, behind addresses in front of it, or not at all. */
static const char *const heads[] = {
	"RIP: ",      "RIP ",     "EIP: ",   "EIP is at ", "IP: ",   "pc : ",
	"PC is at ",  "epc : ",   "epc: ",   "NIP ",       "era : ", "ERA: ",
	"epc   : ",   "era   : ", "pc   : ", "pc is at ", /* alpha */
	"ip is at ",                                      /* ia64 */
	"TPC: <",                                         /* sparc64 */
	"IAOQ[0]: ",                                      /* parisc */
	"[ERET  ]: ",                                     /* arc */
	"PC: ",                                           /* m68k, sh, csky, openrisc */
	"pc: ", /* xtensa; from its fault, and nios2's, microblaze's: */
	"pc = ",      "ea = ",    "rPC=",
};

/* The addresses in front of the symbol: "[<c0123456>] ", "[c000] ", "0x80123456 (". */
static void eat_addresses(struct cs_str *s, struct cs_frame *f)
{
	struct cs_str t;
	uint64_t v;

	while (cs_eat(s, "[<") && cs_eat_hex(s, &v)) {
		f->address = v;
		f->has_address = true;
		cs_eat(s, ">]");
		cs_eat_blank(s);
	}
	t = *s;
	if (cs_eat_char(&t, '[')) { /* NIP [c000] func+0x */
		if (cs_eat_hex(&t, &v)) {
			f->address = v;
			f->has_address = true;
			cs_eat(&t, "] ");
		}
		*s = t;
	} else if (cs_eat(&t, "0x") && cs_eat_hex(&t, &v) && cs_eat(&t, " (")) {
		f->address = v;
		f->has_address = true;
		*s = t;
	}
}

/* "RIP: 0033:…": a selector whose lowest bits are 3 is user space's. */
static bool is_user(struct cs_str *s)
{
	uint64_t selector = 0;

	if (s->n <= 5 || s->p[4] != ':' || !cs_eat_hex(s, &selector))
		return false;
	cs_eat_char(s, ':');
	return (selector & 3) == 3;
}

bool cs_grammar_ip(struct cs_str text, struct cs_frame *f, bool *user)
{
	struct cs_str s = cs_str_trim(text);
	bool hit = false;
	uint64_t v;

	*user = false;
	*f = (struct cs_frame){.reliable = true, .exact = true};
	if (cs_str_starts(s, "pc = [")) /* alpha: "pc is at" has the name */
		return false;
	if (s.n && (s.p[0] == 'K' || s.p[0] == 'U'))
		return s390_psw(s, f, user);
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads) && !hit; i++)
		hit = cs_eat(&s, heads[i]);
	if (!hit)
		return false;
	cs_eat_blank(&s);
	*user = is_user(&s);
	if (*user)
		return true;
	cs_eat_blank(&s);
	eat_addresses(&s, f);
	if (cs_grammar_symbol(&s, f) || address_and_symbol(s, f) || bare_address(s, f))
		return true;
	if (cs_eat(&s, "0x") && cs_eat_hex(&s, &v)) {
		f->address = v;
		f->has_address = true;
		return true;
	}
	return f->has_address || cs_str_starts(s, "(null)");
}
