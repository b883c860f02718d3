/* What a log, a terminal program or a tool puts in front of each line of a dump. */
#include "iommu/regs_forms.h"
#include "log/record.h"

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

/* N digits, then the rest. */
static bool eat_digits(struct cs_str *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (i >= s->n || !cs_is_digit(s->p[i]))
			return false;
	*s = cs_str_tail(*s, n);
	return true;
}

/* "2024-03-05 " */
static void eat_date(struct cs_str *s)
{
	struct cs_str t = *s;

	if (eat_digits(&t, 4) && cs_eat_char(&t, '-') && eat_digits(&t, 2) &&
	    cs_eat_char(&t, '-') && eat_digits(&t, 2) &&
	    (cs_eat_char(&t, ' ') || cs_eat_char(&t, 'T')))
		*s = t;
}

/* What a terminal program puts in front of each line it records: "10:11:12 ", "[10:11:12.345] ",
 * "2024-03-05 10:11:12.345 | ". */
static bool eat_clock(struct cs_str *s)
{
	struct cs_str t = *s;
	uint64_t v;

	cs_eat_char(&t, '[');
	eat_date(&t);
	if (!eat_digits(&t, 2) || !cs_eat_char(&t, ':') || !eat_digits(&t, 2) ||
	    !cs_eat_char(&t, ':') || !eat_digits(&t, 2))
		return false;
	if ((cs_eat_char(&t, '.') || cs_eat_char(&t, ',')) && !cs_eat_dec(&t, &v))
		return false;
	cs_eat_char(&t, 'Z');
	cs_eat_char(&t, ']');
	if (t.n && !cs_is_blank(*t.p))
		return false;
	cs_eat_blank(&t);
	if (cs_eat_char(&t, '|'))
		cs_eat_blank(&t);
	*s = t;
	return true;
}

/* A mail's "> " and "> > " */
static void eat_quotes(struct cs_str *s)
{
	while (s->n > 1 && s->p[0] == '>' && (s->p[1] == ' ' || s->p[1] == '>'))
		*s = cs_str_tail(*s, s->p[1] == ' ' ? 2 : 1);
}

/* "<6>" in front of a stamp */
static void eat_level(struct cs_str *s)
{
	struct cs_str t = *s;

	if (t.n > 3 && t.p[0] == '<' && cs_is_digit(t.p[1]) && t.p[2] == '>' && t.p[3] == '[')
		*s = cs_str_tail(t, 3);
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

/* "15000000.apps-smmu" is the unit at 0x15000000. */
static void note_device(struct cs_regs_reader *r, struct cs_str device)
{
	uint64_t base;

	if (cs_eat_hex(&device, &base) && cs_str_starts(device, "."))
		cs_regs_note_origin(r, base);
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
		note_device(r, device);
		if (!r->out->unit.n)
			r->out->unit = device;
		if (!r->out->type)
			r->out->type = i == 0 ? CS_SMMU_V3 : CS_SMMU_V2;
		r->out->stamped += stamped;
		r->out->log_lines += cs_str_has(rest, "Unhandled") ||
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

struct cs_str cs_regs_clean(struct cs_regs_reader *r, struct cs_str line)
{
	bool stamped;

	while (line.n && (line.p[line.n - 1] == '\r' || line.p[line.n - 1] == '\n'))
		line.n--;
	while (line.n && *line.p == '\r')
		line = cs_str_tail(line, 1);
	cs_eat_blank(&line);
	eat_quotes(&line);
	if (eat_clock(&line))
		eat_quotes(&line);
	eat_level(&line);
	stamped = eat_stamp(&line); /* a kernel's own log, not what a tool made of it */
	if (stamped) {
		eat_quotes(&line);
		eat_transport(&line); /* the host behind the stamp */
	} else if (!eat_crash_tool_stamp(&line))
		stamped = eat_transport(&line);
	eat_driver(r, &line, stamped);
	return line;
}
