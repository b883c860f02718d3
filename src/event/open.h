/* A report that is being read: the event, and what its lines have told so far about where it
 * ends. Private to the tracker. */
#ifndef CS_EVENT_OPEN_H
#define CS_EVENT_OPEN_H

#include "event/format.h"
#include "event/names.h"
#include "event/strand.h"

/* A record, with its line's class once that was asked for. */
struct cs_incoming {
	const struct cs_record *record;
	enum cs_line_class class;
	const struct cs_format *header; /* that takes it for a beginning, or NULL */
	uint64_t to;                    /* number of the report that it was given to, or 0 */
	enum cs_line_told told;         /* how it was told to be that one's */
};

enum cs_line_class cs_incoming_class(struct cs_incoming *in);
/* What the line says to the untangler. */
struct cs_strand_line cs_incoming_line(struct cs_incoming *in);

struct cs_open {
	uint64_t number;     /* tells it from others of its tracker, from 1 */
	struct cs_event *ev; /* NULL: it turned out to be no report */
	const struct cs_format *format;
	char caller_kind;
	uint32_t caller_id;
	bool stamped;    /* its header had a time stamp, so lines without one are no printk's */
	size_t good;     /* lines up to the last one that surely belongs */
	unsigned other;  /* lines of others since then */
	unsigned user;   /* lines without stamp since then */
	unsigned frames; /* of the trace */
	bool in_stack;   /* a trace has begun, its frames are to come */
	bool aside;      /* "Preemption disabled at:": the frame below is no trace's */
	bool marked;     /* "cut here" stands above the header: it is a WARN()'s, or a BUG()'s */
	bool body_seen;  /* the line that the format's body wants */
	size_t bytes;
	bool ended;     /* its end marker was seen; repeats of registers may follow */
	bool mapped_at; /* a stack after the end marker (DMA-API) */
	bool nmi;       /* other CPUs were asked to show their stacks */
	bool whole;
	bool done;
	struct cs_strand strand; /* of the first FOLLOWED lines: cs_open_strand() */
	size_t followed;
	unsigned told[CS_TOLD_COUNT]; /* lines, by how they were told from another report's */
	unsigned quiet;               /* records since its last line */
	bool interrupted; /* another began in the midst; it goes on only with lines that fit */
	bool shared;      /* one that it interrupted has gone on since */
	bool doubtful;    /* a line was guessed, and no task was named since */
};

/* What it takes to complete a report. */
struct cs_open_with {
	const struct cs_formats *formats;
	const struct cs_names *names;
};

/* A line that is a report of its own, for "cut here" does not stand above it. */
static inline bool cs_open_stands_alone(const struct cs_open *o)
{
	return (o->format->flags & CS_FMT_LONE) && !o->marked;
}

/* Begins with the header R; BEFORE is the line above it, or NULL. */
void cs_open_begin(struct cs_open *o, const struct cs_format *f, const struct cs_incoming *r,
		   const struct cs_record *before);
/* GOOD: the line is surely the report's. */
void cs_open_add(struct cs_open *o, const struct cs_incoming *r, bool good);
/* How far the report has come. */
const struct cs_strand *cs_open_strand(struct cs_open *o);
/* Does the line belong to the report? Takes note of what it tells about the report's end. */
enum cs_fit cs_open_fits(struct cs_open *o, struct cs_incoming *r);
/* Whether the line is one of those that the format's list of literals asks for. */
bool cs_open_wants(const struct cs_open *o, struct cs_str text);
/* The line belongs if it fits, and ends the report if it must. */
void cs_open_feed(struct cs_open *o, struct cs_incoming *r, const struct cs_open_with *with);
/* A line of somebody else in the midst; too many of them end the report. */
void cs_open_pass(struct cs_open *o, const struct cs_incoming *r, const struct cs_open_with *with);
/* Ends the report at its last good line; CUT says why it isn't whole, or is NULL. */
void cs_open_finish(struct cs_open *o, const char *cut, const struct cs_open_with *with);
/* Ends the report when it is too big. */
void cs_open_check_size(struct cs_open *o, const struct cs_open_with *with);

#endif
