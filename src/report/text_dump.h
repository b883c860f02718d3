/* Private to report/: what only a RAM dump knows, for people. */
#ifndef CS_REPORT_TEXT_DUMP_H
#define CS_REPORT_TEXT_DUMP_H

#include "report/pen.h"

struct cs_dump;

void cs_text_dump(struct cs_pen *p, const struct cs_dump *d);

#endif
