#include "iommu/regs_text.h"

#include <stdlib.h>

#include "iommu/regs_forms.h"
#include "log/record.h"

#define LINE_BYTES 4096 /* a longer line is no line of a register dump; its head is read */

/* ---- what stands in front of a line ---- */

/* "[    9.123456] " and "[  718.314900][  T803] " */
static bool eat_stamp(struct cs_str *s)
{
	struct cs_str t = *s;
	uint64_t v;

	if (!cs_eat_char(&t, '['))
		return false;
	cs_eat_blank(&t);
	if (!cs_eat_dec(&t, &v) || !cs_eat_char(&t, '.') || !cs_eat_dec(&t, &v) ||
	    !cs_eat_char(&t, ']'))
		return false;
	if (t.n > 2 && t.p[0] == '[' && cs_str_find_char(t, ']') > 0)
		t = cs_str_tail(t, (size_t)cs_str_find_char(t, ']') + 1);
	cs_eat_blank(&t);
	*s = t;
	return true;
}

/* A crash tool's "0x000000000277BBFA |   1263.468579:   " */
static bool eat_crash_tool_stamp(struct cs_str *s)
{
	struct cs_str t = *s;
	uint64_t v;

	if (cs_eat_hex(&t, &v)) {
		cs_eat_blank(&t);
		if (!cs_eat_char(&t, '|'))
			t = *s;
	}
	cs_eat_blank(&t);
	if (!cs_eat_dec(&t, &v) || !cs_eat_char(&t, '.') || !cs_eat_dec(&t, &v) ||
	    !cs_eat_char(&t, ':') || !t.n || !cs_is_blank(*t.p))
		return false;
	cs_eat_blank(&t);
	if (t.n > 3 && t.p[0] == '<' && cs_is_digit(t.p[1]) && t.p[2] == '>') /* "<6> " */
		t = cs_str_trim(cs_str_tail(t, 3));
	*s = t;
	return true;
}

static bool eat_device(struct cs_str s, const char *driver, struct cs_str *device,
		       struct cs_str *rest)
{
	struct cs_str word;

	if (!cs_eat(&s, driver) || !cs_eat_char(&s, ' ') || !cs_eat_word(&s, &word) || word.n < 2 ||
	    word.p[word.n - 1] != ':')
		return false;
	*device = cs_str_head(word, word.n - 1);
	cs_eat_char(&s, ' ');
	*rest = s;
	return true;
}

/* "arm-smmu 15000000.apps-smmu: FAR …" */
static void eat_driver(struct cs_regs_reader *r, struct cs_str *s, bool stamped)
{
	static const char *const drivers[] = {"arm-smmu-v3", "arm-smmu"};
	struct cs_str device, rest;

	for (size_t i = 0; i < sizeof(drivers) / sizeof(*drivers); i++) {
		if (!eat_device(*s, drivers[i], &device, &rest))
			continue;
		cs_regs_block(r)->unit = device;
		if (!r->out->unit.n)
			r->out->unit = device;
		if (!r->out->type)
			r->out->type = i == 0 ? CS_SMMU_V3 : CS_SMMU_V2;
		r->out->log_lines += stamped || cs_str_has(rest, "Unhandled") ||
				     cs_str_has(rest, " received:") ||
				     cs_str_has(rest, "Unexpected global fault");
		*s = rest;
		return;
	}
}

/* What a log's transport put in front of a driver's message: a host, a level, a stamp. */
static bool eat_transport(struct cs_str *s)
{
	struct cs_record record;

	cs_record_split(&record, *s);
	if (record.text.p == s->p || !cs_str_starts(record.text, "arm-smmu"))
		return false;
	*s = record.text;
	return true;
}

static struct cs_str clean(struct cs_regs_reader *r, struct cs_str line)
{
	bool stamped;

	while (line.n && (line.p[line.n - 1] == '\r' || line.p[line.n - 1] == '\n'))
		line.n--;
	while (line.n && *line.p == '\r')
		line = cs_str_tail(line, 1);
	stamped = eat_stamp(&line); /* a kernel's own log, not what a tool made of it */
	if (stamped)
		eat_transport(&line); /* the host behind the stamp */
	else if (!eat_crash_tool_stamp(&line))
		stamped = eat_transport(&line);
	eat_driver(r, &line, stamped);
	return line;
}

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

static bool read_cells(struct cs_regs_reader *r, struct cs_str line)
{
	return cs_regs_read_session(r, line) || cs_regs_read_csv(r, line) ||
	       cs_regs_read_piece(r, line) || cs_regs_read_row(r, line) ||
	       cs_regs_read_list(r, line, false);
}

static void read_line(struct cs_regs_reader *r, struct cs_str raw)
{
	struct cs_str line = clean(r, cs_str_head(raw, LINE_BYTES)), s = cs_str_trim(line);

	if (!s.n)
		return;
	r->out->log_lines += is_log_line(s);
	if (is_comment(s)) {
		if (!cs_regs_read_session(r, s)) { /* a root shell's prompt */
			cs_regs_read_heading(r, s);
			cs_regs_read_list(r, s, true);
		}
		return;
	}
	if (s.p[0] == '[' && cs_str_find_char(s, '=') < 0) { /* "[cb 14]", "[smmu-v3 9050000]" */
		if (cs_regs_read_row(r, line))
			r->out->good++;
		else
			cs_regs_read_heading(r, s);
	} else if (read_cells(r, line))
		r->out->good++;
	else if (!cs_regs_read_heading(r, s))
		r->out->foreign++;
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
	return t->log_lines > 0 || t->foreign > t->good * 2 + 64;
}

void cs_regs_text_read(struct cs_regs_text *t, struct cs_str text, bool sniff)
{
	struct cs_regs_reader r = {.out = t};

	*t = (struct cs_regs_text){0};
	*CS_VEC_PUSH(&t->blocks) = (struct cs_regs_block){.bank = -1};
	while (text.n && !(sniff && is_hopeless(t))) {
		ptrdiff_t end = cs_str_find_char(text, '\n');
		size_t n = end < 0 ? text.n : (size_t)end;

		r.line++;
		read_line(&r, cs_str_head(text, n));
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
}
