#include "event/tracker.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "event/complete.h"
#include "event/echo.h"
#include "event/grammar.h"

struct open {
	struct cs_event *ev; /* NULL: slot is free */
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
	size_t bytes;
	bool ended;     /* its end marker was seen; repeats of registers may follow */
	bool mapped_at; /* a stack after the end marker (DMA-API) */
	bool nmi;       /* other CPUs were asked to show their stacks */
	bool whole;
	bool done;
};

struct cs_tracker {
	const struct cs_formats *formats;
	const struct cs_names *names;
	cs_event_fn *fn;
	void *ctx;
	struct open open[CS_LIMIT_OPEN_EVENTS]; /* in order of their beginning */
	size_t count;
	unsigned boot;
};

struct cs_tracker *cs_tracker_new(const struct cs_formats *formats, const struct cs_names *names,
				  cs_event_fn *fn, void *ctx)
{
	struct cs_tracker *t = cs_calloc(1, sizeof(*t));

	t->formats = formats;
	t->names = names;
	t->fn = fn;
	t->ctx = ctx;
	return t;
}

void cs_tracker_free(struct cs_tracker *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->count; i++)
		cs_event_free(t->open[i].ev);
	free(t);
}

bool cs_tracker_is_open(const struct cs_tracker *t)
{
	return t->count > 0;
}

uint64_t cs_tracker_oldest(const struct cs_tracker *t)
{
	uint64_t oldest = UINT64_MAX;

	for (size_t i = 0; i < t->count; i++) {
		const struct cs_event *ev = t->open[i].ev;

		if (ev && ev->line_count && ev->lines[0].offset < oldest)
			oldest = ev->lines[0].offset;
	}
	return oldest;
}

void cs_tracker_set_boot(struct cs_tracker *t, unsigned boot)
{
	t->boot = boot;
}

/* Hands on what is done, as long as nothing older is still open. */
static void emit_done(struct cs_tracker *t)
{
	size_t n = 0;

	while (n < t->count && t->open[n].done) {
		struct cs_event *ev = t->open[n].ev;

		if (ev)
			t->fn(t->ctx, ev);
		n++;
	}
	memmove(t->open, t->open + n, (t->count - n) * sizeof(*t->open));
	t->count -= n;
}

static void finish(struct cs_tracker *t, struct open *o, const char *cut)
{
	if (o->done)
		return;
	o->done = true;
	if (o->good < o->ev->line_count)
		o->ev->line_count = o->good;
	if (cut && !o->whole)
		o->ev->cut = cs_str_from(cut);
	if (!cs_event_complete(o->ev, o->format, t->formats, t->names)) {
		cs_event_free(o->ev);
		o->ev = NULL;
	}
}

static void add_line(struct open *o, const struct cs_record *r, bool good)
{
	struct cs_event *ev = o->ev;
	struct cs_line *l = CS_ARENA_PUSH(&ev->arena, ev->lines, ev->line_count);

	l->raw = cs_arena_str(&ev->arena, r->raw);
	l->text = (struct cs_str){l->raw.p + (r->text.p - r->raw.p), r->text.n};
	l->number = r->number;
	l->offset = r->offset;
	l->end = r->end;
	l->time = r->time;
	l->has_time = r->has_time;
	l->foreign = !good;
	o->bytes += r->raw.n;
	if (good) {
		o->good = ev->line_count;
		o->other = o->user = 0;
	}
}

static struct open *find_open(struct cs_tracker *t, const struct cs_record *r)
{
	struct open *nmi = NULL;

	for (size_t i = t->count; i-- > 0;) {
		struct open *o = &t->open[i];

		if (o->done)
			continue;
		if (o->caller_kind == r->caller_kind && o->caller_id == r->caller_id)
			return o;
		if (o->nmi && r->caller_kind == 'C')
			nmi = o;
	}
	return nmi;
}

/* ---- does the line belong? ---- */

static enum cs_fit after_end(struct open *o, enum cs_line_class c, struct cs_str text)
{
	enum cs_stack_role role;
	int cpu;

	if (c == CS_LINE_STACK_HEADER && cs_grammar_stack_header(text, &role, &cpu) &&
	    role == CS_STACK_ORIGIN) {
		o->mapped_at = true;
		return CS_FIT_YES;
	}
	if (o->mapped_at && c == CS_LINE_FRAME)
		return CS_FIT_YES;
	if (c == CS_LINE_REGISTERS || c == CS_LINE_IP || c == CS_LINE_CODE)
		return CS_FIT_YES;
	return c == CS_LINE_BLANK || c == CS_LINE_OTHER ? CS_FIT_NO : CS_FIT_END;
}

static bool is_panic_end(struct cs_str s)
{
	return cs_str_starts(s, "---[ end Kernel panic") || cs_str_starts(s, "Rebooting in ") ||
	       cs_str_starts(s, "reboot: ");
}

static enum cs_fit frame_fit(struct open *o)
{
	if (o->aside)
		o->aside = false;
	else
		o->frames++;
	return CS_FIT_YES;
}

static enum cs_fit ruler_fit(struct open *o, struct cs_str text)
{
	bool equals = cs_str_starts(cs_str_trim(text), "=");

	if ((o->format->flags & CS_FMT_RULED) && equals && o->ev->line_count >= 4) {
		o->whole = true;
		return CS_FIT_LAST;
	}
	return o->frames ? CS_FIT_NO : CS_FIT_YES;
}

static enum cs_fit other_fit(struct open *o, struct cs_str text, enum cs_fit fit)
{
	if (cs_str_has(text, "ending NMI"))
		o->nmi = true;
	if (cs_str_starts(text, "Preemption disabled at:"))
		o->aside = true;
	if (is_panic_end(text))
		return o->whole = true, CS_FIT_LAST;
	return fit;
}

static enum cs_fit grammar_fit(struct open *o, const struct cs_record *r)
{
	enum cs_line_class c = cs_grammar_classify(r->text);

	if (o->ended)
		return after_end(o, c, r->text);
	switch (c) {
	case CS_LINE_FRAME:
		return frame_fit(o);
	case CS_LINE_STACK_HEADER:
		o->in_stack = true;
		return CS_FIT_YES;
	case CS_LINE_END_TRACE:
		o->ended = o->whole = true;
		return CS_FIT_YES;
	case CS_LINE_RULER:
		return ruler_fit(o, r->text);
	case CS_LINE_CUT_HERE:
		return CS_FIT_END;
	case CS_LINE_BLANK:
	case CS_LINE_OTHER:
		return other_fit(o, r->text, CS_FIT_NO);
	case CS_LINE_DETAIL:
		return other_fit(o, r->text, CS_FIT_YES);
	default:
		return CS_FIT_YES;
	}
}

static bool holds_more(const struct cs_format *f, struct cs_str text)
{
	for (const char *const *m = f->more; m && *m; m++)
		if (cs_str_has(text, *m))
			return true;
	return false;
}

static enum cs_fit line_fit(struct open *o, const struct cs_record *r)
{
	enum cs_fit fit = CS_FIT_DEFAULT;

	if (o->format->more)
		return holds_more(o->format, r->text) ? CS_FIT_YES : CS_FIT_NO;

	if (o->format->family && o->format->family->fits)
		fit = o->format->family->fits(o->ev, r);
	if (fit == CS_FIT_DEFAULT && (o->format->flags & CS_FMT_LONE))
		fit = CS_FIT_END;
	return fit == CS_FIT_DEFAULT ? grammar_fit(o, r) : fit;
}

static bool too_big(const struct open *o)
{
	return o->ev->line_count >= CS_LIMIT_EVENT_LINES || o->bytes >= CS_LIMIT_EVENT_BYTES;
}

/* A line of somebody else. Too many of them in a row, and the report is over: few when its
 * stack was read, more while the stack is still to come, many of what programs write. */
static void add_other(struct cs_tracker *t, struct open *o, const struct cs_record *r)
{
	bool waiting = o->in_stack && !o->frames;

	add_line(o, r, false);
	if (cs_str_trim(r->text).n == 0)
		return;
	if (o->stamped && !r->has_time)
		o->user++;
	else
		o->other++;
	if (o->other > (waiting           ? CS_LIMIT_WAITING_LINES
			: o->format->more ? CS_LIMIT_MORE_LINES
					  : CS_LIMIT_FOREIGN_LINES) ||
	    o->user > CS_LIMIT_USER_LINES)
		finish(t, o, NULL);
}

static void check_size(struct cs_tracker *t, struct open *o)
{
	if (o->done || !too_big(o))
		return;
	cs_event_note(o->ev, "the report was cut at its size limit (%u lines, %u bytes)",
		      CS_LIMIT_EVENT_LINES, CS_LIMIT_EVENT_BYTES);
	finish(t, o, "size limit");
}

static void feed_open(struct cs_tracker *t, struct open *o, const struct cs_record *r)
{
	switch (line_fit(o, r)) {
	case CS_FIT_YES:
	case CS_FIT_DEFAULT:
		add_line(o, r, true);
		break;
	case CS_FIT_LAST:
		add_line(o, r, true);
		o->whole = true;
		finish(t, o, NULL);
		break;
	case CS_FIT_NO:
		add_other(t, o, r);
		break;
	case CS_FIT_END:
		finish(t, o, NULL);
		break;
	}
	check_size(t, o);
}

/* ---- beginnings ---- */

static const struct cs_format *match_format(struct cs_tracker *t, const struct cs_record *r,
					    const uint32_t *tags, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct cs_format *f = cs_formats_get(t->formats, tags[i]);
		struct cs_pat_hit hit;

		if (f && cs_format_begins(f, r->text, &hit))
			return f;
	}
	return NULL;
}

static struct open *begin(struct cs_tracker *t, const struct cs_format *f,
			  const struct cs_record *r, const struct cs_record *before)
{
	struct open *o;

	if (t->count == CS_LIMIT_OPEN_EVENTS) { /* the oldest has waited long enough */
		finish(t, &t->open[0], "too many reports at once");
		emit_done(t);
	}
	o = &t->open[t->count++];
	*o = (struct open){.ev = cs_event_new(), .format = f, .stamped = r->has_time};
	o->caller_kind = r->caller_kind;
	o->caller_id = r->caller_id;
	o->ev->boot = t->boot;
	o->ev->by_caller = r->caller_kind != 0;
	o->ev->stamped = r->has_time || r->level >= 0 || r->caller_kind;
	if (before && before->caller_kind == r->caller_kind && before->caller_id == r->caller_id &&
	    cs_grammar_classify(before->text) == CS_LINE_RULER)
		add_line(o, before, true);
	o->ev->header = o->ev->line_count;
	add_line(o, r, true);
	if (f->flags & CS_FMT_NMI)
		o->nmi = cs_str_has(r->text, "ending NMI");
	return o;
}

/* An event of this one line, in the middle of another report that goes on. */
static void begin_aside(struct cs_tracker *t, const struct cs_format *f, const struct cs_record *r)
{
	struct open *o = begin(t, f, r, NULL);

	o->ev->aside = true;
	o->whole = true;
	finish(t, o, NULL);
}

/* Nothing but a beginning was read; what comes next says what it is. */
static bool is_prelude(const struct open *o)
{
	return !o->frames && (o->format->flags & (CS_FMT_CUT_HERE | CS_FMT_PRELUDE));
}

/* The header F belongs to the report that is open in the same stream. */
static bool goes_on(const struct open *o, const struct cs_format *f)
{
	if (o->ended || o->done || o->format->family) /* a family takes only its own */
		return false;
	if (is_prelude(o))
		return !(f->flags & (CS_FMT_CUT_HERE | CS_FMT_LONE | CS_FMT_PANIC));
	if (f->flags & CS_FMT_INSIDE)
		return true;
	return (f->flags & CS_FMT_CONT) && (!o->frames || (f->flags & CS_FMT_WEAK));
}

/* A report whose stack comes only with the panic that closes it: panic_on_warn before 4.12,
 * double faults, bad stacks. The panic is an event of its own, the lines below are the
 * report's. */
static bool closes_in_the_middle(const struct open *o, const struct cs_format *f,
				 struct cs_str text)
{
	if (!(f->flags & CS_FMT_PANIC) || o->ended || o->frames || o->format->family ||
	    (o->format->flags & (CS_FMT_CUT_HERE | CS_FMT_PANIC)))
		return false;
	return (o->format->flags & CS_FMT_TAKES_PANIC) || cs_echo_is_closing(text);
}

/* The header of a part of the report O: it goes on, perhaps under the part's better name. */
static void take_part(struct cs_tracker *t, struct open *o, const struct cs_format *f,
		      const struct cs_record *r)
{
	if (is_prelude(o) && !(f->flags & CS_FMT_RAW && o->format->flags & CS_FMT_PRELUDE)) {
		o->format = f;
		o->ev->header = o->ev->line_count;
		add_line(o, r, true);
		return;
	}
	feed_open(t, o, r);
	if (o->done)
		return;
	o->good = o->ev->line_count;
	o->other = o->user = 0;
	o->ev->lines[o->ev->line_count - 1].foreign = false;
}

/* A family's reports hold lines that could begin one, too. */
static bool is_of_family(struct open *o, const struct cs_format *f, const struct cs_record *r)
{
	enum cs_fit fit;

	if (!f->family || o->format->family != f->family || !f->family->fits)
		return false;
	fit = f->family->fits(o->ev, r);
	return fit == CS_FIT_YES || fit == CS_FIT_LAST;
}

/* A device's fault can be told in the middle of a CPU's report; both go on. */
static bool goes_beside(const struct open *o, const struct cs_format *f)
{
	return f->family && f->family->fits && !o->format->family && !o->ended &&
	       !(o->format->flags & (CS_FMT_LONE | CS_FMT_CUT_HERE));
}

static void take_header(struct cs_tracker *t, const struct cs_format *f, const struct cs_record *r,
			const struct cs_record *before)
{
	struct open *o = find_open(t, r);

	if (o && !(f->flags & CS_FMT_PANIC) && holds_more(o->format, r->text)) {
		add_line(o, r, true);
		check_size(t, o);
		return;
	}
	if (o && o->format->family && o->format->family->fits && !is_of_family(o, f, r)) {
		finish(t, o, NULL);
		o = find_open(t, r);
	}
	if (o && goes_beside(o, f)) {
		begin(t, f, r, NULL);
	} else if (o && !o->ended && (f->flags & CS_FMT_LONE) &&
		   !(o->format->flags & (CS_FMT_LONE | CS_FMT_CUT_HERE)) && !o->format->family &&
		   !o->format->more) {
		add_other(t, o, r);
		begin_aside(t, f, r);
	} else if (o && closes_in_the_middle(o, f, r->text)) {
		add_line(o, r, true);
		begin_aside(t, f, r);
	} else if (o && goes_on(o, f)) {
		take_part(t, o, f, r);
	} else if (o && is_of_family(o, f, r)) {
		feed_open(t, o, r);
	} else {
		if (o && (f->flags & CS_FMT_PANIC) && cs_echo_is_closing(r->text))
			add_line(o, r, true); /* how the report ends */
		if (o)
			finish(t, o, NULL);
		begin(t, f, r, before);
	}
}

/* What a family doesn't take is for the report that it stands in, if any. */
static void feed_stream(struct cs_tracker *t, const struct cs_record *r)
{
	struct open *o = find_open(t, r), *below;

	if (!o)
		return;
	if (o->format->family && line_fit(o, r) == CS_FIT_NO) {
		o->done = true; /* only to find the one below */
		below = find_open(t, r);
		o->done = false;
		if (below)
			feed_open(t, below, r);
	}
	feed_open(t, o, r);
}

void cs_tracker_feed(struct cs_tracker *t, const struct cs_record *r, const uint32_t *tags,
		     size_t tag_count, const struct cs_record *before)
{
	const struct cs_format *f = match_format(t, r, tags, tag_count);

	if (f) {
		take_header(t, f, r, before);
	} else {
		feed_stream(t, r);
	}
	emit_done(t);
}

void cs_tracker_flush(struct cs_tracker *t, bool end_of_input)
{
	for (size_t i = 0; i < t->count; i++) {
		struct open *o = &t->open[i];
		bool growing = end_of_input && o->other == 0 && o->frames && !o->whole;

		finish(t, o, growing ? "the input ends inside the report" : NULL);
	}
	emit_done(t);
}
