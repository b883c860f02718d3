#include "event/tracker.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "event/echo.h"
#include "event/header.h"

struct cs_tracker {
	struct cs_open_with with;
	cs_event_fn *fn;
	void *ctx;
	struct cs_open open[CS_LIMIT_OPEN_EVENTS]; /* in order of their beginning */
	size_t count;
	unsigned boot;
};

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
	if (n == 0)
		return;
	memmove(t->open, t->open + n, (t->count - n) * sizeof(*t->open));
	t->count -= n;
}

/* The youngest report of the record's stream other than NOT; else one that asked other CPUs for
 * their stacks. */
static struct cs_open *find_open(struct cs_tracker *t, const struct cs_record *r,
				 const struct cs_open * not )
{
	struct cs_open *nmi = NULL;

	for (size_t i = t->count; i-- > 0;) {
		struct cs_open *o = &t->open[i];

		if (o->done || o == not )
			continue;
		if (o->caller_kind == r->caller_kind && o->caller_id == r->caller_id)
			return o;
		if (o->nmi && r->caller_kind == 'C')
			nmi = o;
	}
	return nmi;
}

static const struct cs_format *match_format(struct cs_tracker *t, const struct cs_record *r,
					    const uint32_t *tags, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct cs_format *f = cs_formats_get(t->with.formats, tags[i]);
		struct cs_pat_hit hit;

		if (f && cs_format_begins(f, r->text, &hit))
			return f;
	}
	return NULL;
}

static struct cs_open *begin(struct cs_tracker *t, const struct cs_format *f,
			     const struct cs_incoming *in, const struct cs_record *before)
{
	struct cs_open *o;

	if (t->count == CS_LIMIT_OPEN_EVENTS) { /* the oldest has waited long enough */
		cs_open_finish(&t->open[0], "too many reports at once", &t->with);
		emit_done(t);
	}
	o = &t->open[t->count++];
	cs_open_begin(o, f, in, before);
	o->ev->boot = t->boot;
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
	if ((f->flags & CS_FMT_PANIC) && cs_echo_is_closing(in->record->text))
		cs_open_add(o, in, true); /* how the report ends */
	cs_open_finish(o, NULL, &t->with);
	begin(t, f, in, before);
}

static void take_header(struct cs_tracker *t, const struct cs_format *f, struct cs_incoming *in,
			const struct cs_record *before)
{
	struct cs_open *o = find_open(t, in->record, NULL);

	if (o && cs_header_ends_family(o, f, in->record)) {
		cs_open_finish(o, NULL, &t->with);
		o = find_open(t, in->record, NULL);
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
	struct cs_open *o = find_open(t, in->record, NULL), *below;

	if (!o)
		return;
	if (o->format->family && cs_open_fits(o, in) == CS_FIT_NO) {
		below = find_open(t, in->record, o);
		if (below)
			cs_open_feed(below, in, &t->with);
	}
	cs_open_feed(o, in, &t->with);
}

void cs_tracker_feed(struct cs_tracker *t, const struct cs_record *r, const uint32_t *tags,
		     size_t tag_count, const struct cs_record *before)
{
	const struct cs_format *f = match_format(t, r, tags, tag_count);
	struct cs_incoming in = {r, CS_LINE_UNREAD};

	if (f && (f->flags & CS_FMT_SILENT) && find_open(t, r, NULL))
		f = NULL; /* a line of that report, or nobody's */
	if (f)
		take_header(t, f, &in, before);
	else
		feed_stream(t, &in);
	emit_done(t);
}

void cs_tracker_flush(struct cs_tracker *t, bool end_of_input)
{
	for (size_t i = 0; i < t->count; i++) {
		struct cs_open *o = &t->open[i];
		bool growing = end_of_input && o->other == 0 && o->frames && !o->whole;

		cs_open_finish(o, growing ? "the input ends inside the report" : NULL, &t->with);
	}
	emit_done(t);
}
