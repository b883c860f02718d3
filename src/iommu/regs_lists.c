/* Names with values: NAME = VALUE lists, register windows, prints of handlers and tools. */
#include "iommu/regs_forms.h"

#define TOKENS 64
#define SEPARATORS "=:,;|\"'`{}"

struct token {
	struct cs_str s;
	char before; /* what separates it from the one before: ' ', or a stronger sign */
};

static size_t group_length(struct cs_str s)
{
	ptrdiff_t end = cs_str_find_char(s, *s.p == '(' ? ')' : *s.p == '[' ? ']' : '>');

	return end > 0 ? (size_t)end + 1 : 1;
}

static bool opens(char c)
{
	return c == '(' || c == '[' || c == '<';
}

/* "->" and "=>" separate like "=". */
static size_t arrow_length(struct cs_str s)
{
	return cs_str_starts(s, "->") || cs_str_starts(s, "=>") ? 2 : 0;
}

static size_t token_length(struct cs_str s)
{
	size_t n = opens(*s.p) ? group_length(s) : 0;

	if (n)
		return n;
	while (n < s.n && !cs_is_blank(s.p[n]) && !strchr(SEPARATORS, s.p[n]) &&
	       !arrow_length(cs_str_tail(s, n))) {
		if (opens(s.p[n]))
			n += group_length(cs_str_tail(s, n));
		else
			n++;
	}
	return n;
}

static size_t tokenize(struct cs_str s, struct token v[TOKENS])
{
	size_t n = 0;

	while (n < TOKENS) {
		char before = ' ';
		size_t length;

		while (s.n) {
			if (arrow_length(s)) {
				before = '=';
				s = cs_str_tail(s, 2);
				continue;
			}
			if (!cs_is_blank(*s.p) && !strchr(SEPARATORS, *s.p))
				break;
			if (!cs_is_blank(*s.p) && !strchr("\"'`", *s.p) && before != '=')
				before = *s.p;
			s = cs_str_tail(s, 1);
		}
		if (!s.n)
			break;
		length = token_length(s);
		v[n++] = (struct token){cs_str_head(s, length), before};
		s = cs_str_tail(s, length);
	}
	return n;
}

static struct cs_str inside(struct cs_str s)
{
	if (s.n >= 2 && opens(s.p[0]))
		return (struct cs_str){s.p + 1, s.n - 2};
	return s;
}

/* Words that may stand between a name and its value. */
static bool is_filler(struct cs_str s)
{
	static const char *const words[] = {
		"is",  "reg", "register", "value", "val", "reads", "contents", "has",
		"was", "now", "contains", "ro",    "rw",  "r",     "r/w",      "wo"};

	if (s.n && opens(s.p[0]))
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (s.n == strlen(words[i]) && cs_regs_find(s, words[i]) == 0)
			return true;
	return false;
}

static bool is_value(const struct token *t, struct cs_regs_number *n)
{
	if (!cs_regs_is_number(t->s.n && *t->s.p == '+' ? cs_str_tail(t->s, 1) : t->s, n))
		return false;
	return n->unread || n->prefixed || t->before != ' ' || n->digits.n >= 8 ||
	       cs_is_digit(n->digits.p[0]);
}

/* NAME OFFSET VALUE, NAME OFFSET WIDTH VALUE: whether N is the register's own address. */
static bool is_own_address(struct cs_str text, const struct cs_regs_number *n)
{
	static const enum cs_smmu_type types[] = {CS_SMMU_V3, CS_SMMU_V2};
	struct cs_smmu_name name;
	uint64_t v, own;

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		if (!cs_smmu_name_parse(types[i], text, &name) || !cs_regs_number_hex(n, &v))
			continue;
		own = name.reg->offset + (name.index > 0 ? 4u * (unsigned)name.index : 0);
		if ((v & 0xfff) == (own & 0xfff) ||
		    (name.half > 0 && (v & 0xfff) == ((own + 4) & 0xfff)))
			return true;
	}
	return false;
}

/* Where the value of the name at I is, or 0. */
static size_t find_value(const struct token *v, size_t n, size_t i, struct cs_str name,
			 struct cs_regs_number *out)
{
	struct cs_regs_number next;
	size_t j = i + 1, fillers = 0;

	while (j < n && fillers++ < 4) {
		if (cs_str_is(v[j].s, "@") || cs_str_is(v[j].s, "at"))
			j += 2;
		else if (is_filler(v[j].s))
			j++;
		else
			break;
	}
	if (j >= n || !is_value(&v[j], out))
		return 0;
	if (!is_own_address(name, out) || j + 1 >= n || !is_value(&v[j + 1], &next))
		return j;
	j++;
	if (j + 1 < n && (cs_str_is(v[j].s, "32") || cs_str_is(v[j].s, "64")) &&
	    is_value(&v[j + 1], &next))
		j++;
	*out = next;
	return j;
}

/* "SMMU_EVENTQ_BASE 4000000043000011 PROD 00000002": PROD of the queue named before */
static struct cs_str queue_name(struct cs_str token, const struct cs_smmu_reg *before)
{
	static const struct {
		const char *queue, *prod, *cons;
	} names[] = {{"CMDQ_", "CMDQ_PROD", "CMDQ_CONS"},
		     {"EVENTQ_", "EVENTQ_PROD", "EVENTQ_CONS"},
		     {"PRIQ_", "PRIQ_PROD", "PRIQ_CONS"}};

	for (size_t i = 0; before && i < sizeof(names) / sizeof(*names); i++) {
		if (strncmp(before->name, names[i].queue, strlen(names[i].queue)) != 0)
			continue;
		if (cs_str_is(token, "PROD") || cs_str_is(token, "prod"))
			return cs_str_from(names[i].prod);
		if (cs_str_is(token, "CONS") || cs_str_is(token, "cons"))
			return cs_str_from(names[i].cons);
	}
	return token;
}

/* "CB14_FAR (low)", "TTBR0 [63:32]": the half belongs to the name. */
static struct cs_str with_half(struct cs_str name, const struct token *v, size_t n, size_t i)
{
	struct cs_smmu_name parsed;
	struct cs_str both;

	if (i + 1 >= n || !opens(*v[i + 1].s.p) || name.p != v[i].s.p)
		return name;
	both = (struct cs_str){name.p, (size_t)(v[i + 1].s.p + v[i + 1].s.n - name.p)};
	return cs_smmu_name_parse(CS_SMMU_UNKNOWN, both, &parsed) && parsed.half >= 0 ? both : name;
}

/* Numbers of banks and streams: hex with 0x, else decimal. */
static bool plain_number(struct cs_str s, uint64_t *v)
{
	return cs_str_starts(s, "0x") ? cs_str_to_hex(s, v) : cs_str_to_dec(s, v);
}

static bool is_word(struct cs_str s, const char *word)
{
	return s.n == strlen(word) && cs_regs_find(s, word) == 0;
}

/* "context bank# = 0xe", "SID = 0x3c0", "context fault from 20000.ethernet!" */
static bool read_key(struct cs_regs_reader *r, const struct token *v, size_t n, size_t i)
{
	struct cs_regs_block *b = cs_regs_block(r);
	struct cs_str who;
	uint64_t value;

	if (i + 1 >= n)
		return false;
	if (is_word(v[i].s, "from") && i && cs_regs_find(v[i - 1].s, "fault") == 0) {
		who = v[i + 1].s;
		who.n -= who.n && who.p[who.n - 1] == '!';
		b->client = who;
		return true;
	}
	if (!plain_number(v[i + 1].s, &value))
		return false;
	if ((is_word(v[i].s, "bank") || is_word(v[i].s, "bank#")) && value < 256) {
		b->bank = (int)value;
		return true;
	}
	if (is_word(v[i].s, "sid") || is_word(v[i].s, "streamid")) {
		b->has_stream = true;
		b->stream = value;
		b->stream_line = r->line;
		return true;
	}
	return false;
}

/* "0x0d40101a, / * SMMU_IDR0 * /": an initializer, its name in the remark. */
static bool read_remark(struct cs_regs_reader *r, struct cs_str line)
{
	static const char *const signs[] = {"/*", "//", "#"};
	struct cs_str s = cs_str_trim(line), word;
	struct cs_smmu_name parsed;
	struct cs_regs_number number;

	if (!cs_regs_eat_number(&s, &number))
		return false;
	while (s.n && (cs_is_blank(*s.p) || *s.p == ',' || *s.p == ';'))
		s = cs_str_tail(s, 1);
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
		struct cs_str t = s;

		if (!cs_eat(&t, signs[i]))
			continue;
		cs_eat_blank(&t);
		if (!cs_eat_word(&t, &word) || !cs_smmu_name_parse(CS_SMMU_UNKNOWN, word, &parsed))
			return false;
		cs_regs_add_named(r, word, &number, false);
		return true;
	}
	return false;
}

/* YAML's "- name: SMMU_IDR0", whose value is told by a line below. */
static bool read_pair(struct cs_regs_reader *r, const struct token *v, size_t n)
{
	struct cs_smmu_name parsed;
	struct cs_regs_number number;
	size_t i = n && cs_str_is(v[0].s, "-");

	if (n != i + 2)
		return false;
	if ((is_word(v[i].s, "name") || is_word(v[i].s, "register")) &&
	    cs_smmu_name_parse(CS_SMMU_UNKNOWN, v[i + 1].s, &parsed)) {
		r->named = v[i + 1].s;
		return true;
	}
	if (!r->named.n || !is_word(v[i].s, "value") || !is_value(&v[i + 1], &number))
		return false;
	cs_regs_add_named(r, r->named, &number, false);
	r->named = (struct cs_str){0};
	return true;
}

static struct cs_str cut_comment(struct cs_str s)
{
	static const char *const signs[] = {" #", "\t#", "//", "/*", " ;", "\t;"};

	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
		ptrdiff_t at = cs_str_find(s, signs[i]);

		if (at >= 0)
			s = cs_str_head(s, (size_t)at);
	}
	return s;
}

/* A register that the tables do not have, by the prefix of its name: "SMMU_ECMDQ_BASE0 = 0x…". */
static void note_unknown(struct cs_regs_reader *r, const struct token *v, size_t n)
{
	static const char *const prefixes[] = {"smmu_", "arm_smmu_", "tbu_", "tcu_"};
	struct cs_regs_text *t = r->out;
	struct cs_str name = n > 1 ? inside(v[0].s) : (struct cs_str){0};
	struct cs_regs_number number;

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
		if (!cs_regs_starts(name, prefixes[i]) || cs_regs_starts(name, "smmu_base") ||
		    !find_value(v, n, 0, name, &number))
			continue;
		if (t->unknown_count++ < sizeof(t->unknown) / sizeof(*t->unknown))
			t->unknown[t->unknown_count - 1] = name;
		return;
	}
}

bool cs_regs_read_list(struct cs_regs_reader *r, struct cs_str line, bool comment)
{
	struct token v[TOKENS];
	size_t n = tokenize(comment ? line : cut_comment(line), v);
	const struct cs_smmu_reg *before = NULL;
	bool done = !comment && (read_remark(r, line) || read_pair(r, v, n)), any = done;

	for (size_t i = 0; i < n && !done; i++) {
		struct cs_str name = queue_name(inside(v[i].s), before);
		bool told = name.p != inside(v[i].s).p;
		struct cs_regs_number number;
		struct cs_smmu_name parsed;
		size_t j;

		if (!comment && read_key(r, v, n, i)) {
			any = true;
			continue;
		}
		name = with_half(name, v, n, i);
		if (!cs_smmu_name_parse(CS_SMMU_UNKNOWN, name, &parsed) ||
		    (comment && parsed.plain && !told))
			continue;
		j = find_value(v, n, i, name, &number);
		if (!j)
			continue;
		cs_regs_add_named(r, name, &number, comment);
		before = parsed.reg;
		any = true;
		i = j;
	}
	if (!any && !comment)
		note_unknown(r, v, n);
	return any;
}
