#include "event/seams.h"

#define SHOWN 6 /* lines that are named */

static void note_joined(struct cs_event *ev)
{
	size_t shown = 0;

	for (size_t i = 0; i < ev->line_count && shown < SHOWN; i++) {
		const struct cs_line *l = &ev->lines[i];

		if (!l->rest || l->wrapped)
			continue;
		shown++;
		cs_event_note(ev,
			      "line %lu was torn by another record; its end, on line %lu, was "
			      "joined to it (%s)",
			      (unsigned long)l->number, (unsigned long)l->rest,
			      l->rest_sure ? "certain" : "likely");
	}
}

static void note_split(struct cs_event *ev)
{
	size_t glued = 0;
	unsigned long first = 0;

	for (size_t i = 0; i < ev->line_count; i++) {
		if (!ev->lines[i].glued || ev->lines[i].foreign)
			continue;
		if (glued++ == 0)
			first = (unsigned long)ev->lines[i].number;
	}
	if (glued)
		cs_event_note(ev,
			      "%zu of its records shared their line with others and were cut out "
			      "of it at the time stamp, the first on line %lu",
			      glued, first);
}

void cs_event_note_seams(struct cs_event *ev)
{
	note_joined(ev);
	note_split(ev);
}
