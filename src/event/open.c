#include "event/open.h"

#include <string.h>

#include "base/limits.h"
#include "event/complete.h"
#include "event/grammar.h"
#include "event/seams.h"

enum cs_line_class cs_incoming_class(struct cs_incoming *in)
{
	if (in->class == CS_LINE_UNREAD)
		in->class = cs_grammar_classify(in->record->text);
	return in->class;
}

struct cs_strand_line cs_incoming_line(struct cs_incoming *in)
{
	struct cs_strand_line line =
		cs_strand_read(in->record->text, cs_incoming_class(in), in->header);

	line.time = in->record->time;
	line.has_time = in->record->has_time;
	return line;
}

/* Most reports are alone in their stream, and nobody asks. */
const struct cs_strand *cs_open_strand(struct cs_open *o)
{
	struct cs_event *ev = o->ev;

	for (; o->followed < ev->line_count; o->followed++) {
		struct cs_line *l = &ev->lines[o->followed];
		struct cs_strand_line line;

		if (l->foreign)
			continue;
		line = cs_strand_read(l->text, cs_grammar_class_of(l),
				      l->header ? o->format : NULL);
		line.time = l->time;
		line.has_time = l->has_time;
		cs_strand_take(&o->strand, &line);
	}
	return &o->strand;
}

void cs_open_add(struct cs_open *o, const struct cs_incoming *in, bool good)
{
	const struct cs_record *r = in->record;
	struct cs_event *ev = o->ev;
	struct cs_line *l = CS_ARENA_PUSH(&ev->arena, ev->lines, ev->line_count);

	l->raw = cs_arena_str(&ev->arena, r->raw);
	l->text = (struct cs_str){l->raw.p + (r->text.p - r->raw.p), r->text.n};
	l->class = in->class;
	l->header = in->header != NULL;
	l->told = o->doubtful && in->told == CS_TOLD_SURE ? CS_TOLD_LIKELY : in->told;
	l->number = r->number;
	l->offset = r->offset;
	l->end = r->end;
	l->time = r->time;
	l->has_time = r->has_time;
	l->overtaken = o->interrupted;
	l->foreign = !good;
	l->glued = r->glued;
	l->rest = r->rest;
	l->rest_sure = r->rest_sure;
	l->wrapped = r->wrapped;
	o->bytes += r->raw.n;
	if (good) {
		o->good = ev->line_count;
		o->other = o->user = o->quiet = 0;
		o->told[l->told]++;
		o->doubtful |= l->told == CS_TOLD_GUESSED;
		o->doubtful &= in->class != CS_LINE_CONTEXT;
	}
}

/* A ruler above the header belongs to the report. */
static void add_ruler(struct cs_open *o, const struct cs_record *before)
{
	struct cs_incoming in = {.record = before};

	if (!before || before->caller_kind != o->caller_kind || before->caller_id != o->caller_id)
		return;
	in.class = cs_grammar_classify(before->text);
	if (in.class == CS_LINE_RULER)
		cs_open_add(o, &in, true);
}

void cs_open_begin(struct cs_open *o, const struct cs_format *f, const struct cs_incoming *in,
		   const struct cs_record *before)
{
	const struct cs_record *r = in->record;

	*o = (struct cs_open){.ev = cs_event_new(), .format = f, .stamped = r->has_time};
	o->caller_kind = r->caller_kind;
	o->caller_id = r->caller_id;
	cs_strand_init(&o->strand);
	o->ev->by_caller = r->caller_kind != 0;
	o->ev->stamped = r->has_time || r->level >= 0 || r->caller_kind;
	add_ruler(o, before);
	o->ev->header = o->ev->line_count;
	cs_open_add(o, in, true);
	if (f->flags & CS_FMT_NMI)
		o->nmi = cs_str_has(r->text, "ending NMI");
}

/* Lines inside the report's span that are not among its own are another report's; and what went on
 * since may have lines among its own. */
static bool is_tangled(const struct cs_open *o)
{
	const struct cs_event *ev = o->ev;

	if (o->shared)
		return true;
	for (size_t i = 1; i < ev->line_count; i++)
		if (ev->lines[i].number > ev->lines[i - 1].number + 1)
			return true;
	return false;
}

/* None of the other reports that were open went on: nothing had to be told apart. */
static void forget_tangle(struct cs_open *o)
{
	for (size_t i = 0; i < o->ev->line_count; i++)
		o->ev->lines[i].told = CS_TOLD_ALONE;
	memset(o->told, 0, sizeof(o->told));
}

static void note_tangle(struct cs_open *o)
{
	unsigned sure = o->told[CS_TOLD_SURE], likely = o->told[CS_TOLD_LIKELY],
		 guessed = o->told[CS_TOLD_GUESSED];

	if (sure + likely + guessed == 0)
		return;
	cs_event_note(o->ev,
		      "lines of another report stand between its own, and no caller ids tell them "
		      "apart: %u were told surely, %u likely, %u are a guess",
		      sure, likely, guessed);
}

void cs_open_finish(struct cs_open *o, const char *cut, const struct cs_open_with *with)
{
	if (o->done)
		return;
	o->done = true;
	if (o->good < o->ev->line_count)
		o->ev->line_count = o->good;
	if (!is_tangled(o))
		forget_tangle(o);
	note_tangle(o);
	cs_event_note_seams(o->ev);
	if (cut && !o->whole)
		o->ev->cut = cs_str_from(cut);
	if (!cs_event_complete(o->ev, o->format, with->formats, with->names)) {
		cs_event_free(o->ev);
		o->ev = NULL;
	}
}

/* How many lines of others in a row end the report: few when its stack was read, more while the
 * stack is still to come. */
static unsigned patience(const struct cs_open *o)
{
	if (o->in_stack && !o->frames)
		return CS_LIMIT_WAITING_LINES;
	return o->format->more ? CS_LIMIT_MORE_LINES : CS_LIMIT_FOREIGN_LINES;
}

void cs_open_pass(struct cs_open *o, const struct cs_incoming *in, const struct cs_open_with *with)
{
	cs_open_add(o, in, false);
	if (cs_str_trim(in->record->text).n == 0)
		return;
	if (o->stamped && !in->record->has_time)
		o->user++;
	else
		o->other++;
	if (o->other > patience(o) || o->user > CS_LIMIT_USER_LINES)
		cs_open_finish(o, NULL, with);
}

void cs_open_check_size(struct cs_open *o, const struct cs_open_with *with)
{
	if (o->done ||
	    (o->ev->line_count < CS_LIMIT_EVENT_LINES && o->bytes < CS_LIMIT_EVENT_BYTES))
		return;
	cs_event_note(o->ev, "the report was cut at its size limit (%u lines, %u bytes)",
		      CS_LIMIT_EVENT_LINES, CS_LIMIT_EVENT_BYTES);
	cs_open_finish(o, "size limit", with);
}

/* Nobody else is open, but others were, and may have gone without all their lines. */
static enum cs_line_told told_after_tangle(struct cs_open *o, struct cs_incoming *in)
{
	struct cs_strand_line line = cs_incoming_line(in);
	int fit = cs_strand_fit(cs_open_strand(o), &line, 0);

	return fit > 2 ? CS_TOLD_SURE : fit > -2 ? CS_TOLD_LIKELY : CS_TOLD_GUESSED;
}

void cs_open_feed(struct cs_open *o, struct cs_incoming *in, const struct cs_open_with *with)
{
	if (in->told == CS_TOLD_ALONE && (o->interrupted || o->shared) && !o->caller_kind)
		in->told = told_after_tangle(o, in);
	switch (cs_open_fits(o, in)) {
	case CS_FIT_YES:
	case CS_FIT_DEFAULT:
		cs_open_add(o, in, true);
		break;
	case CS_FIT_LAST:
		cs_open_add(o, in, true);
		o->whole = true;
		cs_open_finish(o, NULL, with);
		break;
	case CS_FIT_NO:
		cs_open_pass(o, in, with);
		break;
	case CS_FIT_END:
		cs_open_finish(o, NULL, with);
		break;
	}
	cs_open_check_size(o, with);
}
