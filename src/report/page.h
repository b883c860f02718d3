/* Reports to read in a browser or a review: one self-contained HTML file, and Markdown for a
 * comment. */
#ifndef CS_REPORT_PAGE_H
#define CS_REPORT_PAGE_H

#include <stdio.h>

#include "report/summary.h"

struct cs_html;
struct cs_html *cs_html_new(FILE *out, const struct cs_summary *summary);
struct cs_sink cs_html_sink(struct cs_html *h);
void cs_html_free(struct cs_html *h);

struct cs_markdown;
struct cs_markdown *cs_markdown_new(FILE *out, const struct cs_summary *summary);
struct cs_sink cs_markdown_sink(struct cs_markdown *m);
void cs_markdown_free(struct cs_markdown *m);

#endif
