/* Private to analyze/: the kinds of input that are read as a stream, a row each (reader.c). A RAM
 * dump, which needs any place of its file at any time, is opened by its path before these. */
#ifndef CS_ANALYZE_READER_H
#define CS_ANALYZE_READER_H

#include "input/input.h"
#include "input/kind.h"
#include "report/sink.h"

struct cs_analysis;
struct cs_companions;

struct cs_reader {
	const char *format; /* in reports; NULL: the input's own ("text", "journal" …) */
	/* Mine? HEAD is CS_LIMIT_SNIFF_BYTES or the whole input; WITH what stands beside. */
	bool (*claims)(const struct cs_companions *with, const struct cs_input_kind *kind,
		       struct cs_str head);
	enum cs_status (*read)(struct cs_analysis *a, struct cs_input *in, struct cs_error *err);
};

/* The first row that claims the input, or NULL. */
const struct cs_reader *cs_reader_for(const struct cs_companions *with,
				      const struct cs_input_kind *kind, struct cs_str head);

/* Log text in any transport, to the end of the input (text.c). */
enum cs_status cs_analysis_read_text(struct cs_analysis *a, struct cs_input *in,
				     struct cs_error *err);
/* An SMMU register dump (register_input.c). */
enum cs_status cs_analysis_read_registers(struct cs_analysis *a, struct cs_input *in,
					  struct cs_error *err);
#endif
