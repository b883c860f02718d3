/* The variables that are in scope at a place, and where each of them is just then (DWARF
 * location expressions, of which only those are read that a register dump can answer). */
#ifndef CS_SYM_SCOPE_H
#define CS_SYM_SCOPE_H

#include "sym/binary.h"

enum cs_location_kind {
	CS_LOCATION_GONE,     /* optimized away here, or in a way that isn't read */
	CS_LOCATION_REGISTER, /* the value is that register's, plus OFFSET */
	CS_LOCATION_MEMORY,   /* the value lies at that register plus OFFSET */
	CS_LOCATION_STACK,    /* in the function's frame */
	CS_LOCATION_ENTRY,    /* what that register was when the function was entered */
	CS_LOCATION_CONSTANT,
};

struct cs_location {
	enum cs_location_kind kind;
	char reg[8]; /* as the kernel prints it: "rdi", "x0" */
	int64_t offset;
	uint64_t constant;
};

/* Where VARIABLE is when the instruction at ADDRESS is about to be carried out. */
struct cs_location cs_scope_locate(struct cs_binary *b, Dwarf_Die *variable, uint64_t address);

/* FUNCTION: whose variable it is, an inlined one maybe, or NULL. False ends the walk. */
typedef bool cs_scope_fn(void *ctx, Dwarf_Die *variable, const char *function);
/* Calls FN for each parameter and variable in scope, innermost function first. */
void cs_scope_walk(struct cs_binary *b, uint64_t address, cs_scope_fn *fn, void *ctx);

#endif
