#include "iommu/regs_raw.h"

#include "iommu/regs_private.h"

#define HEAD_BYTES 4096 /* that are looked at */
#define ROW_WORDS 4
#define LOOK_BYTES 0x100 /* that hold the registers which tell most */
#define SURE_V3 5        /* of the 7 points that cs_regs_plausible() has, and all of 5 */
#define SURE_V2 5

static bool is_printable(unsigned char c)
{
	return (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\r' || c == '\t';
}

static bool is_binary(struct cs_str head)
{
	struct cs_str s = cs_str_head(head, HEAD_BYTES);
	size_t zeros = 0, printable = 0;

	for (size_t i = 0; i < s.n; i++) {
		zeros += s.p[i] == 0;
		printable += is_printable((unsigned char)s.p[i]);
	}
	return s.n >= 64 && zeros * 4 >= s.n && printable * 4 <= s.n;
}

bool cs_smmu_raw_sniff(struct cs_str head, const struct cs_smmu_options *o)
{
	return o->type && is_binary(head);
}

static uint32_t word_at(struct cs_str bytes, size_t at)
{
	const unsigned char *p = (const unsigned char *)bytes.p + at;

	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

void cs_smmu_raw_render(struct cs_str bytes, uint64_t base, struct cs_strbuf *text)
{
	for (size_t i = 0; i + 4 <= bytes.n; i += 4) {
		if (i % (ROW_WORDS * 4) == 0)
			cs_strbuf_addf(text, "%s%08llx:", i ? "\n" : "",
				       (unsigned long long)(base + i));
		cs_strbuf_addf(text, " %08x", word_at(bytes, i));
	}
	cs_strbuf_add_char(text, '\n');
}

/* Architecture 1 and 2 in ID7 of an SMMUv2; sCR0 has its upper bits clear. */
static bool is_v2(struct cs_str bytes)
{
	uint32_t cr0 = word_at(bytes, 0), id7 = word_at(bytes, 0x3c);

	return cr0 && cr0 >> 30 == 0 && id7 >> 4 >= 1 && id7 >> 4 <= 2;
}

bool cs_smmu_raw_looks(struct cs_str head)
{
	struct cs_str s = cs_str_head(head, HEAD_BYTES);
	struct cs_regs_text t;
	struct cs_strbuf text;
	bool looks;

	if (s.n < LOOK_BYTES || !is_binary(s))
		return false;
	cs_strbuf_init(&text);
	cs_smmu_raw_render(s, 0, &text);
	cs_regs_text_read(&t, cs_strbuf_str(&text), false);
	cs_regs_sort_words(&t);
	looks = cs_regs_plausible(&t, 0, CS_SMMU_V3) >= SURE_V3 ||
		(cs_regs_plausible(&t, 0, CS_SMMU_V2) >= SURE_V2 && is_v2(s));
	cs_regs_text_release(&t);
	cs_strbuf_release(&text);
	return looks;
}
