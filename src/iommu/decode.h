/* Registers and event records typed by hand, in words: the knowledge of the log families without
 * a log. Arguments are "name=value" or bare words, as the commands of docs/iommu/ show. */
#ifndef CS_IOMMU_DECODE_H
#define CS_IOMMU_DECODE_H

#include "base/arena.h"
#include "base/error.h"

struct cs_decoded {
	struct cs_str name; /* of the register, or of the record */
	bool has_value;
	uint64_t value;
	struct cs_str *meaning;
	size_t meaning_count;
};

struct cs_decoding {
	struct cs_arena *arena; /* of all of it */
	struct cs_decoded *v;
	size_t n;
};

struct cs_decoder {
	const char *name;  /* smmu, smmuv3 … */
	const char *usage; /* its arguments */
	enum cs_status (*decode)(struct cs_decoding *d, const char *const *argv, size_t argc,
				 struct cs_error *err);
};

/* The decoders of this module; the last row has no name. */
extern const struct cs_decoder cs_iommu_decoders[];

#endif
