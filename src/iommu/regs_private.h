/* Private to iommu/: the steps that make a register dump out of its text. */
#ifndef CS_IOMMU_REGS_PRIVATE_H
#define CS_IOMMU_REGS_PRIVATE_H

#include "iommu/regs_dump.h"

/* Words in ascending order, each address once: the last reading. */
void cs_regs_sort_words(struct cs_regs_text *t);
/* Index of the first word at or above ADDRESS. */
size_t cs_regs_words_from(const struct cs_regs_text *t, uint64_t address);
const struct cs_regs_word *cs_regs_word_at(const struct cs_regs_text *t, uint64_t address);
/* How well the words at BASE look like a unit of TYPE; 0: not at all. */
unsigned cs_regs_plausible(const struct cs_regs_text *t, uint64_t base, enum cs_smmu_type type);
/* Sorted words: whether any lies in the registers of a unit of the device tree. */
bool cs_regs_in_a_unit(const struct cs_regs_text *t, const struct cs_smmu_options *o);
enum cs_smmu_type cs_regs_type_by_names(const struct cs_regs_text *t);

/* Sets type, base and memory of D and fills its values. */
void cs_regs_resolve(struct cs_smmu_dump *d, struct cs_regs_text *t,
		     const struct cs_smmu_options *o);
/* Whether an address of the words belongs to the unit's own registers. */
struct cs_regs_frame {
	bool any;      /* words at addresses hold registers */
	uint64_t base; /* of them, 0 for offsets */
	uint64_t size;
	unsigned page;   /* SMMUv2: bytes of a page */
	unsigned banks;  /* SMMUv2: the page of context bank 0, 0 unknown */
	uint64_t mirror; /* SMMUv2: a page that repeats page 0 and is not used, 0 none */
};
bool cs_regs_in_frame(const struct cs_regs_frame *f, uint64_t address);
struct cs_regs_frame cs_regs_find_frame(struct cs_smmu_dump *d, const struct cs_regs_text *t,
					const struct cs_smmu_options *o);
struct cs_smmu_value *cs_regs_value(struct cs_smmu_dump *d, const struct cs_smmu_reg *reg,
				    unsigned index, int bank, uint32_t line);

/* Records out of pieces and of words at addresses that the registers tell. */
void cs_regs_read_records(struct cs_smmu_dump *d, const struct cs_regs_text *t,
			  const struct cs_regs_frame *f);
/* Out of pieces alone. */
void cs_regs_read_pieces(struct cs_smmu_dump *d, const struct cs_regs_text *t);
/* 64-bit words of a record. */
unsigned cs_regs_record_words(enum cs_regs_kind kind);
struct cs_smmu_record *cs_regs_push_record(struct cs_smmu_dump *d, enum cs_regs_kind kind,
					   uint32_t line);
/* State and notes. */
void cs_regs_judge(struct cs_smmu_dump *d);
void cs_regs_judge_v2(struct cs_smmu_dump *d);
void cs_regs_note(struct cs_smmu_dump *d, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Faults, a family each. */
typedef void cs_regs_fault_fn(void *ctx, struct cs_event *ev);
void cs_regs_faults_v2(const struct cs_smmu_dump *d, cs_regs_fault_fn *fn, void *ctx);
void cs_regs_faults_v3(const struct cs_smmu_dump *d, cs_regs_fault_fn *fn, void *ctx);
/* Adds what context bank BANK, which holds EV's fault, tells beyond what EV has: access and level,
 * stage, tables, registers. */
void cs_regs_add_bank(const struct cs_smmu_dump *d, struct cs_event *ev, int bank);
/* A new event with its lines; signature and title come by cs_regs_end_event(). */
struct cs_event *cs_regs_begin_event(const struct cs_smmu_dump *d, uint32_t first_line,
				     uint32_t last_line, const char *type);
void cs_regs_end_event(struct cs_event *ev);

#endif
