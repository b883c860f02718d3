/* The rules: what a report means, in YAML that people write (docs/rules.md). Loaded from files
 * and folders, checked, compiled once; then read-only and shared by any number of judges.
 *
 * A file that is wrong costs its wrong rules, not the others: each problem is kept with file,
 * line, column and key, and the caller decides what an error is worth. */
#ifndef CS_RULE_RULE_H
#define CS_RULE_RULE_H

#include "base/error.h"
#include "event/event.h"
#include "rule/problem.h"

struct cs_rules;
struct cs_rule_cond;

/* A log, or a piece of one, that a rule must say something about, or must not. */
struct cs_rule_example {
	bool wanted; /* must match; else must not */
	struct cs_str name;
	struct cs_str log;  /* the text itself, or */
	struct cs_str file; /* the path of a log */
	unsigned line;      /* in the rule's file */
};

/* What is known about an issue beyond its cause (wish: ignore lists that don't rot). */
struct cs_rule_known {
	struct cs_str owner, link;
	struct cs_str fixed_in; /* the first release that should not show it, "6.1.30" */
	struct cs_str expires;  /* "2027-01-31": from then on check calls it stale */
};

struct cs_rule {
	struct cs_str id;
	int version;
	struct cs_str title, cause, fix, decide;
	bool has_severity; /* raises the event's */
	enum cs_severity severity;
	enum cs_confidence confidence;
	unsigned rank;         /* among equals: higher first; 50 unless told */
	bool aside;            /* a remark, not a cause: behind all causes */
	bool expected;         /* a test provoked the report that it holds for */
	bool settled_by_owner; /* needless where a dump names the lock's owner */
	struct cs_str *references;
	size_t reference_count;
	struct cs_str *replaces; /* ids and globs: findings that this one makes needless */
	size_t replaces_count;
	struct cs_rule_known known;
	struct cs_rule_example *examples;
	size_t example_count;
	const struct cs_rule_cond *when;
	const struct cs_rule_refine *refine;
	size_t refine_count;
	struct cs_str file;
	unsigned line, column;
};

struct cs_rules *cs_rules_new(void);
/* From now on what the YAML reader makes of a file is kept in the user's cache, and taken from
 * there while the file's content is the same. Rules are checked and built all the same. */
void cs_rules_keep(struct cs_rules *r);
void cs_rules_free(struct cs_rules *r);
/* Adds a file, or every *.yaml under a folder in the order of their names. CS_ERR_IO: the path
 * cannot be read; CS_ERR_FORMAT: at least one problem that is an error; *ERR has the first.
 * Sound rules of the same path are loaded all the same. */
enum cs_status cs_rules_load(struct cs_rules *r, const char *path,
			     struct cs_error *err) CS_MUST_CHECK;
/* The same for a text that is called NAME. */
enum cs_status cs_rules_load_text(struct cs_rules *r, const char *name, struct cs_str yaml,
				  struct cs_error *err) CS_MUST_CHECK;
/* After the last load and before the first use: builds the prefilter. */
enum cs_status cs_rules_compile(struct cs_rules *r, struct cs_error *err) CS_MUST_CHECK;
/* Lint: what works but is not fit to ship, added as problems (docs/rules.md, "check"). TODAY is
 * "YYYY-MM-DD". */
void cs_rules_check(struct cs_rules *r, const char *today);

size_t cs_rules_count(const struct cs_rules *r);
const struct cs_rule *cs_rules_at(const struct cs_rules *r, size_t i);
const struct cs_rule *cs_rules_find(const struct cs_rules *r, struct cs_str id);
size_t cs_rules_problem_count(const struct cs_rules *r);
const struct cs_problem *cs_rules_problem_at(const struct cs_rules *r, size_t i);
/* Of those, errors; and how many there are beyond the ones that were kept. */
size_t cs_rules_error_count(const struct cs_rules *r);
size_t cs_rules_warning_count(const struct cs_rules *r);

/* The literals of "earlier" conditions, for the anchor pass: I-th and its tag, which is to be
 * given back to cs_judge_see(). NULL beyond the last. */
const char *cs_rules_fact_literal(const struct cs_rules *r, size_t i, uint32_t *tag);

/* The conditions of a rule as the author wrote them, indented, for "explain". */
struct cs_strbuf;
void cs_rule_tell(const struct cs_rule *rule, struct cs_strbuf *out);
/* One condition in a line: "frame: sg_init_one", "any of these". */
void cs_rule_tell_condition(const struct cs_rule_cond *cond, struct cs_strbuf *out);

#endif
