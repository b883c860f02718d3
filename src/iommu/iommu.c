#include "iommu/iommu.h"

struct cs_iommu *cs_iommu_new(struct cs_event *ev, const char *type)
{
	struct cs_iommu *u = cs_arena_alloc(&ev->arena, sizeof(*u));

	u->type = type;
	u->privileged = u->stage = u->level = u->stalled = u->multi = -1;
	ev->iommu = u;
	return u;
}

void cs_iommu_add_register(struct cs_event *ev, const char *name, uint64_t value,
			   struct cs_words *words)
{
	struct cs_iommu *u = ev->iommu;
	struct cs_register *r;

	for (size_t i = 0; i < u->register_count; i++)
		if (cs_str_is(u->registers[i].name, name))
			return;
	r = CS_ARENA_PUSH(&ev->arena, u->registers, u->register_count);
	r->name = cs_arena_str(&ev->arena, cs_str_from(name));
	r->value = value;
	if (words && words->n)
		r->meaning = cs_words_join(words);
}

bool cs_iommu_device(struct cs_str text, const char *driver, struct cs_str *device,
		     struct cs_str *rest)
{
	ptrdiff_t at = cs_str_find(cs_str_head(text, 96), driver);
	struct cs_str s, word;

	if (at < 0)
		return false;
	s = cs_str_tail(text, (size_t)at + strlen(driver));
	if (!cs_eat_char(&s, ' ') || !cs_eat_word(&s, &word) || word.n < 2 ||
	    word.p[word.n - 1] != ':')
		return false;
	*device = cs_str_head(word, word.n - 1);
	cs_eat_char(&s, ' ');
	*rest = s;
	return true;
}

void cs_iommu_finish(struct cs_event *ev)
{
	struct cs_iommu *u = ev->iommu;
	const char *fault = u->fault_count ? u->fault[0] : "unknown";
	struct cs_str who = u->client;

	ev->kind = CS_KIND_IOMMU_FAULT;
	ev->severity = cs_kind_severity(ev->kind);
	if (u->fault_count == 0)
		u->fault[u->fault_count++] = "unknown";
	if (who.n == 0 && u->has_stream)
		who = cs_arena_strf(&ev->arena, "stream %#llx",
				    (unsigned long long)u->stream_id);
	else if (who.n == 0 && u->has_bank)
		who = cs_arena_strf(&ev->arena, "context bank %llu",
				    (unsigned long long)u->bank);
	else if (who.n == 0)
		who = CS_STR("an unknown device");
	if (u->access)
		ev->title = cs_arena_strf(&ev->arena, "IOMMU: %s on %s by %.*s", fault,
					  cs_access_name(u->access), CS_STR_ARG(who));
	else
		ev->title = cs_arena_strf(&ev->arena, "IOMMU: %s by %.*s", fault,
					  CS_STR_ARG(who));
	if (u->has_iova) {
		ev->fault.known = ev->fault.has_address = true;
		ev->fault.address = u->iova;
	}
	ev->fault.access = u->access;
	ev->fault.known |= u->access != CS_ACCESS_NONE;
	ev->function = ev->module = (struct cs_str){NULL, 0};
	ev->guilty = NULL;
	ev->corrupted = (struct cs_str){NULL, 0};
}

bool cs_iommu_same(const struct cs_event *a, const struct cs_event *b)
{
	const struct cs_iommu *x = a->iommu, *y = b->iommu;

	return x && y && a->boot == b->boot && x->type == y->type &&
	       cs_str_eq(x->unit, y->unit) && x->access == y->access &&
	       x->fault[0] == y->fault[0] && x->has_stream == y->has_stream &&
	       x->stream_id == y->stream_id && x->has_bank == y->has_bank &&
	       x->bank == y->bank && cs_str_eq(x->client, y->client);
}
