/* Private to report/: what state an SMMU was in by its registers, for people. */
#ifndef CS_REPORT_TEXT_REGISTERS_H
#define CS_REPORT_TEXT_REGISTERS_H

#include "report/pen.h"

struct cs_smmu_dump;

void cs_text_registers(struct cs_pen *p, const struct cs_smmu_dump *d);

#endif
