/* Register dumps as text: what stands in the lines, before anybody knows what it means. A dump
 * is read into cells: words at addresses (or at offsets: who knows yet), values with names,
 * words of records (events, STEs, CDs, commands), and hints that headings give. The forms:
 *
 *   0x09050000: 0x0d40101a             devmem loops; also " ", ",", ";", "=" between
 *   Value at address 0x9050000 (0x…): 0xD40101A                             devmem2
 *   / # devmem 0x9050000 32 ⏎ 0x0D40101A                                    a shell session
 *   09050000: 0d40101a 02730010 …  ..@.                                     U-Boot md
 *   0000000009050000: 0x0d40101a …                                          QEMU xp, gdb x
 *   SD:09050000|>0D40101A ???????? …                                        Trace32 D.DUMP
 *   SMMU_CR0  0000000D  SMMUEN 1 …                                          Trace32 PER
 *   CR0 = 0x0000000d; GR1_CBAR014 = …; cb14.fsr=402; CBAR[14]=0x1f300       debugfs, lists
 *   "SMMU_IDR0","0x00000",32,"0x0D40101A"                                   CSV
 *   The value of SMMU_CB14_FAR_low is: 0xA2A2A000                           handlers' prints
 *   Fault Status Register (SMMU_CBn_FSR): 0x40000402 [TF W SS ]             crash tools
 *   evt[0].1: 0x…; STE[0x08: 04/32]: 0x…; CD:  0x… 0x… …                    records
 *
 * Nothing here fails: a line that fits no form is counted as foreign. */
#ifndef CS_IOMMU_REGS_TEXT_H
#define CS_IOMMU_REGS_TEXT_H

#include "base/mem.h"
#include "iommu/regs_table.h"

/* Kinds of records, and of the sections that headings open. */
enum cs_regs_kind {
	CS_REGS_NONE,
	CS_REGS_EVENT,
	CS_REGS_STE,
	CS_REGS_CD,
	CS_REGS_COMMAND,
	CS_REGS_OTHER, /* a heading that is none of these */
};

struct cs_regs_word { /* 32 bits at an address */
	uint64_t address;
	uint32_t value;
	uint32_t line;
	bool unread;           /* "????????" */
	unsigned char section; /* enum cs_regs_kind of the heading above */
};

/* A number as written; how it is read is decided once the whole text is known. */
struct cs_regs_number {
	struct cs_str digits; /* without 0x and separators' meaning: "0d40101a" */
	bool prefixed;        /* 0x */
	bool unread;
};

struct cs_regs_named {
	struct cs_str name;
	struct cs_regs_number number;
	unsigned block;
	uint32_t line;
	bool comment; /* out of a heading: a value elsewhere goes first */
};

struct cs_regs_piece { /* one or more 64-bit words of a record */
	enum cs_regs_kind kind;
	int index; /* -1 not said */
	int at;    /* of its first word, -1 not said */
	uint64_t word[8];
	unsigned count;
	uint32_t line;
	bool has_stream;
	uint64_t stream;
};

/* Lines that speak of one context bank. */
struct cs_regs_block {
	int bank; /* -1 not said */
	bool has_stream;
	uint64_t stream;
	uint32_t stream_line;
	struct cs_str client, unit;
};

/* From LINE on, the registers are those of the unit at BASE. */
struct cs_regs_origin {
	uint32_t line;
	uint64_t base;
};

struct cs_regs_text {
	CS_VEC(struct cs_regs_word) words;
	CS_VEC(struct cs_regs_named) named;
	CS_VEC(struct cs_regs_piece) pieces;
	CS_VEC(struct cs_regs_block) blocks; /* at least one */
	enum cs_smmu_type type;              /* what headings say */
	bool has_base;
	uint64_t base;
	CS_VEC(struct cs_regs_origin) origins; /* units that headings name, in the order of lines */
	unsigned page_size;
	struct cs_str unit;
	uint32_t good, foreign;   /* lines of the forms; lines that are neither that nor headings */
	uint32_t log_lines;       /* lines that only a kernel log has */
	uint32_t stamped;         /* lines of the driver, as a kernel logs them */
	struct cs_str unknown[4]; /* the first names of registers that no table has */
	unsigned unknown_count;
	bool full;    /* CS_LIMIT_REGISTER_CELLS was reached */
	bool decimal; /* numbers without 0x are decimal */
};

/* TEXT must outlive the result. SNIFF: only to tell what it is; reading ends as soon as the text
 * can be no register dump. */
void cs_regs_text_read(struct cs_regs_text *t, struct cs_str text, bool sniff);
void cs_regs_text_release(struct cs_regs_text *t);
/* The value of a number in this text, for a register of BITS; false when it can't be one. */
bool cs_regs_text_value(const struct cs_regs_text *t, const struct cs_regs_number *n, unsigned bits,
			uint64_t *value);

#endif
