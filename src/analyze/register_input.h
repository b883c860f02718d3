/* Private to analyze/: an SMMU register dump as an input. It is read whole, then its faults go
 * to the sinks like those of a log; its registers and the unit's state stand beside them. */
#ifndef CS_ANALYZE_REGISTER_INPUT_H
#define CS_ANALYZE_REGISTER_INPUT_H

#include "base/strbuf.h"
#include "input/input.h"
#include "input/kind.h"
#include "iommu/regs_dump.h"

struct cs_register_input {
	struct cs_strbuf text;
	struct cs_smmu_dump *dump;    /* of TEXT, a unit behind the other */
	struct cs_smmu_dump *current; /* that whose faults are being told */
	bool cut;                     /* CS_LIMIT_REGISTER_DUMP_BYTES was reached */
};

/* Whether an input that begins with HEAD is one, as text or as a raw image. */
bool cs_register_input_sniff(const struct cs_input_kind *kind, struct cs_str head,
			     const struct cs_smmu_options *options);
enum cs_status cs_register_input_read(struct cs_register_input **out, struct cs_input *in,
				      const struct cs_smmu_options *options,
				      struct cs_error *err) CS_MUST_CHECK;
void cs_register_input_free(struct cs_register_input *r);

#endif
