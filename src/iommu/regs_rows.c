/* Words at addresses: hex dumps of all kinds, and shells that are asked for one address. */
#include "iommu/regs_forms.h"

#define ROW_WORDS 64

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

/* Rows of a tool that cuts an address's zeros off: only eight digits a word are surely no list
 * of numbers or record. */
static bool is_short_address(char separator, const struct cs_regs_number *v, size_t words)
{
	return separator == ':' && words >= 2 && words <= 4 && !v[0].prefixed &&
	       cs_regs_number_width(&v[0]) == (words == 2 ? 16 : 8);
}

/* regmap's debugfs file, whose path is the heading: "00: 0d40101a" */
static bool is_offset(const struct cs_regs_reader *r, const struct cs_regs_number *n,
		      const struct cs_regs_number *v, size_t words)
{
	return r->section == CS_REGS_OTHER && words == 1 && !v->prefixed &&
	       cs_regs_number_width(v) == 8 && cs_regs_number_width(n) >= 2;
}

static bool is_address(const struct cs_regs_reader *r, const struct cs_regs_number *n,
		       char separator, bool class, const struct cs_regs_number *v, size_t words)
{
	unsigned width = cs_regs_number_width(n);

	if (n->prefixed)
		return separator != 0;
	if (class)
		return separator == '|';
	switch (separator) {
	case ':':
	case '|':
		return width >= 4 || is_offset(r, n, v, words) ||
		       is_short_address(separator, v, words) ||
		       (words == 16 && word_bytes(v, words) == 1); /* i2cdump */
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

/* xxd writes bytes in their order, two a group; U-Boot's md.w writes 16-bit words. The gap before
 * the text column and the text itself tell them apart. */
static bool is_xxd(const struct cs_regs_number *v, size_t n, struct cs_str behind)
{
	struct cs_str text = cs_str_tail(behind, 2);

	if (!cs_str_starts(behind, "  "))
		return false;
	for (size_t i = 0; i < 2 * n && i < text.n; i++) {
		struct cs_str byte = {v[i / 2].digits.p + i % 2 * 2, 2};
		uint64_t c = 0;

		if (!cs_str_to_hex(byte, &c) || (text.p[i] != '.' && (uint64_t)text.p[i] != c))
			return false;
	}
	return text.n > 0;
}

static void swap_bytes(struct cs_regs_number *v, size_t n, char *to)
{
	for (size_t i = 0; i < n; i++, to += 4) {
		memcpy(to, v[i].digits.p + 2, 2);
		memcpy(to + 2, v[i].digits.p, 2);
		v[i].digits = (struct cs_str){to, 4};
	}
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

/* 32-bit words as signed or unsigned decimals behind an address. */
static bool add_decimals(struct cs_regs_reader *r, uint64_t address, struct cs_str s)
{
	bool any = false;

	for (; address % 4 == 0 && s.n; address += 4, any = true) {
		bool negative;
		uint64_t v;

		cs_eat_blank(&s);
		negative = cs_eat_char(&s, '-');
		if (!cs_eat_dec(&s, &v) || v > UINT32_MAX || (s.n && !cs_is_blank(*s.p)))
			break;
		cs_regs_add_word(r, address, negative ? (uint32_t)-v : v, 4, false);
	}
	return any;
}

bool cs_regs_read_row(struct cs_regs_reader *r, struct cs_str line)
{
	struct cs_str s = cs_str_trim(line);
	struct cs_regs_number address, v[ROW_WORDS];
	bool class;
	char closing, separator, swapped[4 * ROW_WORDS];
	uint64_t at;
	unsigned bytes;
	size_t n;

	cs_regs_skip_offset(&s);
	class = cs_regs_eat_class(&s);
	closing = class ? 0 : cs_regs_eat_wrapping(&s);
	if (!cs_regs_eat_number(&s, &address) || !cs_regs_number_hex(&address, &at) ||
	    !cs_regs_eat_closing(&s, closing))
		return false;
	if (!closing)
		cs_regs_skip_aside(&s);
	separator = cs_regs_eat_separator(&s);
	if (!separator && closing)
		separator = ' ';
	if (closing)
		cs_regs_skip_value_word(&s);
	if (r->decimal_rows)
		return separator == ':' && add_decimals(r, at, s);
	n = take_words(&s, v);
	if (n)
		at = cs_regs_true_address(r, &address, separator, at, n * word_bytes(v, n));
	if (n == 0 || !is_address(r, &address, separator, class, v, n) || at % 4)
		return false;
	bytes = word_bytes(v, n);
	if (!bytes || at > UINT64_MAX - n * 8)
		return false;
	if (bytes == 2 && !class && is_xxd(v, n, s))
		swap_bytes(v, n, swapped);
	if (bytes >= 4)
		add_wide(r, at, v, n, bytes);
	else
		add_narrow(r, at, v, n, bytes);
	return true;
}
