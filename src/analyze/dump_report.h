/* Reports that a dump's log doesn't have, made of what the dump shows: the lines that the kernel
 * would have printed, as an event that stands where the log ends. */
#ifndef CS_ANALYZE_DUMP_REPORT_H
#define CS_ANALYZE_DUMP_REPORT_H

#include "event/format.h"
#include "event/names.h"

/* Where the log ends. */
struct cs_dump_place {
	const struct cs_formats *formats;
	const struct cs_names *names;
	uint64_t line, offset;
	unsigned boot;
};

/* One more line; TEXT lives as long as EV does. TIME: in seconds of the kernel's clock, 0 unknown.
 */
void cs_dump_report_line(struct cs_event *ev, const struct cs_dump_place *at, double time,
			 struct cs_str text);
/* Reads EV's lines as the report that they are. False: no format begins with the first. */
bool cs_dump_report_complete(struct cs_event *ev, const struct cs_dump_place *at);

#endif
