/* Private to report/: the page tables of a faulting address, for people. */
#ifndef CS_REPORT_TEXT_WALK_H
#define CS_REPORT_TEXT_WALK_H

#include "iommu/walk.h"
#include "report/pen.h"

/* A line a level, then the nearest mappings; W may be NULL. */
void cs_text_walk(struct cs_pen *p, const struct cs_walk *w);

#endif
