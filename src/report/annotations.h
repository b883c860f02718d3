/* Annotations that CI systems show beside a change: GitHub's workflow commands, and GitLab's Code
 * Quality report (a JSON array). */
#ifndef CS_REPORT_ANNOTATIONS_H
#define CS_REPORT_ANNOTATIONS_H

#include <stdio.h>

#include "report/summary.h"

/* What GitHub shows of one step at most, for each of error, warning and notice; the rest is told
 * in one line. */
#define CS_GITHUB_ANNOTATIONS 10u

struct cs_github;
struct cs_github *cs_github_new(FILE *out, const struct cs_summary *summary);
struct cs_sink cs_github_sink(struct cs_github *g);
void cs_github_free(struct cs_github *g);

struct cs_gitlab;
struct cs_gitlab *cs_gitlab_new(FILE *out, const struct cs_summary *summary);
struct cs_sink cs_gitlab_sink(struct cs_gitlab *g);
void cs_gitlab_free(struct cs_gitlab *g);

#endif
