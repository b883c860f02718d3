/* Makes a table (table.h): takes functions, inlined calls and lines in any order, and puts
 * them into sorted, flat arrays. Memory grows with what is taken, and is bounded by the limits
 * CS_LIMIT_INDEX_*; what is beyond them is dropped and FULL is set. */
#ifndef CS_SYM_BUILD_H
#define CS_SYM_BUILD_H

#include "base/mem.h"
#include "sym/budget.h"
#include "sym/table.h"

struct cs_interval {
	uint64_t low, high; /* half open */
	uint32_t scope, depth;
};

struct cs_build {
	uint64_t base, limit; /* addresses outside [base, limit) are not taken */
	CS_VEC(struct cs_line_row) lines;
	CS_VEC(struct cs_segment) segments;
	CS_VEC(struct cs_scope) scopes;
	CS_VEC(struct cs_interval) pending; /* of the function being taken */
	char *strings;
	size_t strings_size, strings_cap;
	uint32_t *slots; /* of the strings, by hash */
	size_t slot_count, string_count;
	bool full;
	unsigned long lost;       /* units whose functions are in a file that can't be read */
	char lost_file[128];      /* the first of these */
	struct cs_budget *budget; /* of whoever fills it; NULL: none */
};

void cs_build_init(struct cs_build *b, uint64_t base, uint64_t limit);
void cs_build_release(struct cs_build *b);
/* The same string gives the same offset. */
uint32_t cs_build_string(struct cs_build *b, const char *s);
uint32_t cs_build_scope(struct cs_build *b, const struct cs_scope *s);
/* SCOPE covers [low, high) at this depth of nesting; to be followed by cs_build_end_function(). */
void cs_build_interval(struct cs_build *b, uint64_t low, uint64_t high, uint32_t scope,
		       uint32_t depth);
/* A function and all that is inlined in it has been told. */
void cs_build_end_function(struct cs_build *b);
/* FILE 0: no line holds from here on. */
void cs_build_line(struct cs_build *b, uint64_t address, uint32_t file, uint32_t line);
/* All was told: sorts, and gives a view that lives as long as the builder. */
struct cs_table cs_build_finish(struct cs_build *b);

#endif
