/* Words of records: events, STEs, CDs, commands. */
#include "base/limits.h"
#include "iommu/regs_forms.h"

static enum cs_regs_kind eat_kind(struct cs_str *s)
{
	static const struct {
		const char *word;
		enum cs_regs_kind kind;
	} words[] = {
		{"eventq", CS_REGS_EVENT}, {"event", CS_REGS_EVENT}, {"evtq", CS_REGS_EVENT},
		{"evt", CS_REGS_EVENT},    {"ste", CS_REGS_STE},     {"cmdq", CS_REGS_COMMAND},
		{"cmd", CS_REGS_COMMAND},  {"cd", CS_REGS_CD},
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		struct cs_str rest = cs_str_tail(*s, strlen(words[i].word));

		if (!cs_regs_starts(*s, words[i].word) || (rest.n && cs_is_alpha(*rest.p)) ||
		    cs_str_starts(rest, "_"))
			continue;
		*s = rest;
		return words[i].kind;
	}
	return CS_REGS_NONE;
}

static int small_number(struct cs_str s)
{
	uint64_t v;

	if (!(cs_str_starts(s, "0x") ? cs_str_to_hex(s, &v) : cs_str_to_dec(s, &v)) ||
	    v > 0x7fffffff)
		return -1;
	return (int)v;
}

/* "EVTQ entry 3:", "event[3] word1 =": what a number counts. */
static bool eat_counted(struct cs_str *s)
{
	static const char *const words[] = {"word", "entry", "record", "slot", "index"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (cs_eat(s, words[i]))
			return true;
	return false;
}

/* Up to three numbers of "[0x08: 04/32]", "[0].1", "[2][1]", " 3 w1", then ":" or "=". */
static size_t eat_indices(struct cs_str *s, struct cs_str v[3], bool *fraction)
{
	size_t n = 0;

	*fraction = false;
	while (s->n) {
		size_t m = 0;

		while (m < s->n && (cs_is_hex(s->p[m]) || s->p[m] == 'x'))
			m++;
		if (m && cs_is_digit(*s->p)) {
			if (n == 3)
				return 0;
			v[n++] = cs_str_head(*s, m);
			*s = cs_str_tail(*s, m);
			continue;
		}
		if (eat_counted(s))
			continue;
		if (*s->p == '/')
			*fraction = true;
		if (*s->p == '=' || (*s->p == ':' && (s->n < 2 || cs_str_find_char(*s, ']') < 0)))
			break;
		if (!strchr("[]().#/:_ wWdD", *s->p))
			return 0;
		*s = cs_str_tail(*s, 1);
	}
	return n;
}

/* "N/M": the M-th parts that a 64-byte record is counted in; the word that N stands for. */
static int word_of(struct cs_str part, struct cs_str whole)
{
	int n = small_number(part), m = small_number(whole);

	return n < 0 || m < 8 || n >= m ? -1 : n / (m / 8);
}

static unsigned take_words(struct cs_str s, uint64_t word[8])
{
	struct cs_regs_number n;
	unsigned count = 0;

	for (;;) {
		while (s.n && (cs_is_blank(*s.p) || strchr(",[](){}", *s.p)))
			s = cs_str_tail(s, 1);
		if (!s.n)
			return count;
		if (count == 8 || !cs_regs_eat_number(&s, &n) ||
		    !cs_regs_number_hex(&n, &word[count]))
			return 0;
		count++;
	}
}

static void add(struct cs_regs_reader *r, struct cs_regs_piece *p)
{
	p->line = r->line;
	if (p->kind == CS_REGS_STE && p->index >= 0) {
		p->has_stream = true;
		p->stream = (uint64_t)p->index;
	} else if (r->has_stream) {
		p->has_stream = true;
		p->stream = r->stream;
	}
	if (r->out->pieces.n < CS_LIMIT_REGISTER_CELLS)
		*CS_VEC_PUSH(&r->out->pieces) = *p;
}

/* "evt[0].1: 0x…", "STE[0x08: 04/32]: 0x…", "cmd[0x6]: 0x… 0x…", "CD:  0x… …" */
static bool read_keyed(struct cs_regs_reader *r, struct cs_str line)
{
	struct cs_str s = cs_str_trim(line), v[3];
	struct cs_regs_piece p = {.index = -1, .at = -1};
	bool fraction;
	size_t n;

	p.kind = eat_kind(&s);
	if (p.kind == CS_REGS_NONE)
		return false;
	n = eat_indices(&s, v, &fraction);
	if (!s.n || (*s.p != ':' && *s.p != '='))
		return false;
	p.count = take_words(cs_str_tail(s, 1), p.word);
	if (p.count == 0)
		return false;
	if (fraction && n >= 2)
		p.at = word_of(v[n - 2], v[n - 1]);
	else if (n >= 2)
		p.at = small_number(v[1]);
	if (n - (fraction ? 2 : 0) >= 1 && n >= 1)
		p.index = small_number(v[0]);
	add(r, &p);
	return true;
}

static bool is_record(enum cs_regs_kind section)
{
	return section != CS_REGS_NONE && section != CS_REGS_OTHER;
}

/* What counts the record in front of its words, under a heading that tells what they are: "3: ",
 * "3,", a debugger's "$3 = ". An address has more digits. */
static struct cs_str without_index(struct cs_str line)
{
	struct cs_str s = cs_str_trim(line), t = s;
	uint64_t index;

	cs_eat_char(&t, '$');
	if (!cs_eat_dec(&t, &index) || index > 9999 || t.p - s.p > 5)
		return s;
	cs_eat_blank(&t);
	return cs_eat_char(&t, ':') || cs_eat_char(&t, ',') || cs_eat_char(&t, '=') ? t : s;
}

static struct cs_str without_marks(struct cs_str s)
{
	while (s.n && strchr(" \t,;-[](){}\"", *s.p))
		s = cs_str_tail(s, 1);
	return s;
}

/* The 64-bit words of a line that holds nothing else but what encloses and parts them; 0: others.
 */
static unsigned wide_words(struct cs_str s, uint64_t word[8])
{
	/* a debugger's "{0xc8800000010, 0x0, …}" has no leading zeros */
	bool enclosed = cs_str_find_char(s, '{') >= 0;
	struct cs_regs_number n;
	unsigned count = 0;

	for (s = without_marks(s); s.n; s = without_marks(s)) {
		if (count == 8 || !cs_regs_eat_number(&s, &n) ||
		    !(cs_regs_number_width(&n) == 16 || (enclosed && n.prefixed)) ||
		    !cs_regs_number_hex(&n, &word[count++]))
			return 0;
	}
	return count;
}

/* Four 64-bit words alone are an event, eight an STE or what the heading says; below such a heading
 * a word alone is the next one of its record. */
static bool read_bare(struct cs_regs_reader *r, struct cs_str line)
{
	struct cs_regs_piece p = {.index = -1, .at = -1};

	bool known = is_record(r->section);

	p.count = wide_words(known ? without_index(line) : line, p.word);
	if (p.count != 2 && p.count != 4 && p.count != 8 && !(p.count == 1 && known))
		return false;
	if (known)
		p.kind = r->section;
	else
		p.kind = p.count == 4 ? CS_REGS_EVENT : p.count == 8 ? CS_REGS_STE : CS_REGS_NONE;
	if (p.kind == CS_REGS_NONE)
		return false;
	add(r, &p);
	return true;
}

/* Below a heading that tells what they are: "DW0: 0x10", "DW1: 0x8", 32 bits each, lowest first; or
 * of 64 bits. Other controllers have records with such words, too: something must have named the
 * SMMU. */
static bool read_dword(struct cs_regs_reader *r, struct cs_str line)
{
	struct cs_regs_piece p = {.kind = r->section, .index = -1, .count = 1};
	struct cs_str s = cs_str_trim(line);
	struct cs_regs_number n;
	int before = r->dword;
	uint64_t at, v;

	r->dword = -1;
	if (!is_record(r->section) || (!r->out->type && !r->out->named.n) ||
	    !(cs_eat(&s, "DW") || cs_eat(&s, "dw")))
		return false;
	cs_eat_char(&s, '[');
	if (!cs_eat_dec(&s, &at) || at > 15)
		return false;
	cs_eat_char(&s, ']');
	if (!cs_regs_eat_separator(&s))
		return false;
	cs_eat_blank(&s);
	if (!cs_regs_is_number(s, &n) || !cs_regs_number_hex(&n, &v))
		return false;
	p.at = (int)at;
	p.word[0] = v;
	if (cs_regs_number_width(&n) <= 8) {
		r->dword = (int)at;
		if (at % 2 == 0)
			r->dword_value = (uint32_t)v;
		if (at % 2 == 0 || before != (int)at - 1)
			return true;
		p.at = (int)at / 2;
		p.word[0] = r->dword_value | v << 32;
	}
	add(r, &p);
	return true;
}

bool cs_regs_read_piece(struct cs_regs_reader *r, struct cs_str line)
{
	return read_keyed(r, line) || read_dword(r, line) || read_bare(r, line);
}
