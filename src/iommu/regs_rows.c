/* Words at addresses: hex dumps of all kinds, and shells that are asked for one address. */
#include "iommu/regs_forms.h"

#define ROW_WORDS 64

/* Trace32's access class, "NSD:" in "NSD:0000000009050000|>…" */
static bool eat_class(struct cs_str *s)
{
	size_t n = 0;

	while (n < s->n && n < 8 && (cs_is_alpha(s->p[n]) || (n && cs_is_digit(s->p[n]))))
		n++;
	if (n == 0 || n + 1 >= s->n || s->p[n] != ':' || !cs_is_hex(s->p[n + 1]) ||
	    cs_str_find_char(*s, '|') < 0)
		return false;
	*s = cs_str_tail(*s, n + 1);
	return true;
}

/* "(0xffff…)", "<smmu+4>" behind an address */
static void skip_aside(struct cs_str *s)
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
static char eat_separator(struct cs_str *s)
{
	char found = s->n && cs_is_blank(*s->p) ? ' ' : 0;

	cs_eat_blank(s);
	if (s->n && strchr(":|=,;", *s->p)) {
		found = *s->p;
		*s = cs_str_tail(*s, 1);
	} else if (cs_eat(s, "->")) {
		found = '=';
	}
	return found;
}

static bool is_address(const struct cs_regs_number *n, char separator, bool class)
{
	unsigned width = cs_regs_number_width(n);

	if (class)
		return separator == '|';
	if (n->prefixed)
		return separator != 0;
	switch (separator) {
	case ':':
	case '|':
		return width >= 4;
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

static size_t take_words(struct cs_str s, struct cs_regs_number v[ROW_WORDS])
{
	size_t n = 0;

	for (skip_marks(&s); n < ROW_WORDS && cs_regs_eat_number(&s, &v[n]); skip_marks(&s)) {
		if (n && !is_alike(&v[0], &v[n]))
			break;
		n++;
	}
	return n;
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
	uint64_t at;
	unsigned bytes;
	size_t n;

	if (!class && cs_str_starts(s, "MEM "))
		s = cs_str_trim(cs_str_tail(s, 4));
	if (!cs_regs_eat_number(&s, &address) || !cs_regs_number_hex(&address, &at))
		return false;
	skip_aside(&s);
	if (!is_address(&address, eat_separator(&s), class) || at % 4)
		return false;
	n = take_words(s, v);
	bytes = n ? word_bytes(v, n) : 0;
	if (!bytes || at > UINT64_MAX - n * 8)
		return false;
	if (bytes >= 4)
		add_wide(r, at, v, n, bytes);
	else
		add_narrow(r, at, v, n, bytes);
	return true;
}

/* ---- sessions ---- */

static bool add_lone(struct cs_regs_reader *r, uint64_t address, struct cs_str s)
{
	struct cs_regs_number n;
	uint64_t value = 0;
	bool read;

	if (address % 4 || !cs_regs_eat_number(&s, &n))
		return false;
	read = cs_regs_number_hex(&n, &value);
	cs_regs_add_word(r, address, value, cs_regs_number_width(&n) > 8 ? 8 : 4, !read);
	return true;
}

/* devmem2: "Value at address 0x9050000 (0xffff8d3e5000): 0xD40101A" */
static bool read_at_address(struct cs_regs_reader *r, struct cs_str line)
{
	ptrdiff_t at = cs_regs_find(line, "at address ");
	struct cs_regs_number n;
	struct cs_str s;
	uint64_t address;
	char separator;

	if (at < 0)
		return false;
	s = cs_str_trim(cs_str_tail(line, (size_t)at + 11));
	if (!cs_regs_eat_number(&s, &n) || !cs_regs_number_hex(&n, &address))
		return false;
	skip_aside(&s);
	separator = eat_separator(&s);
	cs_eat_blank(&s);
	if (separator != ':' && separator != '=')
		return false;
	return add_lone(r, address, s);
}

static bool find_command(struct cs_str line, struct cs_str *rest)
{
	static const char *const commands[] = {"devmem2 ", "devmem ", "peek ",
					       "rdmem ",   "io -4 ",  "mem32 "};

	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		ptrdiff_t at = cs_str_find(line, commands[i]);

		if (at < 0)
			continue;
		*rest = cs_str_trim(cs_str_tail(line, (size_t)at + strlen(commands[i])));
		return true;
	}
	return false;
}

/* "devmem 0x9050000 32", its answer perhaps behind it: ": 0x0d40101a", "-> 0x0d40101a" */
static bool read_command(struct cs_regs_reader *r, struct cs_str line)
{
	struct cs_regs_number n;
	struct cs_str s, answer;
	uint64_t address;

	if (!find_command(line, &s))
		return false;
	if (!cs_regs_eat_number(&s, &n) || !cs_regs_number_hex(&n, &address))
		return true; /* "devmem $a": a command, but of no known address */
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != ':' && s.p[i] != '=' && s.p[i] != '>')
			continue;
		answer = cs_str_trim(cs_str_tail(s, i + 1));
		if (add_lone(r, address, answer))
			return true;
	}
	r->has_pending = true;
	r->pending = address;
	return true;
}

bool cs_regs_read_session(struct cs_regs_reader *r, struct cs_str line)
{
	struct cs_regs_number n;
	bool pending = r->has_pending;

	r->has_pending = false;
	if (pending && cs_regs_is_number(cs_str_trim(line), &n))
		return add_lone(r, r->pending, cs_str_trim(line));
	return read_at_address(r, line) || read_command(r, line);
}
