/* A baseline: the cases that are known, by signature, in a JSON file that a run wrote before.
 *   {"schema": "crashscan.baseline/1", "cases": {"1:9f2c…": {"title": "…", "kind": "…"}}}
 * What it holds does not fail a run; what it holds and a run did not see is gone. */
#ifndef CS_REPORT_BASELINE_H
#define CS_REPORT_BASELINE_H

#include "report/sink.h"

struct cs_baseline;

enum cs_status cs_baseline_read(struct cs_baseline **out, const char *path,
				struct cs_error *err) CS_MUST_CHECK;
void cs_baseline_free(struct cs_baseline *b);
/* One that is put together: GROUP is the case, which may have several signatures. */
struct cs_baseline *cs_baseline_new(void);
void cs_baseline_add(struct cs_baseline *b, struct cs_str signature, struct cs_str title,
		     struct cs_str kind, int64_t group);
/* Any number of threads may ask at once. */
bool cs_baseline_knows(const struct cs_baseline *b, const char *signature);

/* What a run saw: a sink that collects, to be written as a baseline, and to be compared. */
struct cs_baseline_seen;

struct cs_baseline_seen *cs_baseline_seen_new(void);
void cs_baseline_seen_free(struct cs_baseline_seen *s);
struct cs_sink cs_baseline_seen_sink(struct cs_baseline_seen *s);
/* Written beside PATH and then renamed: a killed run leaves the old file. */
enum cs_status cs_baseline_seen_write(const struct cs_baseline_seen *s, const char *path,
				      struct cs_error *err) CS_MUST_CHECK;
/* Calls FN for each known case that was not seen, in the order of the baseline. Of signatures that
 * are one case one is enough. */
typedef void cs_baseline_gone_fn(void *ctx, const char *signature, const char *title);
void cs_baseline_gone(const struct cs_baseline *b, const struct cs_baseline_seen *s,
		      cs_baseline_gone_fn *fn, void *ctx);

#endif
