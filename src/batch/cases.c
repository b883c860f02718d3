#include "batch/cases.h"

#include <search.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"

struct cs_batch_cases {
	void *tree; /* tsearch(3), by signature */
	CS_VEC(struct cs_batch_case *) list;
	size_t input;
	const struct cs_summary *summary;
	unsigned long uncounted;
};

struct cs_batch_cases *cs_batch_cases_new(const struct cs_summary *summary)
{
	struct cs_batch_cases *c = cs_calloc(1, sizeof(*c));

	c->summary = summary;
	return c;
}

static int by_signature(const void *a, const void *b)
{
	const struct cs_batch_case *x = a, *y = b;

	return strcmp(x->signature, y->signature);
}

void cs_batch_cases_free(struct cs_batch_cases *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->list.n; i++) {
		tdelete(c->list.v[i], &c->tree, by_signature);
		free(c->list.v[i]->title);
		free(c->list.v[i]->first_path);
		free(c->list.v[i]);
	}
	CS_VEC_FREE(&c->list);
	free(c);
}

static char *duplicate(struct cs_str s)
{
	char *p = cs_calloc(1, s.n + 1);

	if (s.n)
		memcpy(p, s.p, s.n);
	return p;
}

static struct cs_batch_case *add(struct cs_batch_cases *c, const struct cs_input_info *info,
				 const struct cs_event *ev)
{
	struct cs_batch_case *k = cs_calloc(1, sizeof(*k));

	memcpy(k->signature, ev->signature, sizeof(k->signature));
	k->title = duplicate(ev->title);
	k->kind = ev->kind;
	k->severity = ev->severity;
	k->first_path = duplicate(cs_str_from(info->path));
	k->first_line = ev->lines[ev->header].number;
	k->standing = cs_summary_standing(c->summary, ev);
	if (!tsearch(k, &c->tree, by_signature))
		cs_die_oom(sizeof(*k));
	*CS_VEC_PUSH(&c->list) = k;
	return k;
}

static struct cs_batch_case *find(struct cs_batch_cases *c, const char signature[40])
{
	struct cs_batch_case key = {0};
	void *hit;

	memcpy(key.signature, signature, sizeof(key.signature));
	hit = tfind(&key, &c->tree, by_signature);
	return hit ? *(struct cs_batch_case **)hit : NULL;
}

static void on_begin(void *ctx, const struct cs_input_info *info)
{
	struct cs_batch_cases *c = ctx;

	(void)info;
	c->input++;
}

static void on_event(void *ctx, const struct cs_input_info *info, const struct cs_event *ev)
{
	struct cs_batch_cases *c = ctx;
	struct cs_batch_case *k;

	if (cs_event_is_no_bug(ev) || ev->echo_of >= 0)
		return;
	k = find(c, ev->signature);
	if (!k && c->list.n >= CS_LIMIT_BATCH_CASES) {
		c->uncounted++;
		return;
	}
	if (!k)
		k = add(c, info, ev);
	k->events++;
	k->inputs += k->last_input != c->input;
	k->last_input = c->input;
	if (ev->severity > k->severity)
		k->severity = ev->severity;
}

struct cs_sink cs_batch_cases_sink(struct cs_batch_cases *c)
{
	return (struct cs_sink){.begin_input = on_begin, .event = on_event, .ctx = c};
}

struct ranked {
	struct cs_batch_case *k;
	size_t place;
};

static int by_rank(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->k->inputs != y->k->inputs)
		return x->k->inputs < y->k->inputs ? 1 : -1;
	return (x->place > y->place) - (x->place < y->place);
}

const struct cs_batch_case *const *cs_batch_cases_list(struct cs_batch_cases *c, size_t *count)
{
	struct ranked *r = cs_calloc(c->list.n + 1, sizeof(*r));

	for (size_t i = 0; i < c->list.n; i++)
		r[i] = (struct ranked){c->list.v[i], i};
	qsort(r, c->list.n, sizeof(*r), by_rank);
	for (size_t i = 0; i < c->list.n; i++)
		c->list.v[i] = r[i].k;
	free(r);
	*count = c->list.n;
	return (const struct cs_batch_case *const *)c->list.v;
}

unsigned long cs_batch_cases_uncounted(const struct cs_batch_cases *c)
{
	return c->uncounted;
}
