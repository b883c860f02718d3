/* Private to iommu/: the fields of SMMU registers in words, a function a register. Each adds
 * what the value says to W. Sources: Arm IHI0062 (v2), IHI0070 6.3 (v3). */
#ifndef CS_IOMMU_REGS_EXPLAIN_H
#define CS_IOMMU_REGS_EXPLAIN_H

#include "base/words.h"

typedef void cs_explain_fn(struct cs_words *w, uint64_t value);

cs_explain_fn cs_explain_v3_idr0, cs_explain_v3_idr1, cs_explain_v3_idr3, cs_explain_v3_idr5,
	cs_explain_v3_iidr, cs_explain_v3_aidr, cs_explain_v3_cr0, cs_explain_v3_cr1,
	cs_explain_v3_cr2, cs_explain_v3_statusr, cs_explain_v3_mpamidr, cs_explain_v3_gatos_ctrl,
	cs_explain_v3_gatos_sid, cs_explain_v3_gbpa, cs_explain_v3_irq_ctrl, cs_explain_v3_gerror,
	cs_explain_v3_base, cs_explain_v3_strtab_cfg, cs_explain_v3_queue_base,
	cs_explain_v3_cmdq_cons, cs_explain_v3_eventq_prod, cs_explain_v3_eventq_cons;

cs_explain_fn cs_explain_v2_scr0, cs_explain_v2_id0, cs_explain_v2_id1, cs_explain_v2_id2,
	cs_explain_v2_id7, cs_explain_v2_gfsr, cs_explain_v2_gfsynr0, cs_explain_v2_gfsynr1,
	cs_explain_v2_smr, cs_explain_v2_s2cr, cs_explain_v2_cbar, cs_explain_v2_cbfrsynra,
	cs_explain_v2_cba2r, cs_explain_v2_sctlr, cs_explain_v2_tcr2, cs_explain_v2_ttbr,
	cs_explain_v2_tcr, cs_explain_v2_fsr, cs_explain_v2_fsynr0, cs_explain_v2_mair0,
	cs_explain_v2_mair1, cs_explain_v2_par;

/* "48-bit" for the encodings that IPS, PS, OAS and IAS share; 0 for a reserved one. */
unsigned cs_smmu_address_bits(unsigned encoding);

#endif
