#include "event/tracker.h"

#include <limits.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "event/echo.h"
#include "event/header.h"

#define MIN_SKEW 0.02 /* seconds */

struct cs_tracker {
	struct cs_open_with with;
	cs_event_fn *fn;
	void *ctx;
	struct cs_open open[CS_LIMIT_OPEN_EVENTS]; /* in order of their beginning */
	size_t count;
	unsigned boot;
	const char *test; /* name of the one that runs, or NULL */
	double last;      /* stamp of the last record */
	double skew;      /* by how much stamps went back while reports were open: two clocks */
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

static bool is_candidate(const struct cs_open *o, const struct cs_record *r,
			 const struct cs_open * not )
{
	return !o->done && o != not &&o->caller_kind == r->caller_kind &&
	       o->caller_id == r->caller_id;
}

/* A CPU that was asked for its stack answers in a stream of its own. */
static struct cs_open *find_asking(struct cs_tracker *t, const struct cs_record *r)
{
	for (size_t i = 0; r->caller_kind == 'C' && i < t->count; i++)
		if (!t->open[i].done && t->open[i].nmi)
			return &t->open[i];
	return NULL;
}

/* Whether the report can be told from others by how far it has come. */
static bool has_order(const struct cs_open *o)
{
	return !o->caller_kind && !o->format->family && !o->format->more;
}

static unsigned least_quiet(const struct cs_tracker *t, const struct cs_record *r,
			    const struct cs_open * not )
{
	unsigned least = UINT_MAX;

	for (size_t i = 0; i < t->count; i++)
		if (is_candidate(&t->open[i], r, not ) && t->open[i].quiet < least)
			least = t->open[i].quiet;
	return least;
}

/* Several reports go on in one stream: which of them does the line fit best? The one that spoke
 * last when it makes no difference. BEST is the youngest of them. */
static struct cs_open *choose(struct cs_tracker *t, struct cs_incoming *in, struct cs_open *best,
			      const struct cs_open * not )
{
	struct cs_strand_line line =
		cs_strand_read(in->record->text, cs_incoming_class(in), in->header);
	int most = INT_MIN, next = INT_MIN;
	unsigned least = least_quiet(t, in->record, not );

	line.time = in->record->time;
	line.has_time = in->record->has_time;
	for (size_t i = t->count; i-- > 0;) {
		struct cs_open *o = &t->open[i];
		int fit;

		if (!is_candidate(o, in->record, not ) || !has_order(o))
			continue;
		fit = 2 * cs_strand_fit(&o->strand, &line, t->skew) + (o->quiet == least);
		if (o->interrupted && fit < 0)
			continue;
		if (fit > most) {
			next = most;
			most = fit;
			best = o;
		} else if (fit > next) {
			next = fit;
		}
	}
	in->chosen = next > INT_MIN && line.part != CS_PART_OTHER;
	in->certainty = in->chosen ? (most - next) / 2 : 0;
	return best;
}

/* The report of the record's stream, other than NOT, that it goes on with. */
static struct cs_open *find_open(struct cs_tracker *t, struct cs_incoming *in,
				 const struct cs_open * not )
{
	struct cs_open *youngest = NULL;
	size_t n = 0;

	for (size_t i = t->count; i-- > 0;) {
		if (!is_candidate(&t->open[i], in->record, not ))
			continue;
		if (!youngest)
			youngest = &t->open[i];
		n += has_order(&t->open[i]);
	}
	if (!youngest)
		return find_asking(t, in->record);
	return n > 1 && has_order(youngest) ? choose(t, in, youngest, not ) : youngest;
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
	if ((f->flags & CS_FMT_PANIC) && cs_echo_is_closing(in->record->text))
		cs_open_add(o, in, true); /* how the report ends */
	cs_open_finish(o, NULL, &t->with);
	begin(t, f, in, before);
}

static void take_header(struct cs_tracker *t, const struct cs_format *f, struct cs_incoming *in,
			const struct cs_record *before)
{
	struct cs_open *o = find_open(t, in, NULL);

	if (o && cs_header_ends_family(o, f, in->record)) {
		cs_open_finish(o, NULL, &t->with);
		o = find_open(t, in, NULL);
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
		in->chosen = false;
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
	struct cs_open *o = find_open(t, in, NULL), *below;

	if (!o)
		return;
	if (o->format->family && cs_open_fits(o, in) == CS_FIT_NO) {
		below = find_open(t, in, o);
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

void cs_tracker_feed(struct cs_tracker *t, const struct cs_record *r, const uint32_t *tags,
		     size_t tag_count, const struct cs_record *before)
{
	const struct cs_format *f = match_format(t, r, tags, tag_count);
	struct cs_incoming in = {.record = r};

	count_quiet(t);
	watch_clocks(t, r);
	if (f && (f->flags & CS_FMT_SILENT) && find_open(t, &in, NULL))
		f = NULL; /* a line of that report, or nobody's */
	in.header = f != NULL;
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
		bool growing = end_of_input && o->other == 0 && o->frames && !o->whole &&
			       !o->interrupted;

		cs_open_finish(o, growing ? "the input ends inside the report" : NULL, &t->with);
	}
	emit_done(t);
}
