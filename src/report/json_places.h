/* The answer to "where is this?" as JSON: one object a line (docs/symbols.md). */
#ifndef CS_REPORT_JSON_PLACES_H
#define CS_REPORT_JSON_PLACES_H

#include <stdio.h>

#include "sym/sym.h"

/* ASKED: the question as it was given. */
void cs_json_write_answer(FILE *out, struct cs_str asked, const struct cs_sym_question *q,
			  const struct cs_sym_answer *a);

#endif
