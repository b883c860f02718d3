#include "analyze/analyze.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/analysis.h"
#include "analyze/boot_end.h"
#include "analyze/dump_input.h"
#include "analyze/dump_iommu.h"
#include "analyze/input_format.h"
#include "base/clock.h"
#include "input/source.h"
#include "iommu/regs_raw.h"

void cs_analysis_add_reason(struct cs_analysis *a, struct cs_str why)
{
	cs_input_info_add_reason(&a->info, why);
}

static struct cs_dump_place end_of_log(const struct cs_analysis *a)
{
	uint64_t lines = cs_scan_lines(a->scan);

	return (struct cs_dump_place){&a->engine->formats, a->engine->names, lines ? lines : 1,
				      cs_scan_bytes(a->scan), a->boot.number};
}

/* Faults that were never read: the reports of CPUs in the log may come of them. */
static void find_unsaid(struct cs_analysis *a)
{
	struct cs_dump_faults faults = {.dump = a->dump};
	struct cs_dump_place at = end_of_log(a);
	struct cs_event *ev;

	a->unsaid = cs_unsaid_new(a->engine->with.dtb);
	while ((ev = cs_dump_faults_next(&faults, &at))) {
		cs_dump_iommu_name(a->dump, ev);
		cs_unsaid_add_fault(a->unsaid, a->info.path, ev);
	}
}

/* What the log doesn't tell. */
static void add_untold(struct cs_analysis *a)
{
	struct cs_dump_place at = end_of_log(a);
	struct cs_event *ev;

	cs_tracker_flush(a->tracker, true);
	cs_analysis_release_held(a);
	while ((ev = cs_dump_hang_next(&a->hang, &at)))
		cs_analysis_add_event(a, ev);
	while ((ev = cs_dump_faults_next(&a->faults, &at)))
		cs_analysis_add_event(a, ev);
}

static void read_dump(struct cs_analysis *a)
{
	cs_dump_input_begin(a->dump, &a->info);
	cs_dump_input_state(a->dump, &a->info, a->engine->with.sym);
	a->hang.dump = a->dump;
	if (a->dump->state) {
		a->faults = (struct cs_dump_faults){.dump = a->dump, .info = &a->info};
		find_unsaid(a);
	}
	cs_dump_input_read(a->dump, &a->info, cs_analysis_feed, a);
	cs_analysis_feed(a, "", 0);
	add_untold(a);
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
	a->tracker = cs_tracker_new(&e->formats, e->names, cs_analysis_add_event, a);
	cs_tracker_set_boot(a->tracker, 1);
	cs_tracker_set_test(a->tracker, a->test.name);
	a->scan = cs_scan_new(e->anchors, &cs_analysis_scan_ops, a);
	a->digest = cs_digest_new();
	a->begun = cs_clock();
	cs_spans_init(&a->spans);
	a->judge = e->with.rules ? cs_judge_new(e->with.rules) : NULL;
	if (a->judge)
		cs_judge_set_trace(a->judge, e->with.trace_rule, e->with.trace, e->with.trace_ctx);
	cs_placer_init(&a->placer, e->with.sym);
	a->decoder = cs_decoder_new();
	cs_strbuf_init(&a->again);
	cs_input_format_apply(a);
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
	cs_memory_free(a->dump_ram);
	cs_dump_close(a->dump);
	cs_unsaid_free(a->unsaid);
	cs_strbuf_release(&a->again);
	cs_register_input_free(a->registers);
}

static void begin_input(struct cs_analysis *a)
{
	for (size_t i = 0; i < a->sink_count; i++)
		if (a->sinks[i].begin_input)
			a->sinks[i].begin_input(a->sinks[i].ctx, &a->info);
}

/* What the reader of the bytes has to say of them. */
static void take_remarks(struct cs_analysis *a, const struct cs_input *in)
{
	for (size_t i = 0; i < in->doubts.n; i++)
		cs_analysis_add_reason(a, in->doubts.v[i]);
	for (size_t i = 0; i < in->notes.n; i++)
		cs_input_info_add_note(&a->info, in->notes.v[i]);
}

/* What the transports have to say. */
static void take_doubts(struct cs_analysis *a)
{
	const char *why;

	for (size_t i = 0; (why = cs_decoder_doubt(a->decoder, i)); i++)
		cs_analysis_add_reason(a, cs_str_from(why));
}

static void end_input(struct cs_analysis *a, const struct cs_error *error)
{
	char digest[CS_DIGEST_HEX + 1];

	cs_tracker_flush(a->tracker, true);
	cs_analysis_release_held(a);
	cs_analysis_release_lines(a);
	if (!error)
		cs_boot_end_of_text(a);
	cs_analysis_note_again(a);
	take_doubts(a);
	a->info.error = error;
	cs_digest_text(a->digest, digest);
	cs_str_copy(a->info.digest, sizeof(a->info.digest), cs_str_from(digest));
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
	if (in->copy_of) {
		cs_input_note(in, "passed over: no more than is in %s beside it", in->copy_of);
		return CS_OK;
	}
	if (kind->holds == CS_HOLDS_NOTHING) {
		cs_analysis_add_reason(a, CS_STR("the input is empty"));
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
	if (reader->read == cs_analysis_read_text && cs_smmu_raw_looks(head))
		cs_analysis_add_reason(a, CS_STR("looks like a raw image of an SMMU's registers: "
						 "--smmu type=smmu-v2 or smmu-v3 reads it"));
	a->info.format = reader->format ? reader->format : in->format;
	if (a->engine->with.input_format && strcmp(a->engine->with.input_format, "pmsg") == 0)
		a->info.format = "pmsg";
	a->programs = strcmp(a->info.format, "pmsg") == 0;
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
		cs_analysis_add_reason(&a, CS_STR("the archive holds nothing"));
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
	rc = strcmp(path, "-") == 0 || e->with.input_format ? CS_NOT_MINE
							    : cs_dump_open(&dump, path, err);
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
