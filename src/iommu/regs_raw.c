#include "iommu/regs_raw.h"

#define HEAD_BYTES 4096 /* that are looked at */
#define ROW_WORDS 4

static bool is_printable(unsigned char c)
{
	return (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\r' || c == '\t';
}

bool cs_smmu_raw_sniff(struct cs_str head, const struct cs_smmu_options *o)
{
	struct cs_str s = cs_str_head(head, HEAD_BYTES);
	size_t zeros = 0, printable = 0;

	for (size_t i = 0; i < s.n; i++) {
		zeros += s.p[i] == 0;
		printable += is_printable((unsigned char)s.p[i]);
	}
	return o->type && s.n >= 64 && zeros * 4 >= s.n && printable * 4 <= s.n;
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
