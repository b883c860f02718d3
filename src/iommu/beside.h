/* A fault and what was given beside its log: RAM, and register dumps. Which dump is of the fault's
 * unit, and what its registers add to the lines of the log: the stream behind a context bank,
 * the bank behind a stream, whether they still hold this very fault. */
#ifndef CS_IOMMU_BESIDE_H
#define CS_IOMMU_BESIDE_H

#include "iommu/regs_dump.h"

struct cs_beside_dump {
	const char *path; /* for notes */
	const struct cs_smmu_dump *dump;
};

/* What the driver remembers of the unit's registers, read in a RAM dump. */
struct cs_walk_known {
	bool has_strtab; /* SMMUv3 */
	uint64_t strtab_base, strtab_base_cfg;
	bool has_bank; /* SMMUv2: of the fault's context bank */
	uint64_t ttbr0, tcr;
};

struct cs_beside {
	const struct cs_memory *ram; /* NULL: only what the dumps show themselves */
	const struct cs_beside_dump *dumps;
	size_t dump_count;
	const struct cs_walk_known *known; /* where no register dump tells; may be NULL */
};

/* The dump of the fault's unit: of its type, and by name or address, where both tell them; NULL
 * when there is none. */
const struct cs_beside_dump *cs_beside_find(const struct cs_beside *with, const struct cs_iommu *u);
/* Whether D may be the registers of the unit that a log calls UNIT (empty: it names none). */
bool cs_beside_is_of(const struct cs_smmu_dump *d, struct cs_str unit);
/* Whether two accounts may be of one fault: type, what went wrong, stream or context bank, page (of
 * a storm: one of its pages), access, where both tell them. Units are the caller's to compare. */
bool cs_beside_same_fault(const struct cs_iommu *a, const struct cs_iommu *b);
/* Completes a fault in a log from the dump of its unit: stream and context bank, and, of a bank
 * that still holds this fault, its other registers. Notes say where they come from, and which
 * records of the event queue are this fault. Title and signature stay what the fault's own lines
 * made them. */
void cs_beside_complete(struct cs_event *ev, const struct cs_beside *with);

#endif
