#include "iommu/regs_text.h"

#include <stdlib.h>

#include "iommu/regs_forms.h"

#define LINE_BYTES 4096 /* a longer line is no line of a register dump; its head is read */
#define PART_BYTES 512  /* of a line with many values */

/* What only a kernel's log has. */
static bool is_log_line(struct cs_str s)
{
	static const char *const words[] = {"Linux version ",
					    "Kernel panic",
					    "Call trace:",
					    "Call Trace:",
					    "Modules linked in",
					    "Hardware name:",
					    "---[ end",
					    "cut here ]---",
					    "Comm: ",
					    "BUG: ",
					    "WARNING: CPU",
					    "Unexpected IOMMU page fault",
					    ": Unhandled context fault:",
					    ": Unhandled arm-smmu context"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (cs_str_has(s, words[i]))
			return true;
	return false;
}

/* ---- lines ---- */

static bool is_comment(struct cs_str s)
{
	return cs_str_starts(s, "#") || cs_str_starts(s, ";") || cs_str_starts(s, "//") ||
	       cs_str_starts(s, "/*");
}

/* WinDbg's "# 9050000 0d40101a 02730010": no remark, but physical memory. */
static bool is_debugger_row(struct cs_regs_reader *r, struct cs_str s)
{
	struct cs_str t = cs_str_tail(s, 1), rest;
	struct cs_regs_number number;
	unsigned numbers = 0;

	if (!s.n || *s.p != '#')
		return false;
	cs_eat_blank(&t);
	for (rest = t; cs_regs_eat_number(&rest, &number); numbers++) {
		if (numbers && cs_regs_number_width(&number) < 8)
			return false;
		cs_eat_blank(&rest);
	}
	return numbers >= 3 && cs_regs_read_row(r, t);
}

/* print_hex_dump()'s "arm-smmu: regs: 15000000: 00201e36 …", whatever the label is. */
static bool read_labelled_row(struct cs_regs_reader *r, struct cs_str line)
{
	for (struct cs_str row = line;;) {
		ptrdiff_t colon = cs_str_find(row, ": ");
		struct cs_regs_number address;
		struct cs_str rest;

		if (colon < 0)
			return false;
		row = cs_str_tail(row, (size_t)colon + 2);
		rest = row;
		if (cs_regs_eat_number(&rest, &address) && cs_str_starts(rest, ": "))
			return cs_regs_read_row(r, row);
	}
}

/* A boot loader's or a driver's own tag and an address of which it says that it is one: "[HAL]
 * REG_READ addr=0x…, val=0x…", "(bootloader) 0x9050000: 0x…", "I/SMMU (1234): reg 0x…". */
static bool read_tagged_row(struct cs_regs_reader *r, struct cs_str line)
{
	struct cs_str s = cs_str_trim(line), t;
	char open = s.n ? *s.p : 0, close = open == '[' ? ']' : open == '(' ? ')' : ':';
	ptrdiff_t end = cs_str_find_char(s, close);

	if (end < 2 || end > 24 || (!cs_is_alpha(open) && close == ':'))
		return false;
	for (ptrdiff_t i = close != ':'; i < end; i++)
		if (!cs_is_name(s.p[i]) && !strchr("/ ()-.", s.p[i]))
			return false;
	t = cs_str_tail(s, (size_t)end + 1);
	if (!cs_eat_char(&t, ' '))
		return false;
	cs_eat_blank(&t);
	if (!cs_str_starts(t, "0x")) {
		struct cs_str u = t;

		if (!cs_regs_eat_wrapping(&u) || !cs_str_starts(u, "0x"))
			return false;
	}
	return cs_regs_read_row(r, t);
}

static bool read_cells(struct cs_regs_reader *r, struct cs_str line)
{
	return cs_regs_read_trace(r, line) || cs_regs_read_session(r, line) ||
	       cs_regs_read_csv(r, line) || cs_regs_read_piece(r, line) ||
	       cs_regs_read_row(r, line) || read_labelled_row(r, line) ||
	       read_tagged_row(r, line) || cs_regs_read_call(r, line) ||
	       cs_regs_read_list(r, line, false);
}

static void read_line(struct cs_regs_reader *r, struct cs_str raw)
{
	struct cs_str line = cs_regs_clean(r, cs_str_head(raw, LINE_BYTES)), s = cs_str_trim(line);

	if (!s.n)
		return;
	r->out->log_lines += is_log_line(s);
	if (is_debugger_row(r, s)) {
		r->out->good++;
		return;
	}
	if (is_comment(s)) {
		if (!cs_regs_read_session(r, s)) { /* a root shell's prompt */
			cs_regs_read_heading(r, s);
			cs_regs_read_list(r, s, true);
		}
		return;
	}
	if (s.p[0] == '[' && cs_str_find_char(s, '=') < 0) { /* "[cb 14]", "[smmu-v3 9050000]" */
		if (cs_regs_read_session(r, s) || cs_regs_read_piece(r, line) ||
		    cs_regs_read_row(r, line) || cs_regs_read_list(r, line, false))
			r->out->good++;
		else
			cs_regs_read_heading(r, s);
	} else if (read_cells(r, line))
		r->out->good++;
	else if (!cs_regs_read_heading(r, s))
		r->out->foreign++;
}

/* Where a list of many values may be cut in two, behind a brace or a comma; 0: nowhere. */
static size_t cut_at(struct cs_str s)
{
	size_t comma = 0, brace = 0;

	for (size_t i = 1; i < s.n; i++) {
		if (s.p[i] != ',')
			continue;
		comma = i;
		if (s.p[i - 1] == '}')
			brace = i;
	}
	return brace ? brace + 1 : comma ? comma + 1 : 0;
}

/* JSON and the like may have all registers in one line. */
static void read_long_line(struct cs_regs_reader *r, struct cs_str line)
{
	struct cs_str s = cs_str_trim(line);

	while (s.n > PART_BYTES && (*s.p == '{' || *s.p == '>' || *s.p == '[' || *s.p == '"' ||
				    *s.p == '\'' || s.p != line.p)) {
		size_t n = cut_at(cs_str_head(s, PART_BYTES));

		if (n == 0)
			break;
		read_line(r, cs_str_head(s, n));
		s = cs_str_trim(cs_str_tail(s, n));
	}
	read_line(r, s.p == cs_str_trim(line).p ? line : s);
}

/* ---- decimal or hex ---- */

/* Numbers without 0x are hex, as everybody dumps registers, unless the text as a whole says
 * otherwise: many of them, no letter and no leading zero in any. */
static bool looks_decimal(const struct cs_regs_text *t)
{
	unsigned long long_ones = 0;

	for (size_t i = 0; i < t->named.n; i++) {
		const struct cs_regs_number *n = &t->named.v[i].number;

		if (n->prefixed || n->unread)
			continue;
		if (n->digits.n > 1 && n->digits.p[0] == '0')
			return false;
		for (size_t k = 0; k < n->digits.n; k++)
			if (!cs_is_digit(n->digits.p[k]))
				return false;
		long_ones += n->digits.n >= 5;
	}
	return long_ones >= 5;
}

bool cs_regs_text_value(const struct cs_regs_text *t, const struct cs_regs_number *n, unsigned bits,
			uint64_t *value)
{
	uint64_t v;

	if (n->unread)
		return false;
	if (!n->prefixed && t->decimal)
		return cs_str_to_dec(n->digits, value) && (bits == 64 || *value >> 32 == 0);
	if (!cs_regs_number_hex(n, &v))
		return false;
	if (bits == 32 && v >> 32) {
		if (n->prefixed || !cs_str_to_dec(n->digits, &v) || v >> 32)
			return false;
	}
	*value = v;
	return true;
}

static bool is_hopeless(const struct cs_regs_text *t)
{
	return t->log_lines > 0 || t->stamped > t->good + 64 || t->foreign > t->good * 2 + 64;
}

void cs_regs_text_read(struct cs_regs_text *t, struct cs_str text, bool sniff)
{
	struct cs_regs_reader r = {.out = t, .dword = -1};

	*t = (struct cs_regs_text){0};
	*CS_VEC_PUSH(&t->blocks) = (struct cs_regs_block){.bank = -1};
	while (text.n && !(sniff && is_hopeless(t))) {
		ptrdiff_t end = cs_str_find_char(text, '\n');
		size_t n = end < 0 ? text.n : (size_t)end;

		r.line++;
		read_long_line(&r, cs_str_head(text, n));
		text = cs_str_tail(text, n + 1);
	}
	t->decimal = looks_decimal(t);
}

void cs_regs_text_release(struct cs_regs_text *t)
{
	CS_VEC_FREE(&t->words);
	CS_VEC_FREE(&t->named);
	CS_VEC_FREE(&t->pieces);
	CS_VEC_FREE(&t->blocks);
	CS_VEC_FREE(&t->origins);
}
