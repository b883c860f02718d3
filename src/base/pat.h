/* Templates for printk lines: a literal text with holes, so that a detector's table can hold
 * the kernel's own format string. Holes:
 *   %f  a symbol, with "+0x12/0x34" behind it eaten when there   %x  hex, 0x optional
 *   %d  decimal                                                  %w  a run of non-blanks
 *   %*  anything, as little as the rest allows                   %_  one or more blanks
 *   %%  a percent sign
 * Each hole but %_ fills the next capture. The template may match anywhere in the text unless
 * it begins with '^'; a '$' at its end wants the end of the text. The time is at most the
 * length of the text (no more than CS_PAT_MAX_TEXT bytes are looked at) times that of the
 * template. */
#ifndef CS_BASE_PAT_H
#define CS_BASE_PAT_H

#include "base/str.h"

#define CS_PAT_CAPTURES 8
#define CS_PAT_MAX_TEXT 4096

struct cs_pat_hit {
	struct cs_str cap[CS_PAT_CAPTURES];
	unsigned n;
	size_t begin; /* offset of the match in the text */
	size_t end;
};

bool cs_pat_match(const char *pat, struct cs_str text, struct cs_pat_hit *hit);

#endif
