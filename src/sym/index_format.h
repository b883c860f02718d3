/* Private to sym/: the bytes of an index file. Native byte order, told by the magic number: an
 * index is a cache of one machine. All parts lie at multiples of 8. */
#ifndef CS_SYM_INDEX_FORMAT_H
#define CS_SYM_INDEX_FORMAT_H

#include <stdint.h>

#define CS_INDEX_MAGIC 0x3178656469736373ull /* "scsidex1" in little endian */

enum cs_index_part {
	CS_PART_SYMBOLS,       /* struct cs_symbol */
	CS_PART_SLOTS,         /* uint32_t */
	CS_PART_SECTIONS,      /* struct cs_symbol_section */
	CS_PART_NAMES,         /* char */
	CS_PART_LINES,         /* struct cs_line_row */
	CS_PART_SEGMENTS,      /* struct cs_segment */
	CS_PART_SCOPES,        /* struct cs_scope */
	CS_PART_STRINGS,       /* char */
	CS_PART_SYMBOL_STEPS,  /* uint64_t */
	CS_PART_LINE_STEPS,    /* uint32_t */
	CS_PART_SEGMENT_STEPS, /* uint32_t */
	CS_PART_SUMS,          /* uint64_t, of the blocks of all before it; comes last */
	CS_PART_COUNT,
};

struct cs_index_header {
	uint64_t magic;
	uint32_t version;
	uint32_t incomplete; /* a limit was hit when it was made, or something couldn't be read */
	uint64_t file_size;
	uint64_t base; /* of the table */
	uint64_t source_size;
	char build_id[72];
	char banner[512]; /* "Linux version …" of a kernel; "" none */
	struct {
		uint64_t offset, count;
	} parts[CS_PART_COUNT];
	uint64_t sums_sum;   /* of the part of sums */
	uint64_t header_sum; /* of all before it */
};

#endif
