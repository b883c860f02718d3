/* How long debug information may be looked through in a run: a damaged or made-up file can make
 * each answer slow without end. What the time does not suffice for is left out, and told.
 *
 * A NULL budget is never spent. Not thread-safe: whoever holds the symbols' lock uses it. */
#ifndef CS_SYM_BUDGET_H
#define CS_SYM_BUDGET_H

#include <stdbool.h>

struct cs_budget {
	double left;    /* seconds */
	double began;   /* cs_clock() */
	unsigned depth; /* of begins without an end */
	unsigned asked;
	bool spent;
};

void cs_budget_init(struct cs_budget *b, unsigned seconds);
/* Time counts between these two. */
void cs_budget_begin(struct cs_budget *b);
void cs_budget_end(struct cs_budget *b);
/* Cheap enough for each step of a walk. False: it is spent, stop. */
bool cs_budget_has_time(struct cs_budget *b);

#endif
