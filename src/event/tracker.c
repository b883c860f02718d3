#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "event/echo.h"
#include "event/header.h"
#include "event/tracker_private.h"

#define MIN_SKEW 0.02 /* seconds */

struct cs_tracker *cs_tracker_new(const struct cs_formats *formats, const struct cs_names *names,
				  cs_event_fn *fn, void *ctx)
{
	struct cs_tracker *t = cs_calloc(1, sizeof(*t));

	t->with = (struct cs_open_with){formats, names};
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
	cs_tangle_free(t->tangle);
	cs_held_release(&t->held);
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

void cs_tracker_set_test(struct cs_tracker *t, const char *test)
{
	t->test = test;
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
	if (n == 0)
		return;
	memmove(t->open, t->open + n, (t->count - n) * sizeof(*t->open));
	t->count -= n;
}

static struct cs_open *begin(struct cs_tracker *t, const struct cs_format *f,
			     const struct cs_incoming *in, const struct cs_record *before)
{
	struct cs_incoming own = *in;
	struct cs_open *o;

	own.told = CS_TOLD_ALONE;               /* the report is told by nothing but this line */
	if (t->count == CS_LIMIT_OPEN_EVENTS) { /* the oldest has waited long enough */
		cs_open_finish(&t->open[0], "too many reports at once", &t->with);
		emit_done(t);
	}
	o = &t->open[t->count++];
	cs_open_begin(o, f, &own, before);
	o->number = ++t->begun;
	o->ev->boot = t->boot;
	o->ev->test = cs_arena_str(&o->ev->arena, cs_str_from(t->test));
	return o;
}

/* An event of this one line, in the middle of another report that goes on. */
static void begin_aside(struct cs_tracker *t, const struct cs_format *f,
			const struct cs_incoming *in)
{
	struct cs_open *o = begin(t, f, in, NULL);

	o->ev->aside = true;
	o->whole = true;
	cs_open_finish(o, NULL, &t->with);
}

/* The header of a part of the report O: it goes on, perhaps under the part's better name. */
static void take_part(struct cs_tracker *t, struct cs_open *o, const struct cs_format *f,
		      struct cs_incoming *in)
{
	if (cs_header_names(o, f)) {
		o->marked = o->format->flags & CS_FMT_CUT_HERE;
		o->format = f;
		o->ev->header = o->ev->line_count;
		cs_open_add(o, in, true);
		return;
	}
	cs_open_feed(o, in, &t->with);
	if (o->done)
		return;
	o->good = o->ev->line_count;
	o->other = o->user = 0;
	o->ev->lines[o->ev->line_count - 1].foreign = false;
}

static void replace(struct cs_tracker *t, struct cs_open *o, const struct cs_format *f,
		    const struct cs_incoming *in, const struct cs_record *before)
{
	if ((f->flags & CS_FMT_PANIC) && !(o->format->flags & CS_FMT_WEAK) &&
	    cs_echo_is_closing(in->record->text))
		cs_open_add(o, in, true); /* how the report ends */
	cs_open_finish(o, NULL, &t->with);
	begin(t, f, in, before);
}

static void take_header(struct cs_tracker *t, const struct cs_format *f, struct cs_incoming *in,
			const struct cs_record *before)
{
	struct cs_open *o = cs_tracker_find(t, in, NULL);

	if (o && cs_header_ends_family(o, f, in->record)) {
		cs_open_finish(o, NULL, &t->with);
		o = cs_tracker_find(t, in, NULL);
	}
	if (!o) {
		begin(t, f, in, before);
		return;
	}
	switch (cs_header_use(o, f, in->record)) {
	case CS_HEADER_LINE:
		cs_open_add(o, in, true);
		cs_open_check_size(o, &t->with);
		break;
	case CS_HEADER_BESIDE:
		begin(t, f, in, NULL);
		break;
	case CS_HEADER_TANGLED:
		o->interrupted = true;
		begin(t, f, in, before);
		break;
	case CS_HEADER_LONE:
		cs_open_pass(o, in, &t->with);
		begin_aside(t, f, in);
		break;
	case CS_HEADER_CLOSES:
		cs_open_add(o, in, true);
		begin_aside(t, f, in);
		break;
	case CS_HEADER_PART:
		take_part(t, o, f, in);
		break;
	case CS_HEADER_FAMILY:
		cs_open_feed(o, in, &t->with);
		break;
	case CS_HEADER_BEGINS:
		replace(t, o, f, in, before);
		break;
	}
}

/* What a family doesn't take is for the report that it stands in, if any. */
static void feed_stream(struct cs_tracker *t, struct cs_incoming *in)
{
	struct cs_open *o = cs_tracker_find(t, in, NULL), *below;

	if (!o)
		return;
	if (o->format->family && cs_open_fits(o, in) == CS_FIT_NO) {
		below = cs_tracker_find(t, in, o);
		if (below)
			cs_open_feed(below, in, &t->with);
	}
	cs_open_feed(o, in, &t->with);
}

/* One more record comes. A report that was interrupted doesn't wait for ever to go on. */
static void count_quiet(struct cs_tracker *t)
{
	for (size_t i = 0; i < t->count; i++) {
		struct cs_open *o = &t->open[i];

		if (!o->done && ++o->quiet > CS_LIMIT_TANGLED_LINES && o->interrupted)
			cs_open_finish(o, NULL, &t->with);
	}
}

/* Stamps that jump back further than two CPUs' printing at once explains are of two clocks. */
static void watch_clocks(struct cs_tracker *t, const struct cs_record *r)
{
	double back = t->last - r->time;

	if (t->count == 0)
		t->skew = 0;
	if (!r->has_time)
		return;
	if (t->count && back > MIN_SKEW && (t->skew == 0 || back < t->skew))
		t->skew = back;
	t->last = r->time;
}

/* A report that was interrupted and has got this line goes on: with it, so do those that began
 * since, and lines of theirs may be its. */
static void mark_shared(struct cs_tracker *t)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct cs_open *o = &t->open[i];

		if (!o->interrupted || o->quiet)
			continue;
		for (size_t k = i + 1; k < t->count; k++)
			t->open[k].shared |= t->open[k].caller_kind == 0;
	}
}

void cs_tracker_process(struct cs_tracker *t, struct cs_incoming *in,
			const struct cs_record *before)
{
	count_quiet(t);
	if (in->header && (in->header->flags & CS_FMT_SILENT) && cs_tracker_find(t, in, NULL))
		in->header = NULL; /* a line of that report, or nobody's */
	if (in->header)
		take_header(t, in->header, in, before);
	else
		feed_stream(t, in);
	mark_shared(t);
	emit_done(t);
	cs_tracker_regroup(t);
}

/* The line before stands here again, to the microsecond: whoever wrote the log down doubled it.
 * Families' faults may come as fast as that. */
static bool is_doubled(struct cs_tracker *t, const struct cs_record *r, const struct cs_format *f)
{
	char digest[CS_DIGEST_HEX + 1];
	bool doubled;

	if (!r->has_time || f->family)
		return false;
	cs_digest_of(r->raw, digest);
	doubled = t->header_number && t->header_number + 1 == r->number &&
		  strcmp(t->header_digest, digest) == 0;
	t->header_number = r->number;
	memcpy(t->header_digest, digest, sizeof(digest));
	return doubled;
}

/* It is shown with the report that is open, and says nothing. */
static void take_doubled(struct cs_tracker *t, const struct cs_incoming *in)
{
	struct cs_open *o;

	cs_tracker_settle(t, true);
	o = cs_tracker_find(t, in, NULL);
	if (!o)
		return;
	cs_open_add(o, in, false);
	cs_open_check_size(o, &t->with);
	emit_done(t);
	cs_tracker_regroup(t);
}

/* What kmemleak prints when it is verbose has its name in front of each line, "kmemleak:   comm …"
 * (warn_or_seq_printf() and pr_fmt() in mm/kmemleak.c, since 5.11). */
static struct cs_record without_name(const struct cs_record *r)
{
	struct cs_record plain = *r;

	if (cs_str_starts(r->text, "kmemleak:  "))
		plain.text = cs_str_tail(r->text, sizeof("kmemleak:") - 1);
	return plain;
}

void cs_tracker_feed(struct cs_tracker *t, const struct cs_record *record, const uint32_t *tags,
		     size_t tag_count, const struct cs_record *before)
{
	const struct cs_record plain = without_name(record), *r = &plain;
	const struct cs_format *f = cs_formats_match(t->with.formats, r->text, tags, tag_count);
	struct cs_incoming in = {.record = r, .header = f};

	watch_clocks(t, r);
	if (f && f->flags & CS_FMT_REST)
		t->saw_rest |= t->count == 0 ||
			       (t->count == 1 && t->open[0].format->flags & CS_FMT_IDLE);
	if (f && (f->flags & CS_FMT_REST || (f->flags & CS_FMT_IDLE && t->count)))
		f = in.header = NULL;
	if (f && is_doubled(t, r, f)) {
		take_doubled(t, &in);
		return;
	}
	if (cs_tracker_untangle(t, &in))
		return;
	cs_tracker_process(t, &in, before);
	cs_tracker_settle(t, false);
}

bool cs_tracker_saw_rest(const struct cs_tracker *t)
{
	return t->saw_rest;
}

void cs_tracker_flush(struct cs_tracker *t, bool end_of_input)
{
	cs_tracker_settle(t, true);
	for (size_t i = 0; i < t->count; i++) {
		struct cs_open *o = &t->open[i];
		bool begun = o->frames || o->format->flags & CS_FMT_STACK;
		bool growing = end_of_input && o->other == 0 && begun && !o->whole &&
			       !o->interrupted;

		cs_open_finish(o, growing ? "the input ends inside the report" : NULL, &t->with);
	}
	emit_done(t);
	cs_tracker_regroup(t);
}
