/* What people call registers, and which one they mean. A name is folded first: upper case, each
 * run of other characters one '_'. Then prefixes ("ARM_SMMU_", "GR0_"), the half ("_LO",
 * "+4"), the bank ("CB14_") and the index ("14", "_014") are taken off, and what remains is
 * looked up, underscores ignored. */
#include <stdlib.h>
#include <string.h>

#include "iommu/regs_table.h"

#define FOLDED 64

static char upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* False when the text is too long or has no letter in it. */
static bool fold(struct cs_str s, char out[FOLDED])
{
	size_t n = 0;
	bool letter = false;

	for (size_t i = 0; i < s.n; i++) {
		char c = upper(s.p[i]);
		bool keep = (c >= 'A' && c <= 'Z') || cs_is_digit(c);

		if (!keep && (n == 0 || out[n - 1] == '_'))
			continue;
		if (n + 1 >= FOLDED)
			return false;
		out[n++] = keep ? c : '_';
		letter |= keep && !cs_is_digit(c);
	}
	while (n && out[n - 1] == '_')
		n--;
	out[n] = '\0';
	return letter;
}

static bool cut_end(struct cs_str *s, const char *const *ends, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (s->n > strlen(ends[i]) && cs_str_ends(*s, ends[i])) {
			s->n -= strlen(ends[i]);
			return true;
		}
	}
	return false;
}

/* "NAME+4", "NAME[63:32]": before folding, which would take the signs off. */
static int half_sign(struct cs_str *s)
{
	static const char *const high[] = {"+4", "+0x4", "+0x04", "[63:32]", "<63:32>"};
	static const char *const low[] = {"+0", "+0x0", "+0x00", "[31:0]", "<31:0>"};

	if (cut_end(s, high, sizeof(high) / sizeof(*high)))
		return 1;
	if (cut_end(s, low, sizeof(low) / sizeof(*low)))
		return 0;
	return -1;
}

static int half_word(char *text)
{
	static const struct {
		const char *end;
		int half;
	} ends[] = {{"_LOW", 0},     {"_HIGH", 1}, {"_LO", 0},    {"_HI", 1},   {"_LOWER", 0},
		    {"_UPPER", 1},   {"_LSB", 0},  {"_MSB", 1},   {"_LSW", 0},  {"_MSW", 1},
		    {"_L", 0},       {"_H", 1},    {"_LO32", 0},  {"_HI32", 1}, {"_LOWER32", 0},
		    {"_UPPER32", 1}, {"_31_0", 0}, {"_63_32", 1}, {"_0", 0},    {"_1", 1}};
	size_t n = strlen(text);

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		size_t m = strlen(ends[i].end);

		if (n > m && strcmp(text + n - m, ends[i].end) == 0) {
			text[n - m] = '\0';
			return ends[i].half;
		}
	}
	return -1;
}

/* Whose SMMU it is: "APPS_SMMU_CB3_FSR", "KGSL_SMMU_…". */
static bool skip_owner(const char **t)
{
	const char *smmu = strstr(*t, "_SMMU_");

	if (!smmu || smmu - *t > 16 || !smmu[6])
		return false;
	*t = smmu + 6;
	return true;
}

static bool skip_prefixes(const char **t)
{
	static const char *const prefixes[] = {
		"ARM_",    "SMMU_", "SMMUV3_", "SMMUV2_", "SMMU3_", "SMMU2_", "SMMU500_",
		"MMU500_", "MMU_",  "V3_",     "V2_",     "GR0_",   "GR1_",   "PAGE0_",
		"PAGE1_",  "REG_",  "S1_",     "S2_",     "TCU_",   "TCU0_",
	};
	bool any = false, more = true;

	while (more) {
		more = false;
		for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
			size_t n = strlen(prefixes[i]);

			if (strncmp(*t, prefixes[i], n) == 0 && (*t)[n]) {
				*t += n;
				any = more = true;
			}
		}
	}
	return any;
}

/* "CB14_FSR", "CB_14_FSR", "CBN_FSR"; *T then stands behind it. */
static int take_bank(const char **t, bool *any)
{
	static const char *const words[] = {"CONTEXT_BANK", "CTXBANK", "BANK", "CTX", "CB"};

	*any = false;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		const char *p = *t + strlen(words[i]);
		char *end;
		long bank;

		if (strncmp(*t, words[i], strlen(words[i])) != 0)
			continue;
		p += *p == '_' && cs_is_digit(p[1]);
		if (*p == 'N' && p[1] == '_' && p[2]) {
			*t = p + 2;
			*any = true;
			return -1;
		}
		if (!cs_is_digit(*p))
			continue;
		bank = strtol(p, &end, 10);
		if (*end != '_' || !end[1] || bank > 255)
			continue;
		*t = end + 1;
		*any = true;
		return (int)bank;
	}
	return -1;
}

/* The index at the end of an array's name; *N becomes the length of what is before it. */
static int take_index(const char *t, size_t *n)
{
	size_t begin = *n;

	if (begin > 1 && t[begin - 1] == 'N') { /* "SMRn" */
		*n = begin - 1;
		return -1;
	}
	while (begin && cs_is_digit(t[begin - 1]))
		begin--;
	if (begin == *n || *n - begin > 3)
		return -1;
	*n = begin;
	return atoi(t + begin);
}

/* NAME against the first N bytes of T, case and underscores ignored. */
static bool same(const char *name, const char *t, size_t n)
{
	size_t i = 0;

	for (;; name++, i++) {
		while (*name == '_')
			name++;
		while (i < n && t[i] == '_')
			i++;
		if (!*name || i >= n)
			return !*name && i >= n;
		if (upper(*name) != t[i])
			return false;
	}
}

static const struct cs_smmu_reg *lookup(enum cs_smmu_type type, const char *t, size_t n)
{
	struct cs_smmu_regs table = cs_smmu_registers(type);

	for (size_t i = 0; i < table.n; i++)
		if (same(table.v[i].name, t, n))
			return &table.v[i];
	return NULL;
}

static const struct cs_smmu_reg *lookup_alias(enum cs_smmu_type type, const char *t, size_t n)
{
	static const struct {
		enum cs_smmu_type type;
		const char *alias, *name;
	} aliases[] = {
		{CS_SMMU_V3, "EVTQ_BASE", "EVENTQ_BASE"},
		{CS_SMMU_V3, "EVTQ_PROD", "EVENTQ_PROD"},
		{CS_SMMU_V3, "EVTQ_CONS", "EVENTQ_CONS"},
		{CS_SMMU_V3, "EVTQ_IRQ_CFG0", "EVENTQ_IRQ_CFG0"},
		{CS_SMMU_V3, "EVTQ_IRQ_CFG1", "EVENTQ_IRQ_CFG1"},
		{CS_SMMU_V3, "EVTQ_IRQ_CFG2", "EVENTQ_IRQ_CFG2"},
		{CS_SMMU_V2, "IDR0", "ID0"},
		{CS_SMMU_V2, "IDR1", "ID1"},
		{CS_SMMU_V2, "IDR2", "ID2"},
		{CS_SMMU_V2, "IDR7", "ID7"},
		{CS_SMMU_V2, "CR0", "sCR0"},
		{CS_SMMU_V2, "ACR", "sACR"},
		{CS_SMMU_V2, "GFAR", "sGFAR"},
		{CS_SMMU_V2, "GFSR", "sGFSR"},
		{CS_SMMU_V2, "GFSYNR0", "sGFSYNR0"},
		{CS_SMMU_V2, "GFSYNR1", "sGFSYNR1"},
		{CS_SMMU_V2, "GFSYNR2", "sGFSYNR2"},
		{CS_SMMU_V2, "TTBCR", "TCR"},
		{CS_SMMU_V2, "TTBCR2", "TCR2"},
		{CS_SMMU_V2, "FSYNR", "FSYNR0"},
		{CS_SMMU_V2, "PRRR", "MAIR0"},
		{CS_SMMU_V2, "NMRR", "MAIR1"},
		{CS_SMMU_V2, "TTBCR_LPAE", "TCR"},
	};

	for (size_t i = 0; i < sizeof(aliases) / sizeof(*aliases); i++)
		if (aliases[i].type == type && same(aliases[i].alias, t, n))
			return lookup(type, aliases[i].name, strlen(aliases[i].name));
	return NULL;
}

static const struct cs_smmu_reg *find(enum cs_smmu_type type, const char *t,
				      struct cs_smmu_name *out)
{
	size_t n = strlen(t);
	const struct cs_smmu_reg *r = lookup(type, t, n);

	out->index = -1;
	if (!r)
		r = lookup_alias(type, t, n);
	if (r)
		return r;
	out->index = take_index(t, &n);
	r = n < strlen(t) ? lookup(type, t, n) : NULL;
	if (r && r->count && out->index < r->count)
		return r;
	if (r && r->page == CS_PAGE_CB && out->bank < 0) { /* "FSR[14]" */
		out->bank = out->index;
		return r;
	}
	return NULL;
}

static bool match(enum cs_smmu_type type, const char *text, struct cs_smmu_name *out)
{
	const char *t = text;
	bool banked, owned = skip_owner(&t), prefixed = skip_prefixes(&t) || owned;

	out->bank = take_bank(&t, &banked);
	skip_prefixes(&t);
	out->reg = find(type, t, out);
	if (!out->reg || (banked && out->reg->page != CS_PAGE_CB))
		return false;
	out->plain = !prefixed && !banked && out->index < 0;
	return true;
}

static bool parse_as(enum cs_smmu_type type, const char *text, int sign, struct cs_smmu_name *out)
{
	char copy[FOLDED];

	out->half = sign;
	if (match(type, text, out))
		return true;
	memcpy(copy, text, FOLDED);
	out->half = half_word(copy);
	return out->half >= 0 && match(type, copy, out) && out->reg->bytes == 8;
}

bool cs_smmu_name_parse(enum cs_smmu_type type, struct cs_str text, struct cs_smmu_name *out)
{
	char folded[FOLDED] = "";
	int sign;

	*out = (struct cs_smmu_name){.index = -1, .bank = -1, .half = -1};
	if (text.n > FOLDED)
		return false;
	sign = half_sign(&text);
	if (!fold(text, folded))
		return false;
	if (type != CS_SMMU_UNKNOWN)
		return parse_as(type, folded, sign, out);
	return parse_as(CS_SMMU_V3, folded, sign, out) || parse_as(CS_SMMU_V2, folded, sign, out);
}
