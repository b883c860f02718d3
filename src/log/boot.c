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

void cs_boot_add_fact(struct cs_boot *b, uint32_t tag, const struct cs_record *r)
{
	struct cs_boot_fact *f;

	if (b->fact_count >= CS_LIMIT_BOOT_FACTS) {
		b->facts_dropped++;
		return; /* the first facts of a boot say most; their number is told */
	}
	f = CS_ARENA_PUSH(&b->arena, b->facts, b->fact_count);
	f->tag = tag;
	f->line = r->number;
	f->begin = r->offset;
	f->end = r->end;
	f->time = r->time;
	f->has_time = r->has_time;
	f->text = cs_arena_str(&b->arena, cs_str_head(r->text, 1024));
}
