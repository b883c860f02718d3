/* JUnit XML as Jenkins and GitLab read it: an input is a test suite with one test case, an event
 * that counts is a failure, one that was suppressed alone makes it skipped, an input that can't be
 * read is an error. After Jenkins' xunit-plugin junit-10.xsd. */
#ifndef CS_REPORT_JUNIT_H
#define CS_REPORT_JUNIT_H

#include <stdio.h>

#include "report/summary.h"

struct cs_junit;

/* OUT stays the caller's; SUMMARY says which events count. */
struct cs_junit *cs_junit_new(FILE *out, const struct cs_summary *summary);
struct cs_sink cs_junit_sink(struct cs_junit *j);
void cs_junit_free(struct cs_junit *j);

#endif
