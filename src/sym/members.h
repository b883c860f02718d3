/* Which member of which structure lies at an offset, for the pointers that are in scope at a
 * place: what turns "NULL pointer plus 0x40" into a name. */
#ifndef CS_SYM_MEMBERS_H
#define CS_SYM_MEMBERS_H

#include "sym/scope.h"

#define CS_MEMBERS_MAX 6

struct cs_member_guess {
	char variable[64]; /* the pointer */
	char type[64];     /* what it points to: "struct cs_dev" */
	char path[128];    /* the member at the offset: "queue.depth" */
	char function[64]; /* whose parameter or variable it is, an inlined one maybe */
	bool parameter;
};

/* Innermost function first; at most MAX. ADDRESS is a link address. BASE: only of pointers that
 * are in this register there; NULL: of all. */
size_t cs_members_in_scope(struct cs_binary *b, uint64_t address, uint64_t offset, const char *base,
			   struct cs_member_guess *out, size_t max);

#endif
