/* SMMUv2 registers in words; those that fault lines print, too, are smmu_v2.c's. Source: Arm
 * IHI0062; fields used by Linux checked with 6.1 drivers/iommu/arm/arm-smmu/arm-smmu.h. */
#include "iommu/iommu.h"
#include "iommu/regs_explain.h"

#define ADD(w, bits, v) cs_words_add_bits(w, bits, sizeof(bits) / sizeof(*(bits)), v)

static unsigned field(uint64_t v, unsigned high, unsigned low)
{
	return (unsigned)cs_field(v, high, low);
}

/* ---- those that fault lines print ---- */

#define AS_IN_LOGS(register, name)                                                                 \
	void cs_explain_v2_##register(struct cs_words * w, uint64_t v)                             \
	{                                                                                          \
		cs_smmu_v2_explain(w, CS_STR(name), v);                                            \
	}

AS_IN_LOGS(gfsr, "gfsr")
AS_IN_LOGS(gfsynr0, "gfsynr0")
AS_IN_LOGS(gfsynr1, "gfsynr1")
AS_IN_LOGS(cbar, "cbar")
AS_IN_LOGS(cbfrsynra, "cbfrsynra")
AS_IN_LOGS(sctlr, "sctlr")
AS_IN_LOGS(fsr, "fsr")
AS_IN_LOGS(fsynr0, "fsynr0")
AS_IN_LOGS(ttbr, "ttbr0")
AS_IN_LOGS(mair0, "mair0")
AS_IN_LOGS(mair1, "mair1")
AS_IN_LOGS(par, "par")

/* ---- page 0 ---- */

void cs_explain_v2_scr0(struct cs_words *w, uint64_t v)
{
	static const struct cs_bits bits[] = {
		{1, 1, "GFRE", "global faults are reported to the device"},
		{2, 2, "GFIE", "global faults raise an interrupt"},
		{4, 4, "GCFGFRE", "configuration faults are reported to the device"},
		{5, 5, "GCFGFIE", "configuration faults raise an interrupt"},
		{8, 8, "STALLD", "stalling is disabled"},
		{11, 11, "VMIDPNE", "private VMID namespace"},
		{21, 21, "SMCFCFG", "stream match conflicts fault"},
	};

	cs_words_add(w, "CLIENTPD=%u: %s", field(v, 0, 0),
		     field(v, 0, 0) ? "the SMMU is off, everything bypasses" : "the SMMU is on");
	cs_words_add(w, "USFCFG=%u: unmatched streams %s", field(v, 10, 10),
		     field(v, 10, 10) ? "fault" : "bypass");
	ADD(w, bits, v);
}

void cs_explain_v2_id0(struct cs_words *w, uint64_t v)
{
	static const struct cs_bits bits[] = {
		{31, 31, "SES", "security extensions"},
		{30, 30, "S1TS", "stage 1 supported"},
		{29, 29, "S2TS", "stage 2 supported"},
		{28, 28, "NTS", "nested translation"},
		{27, 27, "SMS", "stream matching"},
		{14, 14, "CTTW", "coherent table walks"},
		{13, 13, "BTM", "broadcast TLB maintenance"},
		{8, 8, "EXIDS", "16-bit StreamIDs"},
	};

	ADD(w, bits, v);
	cs_words_add(w, "NUMSMRG=%u stream match groups", field(v, 7, 0));
}

void cs_explain_v2_id1(struct cs_words *w, uint64_t v)
{
	cs_words_add(w, "PAGESIZE=%u: %s register pages", field(v, 31, 31),
		     field(v, 31, 31) ? "64K" : "4K");
	cs_words_add(w, "NUMPAGENDXB=%u: context banks begin at page %u", field(v, 30, 28),
		     2u << field(v, 30, 28));
	cs_words_add(w, "NUMCB=%u context banks, NUMS2CB=%u of them stage 2 only", field(v, 7, 0),
		     field(v, 23, 16));
}

void cs_explain_v2_id2(struct cs_words *w, uint64_t v)
{
	cs_words_add(w, "IAS=%u: %u-bit intermediate addresses", field(v, 3, 0),
		     cs_smmu_address_bits(field(v, 3, 0)));
	cs_words_add(w, "OAS=%u: %u-bit output addresses", field(v, 7, 4),
		     cs_smmu_address_bits(field(v, 7, 4)));
	cs_words_add(w, "AArch64 granules:%s%s%s", field(v, 12, 12) ? " 4K" : "",
		     field(v, 13, 13) ? " 16K" : "", field(v, 14, 14) ? " 64K" : "");
}

void cs_explain_v2_id7(struct cs_words *w, uint64_t v)
{
	cs_words_add(w, "r%up%u", field(v, 7, 4), field(v, 3, 0));
}

void cs_explain_v2_smr(struct cs_words *w, uint64_t v)
{
	if (!field(v, 31, 31)) {
		cs_words_add(w, "VALID=0: unused");
		return;
	}
	cs_words_add(w, "ID=%#x", field(v, 15, 0));
	if (field(v, 30, 16))
		cs_words_add(w, "MASK=%#x: these bits of a StreamID don't count", field(v, 30, 16));
}

void cs_explain_v2_s2cr(struct cs_words *w, uint64_t v)
{
	switch (field(v, 17, 16)) {
	case 0:
		cs_words_add(w, "TYPE=0: translated by context bank %u", field(v, 7, 0));
		break;
	case 1:
		cs_words_add(w, "TYPE=1: bypass");
		break;
	case 2:
		cs_words_add(w, "TYPE=2: fault");
		break;
	default:
		cs_words_add(w, "TYPE=3: reserved");
	}
}

/* ---- page 1 ---- */

void cs_explain_v2_cba2r(struct cs_words *w, uint64_t v)
{
	cs_words_add(w, "VA64=%u: %s tables", field(v, 0, 0),
		     field(v, 0, 0) ? "AArch64" : "AArch32");
}

/* ---- context banks ---- */

void cs_explain_v2_tcr(struct cs_words *w, uint64_t v)
{
	static const char *const granule[4] = {"4K", "64K", "16K", "reserved"};

	cs_words_add(w, "T0SZ=%u", field(v, 5, 0));
	cs_words_add(w, "TG0=%u: %s granule (AArch64)", field(v, 15, 14),
		     granule[field(v, 15, 14)]);
	if (field(v, 7, 7))
		cs_words_add(w, "EPD0=1: no walks from TTBR0");
	if (field(v, 23, 23))
		cs_words_add(w, "EPD1=1: no walks from TTBR1");
}

void cs_explain_v2_tcr2(struct cs_words *w, uint64_t v)
{
	cs_words_add(w, "PASize=%u: %u-bit output addresses", field(v, 2, 0),
		     cs_smmu_address_bits(field(v, 2, 0)));
	if (field(v, 4, 4))
		cs_words_add(w, "AS=1: 16-bit ASIDs");
}
