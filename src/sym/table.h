/* Where addresses are in the source: lines, and the tree of functions and inlined calls, as
 * flat arrays. Made by a builder (build.h) for one address, or for a whole object and then
 * kept in an index file; read here. What is read may be damaged: every number is checked.
 *
 *   lines     at -> file, line          the row that holds is the last at or below the address
 *   segments  at -> scope               likewise; scope 0 is "no function"
 *   scopes    scope -> parent, name, where it was called
 *
 * Addresses are 32-bit offsets from base: no kernel has 4 GiB of text. */
#ifndef CS_SYM_TABLE_H
#define CS_SYM_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sym/guard.h"

/* Every so many-th row of a long array, so that a search touches few of its pages. */
#define CS_STEP 256u

struct cs_steps {
	const uint32_t *v; /* the at of rows 0, CS_STEP, 2 * CS_STEP … */
	size_t n;          /* 0: none, all rows are searched */
};

struct cs_line_row {
	uint32_t at;
	uint32_t file; /* offset in strings; 0: no line from here on */
	uint32_t line;
};

struct cs_segment {
	uint32_t at;
	uint32_t scope;
};

/* A function (parent 0), or a call that was inlined into the parent. */
struct cs_scope {
	uint32_t parent; /* a smaller number than its own */
	uint32_t name;
	uint32_t call_file, call_line;
};

struct cs_table {
	uint64_t base;
	const struct cs_line_row *lines;
	size_t line_count;
	struct cs_steps line_steps;
	const struct cs_segment *segments;
	size_t segment_count;
	struct cs_steps segment_steps;
	const struct cs_scope *scopes; /* [0] is not used */
	size_t scope_count;
	const char *strings; /* offset 0 is ""; the last byte is NUL */
	size_t strings_size;
	struct cs_guard *guard; /* of a mapped table, else NULL */
};

/* One level of an inline chain. The strings belong to the table. */
struct cs_table_place {
	const char *function; /* "" when DWARF knows no function there */
	const char *file;     /* "" unknown */
	int line;             /* 0 unknown */
	bool inlined;
};

/* Innermost first, the function itself last; returns how many of at most MAX. 0: nothing is
 * known. With lines but no function (assembly) the one place has no function. */
size_t cs_table_places(const struct cs_table *t, uint64_t address, struct cs_table_place *out,
		       size_t max);

#endif
