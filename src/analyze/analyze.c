#include "analyze/analyze.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "analyze/dump_input.h"
#include "analyze/engine.h"
#include "analyze/place.h"
#include "analyze/reader.h"
#include "analyze/register_input.h"
#include "analyze/restart.h"
#include "analyze/scan.h"
#include "analyze/span.h"
#include "base/digest.h"
#include "base/limits.h"
#include "base/mem.h"
#include "event/echo.h"
#include "event/tracker.h"
#include "input/source.h"
#include "iommu/clients.h"
#include "iommu/storm.h"
#include "iommu/walk_event.h"
#include "log/boot.h"
#include "log/decode.h"
#include "log/test_mark.h"
#include "report/baseline.h"
#include "report/known.h"
#include "rule/judge.h"

#define CLOCK_SLACK 10.0  /* seconds that stamps may go back within one boot */
#define CLOCK_START 5.0   /* a stamp below it is of a machine that has just begun */
#define LIVE_WAIT_MS 1500 /* a console silent for so long has ended its report */

struct cs_analysis {
	struct cs_engine *engine;
	const struct cs_sink *sinks;
	size_t sink_count;
	struct cs_input_info info;
	struct cs_boot boot;
	struct cs_tracker *tracker;
	struct cs_scan *scan;
	struct cs_decoder *decoder;
	char transport[128];
	bool programs;    /* nothing without a stamp is the kernel's: pmsg */
	bool ended;       /* this boot said so, or died of a fatal report */
	double last_time; /* of the last record that was looked at */
	struct cs_digest *digest;
	struct cs_test_mark test;
	struct cs_echo last;
	struct cs_judge *judge; /* NULL: no rules */
	struct cs_placer placer;
	struct cs_storm storm; /* IOMMU faults that equal ones may follow */
	struct cs_spans spans;
	struct cs_clients *clients;
	long last_fault; /* index of the last IOMMU fault in this boot, or -1 */
	bool live;
	double begun;                        /* monotonic seconds */
	struct cs_dump *dump;                /* when the input is one */
	struct cs_register_input *registers; /* likewise */
};

static void add_reason(struct cs_analysis *a, struct cs_str why)
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
static void learn(struct cs_analysis *a, const struct cs_event *ev)
{
	if (!a->info.release[0])
		copy(a->info.release, sizeof(a->info.release),
		     a->boot.release[0] ? cs_str_from(a->boot.release) : ev->release);
	if (!a->info.arch[0])
		copy(a->info.arch, sizeof(a->info.arch), ev->arch);
	if (!a->info.hardware[0])
		copy(a->info.hardware, sizeof(a->info.hardware), ev->hardware);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- events ---- */

/* The tables that were in force, when RAM or a register dump is at hand. */
static void walk(struct cs_analysis *a, struct cs_event *ev)
{
	const struct cs_walk_context *beside = a->engine->with.walks;
	const struct cs_smmu_dump *own = a->registers ? a->registers->dump : NULL;

	if (own)
		cs_walk_event(ev, &(struct cs_walk_context){beside ? beside->ram : NULL, &own, 1});
	else if (beside)
		cs_walk_event(ev, beside);
}

static void deliver(struct cs_analysis *a, struct cs_event *ev)
{
	if (a->info.events >= (long)CS_LIMIT_EVENTS) {
		a->info.dropped_events++;
		add_reason(a, CS_STR("more events than are reported singly"));
		cs_event_free(ev);
		return;
	}
	ev->index = a->info.events++;
	a->ended |= ev->severity == CS_FATAL;
	if (ev->iommu)
		a->last_fault = ev->index;
	cs_echo_link(&a->last, ev);
	cs_spans_mark(&a->spans, ev);
	if (ev->cut.n)
		add_reason(a, CS_STR("a report is cut"));
	learn(a, ev);
	cs_placer_event(&a->placer, &a->boot, &a->info, ev);
	walk(a, ev);
	if (a->judge)
		cs_judge_event(a->judge, &a->boot, ev);
	ev->test = cs_arena_str(
		&ev->arena, cs_str_from(cs_test_mark_at(&a->test, ev->lines[ev->header].number)));
	ev->known = a->engine->with.baseline &&
		    cs_baseline_knows(a->engine->with.baseline, ev->signature);
	if (a->engine->with.known)
		cs_known_judge(a->engine->with.known, a->info.release, ev);
	for (size_t i = 0; i < a->sink_count; i++)
		if (a->sinks[i].event)
			a->sinks[i].event(a->sinks[i].ctx, &a->info, ev);
	cs_event_free(ev);
}

static void release_held(struct cs_analysis *a)
{
	struct cs_event *ev;

	while ((ev = cs_storm_release(&a->storm)))
		deliver(a, ev);
}

static void on_event(void *ctx, struct cs_event *ev)
{
	struct cs_analysis *a = ctx;

	if (ev->iommu)
		cs_clients_name(a->clients, a->engine->with.dtb, ev);
	if (!ev->iommu) {
		release_held(a);
		if (a->last_fault >= 0)
			cs_clients_note_aftermath(ev, a->last_fault);
		deliver(a, ev);
	} else if (!cs_storm_fold(&a->storm, ev)) {
		struct cs_event *oldest = cs_storm_hold(&a->storm, ev);

		if (oldest)
			deliver(a, oldest);
	}
}

void cs_analysis_add_event(struct cs_analysis *a, struct cs_event *ev)
{
	on_event(a, ev);
}

struct cs_input_info *cs_analysis_info(struct cs_analysis *a)
{
	return &a->info;
}

/* ---- records ---- */

static bool is_busy(void *ctx)
{
	struct cs_analysis *a = ctx;

	return cs_tracker_is_open(a->tracker);
}

static void next_boot(struct cs_analysis *a)
{
	unsigned number = a->boot.number + 1;

	cs_tracker_flush(a->tracker, false);
	release_held(a);
	cs_boot_release(&a->boot);
	cs_boot_init(&a->boot, number);
	cs_tracker_set_boot(a->tracker, number);
	cs_clients_clear(a->clients);
	a->last.index = a->last_fault = -1;
	a->last_time = 0;
	a->ended = false;
}

static void begin_boot(struct cs_analysis *a, struct cs_str banner)
{
	if (a->boot.has_banner)
		next_boot(a);
	cs_boot_read_banner(&a->boot, banner);
	if (!a->info.release[0])
		copy(a->info.release, sizeof(a->info.release), cs_str_from(a->boot.release));
}

static void read_model(struct cs_analysis *a, struct cs_str text)
{
	struct cs_str s = cs_str_after(text, "Machine model: ");

	if (!s.p && cs_str_starts(text, "DMI: "))
		s = cs_str_tail(text, 5);
	if (s.p && !a->info.hardware[0])
		copy(a->info.hardware, sizeof(a->info.hardware), cs_str_trim(s));
}

/* "-- Boot 012f… --" (journalctl), "-- Reboot --", "-- pstore record Oops#1 --": what follows
 * doesn't go on with what came before. */
static void on_seam(struct cs_analysis *a, const struct cs_record *r)
{
	if (!cs_str_starts(r->text, "-- ") || !cs_str_ends(r->text, " --"))
		return;
	cs_tracker_flush(a->tracker, false);
	release_held(a);
	a->last_time = 0;
	a->ended = true; /* a record of the same boot, perhaps */
	if (r->number > 1 && !cs_str_starts(r->text, "-- pstore"))
		next_boot(a);
}

/* The clock starts anew without a banner: the ring, or the console, lost it. */
static void watch_clock(struct cs_analysis *a, const struct cs_record *r)
{
	if (!r->has_time)
		return;
	if (r->time < CLOCK_START && r->time + CLOCK_SLACK < a->last_time)
		next_boot(a);
	a->last_time = r->time;
}

static void on_other_tag(struct cs_analysis *a, uint32_t tag, const struct cs_record *r)
{
	if (tag >= CS_TAG_FACT)
		cs_judge_see(a->judge, tag - CS_TAG_FACT, r, &a->boot);
	else if (tag == CS_TAG_BANNER && cs_str_starts(r->text, "Linux version "))
		begin_boot(a, r->text);
	else if (tag == CS_TAG_DROPPED && cs_str_has(cs_str_head(r->text, 64), "** "))
		add_reason(a, CS_STR("the kernel dropped messages"));
	else if (tag == CS_TAG_MODEL)
		read_model(a, r->text);
	else if (tag == CS_TAG_TEST)
		cs_test_mark_read(&a->test, r->text, r->number);
	else if (tag == CS_TAG_CLIENT)
		cs_clients_read(a->clients, r);
	else if (tag == CS_TAG_RATELIMIT)
		cs_storm_ratelimit(&a->storm, r->text);
	else if (tag == CS_TAG_SEAM)
		on_seam(a, r);
	else if (tag == CS_TAG_END)
		a->ended = true;
}

/* ---- reboots ---- */

/* A boot begins at R; true, and the next one has begun, when nobody expected it. */
static bool is_surprise(struct cs_analysis *a, const struct cs_record *r,
			const struct cs_record *before)
{
	if (a->dump || !cs_restart_interrupts(&a->boot, r, before))
		return false;
	cs_tracker_flush(a->tracker, false); /* the report that is open may be the reason */
	release_held(a);
	if (a->ended)
		return false;
	next_boot(a);
	return true;
}

/* Takes beginnings of boots that were expected out of the N tags; how many tags are left. */
static size_t drop_beginnings(struct cs_analysis *a, const struct cs_record *r, uint32_t *tags,
			      size_t n, const struct cs_record *before)
{
	size_t left = 0;

	for (size_t i = 0; i < n; i++) {
		const struct cs_format *f = tags[i] < CS_TAG_BANNER
						    ? cs_formats_get(&a->engine->formats, tags[i])
						    : NULL;
		struct cs_pat_hit hit;

		if (!f || f->kind != CS_KIND_REBOOT ||
		    (cs_format_begins(f, r->text, &hit) && is_surprise(a, r, before)))
			tags[left++] = tags[i];
	}
	return left;
}

static void on_record(void *ctx, const struct cs_record *r, uint32_t *tags, size_t n,
		      const struct cs_record *before)
{
	struct cs_analysis *a = ctx;
	size_t formats = 0;

	n = drop_beginnings(a, r, tags, n, before);
	watch_clock(a, r);
	while (formats < n && tags[formats] < CS_TAG_BANNER)
		formats++;
	for (size_t i = formats; i < n; i++)
		on_other_tag(a, tags[i], r);
	/* what a program says of a crash is hearsay */
	if (r->program || (a->programs && !r->has_time))
		formats = 0;
	cs_tracker_feed(a->tracker, r, tags, formats, before);
}

static const struct cs_scan_ops scan_ops = {is_busy, on_record};

/* ---- the loop ---- */

/* Silence on a live console: what is open is over, as far as anybody can tell. */
static void fell_silent(struct cs_analysis *a)
{
	cs_tracker_flush(a->tracker, false);
	release_held(a);
}

/* The input has had what the engine's bounds allow. */
static bool is_out_of_bounds(struct cs_analysis *a)
{
	const struct cs_bounds *b = &a->engine->with.bounds;

	if (b->bytes && cs_scan_bytes(a->scan) >= b->bytes)
		add_reason(a, CS_STR("reading stopped at the limit of bytes"));
	else if (b->seconds && now() - a->begun >= b->seconds)
		add_reason(a, CS_STR("reading stopped at the limit of time"));
	else
		return false;
	return true;
}

/* Milliseconds to wait for more, -1 for ever: less while something is open on a live console, or
 * while a limit of time must be kept. */
static int patience(const struct cs_analysis *a)
{
	if (a->live && (cs_tracker_is_open(a->tracker) || a->storm.count))
		return LIVE_WAIT_MS;
	return a->engine->with.bounds.seconds ? 500 : -1;
}

/* Plain log text; no bytes: the end. */
static void feed(void *ctx, const char *p, size_t n)
{
	struct cs_analysis *a = ctx;
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

/* What was read into ROOM: plain text stays where it is, anything else is decoded. */
static void take_block(struct cs_analysis *a, const char *room, size_t got)
{
	struct cs_str raw = {room, got};
	struct cs_str text = cs_decoder_add(a->decoder, raw, got == 0);

	cs_spans_feed(&a->spans, text);
	if (text.p == room || (got == 0 && text.n == 0)) {
		cs_scan_add(a->scan, text.n, got == 0);
		cs_digest_add(a->digest, cs_scan_taken(a->scan));
		return;
	}
	if (text.n)
		feed(a, text.p, text.n);
	if (got == 0)
		feed(a, "", 0);
}

enum cs_status cs_analysis_read_text(struct cs_analysis *a, struct cs_input *in,
				     struct cs_error *err)
{
	while (!is_out_of_bounds(a)) {
		size_t size, got;
		char *room = cs_scan_room(a->scan, &size);
		enum cs_status rc = cs_input_read(in, room, size, patience(a), &got, err);

		if (rc == CS_NOT_FOUND) {
			if (a->live)
				fell_silent(a);
			continue;
		}
		if (rc != CS_OK)
			return rc;
		take_block(a, room, got);
		if (got == 0)
			return CS_OK;
	}
	cs_scan_add(a->scan, 0, true);
	return CS_OK;
}

/* Each record that a dump shows is a fault; nothing folds them as in a log's storm. */
static void on_register_fault(void *ctx, struct cs_event *ev)
{
	deliver(ctx, ev);
}

enum cs_status cs_analysis_read_registers(struct cs_analysis *a, struct cs_input *in,
					  struct cs_error *err)
{
	struct cs_smmu_options none;
	const struct cs_smmu_options *options = a->engine->with.smmu;
	enum cs_status rc;

	cs_smmu_options_init(&none);
	rc = cs_register_input_read(&a->registers, in, options ? options : &none, err);
	if (rc != CS_OK)
		return rc;
	a->info.registers = a->registers->dump;
	if (a->registers->cut)
		add_reason(a, CS_STR("the register dump is longer than is read"));
	if (a->registers->dump->state.implausible.n)
		add_reason(a, CS_STR("the register reads can't be true"));
	cs_digest_add(a->digest, cs_strbuf_str(&a->registers->text));
	cs_smmu_dump_faults(a->registers->dump, on_register_fault, a);
	return CS_OK;
}

static void read_dump(struct cs_analysis *a)
{
	cs_dump_input_begin(a->dump, &a->info);
	cs_dump_input_state(a->dump, &a->info, a->engine->with.sym);
	cs_dump_input_read(a->dump, &a->info, feed, a);
	feed(a, "", 0);
}

/* ---- one input ---- */

static void init(struct cs_analysis *a, struct cs_engine *e, const char *path,
		 const struct cs_sink *sinks, size_t sink_count)
{
	*a = (struct cs_analysis){.engine = e, .sinks = sinks, .sink_count = sink_count};
	a->info.path = path;
	a->info.format = "text";
	a->last.index = a->last_fault = -1;
	a->clients = cs_clients_new();
	cs_boot_init(&a->boot, 1);
	a->tracker = cs_tracker_new(&e->formats, e->names, on_event, a);
	cs_tracker_set_boot(a->tracker, 1);
	a->scan = cs_scan_new(e->anchors, &scan_ops, a);
	a->digest = cs_digest_new();
	a->begun = now();
	cs_spans_init(&a->spans);
	a->judge = e->with.rules ? cs_judge_new(e->with.rules) : NULL;
	if (a->judge)
		cs_judge_set_trace(a->judge, e->with.trace_rule, e->with.trace, e->with.trace_ctx);
	cs_placer_init(&a->placer, e->with.sym);
	a->decoder = cs_decoder_new();
}

static void release(struct cs_analysis *a)
{
	cs_storm_clear(&a->storm);
	cs_clients_free(a->clients);
	cs_tracker_free(a->tracker);
	cs_scan_free(a->scan);
	cs_digest_free(a->digest);
	cs_spans_release(&a->spans);
	cs_judge_free(a->judge);
	cs_placer_release(&a->placer);
	cs_decoder_free(a->decoder);
	cs_boot_release(&a->boot);
	cs_dump_close(a->dump);
	cs_register_input_free(a->registers);
}

static void begin_input(struct cs_analysis *a)
{
	for (size_t i = 0; i < a->sink_count; i++)
		if (a->sinks[i].begin_input)
			a->sinks[i].begin_input(a->sinks[i].ctx, &a->info);
}

static void add_note(struct cs_analysis *a, struct cs_str note)
{
	if (a->info.note_count < CS_REASONS_MAX)
		a->info.notes[a->info.note_count++] = note;
}

/* What the reader of the bytes has to say of them. */
static void take_remarks(struct cs_analysis *a, const struct cs_input *in)
{
	for (size_t i = 0; i < in->doubts.n; i++)
		add_reason(a, in->doubts.v[i]);
	for (size_t i = 0; i < in->notes.n; i++)
		add_note(a, in->notes.v[i]);
}

static void end_input(struct cs_analysis *a, const struct cs_error *error)
{
	char digest[CS_DIGEST_HEX + 1];

	cs_tracker_flush(a->tracker, true);
	release_held(a);
	a->info.error = error;
	cs_digest_text(a->digest, digest);
	copy(a->info.digest, sizeof(a->info.digest), cs_str_from(digest));
	a->info.boots = a->boot.number;
	if (*cs_decoder_describe(a->decoder, a->transport, sizeof(a->transport)))
		a->info.encoding = a->transport;
	a->info.lines = cs_scan_lines(a->scan);
	a->info.bytes = cs_scan_bytes(a->scan);
	if (a->registers) {
		a->info.lines = a->registers->dump->line_count;
		a->info.bytes = a->registers->text.n;
	}
	for (size_t i = 0; i < a->sink_count; i++)
		if (a->sinks[i].end_input)
			a->sinks[i].end_input(a->sinks[i].ctx, &a->info);
}

static enum cs_status read_input(struct cs_analysis *a, struct cs_input *in,
				 const struct cs_input_kind *kind, struct cs_error *err)
{
	const struct cs_reader *reader;
	struct cs_str head;
	enum cs_status rc = cs_input_peek(in, &head, err);

	if (rc != CS_OK)
		return rc;
	if (kind->holds == CS_HOLDS_NOTHING) {
		add_reason(a, CS_STR("the input is empty"));
		return CS_OK;
	}
	reader = cs_reader_for(&a->engine->with, kind, head);
	if (!reader && in->member) {
		cs_input_note(in, "passed over: %s", kind->name);
		return CS_OK;
	}
	if (!reader)
		return cs_error_set(err, CS_ERR_FORMAT, in->name, "not a kernel log: %s",
				    kind->name);
	a->programs = strcmp(in->format, "pmsg") == 0;
	a->info.format = reader->format ? reader->format : in->format;
	return reader->read(a, in, err);
}

/* ---- what a path holds ---- */

struct job {
	struct cs_engine *engine;
	const struct cs_sink *sinks;
	size_t sink_count;
	bool live;
};

static enum cs_status analyze_dump(const struct job *j, const char *path, struct cs_dump *dump)
{
	struct cs_analysis a;

	init(&a, j->engine, path, j->sinks, j->sink_count);
	a.dump = dump;
	begin_input(&a);
	read_dump(&a);
	end_input(&a, NULL);
	release(&a);
	return CS_OK;
}

static enum cs_status analyze_input(const struct job *j, struct cs_input *in,
				    const struct cs_input_kind *kind, struct cs_error *err)
{
	struct cs_analysis a;
	enum cs_status rc;

	init(&a, j->engine, in->name, j->sinks, j->sink_count);
	a.live = j->live;
	begin_input(&a);
	rc = read_input(&a, in, kind, err);
	take_remarks(&a, in);
	end_input(&a, rc == CS_OK ? NULL : err);
	release(&a);
	return rc;
}

/* Nothing could be read at all: the sinks hear of the path and why (NULL: an empty archive). */
static void analyze_nothing(const struct job *j, const char *path, const struct cs_error *err)
{
	struct cs_analysis a;

	init(&a, j->engine, path, j->sinks, j->sink_count);
	begin_input(&a);
	if (!err)
		add_reason(&a, CS_STR("the archive holds nothing"));
	end_input(&a, err);
	release(&a);
}

/* Each member of an archive; damage to one doesn't keep the others from being read. */
static enum cs_status analyze_source(const struct job *j, const char *path, struct cs_source *s,
				     struct cs_error *err)
{
	enum cs_status worst = CS_OK, rc;

	for (bool any = false;; any = true) {
		const struct cs_input_kind *kind;
		struct cs_error mine = {0};
		struct cs_input *in;

		rc = cs_source_next(s, &in, &kind, &mine);
		if (rc == CS_NOT_FOUND && !any)
			analyze_nothing(j, path, NULL);
		if (rc == CS_NOT_FOUND)
			return worst;
		if (rc != CS_OK)
			analyze_nothing(j, path, &mine);
		else
			worst = analyze_input(j, in, kind, &mine) == CS_OK ? worst : mine.status;
		if (mine.status != CS_OK && err->status == CS_OK)
			*err = mine;
		if (rc != CS_OK)
			return rc;
		cs_input_close(in);
	}
}

enum cs_status cs_analyze(struct cs_engine *e, const char *path, bool live,
			  const struct cs_sink *sinks, size_t sink_count, struct cs_error *err)
{
	struct job j = {e, sinks, sink_count, live};
	struct cs_dump *dump = NULL;
	struct cs_source *source = NULL;
	enum cs_status rc;

	*err = (struct cs_error){0};
	rc = strcmp(path, "-") == 0 ? CS_NOT_MINE : cs_dump_open(&dump, path, err);
	if (rc == CS_OK)
		return analyze_dump(&j, path, dump);
	if (rc == CS_NOT_MINE) {
		*err = (struct cs_error){0};
		rc = cs_source_open(&source, path, err);
	}
	if (rc == CS_OK)
		rc = analyze_source(&j, path, source, err);
	else
		analyze_nothing(&j, path, err);
	cs_source_close(source);
	return rc;
}

enum cs_status cs_analyze_live(struct cs_engine *e, int fd, const char *name,
			       const struct cs_sink *sinks, size_t sink_count, struct cs_error *err)
{
	struct cs_input *in = cs_input_from_fd(fd, name);
	struct cs_analysis a;
	enum cs_status rc;

	init(&a, e, name, sinks, sink_count);
	a.live = true;
	a.info.format = in->format;
	begin_input(&a);
	rc = cs_analysis_read_text(&a, in, err);
	take_remarks(&a, in);
	end_input(&a, rc == CS_OK ? NULL : err);
	release(&a);
	cs_input_close(in);
	return rc;
}
