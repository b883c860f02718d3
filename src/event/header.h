/* What the header of a report is to the report that is open in the same stream. */
#ifndef CS_EVENT_HEADER_H
#define CS_EVENT_HEADER_H

#include "event/open.h"

enum cs_header_use {
	CS_HEADER_BEGINS,  /* a report of its own; the open one is over */
	CS_HEADER_LINE,    /* no more than a line of the open report */
	CS_HEADER_PART,    /* the open report goes on with it, perhaps under its better name */
	CS_HEADER_BESIDE,  /* a report of its own; the open one goes on beside it */
	CS_HEADER_TANGLED, /* a report of its own; the open one has more to say, perhaps */
	CS_HEADER_LONE,    /* an event of this one line; it is not the open report's */
	CS_HEADER_CLOSES,  /* an event of this one line, and a line of the open report */
	CS_HEADER_FAMILY,  /* for the open report, or its family, to judge */
};

enum cs_header_use cs_header_use(struct cs_open *o, const struct cs_format *f,
				 const struct cs_record *r);
/* Whether nothing but a beginning was read of the report; what comes next says what it is. */
bool cs_header_names(const struct cs_open *o, const struct cs_format *f);
/* Whether the header, in a stream where several reports go on, may be a part of O. */
bool cs_header_may_go_on(const struct cs_open *o, const struct cs_format *f);
/* Whether the family of the open report takes only its own lines, and R isn't one. */
bool cs_header_ends_family(struct cs_open *o, const struct cs_format *f, const struct cs_record *r);

#endif
