/* Private to iommu/: the reader of register dumps and its forms, a file each. A form takes the
 * whole of a line or leaves everything as it was and returns false. */
#ifndef CS_IOMMU_REGS_FORMS_H
#define CS_IOMMU_REGS_FORMS_H

#include "iommu/regs_text.h"

struct cs_regs_reader {
	struct cs_regs_text *out;
	uint32_t line;
	enum cs_regs_kind section; /* of the heading above */
	bool has_stream;           /* that heading's */
	uint64_t stream;
	bool has_pending; /* a shell was asked for this address */
	uint64_t pending;
	char separator; /* of a CSV table whose header was read, 0 none */
	int name_column, address_column, value_column; /* -1 absent */
	struct cs_str named; /* a register whose value is in a line below */
	uint64_t row;        /* address of the row above, as hex */
	unsigned row_bytes;  /* that it holds, 0 none */
	bool octal;          /* od's addresses */
	bool decimal_rows;   /* as the command above asked for */
	int dword;           /* the 32-bit word of a record that was read last, -1 none */
	uint32_t dword_value;
	unsigned char seen[256]; /* registers of the current block, to tell a second one */
};

/* LINE without what a log or a tool put in front of it. Driver and device there are noted. */
struct cs_str cs_regs_clean(struct cs_regs_reader *r, struct cs_str line);
/* CSV under a header line; the header itself. */
bool cs_regs_read_csv(struct cs_regs_reader *r, struct cs_str line);
/* Words of a record: "evt[0].0: …", "STE: …", four or eight 64-bit words alone. */
bool cs_regs_read_piece(struct cs_regs_reader *r, struct cs_str line);
/* A word or a row of words at an address; commands of shells and their answers. */
bool cs_regs_read_row(struct cs_regs_reader *r, struct cs_str line);
bool cs_regs_read_session(struct cs_regs_reader *r, struct cs_str line);
/* "hex(prog.read_u32(0x9050000, physical=True))", "PRINT DATA.LONG(A:0x9050000) = 0x…" */
bool cs_regs_read_call(struct cs_regs_reader *r, struct cs_str line);
/* ftrace: "rwmmio_post_read: … width=32 val=0x… addr=0x…" */
bool cs_regs_read_trace(struct cs_regs_reader *r, struct cs_str line);
/* Names with values; COMMENT: the line is a heading. */
bool cs_regs_read_list(struct cs_regs_reader *r, struct cs_str line, bool comment);
/* Hints: type, base, unit, bank, stream, what comes next. True when it looks like a heading. */
bool cs_regs_read_heading(struct cs_regs_reader *r, struct cs_str line);

/* ---- shared by the forms ---- */

/* A number at the front of S: hex digits, 0x, '_' or '\'' between digits, "????????". It must
 * end at something that is no part of a word. */
bool cs_regs_eat_number(struct cs_str *s, struct cs_regs_number *n);
/* The same, and S holds nothing else. */
bool cs_regs_is_number(struct cs_str s, struct cs_regs_number *n);
/* As hex; false when unread or over 64 bits. */
bool cs_regs_number_hex(const struct cs_regs_number *n, uint64_t *v);
/* Digits without separators. */
unsigned cs_regs_number_width(const struct cs_regs_number *n);
/* pwndbg's "+0010 " in front of an address */
void cs_regs_skip_offset(struct cs_str *s);
/* Trace32's access class: "NSD:" in "NSD:0000000009050000|…". */
bool cs_regs_eat_class(struct cs_str *s);
/* What stands in front of an address in prints that wrap it: "[", "readl(", "addr ". The bracket
 * that closes it again, ' ' for none, 0 for no such thing. */
char cs_regs_eat_wrapping(struct cs_str *s);
bool cs_regs_eat_closing(struct cs_str *s, char closing);
/* "val ", "Value: " in front of a value */
void cs_regs_skip_value_word(struct cs_str *s);
/* AT, which N was read as, or the same digits in octal, where the rows above show that od wrote
 * them. BYTES: of this row. */
uint64_t cs_regs_true_address(struct cs_regs_reader *r, const struct cs_regs_number *n,
			      char separator, uint64_t at, size_t bytes);
/* "(0xffff…)", "<smmu+4>" behind an address */
void cs_regs_skip_aside(struct cs_str *s);
/* What stands between an address and its words: ":", "=", also for "->", " "; 0 nothing. */
char cs_regs_eat_separator(struct cs_str *s);
/* BYTES (4 or 8) at ADDRESS. */
void cs_regs_add_word(struct cs_regs_reader *r, uint64_t address, uint64_t value, unsigned bytes,
		      bool unread);
void cs_regs_add_named(struct cs_regs_reader *r, struct cs_str name, const struct cs_regs_number *n,
		       bool comment);
struct cs_regs_block *cs_regs_block(struct cs_regs_reader *r);
void cs_regs_new_block(struct cs_regs_reader *r, int bank);
/* From this line on, the unit at BASE speaks. */
void cs_regs_note_origin(struct cs_regs_reader *r, uint64_t base);
/* Case-insensitive search. */
ptrdiff_t cs_regs_find(struct cs_str s, const char *lower);
bool cs_regs_starts(struct cs_str s, const char *lower);

#endif
