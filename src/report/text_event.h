/* Private to report/: the parts of one event in the report for people. */
#ifndef CS_REPORT_TEXT_EVENT_H
#define CS_REPORT_TEXT_EVENT_H

#include "report/history.h"
#include "report/pen.h"
#include "report/sink.h"

/* Where the text stands beside the labels. */
#define CS_TEXT_MARGIN 11u

/* The first screen: what, where, why, what next. */
void cs_text_event_answer(struct cs_pen *p, const struct cs_event *ev);
/* Below it: evidence lines, registers in words, stacks, notes. */
void cs_text_event_details(struct cs_pen *p, const struct cs_event *ev);
/* One frame and the calls inlined in it, a line each. */
void cs_text_frame(struct cs_pen *p, const struct cs_frame *f);
/* Whether the bug was seen before; nothing when no store was asked (H NULL or not known). */
void cs_text_history(struct cs_pen *p, const struct cs_history *h);
/* "file:line" in bold, nothing when it is not known; "name+0x1/0x2 [module]" or the address. */
void cs_text_place(struct cs_pen *p, const struct cs_place *at);
void cs_text_symbol(struct cs_pen *p, const struct cs_frame *f);
/* A label in the margin; what follows wraps beside it. */
void cs_text_label(struct cs_pen *p, const char *label);
enum cs_ink cs_text_severity_ink(enum cs_severity s);

#endif
