/* Writes text for people: wrapped to a width, with colour where wanted, and never a byte that a
 * terminal would obey: log text is hostile. */
#ifndef CS_REPORT_PEN_H
#define CS_REPORT_PEN_H

#include <stdio.h>

#include "base/str.h"

enum cs_ink { CS_INK_PLAIN, CS_INK_BOLD, CS_INK_DIM, CS_INK_RED, CS_INK_YELLOW, CS_INK_CYAN };

struct cs_pen {
	FILE *out;
	bool color;
	enum cs_ink ink;
	unsigned width;  /* columns; words that are longer stick out */
	unsigned indent; /* of lines that wrap */
	unsigned column; /* where the next character goes */
};

/* WIDTH 0: as wide as $COLUMNS says, else 100. OUT stays the caller's. */
void cs_pen_init(struct cs_pen *p, FILE *out, bool color, unsigned width);
void cs_pen_ink(struct cs_pen *p, enum cs_ink ink);
/* S as it is, unwrapped; control characters and broken UTF-8 as \xNN, tabs as blanks. */
void cs_pen_put(struct cs_pen *p, struct cs_str s);
void cs_pen_putf(struct cs_pen *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* S wrapped at blanks; new lines begin at the pen's indent. A blank at the
 * front of S is kept between what stands before and the first word. */
void cs_pen_wrap(struct cs_pen *p, struct cs_str s);
void cs_pen_wrapf(struct cs_pen *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void cs_pen_newline(struct cs_pen *p);
/* Blanks up to COLUMN, at least one unless the line is empty. */
void cs_pen_to(struct cs_pen *p, unsigned column);

#endif
