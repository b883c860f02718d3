/* Turns the lines of a finished report into all that they say. */
#ifndef CS_EVENT_COMPLETE_H
#define CS_EVENT_COMPLETE_H

#include "event/format.h"
#include "event/names.h"

/* FORMAT is the one that began the report; the table is asked again, because some formats are
 * told apart by later lines. False: it turned out to be no report at all. */
bool cs_event_complete(struct cs_event *ev, const struct cs_format *format,
		       const struct cs_formats *formats, const struct cs_names *names);

/* Steps of it, each in a file of its own. */
void cs_event_parse(struct cs_event *ev);        /* stacks, registers, context */
void cs_event_decode_fault(struct cs_event *ev); /* address, access, words */
/* Locks that tasks hold and wait for. */
void cs_event_read_locks(struct cs_event *ev);

/* Whom the report blames, as titles need it. */
struct cs_guilt {
	struct cs_str name;   /* of the function, prefixes kept */
	struct cs_str fold;   /* what stands for a family of functions, or empty */
	struct cs_str origin; /* KMSAN: first kept frame where the value came from */
	bool found;           /* by the format's convention; otherwise by guess */
	bool mixed;           /* another CPU's fault-injection stack runs through the report */
	bool no_origin;       /* the format wants an origin, the report has none */
	bool body_missing;    /* a longer wording should have followed the header */
};

/* Sets ev->guilty, function and module. */
void cs_event_find_guilty(struct cs_event *ev, const struct cs_format *f,
			  const struct cs_pat_hit *hit, const struct cs_names *names,
			  struct cs_guilt *guilt);
void cs_event_make_title(struct cs_event *ev, const struct cs_format *f,
			 const struct cs_pat_hit *hit, const struct cs_guilt *guilt,
			 const struct cs_names *names);
/* Sets ev->corrupted when the report can't be trusted. */
void cs_event_judge(struct cs_event *ev, const struct cs_format *f, const struct cs_guilt *guilt);
void cs_event_make_signature(struct cs_event *ev, const struct cs_names *names);
/* The name as titles have it: one system call prefix taken off (names.list). */
struct cs_str cs_event_title_name(struct cs_str function, const struct cs_names *names);

#endif
