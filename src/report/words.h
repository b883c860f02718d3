/* Sentences that several formats share. */
#ifndef CS_REPORT_WORDS_H
#define CS_REPORT_WORDS_H

#include <stdio.h>

#include "report/sink.h"

/* "oops in foo_bar, drivers/foo.c:12: TITLE of the first finding. CAUSE": one plain paragraph of
 * log text, unescaped, into a malloc'ed string that the caller frees. */
char *cs_words_of_event(const struct cs_event *ev);
/* The lines that the event owns, as they are in the log, a newline behind each; malloc'ed. */
char *cs_words_excerpt(const struct cs_event *ev, size_t max_lines);

enum { CS_WORDS_LINES = 56 };
/* "line 74" or "lines 74-80": where EV stands; it has lines. */
void cs_words_lines(const struct cs_event *ev, char out[CS_WORDS_LINES]);

#endif
