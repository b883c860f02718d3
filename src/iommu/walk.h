/* IOMMU page-table walks over RAM: what a table says of an address, and which mappings lie
 * next to it. Formats: AArch64 (4K, 16K, 64K granules; stage 1, stage 2, nested), AArch32 long
 * (LPAE) and short descriptors, Intel VT-d second and first level, AMD v1. Sources: Arm DDI0487
 * D8 and G5, IHI0070 5.2-5.4, Intel VT-d 9.8, AMD IOMMU 2.2.3; what Linux writes was checked
 * with 6.1 drivers/iommu/io-pgtable-arm.c, io-pgtable-arm-v7s.c, intel/iommu.h, amd/.
 *
 * Nothing is trusted: a table outside of RAM, a descriptor of a reserved kind, a search that
 * would take too long end in a note, and the result says no more than was read. */
#ifndef CS_IOMMU_WALK_H
#define CS_IOMMU_WALK_H

#include "base/words.h"
#include "event/event.h"
#include "memory/memory.h"

enum cs_pt_format {
	CS_PT_AARCH64,
	CS_PT_LPAE,
	CS_PT_SHORT,
	CS_PT_VTD,       /* second level */
	CS_PT_VTD_FIRST, /* first level, as the CPU's */
	CS_PT_AMD_V1,
};

/* Not -1: that is where Arm's 4K tables of more than 48 bits begin. */
#define CS_PT_BY_SIZE (-2)

/* One stage of translation. */
struct cs_pt {
	enum cs_pt_format format;
	uint64_t root;
	unsigned input_bits; /* 64 - T0SZ and the like; 0: the format's usual */
	unsigned granule;    /* AArch64: 4096, 16384, 65536; 0: 4096 */
	int start_level;     /* CS_PT_BY_SIZE: what the input's size asks for */
	bool lpa2;           /* AArch64 4K, 16K: 52-bit descriptors (TCR.DS, CD.DS, STE.S2DS) */
	bool stage2;
	bool upper;                  /* addresses have their upper bits set (TTBR1) */
	bool ignore_af;              /* a clear access flag doesn't fault (AFFD) */
	const struct cs_pt *beneath; /* stage 2 that this stage's addresses go through */
};

bool cs_pt_format_parse(struct cs_str name, enum cs_pt_format *out);

enum cs_walk_state { CS_WALK_TABLE, CS_WALK_BLOCK, CS_WALK_PAGE, CS_WALK_INVALID };

struct cs_walk_level {
	int level; /* as the architecture counts: Arm -1 to 3 downwards, VT-d 4-1 */
	uint64_t table;
	unsigned index;
	uint64_t descriptor;
	enum cs_walk_state state;
	struct cs_str meaning; /* in words */
};

struct cs_walk_near {
	bool known;
	uint64_t iova;       /* of the nearest page */
	uint64_t bytes_away; /* from its last byte + 1, or to its first */
};

enum cs_walk_result { CS_WALK_UNKNOWN, CS_WALK_MAPPED, CS_WALK_UNMAPPED, CS_WALK_PERMISSION };

#define CS_WALK_LEVELS 8

struct cs_walk {
	uint64_t iova;
	bool has_root;
	uint64_t root;
	struct cs_walk_level levels[CS_WALK_LEVELS];
	size_t level_count;
	enum cs_walk_result result;
	bool has_pa;
	uint64_t pa;
	bool has_mapping; /* of a mapped or forbidden address: what maps it */
	uint64_t mapping_iova, mapping_size;
	bool readable, writable, executable, unprivileged;
	struct cs_walk_near below, above; /* of an unmapped one */
	struct cs_words notes;
};

/* What the access was, so that a permission fault can be told; NONE: only whether it's mapped.
 * PRIVILEGED: -1 unknown. */
struct cs_walk_access {
	enum cs_access access;
	int privileged;
};

/* *W is in ARENA. Never fails: what stopped it is in W's notes. */
struct cs_walk *cs_walk_table(struct cs_arena *arena, const struct cs_memory *m,
			      const struct cs_pt *pt, uint64_t iova, struct cs_walk_access how);

/* SMMUv3: from the stream table to the tables of STREAM, and down. */
struct cs_walk_stream {
	uint64_t strtab_base, strtab_base_cfg; /* registers */
	uint64_t stream;
	bool has_substream;
	uint64_t substream;
};
struct cs_walk *cs_walk_smmu_v3(struct cs_arena *arena, const struct cs_memory *m,
				const struct cs_walk_stream *s, uint64_t iova,
				struct cs_walk_access how);

/* SMMUv2: a context bank's registers; each may be missing but TTBR0. */
struct cs_walk_bank {
	uint64_t ttbr0, ttbr1, tcr, sctlr;
	bool has_ttbr1, has_tcr, has_sctlr;
	int format; /* FSR.FORMAT: 0 short, 1 long, 2 AArch64; -1 unknown */
	bool stage2;
};
struct cs_walk *cs_walk_smmu_v2(struct cs_arena *arena, const struct cs_memory *m,
				const struct cs_walk_bank *b, uint64_t iova,
				struct cs_walk_access how);

/* STE and CD in words. */
void cs_walk_explain_ste(struct cs_words *w, const uint64_t ste[8]);
void cs_walk_explain_cd(struct cs_words *w, const uint64_t cd[8]);

const char *cs_walk_state_name(enum cs_walk_state s);
const char *cs_walk_result_name(enum cs_walk_result r); /* NULL: unknown */

#endif
