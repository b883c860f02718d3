/* An SMMU register dump: its registers by their architectural names, the records that it shows,
 * what state the unit was in, and the faults in it as events like those of a log.
 *
 * The text is read whole (CS_LIMIT_REGISTER_DUMP_BYTES); what it leaves open comes by options.
 * Where a dump contradicts itself or can't be true (identification registers all zero beside
 * live bases, a page that mirrors another, all ones) the state says so and the unit is not
 * called off or healthy. */
#ifndef CS_IOMMU_REGS_DUMP_H
#define CS_IOMMU_REGS_DUMP_H

#include "event/event.h"
#include "iommu/dtb.h"
#include "iommu/regs_text.h"
#include "memory/memory.h"

/* What a dump leaves open: --smmu KEY=VALUE,... */
struct cs_smmu_options {
	enum cs_smmu_type type;
	bool has_base;
	uint64_t base;
	unsigned page_size; /* SMMUv2: 4096, 65536, 0 not said */
	int context_bank;   /* of registers that name none, -1 not said */
	/* Of a device tree; borrowed. */
	const struct cs_dtb_unit *units;
	size_t unit_count;
};

void cs_smmu_options_init(struct cs_smmu_options *o);
/* "type=smmu-v2,base=0x15000000,pagesize=64k,context_bank=14"; several calls add up. */
enum cs_status cs_smmu_options_parse(struct cs_smmu_options *o, const char *text,
				     struct cs_error *err) CS_MUST_CHECK;

struct cs_smmu_value {
	const struct cs_smmu_reg *reg;
	unsigned index;
	int bank; /* -1: a bank's register, nobody says which bank's */
	uint64_t value;
	uint32_t line;
	bool low, high; /* halves that were read; a 32-bit register has LOW */
	struct cs_str name;
	struct cs_str *meaning;
	size_t meaning_count;
};

struct cs_smmu_record {
	enum cs_regs_kind kind;
	uint64_t word[8];
	unsigned count; /* of words, those of its kind */
	bool has_address, has_stream;
	uint64_t address, stream;
	uint32_t first_line, last_line;
	int unread;    /* events: between CONS and PROD; -1 unknown */
	bool from_ram; /* the text shows only that it is there */
	struct cs_str *meaning;
	size_t meaning_count;
};

/* -1 or false where the dump doesn't say. */
struct cs_smmu_state {
	int enabled;
	bool has_unread, has_entries, has_cmdq, has_strtab, has_gerror;
	uint64_t events_unread, evtq_entries;
	int evtq_full, evtq_overflow;
	uint32_t gerror_active;
	const char *gerror_names[12];
	size_t gerror_count;
	unsigned cmdq_error;
	uint64_t cmdq_unconsumed;
	bool two_level;
	unsigned split, sid_bits;
	struct cs_str implausible; /* empty: nothing of the kind */
	struct cs_str *notes;
	size_t note_count;
};

struct cs_smmu_dump {
	struct cs_arena arena;
	struct cs_str text; /* borrowed */
	enum cs_smmu_type type;
	struct cs_str unit; /* as the text names it, else as the device tree does */
	bool has_base;
	uint64_t base;
	struct cs_smmu_value *values;
	size_t value_count;
	uint32_t *slots; /* private: where each register's value is */
	struct cs_smmu_record *records;
	size_t record_count;
	struct cs_smmu_state state;
	struct cs_memory *memory; /* words of RAM that the text shows, too; never NULL */
	struct cs_regs_block *blocks;
	size_t block_count;
	uint64_t *line_at; /* where each line begins in the text */
	size_t line_count;
	unsigned unread;           /* words that the form shows as not read */
	bool full;                 /* CS_LIMIT_REGISTER_CELLS was reached */
	struct cs_smmu_dump *next; /* another unit's in the same text, or NULL; owned */
	char *own_text;            /* private */
};

/* Whether the text is a register dump: most of its lines are of the forms, and something in it
 * names an SMMU (or the options do). HEAD may be the beginning only. */
bool cs_smmu_dump_sniff(struct cs_str head, const struct cs_smmu_options *o);
/* Never NULL. TEXT must outlive the dump. */
struct cs_smmu_dump *cs_smmu_dump_read(struct cs_str text, const struct cs_smmu_options *o);
/* The same, a dump for each unit that the text has registers of (at most CS_LIMIT_REGISTER_UNITS;
 * the last one takes what is over), in their order in the text or by address. An option's base
 * picks one unit. */
struct cs_smmu_dump *cs_smmu_dump_read_all(struct cs_str text, const struct cs_smmu_options *o);
/* D and those behind it. */
void cs_smmu_dump_free(struct cs_smmu_dump *d);

/* A register, or NULL: NAME without bank and index. BANK and INDEX are ignored where they
 * don't apply. */
const struct cs_smmu_value *cs_smmu_dump_find(const struct cs_smmu_dump *d, const char *name,
					      int bank, unsigned index);
static inline bool cs_smmu_value_whole(const struct cs_smmu_value *v)
{
	return v->low && (v->high || v->reg->bytes == 4);
}

/* Adds the events that the registers say are unread and that RAM, the machine's memory, holds where
 * they say; at most CS_LIMIT_REGISTER_QUEUE. Notes say what was found. */
void cs_smmu_dump_read_queue(struct cs_smmu_dump *d, const struct cs_memory *ram);

/* The faults in it, in the order of their lines: a live FSR or GERROR, and each event record.
 * FN owns the event, whose signature, title and lines are set. */
void cs_smmu_dump_faults(const struct cs_smmu_dump *d, void (*fn)(void *ctx, struct cs_event *ev),
			 void *ctx);

#endif
