#include "log/boot.h"

#include <stdio.h>

#include "base/limits.h"

void cs_boot_init(struct cs_boot *b, unsigned number)
{
	*b = (struct cs_boot){.number = number};
	cs_arena_init(&b->arena);
}

void cs_boot_release(struct cs_boot *b)
{
	cs_arena_release(&b->arena);
}

bool cs_boot_read_banner(struct cs_boot *b, struct cs_str text)
{
	struct cs_str s = text, release;

	if (!cs_eat(&s, "Linux version ") || !cs_eat_word(&s, &release))
		return false;
	snprintf(b->release, sizeof(b->release), CS_STR_FMT, CS_STR_ARG(release));
	snprintf(b->banner, sizeof(b->banner), CS_STR_FMT, CS_STR_ARG(text));
	b->has_banner = true;
	return true;
}

static struct cs_boot_facts *find_tag(const struct cs_boot *b, uint32_t tag)
{
	for (size_t i = 0; i < b->fact_tags; i++)
		if (b->facts[i].tag == tag)
			return &b->facts[i];
	return NULL;
}

/* A slot of the ring: a new one while there is room, else the oldest. */
static struct cs_boot_fact *next_slot(struct cs_boot *b, struct cs_boot_facts *ring)
{
	struct cs_boot_fact *f;

	if (ring->n >= CS_LIMIT_BOOT_FACTS) {
		f = &ring->v[ring->next];
		ring->next = (ring->next + 1) % ring->n;
		return f;
	}
	f = CS_ARENA_PUSH(&b->arena, ring->v, ring->n);
	f->text.p = cs_arena_alloc(&b->arena, CS_LIMIT_FACT_BYTES);
	return f;
}

void cs_boot_add_fact(struct cs_boot *b, uint32_t tag, const struct cs_record *r)
{
	struct cs_boot_facts *ring = find_tag(b, tag);
	struct cs_boot_fact *f;

	if (!ring) {
		ring = CS_ARENA_PUSH(&b->arena, b->facts, b->fact_tags);
		ring->tag = tag;
	}
	f = next_slot(b, ring);
	f->line = r->number;
	f->begin = r->offset;
	f->end = r->end;
	f->time = r->time;
	f->has_time = r->has_time;
	f->text.n = r->text.n < CS_LIMIT_FACT_BYTES ? r->text.n : CS_LIMIT_FACT_BYTES;
	memcpy((char *)f->text.p, r->text.p, f->text.n);
}

size_t cs_boot_fact_count(const struct cs_boot *b, uint32_t tag)
{
	const struct cs_boot_facts *ring = find_tag(b, tag);

	return ring ? ring->n : 0;
}

const struct cs_boot_fact *cs_boot_fact_at(const struct cs_boot *b, uint32_t tag, size_t i)
{
	const struct cs_boot_facts *ring = find_tag(b, tag);

	if (!ring || i >= ring->n)
		return NULL;
	return &ring->v[(ring->next + i) % ring->n];
}
