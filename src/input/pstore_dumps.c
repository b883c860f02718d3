#include "input/pstore.h"

#include <stdlib.h>
#include <string.h>

#define SAME_DUMP_SECONDS 300 /* the parts of one dump are written within */

static int by_time(const void *a, const void *b)
{
	const struct cs_pstore_part *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	if (x->count != y->count)
		return x->count < y->count ? -1 : 1;
	return strcmp(x->name, y->name);
}

static bool is_near(const struct cs_pstore_part *a, const struct cs_pstore_part *b)
{
	return !a->time || !b->time ||
	       (a->time > b->time ? a->time - b->time : b->time - a->time) < SAME_DUMP_SECONDS;
}

/* Reason, number, time. */
static int by_number(const void *a, const void *b)
{
	const struct cs_pstore_part *x = *(struct cs_pstore_part *const *)a,
				    *y = *(struct cs_pstore_part *const *)b;
	int why = strcmp(x->why, y->why);

	if (why)
		return why;
	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return x->at < y->at ? -1 : 1;
}

static int by_reason(const void *a, const void *b)
{
	const struct cs_pstore_part *x = *(struct cs_pstore_part *const *)a,
				    *y = *(struct cs_pstore_part *const *)b;
	int why = strcmp(x->why, y->why);

	return why ? why : x->at < y->at ? -1 : 1;
}

/* Each part's last one before it in time that shares its reason, and its number. */
static void link_parts(struct cs_pstore_parts *all)
{
	size_t n = all->v.n;
	struct cs_pstore_part **v = cs_calloc(n + 1, sizeof(*v));

	for (size_t i = 0; i < n; i++) {
		v[i] = &all->v.v[i];
		v[i]->at = i;
	}
	qsort(v, n, sizeof(*v), by_reason);
	for (size_t i = 1; i < n; i++)
		v[i]->before = strcmp(v[i]->why, v[i - 1]->why) == 0 ? v[i - 1] : NULL;
	qsort(v, n, sizeof(*v), by_number);
	for (size_t i = 1; i < n; i++)
		if (v[i]->before && v[i]->number == v[i - 1]->number &&
		    strcmp(v[i]->why, v[i - 1]->why) == 0)
			v[i]->twin = v[i - 1];
	free(v);
}

/* The dump of a part: that of the last one of the same reason, if it lacks this number. */
static void assign(struct cs_pstore_parts *all, struct cs_pstore_part *p)
{
	bool goes_on = p->before && is_near(p, p->before) &&
		       !(p->twin && p->twin->dump == p->before->dump);

	p->dump = goes_on ? p->before->dump : all->dumps++;
}

void cs_pstore_find_dumps(struct cs_pstore_parts *all)
{
	qsort(all->v.v, all->v.n, sizeof(*all->v.v), by_time);
	link_parts(all);
	for (size_t i = 0; i < all->v.n; i++)
		assign(all, &all->v.v[i]);
}
