/* Does a line belong to the report that is open? By the grammar of reports, unless the format's
 * family, or its list of literals, knows better. */
#include "event/grammar.h"
#include "event/open.h"

/* What may follow the end marker: registers printed again, and where DMA memory was mapped. */
static enum cs_fit after_end(struct cs_open *o, enum cs_line_class c, struct cs_str text)
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

static enum cs_fit frame_fit(struct cs_open *o)
{
	if (o->aside)
		o->aside = false;
	else
		o->frames++;
	return CS_FIT_YES;
}

/* Without caller ids, a ruler above the end of the trace is the beginning of another CPU's report.
 */
static bool may_end(struct cs_open *o)
{
	const unsigned open = 1u << CS_PART_OPEN, close = 1u << CS_PART_CLOSE;
	const struct cs_strand *s;

	if (o->caller_kind)
		return true;
	s = cs_open_strand(o);
	return o->frames && (s->part != CS_PART_FRAME || !(s->seen & open) || s->seen & close);
}

static enum cs_fit ruler_fit(struct cs_open *o, struct cs_str text)
{
	bool equals = cs_str_starts(cs_str_trim(text), "=");

	if ((o->format->flags & CS_FMT_RULED) && equals && o->ev->line_count >= 4 && may_end(o)) {
		o->whole = true;
		return CS_FIT_LAST;
	}
	return o->frames ? CS_FIT_NO : CS_FIT_YES;
}

/* Before 5.3, and still where the architecture has no __WARN_FLAGS (arm), __warn() in
 * kernel/panic.c prints what WARN() has to say right behind the header; elsewhere it stands above.
 */
static bool is_warns_message(const struct cs_open *o)
{
	const struct cs_event *ev = o->ev;
	struct cs_str head = ev->lines[ev->header].text;

	return ev->line_count == ev->header + 1 && ev->header <= 1 &&
	       (cs_str_starts(head, "WARNING: CPU: ") || cs_str_starts(head, "WARNING: at "));
}

static enum cs_fit other_fit(struct cs_open *o, struct cs_str text, enum cs_fit fit)
{
	struct cs_pat_hit hit;

	if (o->format->body && !o->body_seen && cs_pat_match(o->format->body, text, &hit)) {
		o->body_seen = true;
		return CS_FIT_YES;
	}
	if (is_warns_message(o) && text.n)
		return CS_FIT_YES;
	if (cs_str_has(text, "ending NMI"))
		o->nmi = true;
	if (cs_str_starts(text, "Preemption disabled at:"))
		o->aside = true;
	if (is_panic_end(text))
		return o->whole = true, CS_FIT_LAST;
	return fit;
}

/* __warn() and die() tell the stack before the end marker; one that comes earlier is that of the
 * report before, whose CPU was late. */
static enum cs_fit end_fit(struct cs_open *o)
{
	const struct cs_strand *s = cs_open_strand(o);

	if (!o->caller_kind && cs_strand_awaits_stack(s))
		return CS_FIT_NO;
	o->ended = o->whole = true;
	return CS_FIT_YES;
}

static enum cs_fit grammar_fit(struct cs_open *o, struct cs_incoming *in)
{
	struct cs_str text = in->record->text;

	if (o->ended)
		return after_end(o, cs_incoming_class(in), text);
	switch (cs_incoming_class(in)) {
	case CS_LINE_FRAME:
		return frame_fit(o);
	case CS_LINE_STACK_HEADER:
		o->in_stack = true;
		return CS_FIT_YES;
	case CS_LINE_END_TRACE:
		return end_fit(o);
	case CS_LINE_RULER:
		return ruler_fit(o, text);
	case CS_LINE_CUT_HERE:
		return CS_FIT_END;
	case CS_LINE_BLANK:
	case CS_LINE_OTHER:
		if (cs_strand_is_list(text) && cs_strand_in_list(cs_open_strand(o)))
			return CS_FIT_YES;
		return other_fit(o, text, CS_FIT_NO);
	case CS_LINE_DETAIL:
		return other_fit(o, text, CS_FIT_YES);
	default:
		return CS_FIT_YES;
	}
}

bool cs_open_wants(const struct cs_open *o, struct cs_str text)
{
	for (const char *const *m = o->format->more; m && *m; m++)
		if (cs_str_has(text, *m))
			return true;
	return false;
}

enum cs_fit cs_open_fits(struct cs_open *o, struct cs_incoming *in)
{
	const struct cs_family *family = o->format->family;
	enum cs_fit fit = CS_FIT_DEFAULT;

	if (o->format->more)
		return cs_open_wants(o, in->record->text) ? CS_FIT_YES : CS_FIT_NO;
	if (family && family->fits)
		fit = family->fits(o->ev, in->record);
	if (fit == CS_FIT_DEFAULT && cs_open_stands_alone(o))
		fit = CS_FIT_END;
	return fit == CS_FIT_DEFAULT ? grammar_fit(o, in) : fit;
}
