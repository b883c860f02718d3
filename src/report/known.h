/* Known issues, kept by people in a JSON file: what is known, whose it is, and until when. A match
 * does not fail a run; one that has expired does, and names its owner.
 *   {"schema": "crashscan.known/1", "issues": [
 *     {"title": "WARNING in foo_*", "kind": "warning", "function": "foo_bar",
 *      "signature": "1:9f2c…", "kernels": ["6.1", "6.1.99"], "owner": "alice",
 *      "link": "https://…", "expires": "2027-03-31", "why": "…"}]}
 * All of title, kind, function and signature that are given must match ('*' at a title's end: any
 * rest); one besides kind must be given, so that no issue takes in everything. "kernels" is the
 * first and the last release, both inclusive; "owner" and "expires" are a must. */
#ifndef CS_REPORT_KNOWN_H
#define CS_REPORT_KNOWN_H

#include "report/sink.h"

struct cs_known;

/* TODAY is "2026-11-24". CS_ERR_FORMAT names the issue that is wrong. */
enum cs_status cs_known_read(struct cs_known **out, const char *path, const char *today,
			     struct cs_error *err) CS_MUST_CHECK;
void cs_known_free(struct cs_known *k);
/* Marks EV as known, or not when its issue has expired; EV->issue and a note say whose it is.
 * RELEASE is the kernel's, "" unknown: any range takes it. Any number of threads may ask at once.
 */
void cs_known_judge(const struct cs_known *k, const char *release, struct cs_event *ev);

/* ---- which issues are still needed ---- */

/* A case that was seen at some time. */
struct cs_known_case {
	struct cs_str title, function, signature, kind;
};

size_t cs_known_count(const struct cs_known *k);
/* Whether issue I is about the case, of whatever kernel. */
bool cs_known_takes(const struct cs_known *k, size_t i, const struct cs_known_case *c);
/* Its title, else its function, else its signature; valid as long as K. */
struct cs_str cs_known_name(const struct cs_known *k, size_t i);
struct cs_str cs_known_owner(const struct cs_known *k, size_t i);

#endif
