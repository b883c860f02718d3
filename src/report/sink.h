/* Where results go. The pipeline calls a sink in this order: begin_input, event…, end_input,
 * once for each input; what a sink writes before the first and after the last input is between
 * it and its maker. An event is freed after the last sink saw it. */
#ifndef CS_REPORT_SINK_H
#define CS_REPORT_SINK_H

#include "base/error.h"
#include "event/event.h"

struct cs_dump;
struct cs_smmu_dump;

#define CS_REASONS_MAX 16

/* What is known of an input; complete only in end_input. */
struct cs_input_info {
	const char *path;
	const char *format;   /* "text", "elf-core" … (contract: inputs[].format) */
	const char *encoding; /* transport the records came in, or NULL */
	uint64_t bytes, lines;
	struct cs_str reasons[CS_REASONS_MAX]; /* why it isn't complete */
	size_t reason_count;
	struct cs_str notes[CS_REASONS_MAX]; /* worth knowing, no reason for doubt */
	size_t note_count;
	char digest[40]; /* of all its bytes; "" while it is being read */
	unsigned boots;
	char release[128], arch[16], hardware[128];
	char build_id[48]; /* of the crashed kernel, "" unknown */
	bool has_kaslr_offset;
	uint64_t kaslr_offset;
	const char *symbols; /* the vmlinux that was taken, or NULL */
	long events;
	unsigned long dropped_events;         /* beyond CS_LIMIT_EVENTS */
	const struct cs_dump *dump;           /* of a RAM dump, else NULL */
	const struct cs_smmu_dump *registers; /* of an SMMU register dump, else NULL */
	const struct cs_error *error;         /* why reading ended early, or NULL */
};

/* TEXT must outlive INFO's last use. One that is there already is not added; of those for which
 * there is no room the last place tells. remarks.c. */
void cs_input_info_add_reason(struct cs_input_info *info, struct cs_str why);
void cs_input_info_add_note(struct cs_input_info *info, struct cs_str note);

struct cs_sink {
	void (*begin_input)(void *ctx, const struct cs_input_info *info);
	void (*event)(void *ctx, const struct cs_input_info *info, const struct cs_event *ev);
	void (*end_input)(void *ctx, const struct cs_input_info *info);
	void *ctx;
};

#endif
