/* Private to iommu/: descriptors of the formats, decoded to one shape. */
#ifndef CS_IOMMU_WALK_FORMAT_H
#define CS_IOMMU_WALK_FORMAT_H

#include "iommu/walk.h"

struct cs_pt_entry {
	enum cs_walk_state state;
	uint64_t address; /* of the next table, or what the entry maps to */
	int next_level;   /* of a table */
	uint64_t span;    /* bytes that a block or page maps */
	bool readable, writable, executable, unprivileged;
	bool accessed;     /* access flag, set where there is none */
	bool contiguous;   /* one of a run that a TLB may hold as one */
	const char *wrong; /* a reserved encoding, or NULL */
};

/* Limits that tables above put on what is below. */
struct cs_pt_limits {
	bool no_write, no_execute, no_unprivileged, no_read;
};

int cs_pt_first_level(const struct cs_pt *pt);
/* At most what the format has: cs_pt_note_size() says when more was asked for. */
unsigned cs_pt_input_bits(const struct cs_pt *pt);
void cs_pt_note_size(const struct cs_pt *pt, struct cs_words *notes);
unsigned cs_pt_shift(const struct cs_pt *pt, int level);
/* Entries in a table of LEVEL. */
uint64_t cs_pt_entries(const struct cs_pt *pt, int level);
unsigned cs_pt_entry_bytes(const struct cs_pt *pt);
unsigned cs_pt_page(const struct cs_pt *pt);
struct cs_pt_entry cs_pt_decode(const struct cs_pt *pt, int level, uint64_t descriptor);
/* What a table descriptor forbids below it. */
struct cs_pt_limits cs_pt_limit(const struct cs_pt *pt, uint64_t descriptor);

/* Entries of a run with the contiguous hint at LEVEL, at most CS_PT_RUN_MAX; 0: no such hint. */
#define CS_PT_RUN_MAX 128
unsigned cs_pt_run_length(const struct cs_pt *pt, int level);
/* D holds a whole run. NULL: it is one mapping; else what is wrong with entry *BAD of it. */
const char *cs_pt_run_judge(const struct cs_pt *pt, int level, const uint64_t *d, unsigned *bad);

#endif
