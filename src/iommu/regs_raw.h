/* A raw image of an SMMU's registers: "dd if=/dev/mem", a debugger's binary save. Nothing in it
 * says what it is, so it is taken for one only when the type is told (--smmu type=). It is read by
 * way of a hex dump of it, which is what reports quote. */
#ifndef CS_IOMMU_REGS_RAW_H
#define CS_IOMMU_REGS_RAW_H

#include "base/strbuf.h"
#include "iommu/regs_dump.h"

/* Whether HEAD, the beginning of an input, may be one: binary, and with many zero bytes. */
bool cs_smmu_raw_sniff(struct cs_str head, const struct cs_smmu_options *o);
/* Whether HEAD looks like one by its identification and control registers: for a remark, not to
 * read it as one. */
bool cs_smmu_raw_looks(struct cs_str head);
/* Appends BYTES, little-endian words from address BASE on, as lines "09050000: 0d40101a …". Bytes
 * behind the last whole word are left out. */
void cs_smmu_raw_render(struct cs_str bytes, uint64_t base, struct cs_strbuf *text);

#endif
