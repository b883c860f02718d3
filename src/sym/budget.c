#include "sym/budget.h"

#include <time.h>

#define STEPS 256u /* of a walk between two looks at the clock */

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

void cs_budget_init(struct cs_budget *b, unsigned seconds)
{
	*b = (struct cs_budget){.left_ns = (uint64_t)seconds * 1000000000u};
}

void cs_budget_begin(struct cs_budget *b)
{
	if (b->depth++ == 0)
		b->began_ns = now();
}

void cs_budget_end(struct cs_budget *b)
{
	uint64_t took;

	if (--b->depth)
		return;
	took = now() - b->began_ns;
	b->left_ns = took < b->left_ns ? b->left_ns - took : 0;
	b->spent |= b->left_ns == 0;
}

bool cs_budget_has_time(struct cs_budget *b)
{
	if (!b || b->spent || b->asked++ % STEPS)
		return !b || !b->spent;
	b->spent = b->depth ? now() - b->began_ns >= b->left_ns : b->left_ns == 0;
	return !b->spent;
}
