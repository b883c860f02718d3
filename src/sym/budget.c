#include "sym/budget.h"

#include "base/clock.h"

#define STEPS 256u /* of a walk between two looks at the clock */

void cs_budget_init(struct cs_budget *b, unsigned seconds)
{
	*b = (struct cs_budget){.left = seconds};
}

void cs_budget_begin(struct cs_budget *b)
{
	if (b->depth++ == 0)
		b->began = cs_clock();
}

void cs_budget_end(struct cs_budget *b)
{
	double took;

	if (--b->depth)
		return;
	took = cs_clock() - b->began;
	b->left = took < b->left ? b->left - took : 0;
	b->spent |= b->left <= 0;
}

bool cs_budget_has_time(struct cs_budget *b)
{
	if (!b || b->spent || b->asked++ % STEPS)
		return !b || !b->spent;
	b->spent = b->depth ? cs_clock() - b->began >= b->left : b->left <= 0;
	return !b->spent;
}
