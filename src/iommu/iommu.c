#include "iommu/iommu.h"

struct cs_iommu *cs_iommu_new(struct cs_event *ev, const char *type)
{
	struct cs_iommu *u = cs_arena_alloc(&ev->arena, sizeof(*u));

	u->type = type;
	u->privileged = u->stage = u->level = u->stalled = u->multi = -1;
	ev->iommu = u;
	return u;
}

void cs_iommu_add_fault(struct cs_iommu *u, const char *word)
{
	for (size_t i = 0; i < u->fault_count; i++)
		if (strcmp(u->fault[i], word) == 0)
			return;
	if (u->fault_count < sizeof(u->fault) / sizeof(*u->fault))
		u->fault[u->fault_count++] = word;
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

bool cs_iommu_register(const struct cs_iommu *u, const char *name, uint64_t *value)
{
	for (size_t i = 0; i < u->register_count; i++) {
		if (cs_str_is(u->registers[i].name, name)) {
			*value = u->registers[i].value;
			return true;
		}
	}
	return false;
}

void cs_iommu_add_meaning(struct cs_event *ev, const struct cs_words *words)
{
	struct cs_iommu *u = ev->iommu;

	for (size_t i = 0; i < words->n; i++)
		*CS_ARENA_PUSH(&ev->arena, u->meaning, u->meaning_count) = words->v[i];
}

void cs_iommu_set_iova(struct cs_iommu *u, uint64_t iova)
{
	u->has_iova = true;
	u->iova = iova;
}

/* The device as well as it is known from the log. */
static struct cs_str who(struct cs_event *ev)
{
	const struct cs_iommu *u = ev->iommu;

	if (u->client.n)
		return u->client;
	if (u->has_stream)
		return cs_arena_strf(&ev->arena, "stream %#llx", (unsigned long long)u->stream_id);
	if (u->has_bank)
		return cs_arena_strf(&ev->arena, "context bank %llu", (unsigned long long)u->bank);
	return CS_STR("an unknown device");
}

static void set_title(struct cs_event *ev, struct cs_str by)
{
	const struct cs_iommu *u = ev->iommu;

	if (u->access)
		ev->title = cs_arena_strf(&ev->arena, "IOMMU: %s on %s by %.*s", u->fault[0],
					  cs_access_name(u->access), CS_STR_ARG(by));
	else
		ev->title =
			cs_arena_strf(&ev->arena, "IOMMU: %s by %.*s", u->fault[0], CS_STR_ARG(by));
}

static void set_kind(struct cs_event *ev)
{
	struct cs_iommu *u = ev->iommu;

	if (u->fault_count == 0)
		cs_iommu_add_fault(u, "unknown");
	ev->kind = CS_KIND_IOMMU_FAULT;
	ev->severity = cs_kind_severity(ev->kind);
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

/* A word of the work that a unit does for itself: no device made an access. */
static bool is_units_own(const struct cs_iommu *u)
{
	static const char *const words[] = {"command-error", "command-timeout", "queue-overflow",
					    "global-error"};

	for (size_t i = 0; u->fault_count && i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(u->fault[0], words[i]) == 0)
			return true;
	return false;
}

void cs_iommu_finish(struct cs_event *ev)
{
	set_kind(ev);
	set_title(ev, who(ev));
	if (is_units_own(ev->iommu))
		return;
	cs_event_note(ev,
		      "the fault is asynchronous: a device made the access, and the CPU that "
		      "prints it only took the interrupt; no stack or task near it is to blame");
}

void cs_iommu_finish_unit_error(struct cs_event *ev)
{
	struct cs_iommu *u = ev->iommu;

	set_kind(ev);
	set_title(ev, u->client.n || u->has_stream ? who(ev)
		      : u->unit.n                  ? u->unit
						   : CS_STR("an unknown unit"));
}
