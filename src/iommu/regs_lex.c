#include "base/limits.h"
#include "iommu/regs_forms.h"

static bool is_unread(char c)
{
	return c == '?' || c == 'X' || c == 'x' || c == '*';
}

static size_t unread_length(struct cs_str s)
{
	size_t n = 0;

	while (n < s.n && is_unread(s.p[n]) && s.p[n] == s.p[0])
		n++;
	return n >= 2 ? n : 0;
}

static size_t digits_length(struct cs_str s)
{
	size_t n = 0;

	while (n < s.n &&
	       (cs_is_hex(s.p[n]) || ((s.p[n] == '_' || s.p[n] == '\'' || s.p[n] == '`') && n &&
				      n + 1 < s.n && cs_is_hex(s.p[n + 1]))))
		n++;
	return n;
}

bool cs_regs_eat_number(struct cs_str *s, struct cs_regs_number *n)
{
	struct cs_str rest = *s;
	size_t length;

	n->prefixed = cs_str_starts(rest, "0x") || cs_str_starts(rest, "0X");
	if (n->prefixed)
		rest = cs_str_tail(rest, 2);
	length = unread_length(rest);
	n->unread = length > 0;
	if (!length)
		length = digits_length(rest);
	if (!length)
		return false;
	n->digits = cs_str_head(rest, length);
	rest = cs_str_tail(rest, length);
	while (!n->unread && rest.n &&
	       (*rest.p == 'h' || *rest.p == 'H' || *rest.p == 'u' || *rest.p == 'U' ||
		*rest.p == 'l' || *rest.p == 'L'))
		rest = cs_str_tail(rest, 1);
	if (rest.n && cs_is_name(*rest.p))
		return false;
	*s = rest;
	return true;
}

bool cs_regs_is_number(struct cs_str s, struct cs_regs_number *n)
{
	return cs_regs_eat_number(&s, n) && s.n == 0;
}

bool cs_regs_number_hex(const struct cs_regs_number *n, uint64_t *v)
{
	uint64_t value = 0;

	if (n->unread)
		return false;
	for (size_t i = 0; i < n->digits.n; i++) {
		if (!cs_is_hex(n->digits.p[i]))
			continue;
		if (value >> 60)
			return false;
		value = value << 4 | cs_hex_digit(n->digits.p[i]);
	}
	*v = value;
	return true;
}

unsigned cs_regs_number_width(const struct cs_regs_number *n)
{
	unsigned width = 0;

	for (size_t i = 0; i < n->digits.n; i++)
		width += cs_is_hex(n->digits.p[i]) || is_unread(n->digits.p[i]);
	return width;
}

static bool is_full(struct cs_regs_reader *r)
{
	struct cs_regs_text *t = r->out;

	if (t->words.n + t->named.n + t->pieces.n < CS_LIMIT_REGISTER_CELLS)
		return false;
	t->full = true;
	return true;
}

void cs_regs_add_word(struct cs_regs_reader *r, uint64_t address, uint64_t value, unsigned bytes,
		      bool unread)
{
	for (unsigned i = 0; i < bytes / 4 && !is_full(r); i++)
		*CS_VEC_PUSH(&r->out->words) = (struct cs_regs_word){
			.address = address + i * 4,
			.value = (uint32_t)(value >> (32 * i)),
			.line = r->line,
			.unread = unread,
			.section = (unsigned char)r->section,
		};
}

struct cs_regs_block *cs_regs_block(struct cs_regs_reader *r)
{
	return &r->out->blocks.v[r->out->blocks.n - 1];
}

void cs_regs_new_block(struct cs_regs_reader *r, int bank)
{
	struct cs_str unit = cs_regs_block(r)->unit;

	memset(r->seen, 0, sizeof(r->seen));
	if (is_full(r))
		return;
	*CS_VEC_PUSH(&r->out->blocks) = (struct cs_regs_block){.bank = bank, .unit = unit};
}

/* A bank's register without its bank, met a second time: another bank's block began. */
static void note_seen(struct cs_regs_reader *r, struct cs_str name)
{
	struct cs_smmu_regs table = cs_smmu_registers(CS_SMMU_V2);
	struct cs_smmu_name parsed;
	size_t slot;

	if (!cs_smmu_name_parse(CS_SMMU_V2, name, &parsed) || parsed.reg->page != CS_PAGE_CB ||
	    parsed.bank >= 0)
		return;
	slot = (size_t)(parsed.reg - table.v) * 2 + (parsed.half == 1);
	if (slot >= sizeof(r->seen))
		return;
	if (r->seen[slot])
		cs_regs_new_block(r, -1);
	r->seen[slot] = 1;
}

void cs_regs_add_named(struct cs_regs_reader *r, struct cs_str name, const struct cs_regs_number *n,
		       bool comment)
{
	if (is_full(r))
		return;
	note_seen(r, name);
	*CS_VEC_PUSH(&r->out->named) = (struct cs_regs_named){
		.name = name,
		.number = *n,
		.block = (unsigned)r->out->blocks.n - 1,
		.line = r->line,
		.comment = comment,
	};
}

void cs_regs_note_origin(struct cs_regs_reader *r, uint64_t base)
{
	struct cs_regs_text *t = r->out;

	if (is_full(r) || (t->origins.n && t->origins.v[t->origins.n - 1].base == base))
		return;
	if (t->origins.n < CS_LIMIT_REGISTER_CELLS)
		*CS_VEC_PUSH(&t->origins) = (struct cs_regs_origin){r->line, base};
}

ptrdiff_t cs_regs_find(struct cs_str s, const char *lower)
{
	size_t n = strlen(lower);
	char first = (char)(lower[0] | 32);

	for (size_t i = 0; i + n <= s.n; i++) {
		size_t k = 0;

		if ((s.p[i] | 32) != first) /* as good as all */
			continue;
		while (k < n && (s.p[i + k] == lower[k] ||
				 (cs_is_alpha(s.p[i + k]) && (s.p[i + k] | 32) == lower[k])))
			k++;
		if (k == n)
			return (ptrdiff_t)i;
	}
	return -1;
}

bool cs_regs_starts(struct cs_str s, const char *lower)
{
	return cs_regs_find(cs_str_head(s, strlen(lower)), lower) == 0;
}
