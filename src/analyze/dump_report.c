#include "analyze/dump_report.h"

#include "event/complete.h"

void cs_dump_report_line(struct cs_event *ev, const struct cs_dump_place *at, double time,
			 struct cs_str text)
{
	struct cs_line *l = CS_ARENA_PUSH(&ev->arena, ev->lines, ev->line_count);

	*l = (struct cs_line){.raw = text,
			      .text = text,
			      .number = at->line,
			      .offset = at->offset,
			      .end = at->offset,
			      .time = time,
			      .has_time = time > 0};
}

bool cs_dump_report_complete(struct cs_event *ev, const struct cs_dump_place *at)
{
	struct cs_pat_hit hit;

	ev->boot = at->boot;
	for (size_t i = 0; i < at->formats->count; i++) {
		const struct cs_format *f = cs_formats_get(at->formats, i);

		if (cs_str_has(ev->lines[0].text, f->anchor) &&
		    cs_format_begins(f, ev->lines[0].text, &hit))
			return cs_event_complete(ev, f, at->formats, at->names);
	}
	return false;
}
