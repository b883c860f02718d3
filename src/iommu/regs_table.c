#include "iommu/regs_table.h"

#include <stdio.h>

#include "iommu/regs_explain.h"

/* ---- Arm IHI0070, 6.3 ---- */

#define V3(name, offset, bytes, ...)                                                               \
	{                                                                                          \
		name, offset, bytes, 0, CS_PAGE_V3, __VA_ARGS__                                    \
	}

static const struct cs_smmu_reg v3[] = {
	V3("IDR0", 0x0, 4, cs_explain_v3_idr0),
	V3("IDR1", 0x4, 4, cs_explain_v3_idr1),
	V3("IDR2", 0x8, 4, NULL),
	V3("IDR3", 0xc, 4, cs_explain_v3_idr3),
	V3("IDR4", 0x10, 4, NULL),
	V3("IDR5", 0x14, 4, cs_explain_v3_idr5),
	V3("IIDR", 0x18, 4, cs_explain_v3_iidr),
	V3("AIDR", 0x1c, 4, cs_explain_v3_aidr),
	V3("CR0", 0x20, 4, cs_explain_v3_cr0),
	V3("CR0ACK", 0x24, 4, cs_explain_v3_cr0),
	V3("CR1", 0x28, 4, cs_explain_v3_cr1),
	V3("CR2", 0x2c, 4, cs_explain_v3_cr2),
	V3("STATUSR", 0x40, 4, cs_explain_v3_statusr),
	V3("GBPA", 0x44, 4, cs_explain_v3_gbpa),
	V3("AGBPA", 0x48, 4, NULL),
	V3("IRQ_CTRL", 0x50, 4, cs_explain_v3_irq_ctrl),
	V3("IRQ_CTRLACK", 0x54, 4, cs_explain_v3_irq_ctrl),
	V3("GERROR", 0x60, 4, cs_explain_v3_gerror),
	V3("GERRORN", 0x64, 4, cs_explain_v3_gerror),
	V3("GERROR_IRQ_CFG0", 0x68, 8, NULL),
	V3("GERROR_IRQ_CFG1", 0x70, 4, NULL),
	V3("GERROR_IRQ_CFG2", 0x74, 4, NULL),
	V3("STRTAB_BASE", 0x80, 8, cs_explain_v3_base),
	V3("STRTAB_BASE_CFG", 0x88, 4, cs_explain_v3_strtab_cfg),
	V3("CMDQ_BASE", 0x90, 8, cs_explain_v3_queue_base),
	V3("CMDQ_PROD", 0x98, 4, NULL),
	V3("CMDQ_CONS", 0x9c, 4, cs_explain_v3_cmdq_cons),
	V3("EVENTQ_BASE", 0xa0, 8, cs_explain_v3_queue_base),
	V3("EVENTQ_IRQ_CFG0", 0xb0, 8, NULL),
	V3("EVENTQ_IRQ_CFG1", 0xb8, 4, NULL),
	V3("EVENTQ_IRQ_CFG2", 0xbc, 4, NULL),
	V3("PRIQ_BASE", 0xc0, 8, cs_explain_v3_queue_base),
	V3("PRIQ_IRQ_CFG0", 0xd0, 8, NULL),
	V3("PRIQ_IRQ_CFG1", 0xd8, 4, NULL),
	V3("PRIQ_IRQ_CFG2", 0xdc, 4, NULL),
	V3("GATOS_CTRL", 0x100, 4, cs_explain_v3_gatos_ctrl),
	V3("GATOS_SID", 0x108, 8, cs_explain_v3_gatos_sid),
	V3("GATOS_ADDR", 0x110, 8, NULL),
	V3("GATOS_PAR", 0x118, 8, NULL),
	V3("MPAMIDR", 0x130, 4, cs_explain_v3_mpamidr),
	V3("GMPAM", 0x138, 4, NULL),
	V3("GBPMPAM", 0x13c, 4, NULL),
	V3("VATOS_SEL", 0x180, 4, NULL),
	V3("IDR6", 0x190, 4, NULL),
	V3("S_IDR0", 0x8000, 4, NULL),
	V3("S_IDR1", 0x8004, 4, NULL),
	V3("S_IDR3", 0x800c, 4, NULL),
	V3("S_IDR4", 0x8010, 4, NULL),
	V3("S_CR0", 0x8020, 4, cs_explain_v3_cr0),
	V3("S_CR0ACK", 0x8024, 4, cs_explain_v3_cr0),
	V3("S_CR1", 0x8028, 4, cs_explain_v3_cr1),
	V3("S_CR2", 0x802c, 4, cs_explain_v3_cr2),
	V3("S_INIT", 0x803c, 4, NULL),
	V3("S_GBPA", 0x8044, 4, cs_explain_v3_gbpa),
	V3("S_AGBPA", 0x8048, 4, NULL),
	V3("S_IRQ_CTRL", 0x8050, 4, cs_explain_v3_irq_ctrl),
	V3("S_IRQ_CTRLACK", 0x8054, 4, cs_explain_v3_irq_ctrl),
	V3("S_GERROR", 0x8060, 4, cs_explain_v3_gerror),
	V3("S_GERRORN", 0x8064, 4, cs_explain_v3_gerror),
	V3("S_GERROR_IRQ_CFG0", 0x8068, 8, NULL),
	V3("S_GERROR_IRQ_CFG1", 0x8070, 4, NULL),
	V3("S_GERROR_IRQ_CFG2", 0x8074, 4, NULL),
	V3("S_STRTAB_BASE", 0x8080, 8, cs_explain_v3_base),
	V3("S_STRTAB_BASE_CFG", 0x8088, 4, cs_explain_v3_strtab_cfg),
	V3("S_CMDQ_BASE", 0x8090, 8, cs_explain_v3_queue_base),
	V3("S_CMDQ_PROD", 0x8098, 4, NULL),
	V3("S_CMDQ_CONS", 0x809c, 4, cs_explain_v3_cmdq_cons),
	V3("S_EVENTQ_BASE", 0x80a0, 8, cs_explain_v3_queue_base),
	V3("S_EVENTQ_PROD", 0x80a8, 4, NULL),
	V3("S_EVENTQ_CONS", 0x80ac, 4, NULL),
	V3("EVENTQ_PROD", 0x100a8, 4, cs_explain_v3_eventq_prod),
	V3("EVENTQ_CONS", 0x100ac, 4, cs_explain_v3_eventq_cons),
	V3("PRIQ_PROD", 0x100c8, 4, cs_explain_v3_eventq_prod),
	V3("PRIQ_CONS", 0x100cc, 4, cs_explain_v3_eventq_cons),
};

/* ---- Arm IHI0062, chapters 9 to 16 ---- */

#define GR0(name, offset, bytes, ...)                                                              \
	{                                                                                          \
		name, offset, bytes, 0, CS_PAGE_GR0, __VA_ARGS__                                   \
	}
#define CB(name, offset, bytes, ...)                                                               \
	{                                                                                          \
		name, offset, bytes, 0, CS_PAGE_CB, __VA_ARGS__                                    \
	}

static const struct cs_smmu_reg v2[] = {
	GR0("sCR0", 0x0, 4, cs_explain_v2_scr0),
	GR0("sCR1", 0x4, 4, NULL),
	GR0("sCR2", 0x8, 4, NULL),
	GR0("sACR", 0x10, 4, NULL),
	GR0("ID0", 0x20, 4, cs_explain_v2_id0),
	GR0("ID1", 0x24, 4, cs_explain_v2_id1),
	GR0("ID2", 0x28, 4, cs_explain_v2_id2),
	GR0("ID3", 0x2c, 4, NULL),
	GR0("ID4", 0x30, 4, NULL),
	GR0("ID5", 0x34, 4, NULL),
	GR0("ID6", 0x38, 4, NULL),
	GR0("ID7", 0x3c, 4, cs_explain_v2_id7),
	GR0("sGFAR", 0x40, 8, NULL),
	GR0("sGFSR", 0x48, 4, cs_explain_v2_gfsr),
	GR0("sGFSYNR0", 0x50, 4, cs_explain_v2_gfsynr0),
	GR0("sGFSYNR1", 0x54, 4, cs_explain_v2_gfsynr1),
	GR0("sGFSYNR2", 0x58, 4, NULL),
	GR0("sTLBGSTATUS", 0x74, 4, NULL),
	GR0("NSCR0", 0x400, 4, cs_explain_v2_scr0),
	GR0("NSCR2", 0x408, 4, NULL),
	GR0("NSACR", 0x410, 4, NULL),
	GR0("NSGFAR", 0x440, 8, NULL),
	GR0("NSGFSR", 0x448, 4, cs_explain_v2_gfsr),
	GR0("NSGFSYNR0", 0x450, 4, cs_explain_v2_gfsynr0),
	GR0("NSGFSYNR1", 0x454, 4, cs_explain_v2_gfsynr1),
	{"SMR", 0x800, 4, 128, CS_PAGE_GR0, cs_explain_v2_smr},
	{"S2CR", 0xc00, 4, 128, CS_PAGE_GR0, cs_explain_v2_s2cr},
	{"CBAR", 0x0, 4, 128, CS_PAGE_GR1, cs_explain_v2_cbar},
	{"CBFRSYNRA", 0x400, 4, 128, CS_PAGE_GR1, cs_explain_v2_cbfrsynra},
	{"CBA2R", 0x800, 4, 128, CS_PAGE_GR1, cs_explain_v2_cba2r},
	CB("SCTLR", 0x0, 4, cs_explain_v2_sctlr),
	CB("ACTLR", 0x4, 4, NULL),
	CB("TCR2", 0x10, 4, cs_explain_v2_tcr2),
	CB("TTBR0", 0x20, 8, cs_explain_v2_ttbr),
	CB("TTBR1", 0x28, 8, cs_explain_v2_ttbr),
	CB("TCR", 0x30, 4, cs_explain_v2_tcr),
	CB("CONTEXTIDR", 0x34, 4, NULL),
	CB("MAIR0", 0x38, 4, cs_explain_v2_mair0),
	CB("MAIR1", 0x3c, 4, cs_explain_v2_mair1),
	CB("PAR", 0x50, 8, cs_explain_v2_par),
	CB("FSR", 0x58, 4, cs_explain_v2_fsr),
	CB("FAR", 0x60, 8, NULL),
	CB("FSYNR0", 0x68, 4, cs_explain_v2_fsynr0),
	CB("FSYNR1", 0x6c, 4, NULL),
	CB("IPAFAR", 0x70, 8, NULL),
	CB("TLBSTATUS", 0x7f4, 4, NULL),
};

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

struct cs_smmu_regs cs_smmu_registers(enum cs_smmu_type type)
{
	if (type == CS_SMMU_V2)
		return (struct cs_smmu_regs){v2, COUNT(v2)};
	if (type == CS_SMMU_V3)
		return (struct cs_smmu_regs){v3, COUNT(v3)};
	return (struct cs_smmu_regs){NULL, 0};
}

enum cs_smmu_type cs_smmu_type_of(const struct cs_smmu_reg *reg)
{
	return reg->page == CS_PAGE_V3 ? CS_SMMU_V3 : CS_SMMU_V2;
}

static bool covers(const struct cs_smmu_reg *r, uint64_t offset)
{
	unsigned bytes = r->count ? r->count * 4u : r->bytes;

	return offset >= r->offset && offset < (uint64_t)r->offset + bytes;
}

const struct cs_smmu_reg *cs_smmu_register_at(enum cs_smmu_type type, enum cs_smmu_page page,
					      uint64_t offset, unsigned *index, unsigned *half)
{
	struct cs_smmu_regs t = cs_smmu_registers(type);

	for (size_t i = 0; i < t.n; i++) {
		const struct cs_smmu_reg *r = &t.v[i];

		if (r->page != page || !covers(r, offset))
			continue;
		*index = r->count ? (unsigned)(offset - r->offset) / 4 : 0;
		*half = r->bytes == 8 ? (unsigned)(offset - r->offset) / 4 : 0;
		return r;
	}
	return NULL;
}

const char *cs_smmu_name_text(const struct cs_smmu_reg *reg, unsigned index, unsigned bank,
			      char *buf, size_t size)
{
	if (reg->page == CS_PAGE_CB)
		snprintf(buf, size, "CB%u_%s", bank, reg->name);
	else if (reg->count)
		snprintf(buf, size, "%s%u", reg->name, index);
	else
		snprintf(buf, size, "%s", reg->name);
	return buf;
}
