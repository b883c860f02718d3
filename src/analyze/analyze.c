#include "analyze/analyze.h"

#include <stdio.h>
#include <stdlib.h>

#include "analyze/dump_input.h"
#include "analyze/engine.h"
#include "analyze/place.h"
#include "analyze/scan.h"
#include "base/digest.h"
#include "base/limits.h"
#include "base/mem.h"
#include "event/echo.h"
#include "event/tracker.h"
#include "input/input.h"
#include "iommu/iommu.h"
#include "log/boot.h"
#include "report/baseline.h"

#define LIVE_WAIT_MS 1500 /* a console silent for so long has ended its report */

struct analysis {
	struct cs_engine *engine;
	const struct cs_sink *sinks;
	size_t sink_count;
	struct cs_input_info info;
	struct cs_boot boot;
	struct cs_tracker *tracker;
	struct cs_scan *scan;
	struct cs_digest *digest;
	struct cs_echo last;
	struct cs_placer placer;
	struct cs_event *held; /* an IOMMU fault that a storm may follow */
	uint64_t digested;
	struct cs_dump *dump;  /* when the input is one */
};

static void add_reason(struct analysis *a, struct cs_str why)
{
	for (size_t i = 0; i < a->info.reason_count; i++)
		if (cs_str_eq(a->info.reasons[i], why))
			return;
	if (a->info.reason_count < sizeof(a->info.reasons) / sizeof(*a->info.reasons))
		a->info.reasons[a->info.reason_count++] = why;
}

static void copy(char *to, size_t size, struct cs_str s)
{
	snprintf(to, size, CS_STR_FMT, CS_STR_ARG(s));
}

/* The kernel's own words about itself, from the banner or else from a report. */
static void learn(struct analysis *a, const struct cs_event *ev)
{
	if (!a->info.release[0])
		copy(a->info.release, sizeof(a->info.release),
		     a->boot.release[0] ? cs_str_from(a->boot.release) : ev->release);
	if (!a->info.arch[0])
		copy(a->info.arch, sizeof(a->info.arch), ev->arch);
	if (!a->info.hardware[0])
		copy(a->info.hardware, sizeof(a->info.hardware), ev->hardware);
}

/* ---- events ---- */

static void span_digest(struct analysis *a, struct cs_event *ev)
{
	char text[CS_DIGEST_HEX + 1];

	/* all that was read up to the report's window, and the report: the same log, read
	 * again or grown since, gives the same value */
	for (size_t i = 0; i < ev->line_count; i++)
		cs_digest_add(a->digest, ev->lines[i].raw);
	cs_digest_text(a->digest, text);
	snprintf(ev->span_digest, sizeof(ev->span_digest), "%s", text);
}

static void deliver(struct analysis *a, struct cs_event *ev)
{
	if (a->info.events >= (long)CS_LIMIT_EVENTS) {
		a->info.dropped_events++;
		add_reason(a, CS_STR("more events than are reported singly"));
		cs_event_free(ev);
		return;
	}
	ev->index = a->info.events++;
	cs_echo_link(&a->last, ev);
	span_digest(a, ev);
	if (ev->cut.n)
		add_reason(a, CS_STR("a report is cut"));
	learn(a, ev);
	cs_placer_event(&a->placer, &a->boot, &a->info, ev);
	ev->known = a->engine->with.baseline &&
		    cs_baseline_knows(a->engine->with.baseline, ev->signature);
	for (size_t i = 0; i < a->sink_count; i++)
		if (a->sinks[i].event)
			a->sinks[i].event(a->sinks[i].ctx, &a->info, ev);
	cs_event_free(ev);
}

static void release_held(struct analysis *a)
{
	struct cs_event *ev = a->held;

	a->held = NULL;
	if (ev)
		deliver(a, ev);
}

static void on_event(void *ctx, struct cs_event *ev)
{
	struct analysis *a = ctx;

	if (a->held && cs_iommu_same(a->held, ev)) {
		a->held->iommu->repeats++;
		cs_event_free(ev);
		return;
	}
	release_held(a);
	if (ev->iommu)
		a->held = ev;
	else
		deliver(a, ev);
}

/* ---- records ---- */

static bool is_busy(void *ctx)
{
	struct analysis *a = ctx;

	return cs_tracker_is_open(a->tracker);
}

static void begin_boot(struct analysis *a, struct cs_str banner)
{
	if (a->boot.has_banner) {
		unsigned number = a->boot.number + 1;

		cs_tracker_flush(a->tracker, false);
		release_held(a);
		cs_boot_release(&a->boot);
		cs_boot_init(&a->boot, number);
		cs_tracker_set_boot(a->tracker, number);
		a->last.index = -1;
	}
	cs_boot_read_banner(&a->boot, banner);
	if (!a->info.release[0])
		copy(a->info.release, sizeof(a->info.release),
		     cs_str_from(a->boot.release));
}

static void read_model(struct analysis *a, struct cs_str text)
{
	struct cs_str s = cs_str_after(text, "Machine model: ");

	if (!s.p && cs_str_starts(text, "DMI: "))
		s = cs_str_tail(text, 5);
	if (s.p && !a->info.hardware[0])
		copy(a->info.hardware, sizeof(a->info.hardware), cs_str_trim(s));
}

static void on_other_tag(struct analysis *a, uint32_t tag, const struct cs_record *r)
{
	if (tag == CS_TAG_BANNER && cs_str_starts(r->text, "Linux version "))
		begin_boot(a, r->text);
	else if (tag == CS_TAG_DROPPED && cs_str_has(cs_str_head(r->text, 64), "** "))
		add_reason(a, CS_STR("the kernel dropped messages"));
	else if (tag == CS_TAG_MODEL)
		read_model(a, r->text);
}

static void on_record(void *ctx, const struct cs_record *r, const uint32_t *tags, size_t n,
		      const struct cs_record *before)
{
	struct analysis *a = ctx;
	size_t formats = 0;

	while (formats < n && tags[formats] < CS_TAG_BANNER)
		formats++;
	for (size_t i = formats; i < n; i++)
		on_other_tag(a, tags[i], r);
	cs_tracker_feed(a->tracker, r, tags, formats, before);
}

static const struct cs_scan_ops scan_ops = {is_busy, on_record};

/* ---- the loop ---- */

static enum cs_status first_block(struct analysis *a, const char *buf, size_t n,
				  struct cs_error *err)
{
	const char *what;

	switch (cs_input_sniff(buf, n < 65536 ? n : 65536, &what)) {
	case CS_SNIFF_EMPTY:
		add_reason(a, CS_STR("the input is empty"));
		return CS_OK;
	case CS_SNIFF_BINARY:
		return cs_error_set(err, CS_ERR_FORMAT, a->info.path,
				    "not a kernel log: %s", what);
	case CS_SNIFF_TEXT:
		break;
	}
	return CS_OK;
}

static enum cs_status read_all(struct analysis *a, struct cs_input *in, bool live,
			       struct cs_error *err)
{
	bool first = true;

	for (;;) {
		size_t size, got;
		char *room = cs_scan_room(a->scan, &size);
		bool open = cs_tracker_is_open(a->tracker) || a->held;
		enum cs_status rc = cs_input_read(in, room, size,
						  live && open ? LIVE_WAIT_MS : -1, &got, err);

		if (rc == CS_NOT_FOUND) {
			cs_tracker_flush(a->tracker, false);
			release_held(a);
			continue;
		}
		if (rc != CS_OK)
			return rc;
		if (first && (rc = first_block(a, room, got, err)) != CS_OK)
			return rc;
		first = false;
		cs_scan_add(a->scan, got, got == 0);
		cs_digest_add(a->digest, cs_scan_taken(a->scan));
		if (got == 0)
			return CS_OK;
	}
}

/* Log text out of a dump. */
static void feed(void *ctx, const char *p, size_t n)
{
	struct analysis *a = ctx;
	bool end = n == 0;

	do {
		size_t size, take;
		char *room = cs_scan_room(a->scan, &size);

		take = n < size ? n : size;
		memcpy(room, p, take);
		cs_scan_add(a->scan, take, end);
		cs_digest_add(a->digest, cs_scan_taken(a->scan));
		p += take;
		n -= take;
	} while (n);
}

static void read_dump(struct analysis *a)
{
	cs_dump_input_begin(a->dump, &a->info);
	cs_dump_input_read(a->dump, &a->info, feed, a);
	feed(a, "", 0);
}

static void init(struct analysis *a, struct cs_engine *e, const char *path,
		 const struct cs_sink *sinks, size_t sink_count)
{
	*a = (struct analysis){.engine = e, .sinks = sinks, .sink_count = sink_count};
	a->info.path = path;
	a->info.format = "text";
	a->last.index = -1;
	cs_boot_init(&a->boot, 1);
	a->tracker = cs_tracker_new(&e->formats, e->names, on_event, a);
	cs_tracker_set_boot(a->tracker, 1);
	a->scan = cs_scan_new(e->anchors, &scan_ops, a);
	a->digest = cs_digest_new();
	cs_placer_init(&a->placer, e->with.sym);
}

static void release(struct analysis *a)
{
	cs_event_free(a->held);
	cs_tracker_free(a->tracker);
	cs_scan_free(a->scan);
	cs_digest_free(a->digest);
	cs_placer_release(&a->placer);
	cs_boot_release(&a->boot);
	cs_dump_close(a->dump);
}

static void begin_input(struct analysis *a)
{
	for (size_t i = 0; i < a->sink_count; i++)
		if (a->sinks[i].begin_input)
			a->sinks[i].begin_input(a->sinks[i].ctx, &a->info);
}

static void end_input(struct analysis *a)
{
	a->info.boots = a->boot.number;
	a->info.lines = cs_scan_lines(a->scan);
	a->info.bytes = cs_scan_bytes(a->scan);
	for (size_t i = 0; i < a->sink_count; i++)
		if (a->sinks[i].end_input)
			a->sinks[i].end_input(a->sinks[i].ctx, &a->info);
}

enum cs_status cs_analyze(struct cs_engine *e, const char *path, bool live,
			  const struct cs_sink *sinks, size_t sink_count, struct cs_error *err)
{
	struct analysis a;
	struct cs_input *in = NULL;
	enum cs_status rc;

	init(&a, e, path, sinks, sink_count);
	begin_input(&a);
	rc = strcmp(path, "-") == 0 ? CS_NOT_MINE : cs_dump_open(&a.dump, path, err);
	if (rc == CS_OK)
		read_dump(&a);
	else if (rc == CS_NOT_MINE)
		rc = cs_input_open(&in, path, err);
	if (rc == CS_OK && in)
		rc = read_all(&a, in, live, err);
	cs_tracker_flush(a.tracker, true);
	release_held(&a);
	a.info.error = rc == CS_OK ? NULL : err;
	end_input(&a);
	release(&a);
	cs_input_close(in);
	return rc;
}
