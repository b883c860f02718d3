/* Private to analyze/: one input on its way through the stages. analyze.c opens it and finds its
 * reader; text.c moves bytes, boots.c has the records, deliver.c the events. */
#ifndef CS_ANALYZE_ANALYSIS_H
#define CS_ANALYZE_ANALYSIS_H

#include "analyze/dump_faults.h"
#include "analyze/dump_hang.h"
#include "analyze/engine.h"
#include "analyze/place.h"
#include "analyze/reader.h"
#include "analyze/register_input.h"
#include "analyze/scan.h"
#include "analyze/span.h"
#include "analyze/unplaced.h"
#include "analyze/unsaid.h"
#include "base/digest.h"
#include "dump/state.h"
#include "event/echo.h"
#include "event/tracker.h"
#include "iommu/clients.h"
#include "iommu/storm.h"
#include "log/boot.h"
#include "log/decode.h"
#include "log/test_mark.h"
#include "rule/judge.h"

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
	bool runs;        /* programs run in this boot */
	bool failed;      /* a report of a warning or more came */
	double last_time; /* of the last record that was looked at */
	struct cs_digest *digest;
	struct cs_test_mark test;
	struct cs_echo last;
	struct cs_judge *judge; /* NULL: no rules */
	struct cs_placer placer;
	struct cs_unplaced unplaced;
	struct cs_storm storm; /* IOMMU faults that equal ones may follow */
	struct cs_spans spans;
	struct cs_clients *clients;
	long last_fault; /* index of the last IOMMU fault in this boot, or -1 */
	bool live;
	double begun;                        /* monotonic seconds */
	struct cs_dump *dump;                /* when the input is one */
	struct cs_dump_hang hang;            /* what it shows of hangs */
	struct cs_dump_faults faults;        /* and of faults that nobody read */
	struct cs_unsaid *unsaid;            /* the same, for reports of CPUs; NULL: no dump */
	struct cs_memory *dump_ram;          /* of it, once a walk asked for it */
	struct cs_register_input *registers; /* likewise */
	struct cs_strbuf again;              /* reports that another input told, in words */
	unsigned long again_count;
};

/* ---- analyze.c ---- */

/* WHY the input may not tell everything; said once. The text must outlive the analysis. */
void cs_analysis_add_reason(struct cs_analysis *a, struct cs_str why);

/* ---- deliver.c ---- */

/* Takes EV over: folded into a storm, or named, placed, judged and handed to the sinks.
 * CTX: the analysis. */
void cs_analysis_add_event(void *ctx, struct cs_event *ev);
/* The same without looking for a storm. */
void cs_analysis_deliver(struct cs_analysis *a, struct cs_event *ev);
/* Faults that waited for equal ones go on, reports that waited for the kernel's offset, too. */
void cs_analysis_release_held(struct cs_analysis *a);
/* The same, if LINE of the log is so far behind them that no offset will come. */
void cs_analysis_release_unplaced(struct cs_analysis *a, uint64_t line);
/* At the end: which reports were not told because another input had told them. */
void cs_analysis_note_again(struct cs_analysis *a);

/* ---- boots.c ---- */

extern const struct cs_scan_ops cs_analysis_scan_ops;

/* ---- text.c ---- */

/* N bytes of plain log text; none: the end. */
void cs_analysis_feed(void *ctx, const char *p, size_t n);
/* --annotate: lines that no open report may hold are over. */
void cs_analysis_release_lines(struct cs_analysis *a);

#endif
