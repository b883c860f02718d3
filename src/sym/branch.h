/* Calls and jumps in an object's code: where a call goes that a return address stands behind, and
 * whether a function jumps to another. Out of the file's bytes (Capstone), and in a relocatable
 * file out of its relocations. What is patched while a kernel runs (alternatives, static calls) is
 * not seen. x86-64 and arm64. */
#ifndef CS_SYM_BRANCH_H
#define CS_SYM_BRANCH_H

#include "sym/object.h"

struct cs_branch {
	bool known;       /* false: not a direct one, or of another machine */
	uint64_t address; /* where it goes … */
	const char *name; /* … or to this symbol, which another file has; else NULL */
	bool call;        /* comes back; else a jump */
};

/* The call that a return address stands behind. */
struct cs_branch cs_branch_before(struct cs_object *o, uint64_t return_address);

/* All branches of the code in [BEGIN, END), at most CS_LIMIT_BRANCH_BYTES of it. An indirect jump
 * is told, too: known is false. False from TAKE ends it. */
void cs_branch_each(struct cs_object *o, uint64_t begin, uint64_t end,
		    bool (*take)(void *ctx, const struct cs_branch *b), void *ctx);

/* Whether a direct jump to TARGET stands in [BEGIN, END), by its bytes: quick, and of no use in a
 * relocatable file. */
bool cs_branch_jumps(struct cs_object *o, uint64_t begin, uint64_t end, uint64_t target);

#endif
