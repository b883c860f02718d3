#include "event/held.h"

#include <stdlib.h>

#include "base/mem.h"

void cs_held_release(struct cs_held *h)
{
	for (size_t i = 0; h->slots && i < CS_TANGLE_LINES; i++)
		cs_strbuf_release(&h->slots[i].raw);
	free(h->slots);
	*h = (struct cs_held){0};
}

static void allocate(struct cs_held *h)
{
	h->slots = cs_calloc(CS_TANGLE_LINES, sizeof(*h->slots));
	for (size_t i = 0; i < CS_TANGLE_LINES; i++)
		cs_strbuf_init(&h->slots[i].raw);
}

void cs_held_put(struct cs_held *h, const struct cs_incoming *in, const struct cs_strand_line *line)
{
	struct cs_held_record *slot;
	const struct cs_record *r = in->record;

	if (!h->slots)
		allocate(h);
	slot = &h->slots[(h->first + h->count++) % CS_TANGLE_LINES];
	cs_strbuf_clear(&slot->raw);
	cs_strbuf_add(&slot->raw, r->raw);
	slot->record = *r;
	slot->record.raw = cs_strbuf_str(&slot->raw);
	slot->record.text.p = slot->record.raw.p + (r->text.p - r->raw.p);
	slot->class = in->class;
	slot->header = in->header;
	slot->line = *line;
}

const struct cs_held_record *cs_held_at(const struct cs_held *h, size_t at)
{
	return &h->slots[(h->first + at) % CS_TANGLE_LINES];
}

const struct cs_held_record *cs_held_take(struct cs_held *h)
{
	const struct cs_held_record *slot = cs_held_at(h, 0);

	h->first = (h->first + 1) % CS_TANGLE_LINES;
	h->count--;
	return slot;
}
