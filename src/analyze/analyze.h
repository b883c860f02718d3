/* The order of the stages: bytes → records → events → places → findings → sinks. The engine is
 * built once and shared, read-only, by any number of analyses; each input has its own state. */
#ifndef CS_ANALYZE_ANALYZE_H
#define CS_ANALYZE_ANALYZE_H

#include "base/error.h"
#include "event/event.h"
#include "report/sink.h"
#include "rule/judge.h"

struct cs_baseline;
struct cs_known;
struct cs_dtb;
struct cs_engine;
struct cs_memory;
struct cs_placed_log;
struct cs_rules;
struct cs_smmu_options;
struct cs_beside;
struct cs_together;
struct cs_sym;

/* How much of one input is read; 0: all of it. What is left unread makes the input incomplete. */
struct cs_bounds {
	uint64_t bytes;
	unsigned seconds;
};

/* What stands beside the inputs. Each may be NULL; the engine owns none of it, and all of it
 * must outlive the engine. */
struct cs_companions {
	const struct cs_rules *rules;
	struct cs_sym *sym;
	const struct cs_dtb *dtb;
	struct cs_memory *ram;
	const struct cs_smmu_options *smmu; /* what register dumps leave open */
	const struct cs_beside *beside;     /* RAM, and the register dumps among the inputs */
	struct cs_together *together; /* when the inputs are of one machine, one after the other */
	const struct cs_baseline *baseline;
	const struct cs_known *known;
	const char *source; /* a tree of which lines are shown */
	const char
		*input_format; /* what the inputs are, whatever they look like (input_format.h) */
	struct cs_bounds bounds;
	struct cs_placed_log *placed_log; /* gets the text; for one input at a time */
	struct cs_str trace_rule; /* told to TRACE, condition by condition; for explaining it */
	cs_judge_trace_fn *trace;
	void *trace_ctx;
};

/* NULL on failure, with *ERR filled. */
struct cs_engine *cs_engine_new(const struct cs_companions *with, struct cs_error *err);
void cs_engine_free(struct cs_engine *e);

/* One input. LIVE: report events as they end, even when nothing more comes. On an error that
 * ends the work, what was found before has been handed on and end_input was called. */
enum cs_status cs_analyze(struct cs_engine *e, const char *path, bool live,
			  const struct cs_sink *sinks, size_t sink_count,
			  struct cs_error *err) CS_MUST_CHECK;

/* Log text from FD, live, under NAME; takes over FD. */
enum cs_status cs_analyze_live(struct cs_engine *e, int fd, const char *name,
			       const struct cs_sink *sinks, size_t sink_count,
			       struct cs_error *err) CS_MUST_CHECK;

#endif
