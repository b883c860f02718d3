/* Words at addresses: hex dumps of all kinds, and shells that are asked for one address. */
#include "iommu/regs_forms.h"

#define ROW_WORDS 64

/* Trace32's access class, "NSD:" in "NSD:0000000009050000|>…", "SD:0x9050000  0x…" */
static bool eat_class(struct cs_str *s)
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
	static const char *const words[] = {"",      "*",        "mem",           "mem32",
					    "readl", "ioread32", "readl_relaxed", "read32",
					    "rd32",  "peek",     "mmio_read_32",  "mmio",
					    "phys",  "reg",      "REG",           "MEM"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (cs_str_is(s, words[i]))
			return true;
	return false;
}

/* What stands in front of an address in prints that wrap it: "[", "*(", "readl(", "mem[", "| ",
 * "addr ". The bracket that closes it again, ' ' for none, 0 for no such thing. */
static char eat_wrapping(struct cs_str *s)
{
	static const char *const words[] = {"address", "addr", "offset", "MEM"};
	struct cs_str t = *s;
	size_t n = 0;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (cs_regs_find(cs_str_head(t, strlen(words[i])), words[i]) != 0 &&
		    !cs_str_starts(t, words[i]))
			continue;
		t = cs_str_tail(t, strlen(words[i]));
		while (t.n && (cs_is_blank(*t.p) || *t.p == ':' || *t.p == '='))
			t = cs_str_tail(t, 1);
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

static bool eat_closing(struct cs_str *s, char closing)
{
	if (closing == ' ' || closing == 0)
		return true;
	cs_eat_blank(s);
	return cs_eat_char(s, closing);
}

/* "val 0x…", "Value: 0x…" */
static void skip_value_word(struct cs_str *s)
{
	static const char *const words[] = {"value", "val", "data"};
	struct cs_str t = *s;

	cs_eat_blank(&t);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t n = strlen(words[i]);

		if (cs_regs_find(cs_str_head(t, n), words[i]) != 0)
			continue;
		t = cs_str_tail(t, n);
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
	if (cs_eat(s, "->") || cs_eat(s, "=>")) {
		found = '=';
	} else if (s->n && strchr(":|=,;", *s->p)) {
		found = *s->p;
		*s = cs_str_tail(*s, 1);
	}
	return found;
}

/* Rows of a tool that cuts an address's zeros off: only eight digits a word are surely no list
 * of numbers or record. */
static bool is_short_address(char separator, const struct cs_regs_number *v, size_t words)
{
	return separator == ':' && words >= 2 && words <= 4 && !v[0].prefixed &&
	       cs_regs_number_width(&v[0]) == (words == 2 ? 16 : 8);
}

static bool is_address(const struct cs_regs_number *n, char separator, bool class,
		       const struct cs_regs_number *v, size_t words)
{
	unsigned width = cs_regs_number_width(n);

	if (n->prefixed)
		return separator != 0;
	if (class)
		return separator == '|';
	switch (separator) {
	case ':':
	case '|':
		return width >= 4 || is_short_address(separator, v, words);
	case ' ':
	case '=':
	case ',':
	case ';':
		return width >= 6;
	default:
		return false;
	}
}

static void skip_marks(struct cs_str *s)
{
	while (s->n && (cs_is_blank(*s->p) || *s->p == '>' || *s->p == ',' || *s->p == '|'))
		*s = cs_str_tail(*s, 1);
	if (s->n > 1 && *s->p == '-' && cs_is_hex(s->p[1])) /* the middle of EFI's rows */
		*s = cs_str_tail(*s, 1);
}

/* All words of a row look alike; what doesn't is the text column. */
static bool is_alike(const struct cs_regs_number *a, const struct cs_regs_number *b)
{
	return a->prefixed == b->prefixed &&
	       (a->prefixed || cs_regs_number_width(a) == cs_regs_number_width(b));
}

/* S then stands behind the last word. */
static size_t take_words(struct cs_str *s, struct cs_regs_number v[ROW_WORDS])
{
	struct cs_str end = *s;
	size_t n = 0;

	for (skip_marks(s); n < ROW_WORDS && cs_regs_eat_number(s, &v[n]); skip_marks(s)) {
		if (n && !is_alike(&v[0], &v[n]))
			break;
		end = *s;
		n++;
	}
	*s = end;
	return n;
}

/* xxd writes bytes in their order, two a group; U-Boot's md.w writes 16-bit words. Only the gap
 * before the text column tells them apart. */
static bool is_xxd(struct cs_str behind)
{
	return cs_str_starts(behind, "  ") && behind.n > 2 && !cs_is_blank(behind.p[2]);
}

static void swap_bytes(struct cs_regs_number *v, size_t n, char *to)
{
	for (size_t i = 0; i < n; i++, to += 4) {
		memcpy(to, v[i].digits.p + 2, 2);
		memcpy(to + 2, v[i].digits.p, 2);
		v[i].digits = (struct cs_str){to, 4};
	}
}

/* Bytes in each word of the row: a lone word without leading zeros is a register's 32 bits. */
static unsigned word_bytes(const struct cs_regs_number *v, size_t n)
{
	unsigned widest = 0, narrowest = 16;

	for (size_t i = 0; i < n; i++) {
		unsigned w = cs_regs_number_width(&v[i]);

		widest = w > widest ? w : widest;
		narrowest = w < narrowest ? w : narrowest;
	}
	if (widest > 16)
		return 0;
	if (widest > 8)
		return 8;
	if (n >= 4 && widest == 2 && narrowest == 2)
		return 1;
	if (n >= 2 && widest == 4 && narrowest == 4 && !v[0].prefixed)
		return 2;
	return 4;
}

static void add_wide(struct cs_regs_reader *r, uint64_t address, const struct cs_regs_number *v,
		     size_t n, unsigned bytes)
{
	uint64_t value = 0;

	for (size_t i = 0; i < n; i++) {
		bool read = cs_regs_number_hex(&v[i], &value);

		cs_regs_add_word(r, address + i * bytes, value, bytes, !read);
	}
}

/* Bytes and halves are put together to 32 bits, lowest first. */
static void add_narrow(struct cs_regs_reader *r, uint64_t address, const struct cs_regs_number *v,
		       size_t n, unsigned bytes)
{
	size_t each = 4 / bytes;

	for (size_t i = 0; i + each <= n && i * bytes < 16; i += each) {
		uint64_t value = 0, part = 0;
		bool read = true;

		for (size_t k = 0; k < each; k++) {
			read &= cs_regs_number_hex(&v[i + k], &part);
			value |= part << (8 * bytes * k);
		}
		cs_regs_add_word(r, address + i * bytes, value, 4, !read);
	}
}

bool cs_regs_read_row(struct cs_regs_reader *r, struct cs_str line)
{
	struct cs_str s = cs_str_trim(line);
	struct cs_regs_number address, v[ROW_WORDS];
	bool class = eat_class(&s);
	char closing = class ? 0 : eat_wrapping(&s), separator, swapped[4 * ROW_WORDS];
	uint64_t at;
	unsigned bytes;
	size_t n;

	if (!cs_regs_eat_number(&s, &address) || !cs_regs_number_hex(&address, &at) ||
	    !eat_closing(&s, closing))
		return false;
	if (!closing)
		cs_regs_skip_aside(&s);
	separator = cs_regs_eat_separator(&s);
	if (!separator && closing)
		separator = ' ';
	if (closing)
		skip_value_word(&s);
	n = take_words(&s, v);
	if (n == 0 || !is_address(&address, separator, class, v, n) || at % 4)
		return false;
	bytes = word_bytes(v, n);
	if (!bytes || at > UINT64_MAX - n * 8)
		return false;
	if (bytes == 2 && is_xxd(s))
		swap_bytes(v, n, swapped);
	if (bytes >= 4)
		add_wide(r, at, v, n, bytes);
	else
		add_narrow(r, at, v, n, bytes);
	return true;
}
