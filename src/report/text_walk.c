#include "report/text_walk.h"

#include "report/text_event.h"

static void level(struct cs_pen *p, const struct cs_walk_level *l, bool first)
{
	cs_text_label(p, first ? "walk" : "");
	cs_pen_wrapf(p, "level %d: table 0x%llx[%u] = 0x%llx, " CS_STR_FMT, l->level,
		     (unsigned long long)l->table, l->index, (unsigned long long)l->descriptor,
		     CS_STR_ARG(l->meaning));
}

static void near(struct cs_pen *p, const char *where, const struct cs_walk_near *n)
{
	cs_text_label(p, "");
	if (n->known)
		cs_pen_wrapf(p, "nearest mapping %s: %#llx, %llu bytes away", where,
			     (unsigned long long)n->iova, (unsigned long long)n->bytes_away);
	else
		cs_pen_wrapf(p, "no mapping %s it was found", where);
}

void cs_text_walk(struct cs_pen *p, const struct cs_walk *w)
{
	if (!w || w->level_count == 0)
		return;
	for (size_t i = 0; i < w->level_count; i++)
		level(p, &w->levels[i], i == 0);
	if (w->result != CS_WALK_UNMAPPED)
		return;
	near(p, "below", &w->below);
	near(p, "above", &w->above);
}
