/* Private to rule/: a loaded rule, and the table of predicates.
 *
 * A condition is a tree: "all", "any" and "not" over leaves, each leaf a predicate with its
 * argument as its own parser made it. */
#ifndef CS_RULE_MODEL_H
#define CS_RULE_MODEL_H

#include "anchor/anchor.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "rule/judge.h"
#include "rule/literal.h"
#include "rule/names.h"
#include "rule/regex.h"
#include "rule/value.h"
#include "rule/yaml.h"

struct judging;

enum cs_cond_op { CS_COND_ALL, CS_COND_ANY, CS_COND_NOT, CS_COND_LEAF };

struct cs_rule_cond {
	enum cs_cond_op op;
	struct cs_rule_cond **kids;
	size_t kid_count;
	const struct cs_predicate *predicate; /* of a leaf */
	const void *arg;
	struct cs_str why; /* for the evidence */
	const struct cs_yaml *source;
};

struct cs_rule_refine {
	const struct cs_rule_cond *when;
	bool has_confidence, has_severity, has_rank;
	unsigned rank;
	enum cs_confidence confidence;
	enum cs_severity severity;
	struct cs_str add;    /* appended to the cause */
	struct cs_str decide; /* in place of the rule's, or empty */
};

/* A regular expression in use, with the literals that lead to it. */
struct cs_pattern {
	struct cs_regex *re;
	struct cs_str text;
	uint32_t *literals; /* indices into the set's table; none: tried on every line */
	size_t literal_count;
};

/* What the parsers of conditions share. */
struct cs_rule_parser {
	struct cs_arena *arena;
	struct cs_problems problems;
	CS_VEC(struct cs_regex *) regexes;       /* to free */
	CS_VEC(const char *) text_literals;      /* of conditions on the report's own lines */
	CS_VEC(const char *) fact_literals;      /* of conditions on earlier lines */
	CS_VEC(const struct cs_earlier *) facts; /* the conditions themselves, by number */
	CS_VEC(struct cs_str) captures;          /* names that the rule being read may use */
	unsigned depth;
	unsigned leaves;
};

struct cs_rules {
	struct cs_arena arena;
	struct cs_rule_parser parser;
	CS_VEC(struct cs_rule *) v;
	struct cs_anchor_set *text_anchors; /* NULL: no literals at all */
	size_t bytes;
	bool keep;
};

/* Where a condition found what it asked for: a line of the report, or one before it. */
struct cs_found {
	const struct cs_line *line;
	const struct cs_boot_fact *fact;
	const struct cs_past *past;
};

/* Predicates, a row each (predicates.c). PARSE returns the argument, or NULL after it told
 * what is wrong; HOLDS may fill *FOUND and add captures. */
struct cs_predicate {
	const char *name;
	void *(*parse)(struct cs_rule_parser *p, const struct cs_yaml *y);
	bool (*holds)(struct judging *g, const void *arg, struct cs_found *found);
	const char *why; /* said of the evidence when the rule does not */
	bool weak;       /* alone it is true of nearly every report: no rule may rest on it */
	bool (*is_weak)(const void *arg); /* the same, where it depends on the argument */
};

const struct cs_predicate *cs_predicate_find(struct cs_str name);
const struct cs_predicate *cs_predicate_at(size_t i);

extern const struct cs_predicate cs_predicate_kind, cs_predicate_function, cs_predicate_module,
	cs_predicate_comm, cs_predicate_test, cs_predicate_context, cs_predicate_taint,
	cs_predicate_release, cs_predicate_arch, cs_predicate_hardware, cs_predicate_title,
	cs_predicate_echo, cs_predicate_corrupted, cs_predicate_uptime, cs_predicate_frame,
	cs_predicate_order, cs_predicate_recursion, cs_predicate_stack, cs_predicate_register,
	cs_predicate_fault, cs_predicate_iommu, cs_predicate_text, cs_predicate_earlier,
	cs_predicate_later, cs_predicate_after_event;

/* ---- parsing (schema.c, cond.c, pattern.c) ---- */

/* The rules of one document. */
void cs_schema_read(struct cs_rules *r, const struct cs_yaml *root);
/* NULL after a problem was told. */
struct cs_rule_cond *cs_cond_parse(struct cs_rule_parser *p, const struct cs_yaml *y);
/* The same; WHY, unless empty, speaks for what in it has none of its own. */
struct cs_rule_cond *cs_cond_parse_why(struct cs_rule_parser *p, const struct cs_yaml *y,
				       struct cs_str why);
/* Says so when MAP has a key that is not among the words of KEYS. */
bool cs_parser_only(struct cs_rule_parser *p, const struct cs_yaml *map, const char *keys);
/* A scalar that isn't empty. */
bool cs_parser_text(struct cs_rule_parser *p, const struct cs_yaml *y, struct cs_str *out);
bool cs_parser_number(struct cs_rule_parser *p, const struct cs_yaml *y, double *out);
bool cs_parser_bool(struct cs_rule_parser *p, const struct cs_yaml *y, int *out);
/* The regular expression in Y; its literals go into the table of the report's lines, or with
 * FACT into that of earlier lines. Its named groups become captures. */
bool cs_pattern_parse(struct cs_rule_parser *p, const struct cs_yaml *y, bool fact,
		      struct cs_pattern *out);
void cs_parser_add_capture(struct cs_rule_parser *p, struct cs_str name);

/* ---- judging (judge.c) ---- */

/* An earlier report of the boot. */
struct cs_past {
	enum cs_kind kind;
	unsigned boot;
	uint64_t line, begin, end;
	double time;
	bool has_time;
	char title[256], header[256], function[128], client[128];
};

struct cs_capture {
	struct cs_str name, value;
};

#define CS_CAPTURES_MAX 32

/* One event before the rules. */
struct judging {
	struct cs_judge *judge;
	const struct cs_event *ev;
	struct cs_arena *arena; /* the event's */
	const struct cs_boot *boot;
	const struct cs_rule *rule;
	struct cs_capture captures[CS_CAPTURES_MAX];
	size_t capture_count;
	struct {
		struct cs_found found;
		struct cs_str why;
	} evidence[32];
	size_t evidence_count;
	bool limit_hit; /* a pattern gave up */
};

bool cs_judging_cond(struct judging *g, const struct cs_rule_cond *c, int depth);
void cs_judging_capture(struct judging *g, struct cs_str name, struct cs_str value);
void cs_judging_capture_groups(struct judging *g, const struct cs_pattern *p,
			       const struct cs_regex_hit *hit);
bool cs_judging_captured(const struct judging *g, struct cs_str name, struct cs_str *value);
/* PATTERN on SUBJECT; a limit that was hit counts as no match and is noted. */
bool cs_judging_match(struct judging *g, const struct cs_pattern *p, struct cs_str subject,
		      struct cs_regex_hit *hit);
/* The lines of the event that hold one of P's literals, ascending: *N of them; all lines when it
 * has none. Valid until the next call. */
const uint32_t *cs_judging_candidates(struct judging *g, const struct cs_pattern *p, size_t *n);
/* The reports of this boot before the event, the latest first; NULL at the end. *BACK, 0 at first,
 * is the cursor. */
const struct cs_past *cs_judging_past(const struct judging *g, size_t *back);
/* Looks up "near" values: registers, fault.address, iommu.iova …, captures. CTX is the judging. */
bool cs_judging_lookup(void *ctx, struct cs_str name, uint64_t *value);

/* The line of the report that shows the number V, in one of the forms in which the kernel prints
 * it, or NULL. */
const struct cs_line *cs_judging_line_of_number(const struct judging *g, uint64_t v);
/* Whether the kernel's release is known and not below MIN ("6.1.30"). */
bool cs_release_is_at_least(const struct judging *g, struct cs_str min);

/* ---- {name: GLOBS, is: VALUES}, of a report's or an IOMMU's registers ---- */

struct cs_register_spec {
	struct cs_globs names;
	struct cs_values is;
	struct cs_str as;
};

void *cs_register_spec_parse(struct cs_rule_parser *p, const struct cs_yaml *y);

/* ---- fields (fields.c) ---- */

/* The event's field NAME in words ("function", "iommu.client" …) into OUT. False: no such
 * field. An unknown value is an empty text. */
bool cs_field_text(const struct cs_event *ev, struct cs_str name, struct cs_strbuf *out);
bool cs_field_known(struct cs_str name);
bool cs_field_number(const struct cs_event *ev, struct cs_str name, uint64_t *out);

/* ---- templates (template.c) ---- */

/* TEXT with "{name}" and "{name|else}" filled in from captures and fields. */
struct cs_str cs_template_fill(struct judging *g, struct cs_arena *arena, struct cs_str text);
/* Told for each name in TEXT that is neither a field nor one of CAPTURES. */
void cs_template_check(struct cs_rule_parser *p, const struct cs_yaml *y);

/* ---- what a rule asks of other lines (pred_earlier.c) ---- */

/* Whether a line or report at LINE lies at most WITHIN seconds from the event, 0: no matter. */
bool cs_judging_is_near(const struct judging *g, double within, bool has_time, double time,
			uint64_t line);

struct cs_earlier {
	struct cs_pattern pattern;
	uint32_t number;                      /* its tag in the boot's facts */
	double within;                        /* seconds, 0: no matter */
	bool last;                            /* only the latest that fits counts */
	size_t count;                         /* at least so many */
	struct cs_str covers, from, to, size; /* names: of a value, and of captures */
	uint64_t slack;
	uint64_t each; /* bytes of an element of the range, 0: no array */
	bool later;    /* behind the report, not before it */
	struct cs_where *where;
	size_t where_count;
};

/* What a capture of the earlier line must be: one of NAMES (templates are filled in), one of
 * VALUES, or the same as an event's field. */
struct cs_where {
	struct cs_str capture;
	struct cs_globs names;
	struct cs_values values;
};

#endif
