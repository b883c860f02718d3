#include "event/header.h"

#include "base/limits.h"
#include "event/echo.h"

/* Nothing but a beginning was read; what comes next says what it is. A line that can stand
 * alone is a beginning only inside a WARN(). */
static bool is_prelude(const struct cs_open *o)
{
	return !o->frames && !cs_open_stands_alone(o) &&
	       (o->format->flags & (CS_FMT_CUT_HERE | CS_FMT_PRELUDE));
}

/* Nothing tells whose the header is: it may be a part of O, too. */
bool cs_header_may_go_on(const struct cs_open *o, const struct cs_format *f)
{
	const unsigned names = CS_FMT_CUT_HERE | CS_FMT_PRELUDE | CS_FMT_TAKES_NEXT;

	if (f->flags & (CS_FMT_CUT_HERE | CS_FMT_PANIC | CS_FMT_SILENT) || f->family || f->more)
		return false;
	if (o->format->flags & CS_FMT_CUT_HERE && !o->frames)
		return true;
	if (f->flags & CS_FMT_LONE)
		return false;
	return f->flags & (CS_FMT_CONT | CS_FMT_INSIDE) || (o->format->flags & names && !o->frames);
}

bool cs_header_names(const struct cs_open *o, const struct cs_format *f)
{
	if (o->format->flags & CS_FMT_IDLE && f->kind == o->format->kind)
		return false; /* the trace of the same report */
	return is_prelude(o) && !(f->flags & CS_FMT_RAW && o->format->flags & CS_FMT_PRELUDE);
}

/* Words that a WARN() may have in front of its header, or behind it: before 5.3 __warn() printed
 * them there. The header itself may have been broken in two, and its function looks like a frame.
 */
static bool is_said_by_warn(const struct cs_open *o, const struct cs_format *f)
{
	bool broken = o->frames == 1 && o->ev->line_count - o->ev->header == 2;

	return (f->flags & CS_FMT_PRELUDE) && (!o->frames || broken) && !o->ended &&
	       !(o->format->flags & (CS_FMT_LONE | CS_FMT_PRELUDE | CS_FMT_CUT_HERE)) &&
	       cs_str_starts(cs_str_from(o->format->anchor), "WARNING: ");
}

/* The header F belongs to the report that is open in the same stream. */
static bool goes_on(const struct cs_open *o, const struct cs_format *f)
{
	if (o->ended || o->done || o->format->family) /* a family takes only its own */
		return false;
	if (is_said_by_warn(o, f))
		return true;
	if (is_prelude(o) && f->flags & (CS_FMT_TAKES_NEXT | CS_FMT_PRELUDE))
		return true;
	if (is_prelude(o))
		return !(f->flags & (CS_FMT_CUT_HERE | CS_FMT_LONE | CS_FMT_PANIC));
	if (f->flags & CS_FMT_INSIDE) /* a trace of unknown cause has no name to keep */
		return !(o->format->flags & CS_FMT_WEAK);
	return (f->flags & CS_FMT_CONT) && (!o->frames || (f->flags & CS_FMT_WEAK));
}

/* Words that a WARN(), a BUG() or a fault of their own follows: what it says is theirs. Those that
 * can stand alone have it only inside a WARN(). */
static bool takes_next(const struct cs_open *o, const struct cs_format *f)
{
	if (!(o->format->flags & CS_FMT_TAKES_NEXT) || o->ended || o->done || o->frames ||
	    (f->flags & (CS_FMT_PANIC | CS_FMT_LONE)))
		return false;
	if (o->format->flags & CS_FMT_LONE)
		return o->marked;
	return o->ev->line_count - o->ev->header <= CS_LIMIT_NEXT_LINES;
}

/* A report whose stack comes only with the panic that closes it: panic_on_warn before 4.12,
 * double faults, bad stacks. The panic is an event of its own, the lines below are the
 * report's. */
static bool closes_in_the_middle(const struct cs_open *o, const struct cs_format *f,
				 struct cs_str text)
{
	if (!(f->flags & CS_FMT_PANIC) || o->ended || o->frames || o->format->family ||
	    cs_open_stands_alone(o) || (o->format->flags & (CS_FMT_CUT_HERE | CS_FMT_PANIC)))
		return false;
	return (o->format->flags & CS_FMT_TAKES_PANIC) || cs_echo_is_closing(text);
}

/* A family's reports hold lines that could begin one, too. */
static bool is_of_family(struct cs_open *o, const struct cs_format *f, const struct cs_record *r)
{
	const struct cs_family *family = o->format->family;
	bool own = f->family == family;
	enum cs_fit fit;

	/* a trace's header is of any family whose reports are made of stacks, or want one now */
	if (!family || !family->fits || (!own && !(f->flags & CS_FMT_WEAK)))
		return false;
	fit = family->fits(o->ev, r);
	if (fit == CS_FIT_DEFAULT)
		return !own && !family->parse;
	return fit == CS_FIT_YES || fit == CS_FIT_LAST;
}

bool cs_header_ends_family(struct cs_open *o, const struct cs_format *f, const struct cs_record *r)
{
	return o->format->family && o->format->family->fits && !is_of_family(o, f, r);
}

/* A device's fault can be told in the middle of a CPU's report; both go on. */
static bool goes_beside(const struct cs_open *o, const struct cs_format *f)
{
	return f->family && f->family->fits && !o->format->family && !o->ended &&
	       !(o->format->flags & (CS_FMT_LONE | CS_FMT_CUT_HERE));
}

/* One line, in the middle of another report that goes on. */
static bool is_lone_inside(const struct cs_open *o, const struct cs_format *f)
{
	return !o->ended && (f->flags & CS_FMT_LONE) && !is_said_by_warn(o, f) &&
	       !(o->format->flags & (CS_FMT_LONE | CS_FMT_CUT_HERE)) && !o->format->family &&
	       !o->format->more;
}

/* Reports that often come in rows, and of which one may be all there before the next begins: what
 * one CPU tells of RCU's stalls, and faults of do_DataAbort() that a program made (no "Internal
 * error" comes, only its signal). */
static bool comes_in_rows(const struct cs_open *o, const struct cs_format *f)
{
	const struct cs_event *ev = o->ev;

	if (o->format->kind == CS_KIND_RCU_STALL && f->kind == CS_KIND_RCU_STALL)
		return true;
	if (f->anchor != o->format->anchor ||
	    !cs_str_starts(cs_str_from(f->anchor), "Unhandled fault:"))
		return false;
	for (size_t i = ev->header; i < ev->line_count; i++)
		if (cs_str_has(ev->lines[i].text, "Internal error"))
			return false;
	return true;
}

/* Without caller ids nothing tells whose header it is; a report that is far from its end was
 * interrupted by another CPU, or cut. */
static bool interrupts(struct cs_open *o, const struct cs_format *f)
{
	const unsigned alone = CS_FMT_LONE | CS_FMT_PANIC;

	if (o->format->flags & CS_FMT_IDLE && !o->in_stack)
		return false; /* whatever it was, the header is not of its like */

	return !o->caller_kind && !o->ended && !((o->format->flags | f->flags) & alone) &&
	       !o->format->family && !f->family && !o->format->more && !f->more &&
	       !comes_in_rows(o, f) && !cs_strand_is_whole(cs_open_strand(o));
}

enum cs_header_use cs_header_use(struct cs_open *o, const struct cs_format *f,
				 const struct cs_record *r)
{
	if (o->format->flags & CS_FMT_SILENT)
		return f->flags & CS_FMT_WEAK ? CS_HEADER_PART : CS_HEADER_BEGINS;
	if (f == o->format && (f->flags & CS_FMT_EACH))
		return CS_HEADER_BEGINS;
	if (!(f->flags & CS_FMT_PANIC) && cs_open_wants(o, r->text))
		return CS_HEADER_LINE;
	if (takes_next(o, f))
		return CS_HEADER_LINE;
	if (goes_beside(o, f))
		return CS_HEADER_BESIDE;
	if (is_lone_inside(o, f))
		return CS_HEADER_LONE;
	if (closes_in_the_middle(o, f, r->text))
		return CS_HEADER_CLOSES;
	if (goes_on(o, f))
		return CS_HEADER_PART;
	if (is_of_family(o, f, r))
		return CS_HEADER_FAMILY;
	return interrupts(o, f) ? CS_HEADER_TANGLED : CS_HEADER_BEGINS;
}
