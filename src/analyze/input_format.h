/* --input-format: what an input is, against what its content says. "plain" (lines, not decoded),
 * "pmsg" (lines of programs), "smmu-registers", or a transport's name (docs/inputs.md). */
#ifndef CS_ANALYZE_INPUT_FORMAT_H
#define CS_ANALYZE_INPUT_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

struct cs_analysis;

bool cs_input_format_is_known(const char *name);
/* All names, with commas between them, into BUF. */
const char *cs_input_format_names(char *buf, size_t size);
/* Sets the decoder of an analysis that begins as the engine's format has it. */
void cs_input_format_apply(struct cs_analysis *a);

#endif
