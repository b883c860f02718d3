/* The address at the front of a row: what stands around it, what base it is written in. */
#include "iommu/regs_forms.h"

/* The offset in front of the address: pwndbg's "+0010 0x9050010  1a 10 40 0d" */
void cs_regs_skip_offset(struct cs_str *s)
{
	struct cs_str t = *s;
	uint64_t offset;

	if (cs_eat_char(&t, '+') && cs_eat_hex(&t, &offset) && cs_eat_char(&t, ' ') &&
	    cs_str_starts(t, "0x"))
		*s = t;
}

/* Trace32's access class, "NSD:" in "NSD:0000000009050000|>…", "SD:0x9050000  0x…" */
bool cs_regs_eat_class(struct cs_str *s)
{
	size_t n = 0;

	while (n < s->n && n < 8 && (cs_is_alpha(s->p[n]) || (n && cs_is_digit(s->p[n]))))
		n++;
	if (n == 0 || n + 1 >= s->n || s->p[n] != ':' || !cs_is_hex(s->p[n + 1]) ||
	    (cs_str_find_char(*s, '|') < 0 && !cs_str_starts(cs_str_tail(*s, n + 1), "0x")))
		return false;
	*s = cs_str_tail(*s, n + 1);
	return true;
}

/* What reads an address: "readl(0x9050000)". Anything else there is a name. */
static bool reads(struct cs_str s)
{
	static const char *const words[] = {
		"",       "*",    "mem",  "mem32",        "readl", "ioread32", "readl_relaxed",
		"read32", "rd32", "peek", "mmio_read_32", "mmio",  "phys",     "reg",
		"REG",    "MEM",  "Reg",  "Mem",          "r32",   "in32"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (cs_str_is(s, words[i]))
			return true;
	return false;
}

/* What people call an address: "smmu reg offset ", "addr: ", "MMIO  ". */
static bool is_address_word(struct cs_str s)
{
	static const char *const words[] = {
		"address",  "addr",     "offset", "mem",  "mmio",     "reg", "register",
		"physical", "phys",     "smmu",   "read", "reading",  "r32", "in32",
		"reg_read", "read_reg", "rd32",   "rd",   "mmio_read"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (s.n == strlen(words[i]) && cs_regs_find(s, words[i]) == 0)
			return true;
	return false;
}

/* Such words up to the address itself. */
static bool eat_words(struct cs_str *s)
{
	struct cs_str t = *s;
	bool any = false;

	for (;;) {
		size_t n = 0;

		while (n < t.n && cs_is_name(t.p[n]))
			n++;
		if (n == t.n || !strchr(" \t:=", t.p[n]) || !is_address_word(cs_str_head(t, n)))
			break;
		t = cs_str_tail(t, n);
		while (t.n && (cs_is_blank(*t.p) || *t.p == ':' || *t.p == '='))
			t = cs_str_tail(t, 1);
		any = true;
	}
	if (any)
		*s = t;
	return any;
}

/* What stands in front of an address in prints that wrap it: "[", "*(", "readl(", "mem[", "| ",
 * "addr ". The bracket that closes it again, ' ' for none, 0 for no such thing. */
char cs_regs_eat_wrapping(struct cs_str *s)
{
	struct cs_str t = *s;
	size_t n = 0;

	if (eat_words(&t)) {
		*s = t;
		return t.n && cs_is_hex(*t.p) ? ' ' : 0;
	}
	if (cs_str_starts(t, "|")) {
		*s = cs_str_trim(cs_str_tail(t, 1));
		return ' ';
	}
	while (n < t.n && n < 16 && (cs_is_name(t.p[n]) || t.p[n] == '*'))
		n++;
	if (n >= t.n || (t.p[n] != '[' && t.p[n] != '(') || !reads(cs_str_head(t, n)))
		return 0;
	*s = cs_str_tail(t, n + 1);
	return t.p[n] == '[' ? ']' : ')';
}

bool cs_regs_eat_closing(struct cs_str *s, char closing)
{
	if (closing == ' ' || closing == 0)
		return true;
	cs_eat_blank(s);
	return cs_eat_char(s, closing);
}

/* "val 0x…", "Value: 0x…" */
void cs_regs_skip_value_word(struct cs_str *s)
{
	static const char *const words[] = {"value", "val", "data"};
	struct cs_str t = *s;

	cs_eat_blank(&t);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (!cs_regs_starts(t, words[i]))
			continue;
		t = cs_str_tail(t, strlen(words[i]));
		while (t.n && (cs_is_blank(*t.p) || *t.p == ':' || *t.p == '='))
			t = cs_str_tail(t, 1);
		*s = t;
		return;
	}
}

/* "(0xffff…)", "<smmu+4>" behind an address */
void cs_regs_skip_aside(struct cs_str *s)
{
	struct cs_str t = *s;
	ptrdiff_t end;

	cs_eat_blank(&t);
	if (!t.n || (*t.p != '(' && *t.p != '<'))
		return;
	end = cs_str_find_char(t, *t.p == '(' ? ')' : '>');
	if (end > 0)
		*s = cs_str_tail(t, (size_t)end + 1);
}

/* What stands between an address and its words; 0: nothing that separates. */
char cs_regs_eat_separator(struct cs_str *s)
{
	char found = s->n && cs_is_blank(*s->p) ? ' ' : 0;

	cs_eat_blank(s);
	if (cs_eat(s, "->") || cs_eat(s, "=>") || cs_eat(s, "...")) {
		found = '=';
	} else if (s->n && strchr(":|=,;", *s->p)) {
		found = *s->p;
		*s = cs_str_tail(*s, 1);
	}
	return found;
}

/* Digits that were read as hex, read as octal. */
static bool from_octal(uint64_t hex, uint64_t *octal)
{
	*octal = 0;
	for (int shift = 60; shift >= 0; shift -= 4) {
		if ((hex >> shift & 15) > 7)
			return false;
		*octal = *octal << 3 | (hex >> shift & 15);
	}
	return true;
}

/* od counts in octal: its rows of 16 bytes are 0000000, 0000020, 0000040. */
uint64_t cs_regs_true_address(struct cs_regs_reader *r, const struct cs_regs_number *n,
			      char separator, uint64_t at, size_t bytes)
{
	uint64_t octal, hex = r->row;
	unsigned size = r->row_bytes;

	if (n->prefixed || separator != ' ' || cs_regs_number_width(n) < 7 ||
	    (cs_regs_number_width(n) > 7 && !r->octal))
		return at;
	r->row = at;
	r->row_bytes = (unsigned)bytes;
	if (!from_octal(at, &octal))
		return at;
	r->octal |= size == octal && hex == 0 && at != size; /* the second row */
	return r->octal ? octal : at;
}
