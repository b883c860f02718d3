/* Mends records that were torn. A record that another one was written into comes as two pieces,
 * the second on a line of its own, without a stamp:
 *
 *	[   12.345678] RIP: 0010:foo_[   12.345680] eth0: link is up
 *	bar+0x12/0x34
 *
 * and a mail program breaks a line at a blank, so that neither piece says what the whole does:
 *
 *	[   12.345678] arm-smmu 15000000.apps-smmu: Unhandled context
 *	fault: fsr=0x402, iova=0x1000, fsynr=0x13, cb=3
 *
 * Records pass through; from the first piece of a torn one until the next line they are held. */
#ifndef CS_ANALYZE_MEND_H
#define CS_ANALYZE_MEND_H

#include "analyze/scan.h"

struct cs_mend;

/* Whole records go to OPS->record. ANCHORS: asked again for what was put together. */
struct cs_mend *cs_mend_new(const struct cs_anchor_set *anchors, const struct cs_scan_ops *ops,
			    void *ctx);
void cs_mend_free(struct cs_mend *m);
/* The arguments are as OPS->record has them. TORN: another record begins in R's line. */
void cs_mend_take(struct cs_mend *m, const struct cs_record *r, uint32_t *tags, size_t n,
		  const struct cs_record *before, bool torn);
/* Whether records are held, so that the next line is wanted. */
bool cs_mend_holds(const struct cs_mend *m);
/* Nothing follows: what is held goes on as it is. */
void cs_mend_end(struct cs_mend *m);

#endif
