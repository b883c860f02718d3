/* What is wrong with a rule file, and where: collected, so that one run tells all of it. */
#ifndef CS_RULE_PROBLEM_H
#define CS_RULE_PROBLEM_H

#include "base/arena.h"

struct cs_problem {
	bool warning; /* lint only: the rule works */
	struct cs_str file;
	unsigned line, column; /* 1-based, 0 unknown */
	struct cs_str rule;    /* id, or empty */
	struct cs_str key;     /* the YAML key concerned, or empty */
	struct cs_str text;
	struct cs_str source; /* that line of the file, for the caret */
};

/* A growing list (bounded by CS_LIMIT_RULE_PROBLEMS; the rest is only counted) and the place
 * that is being read. */
struct cs_problems {
	struct cs_arena *arena;
	struct cs_problem *v;
	size_t n;
	size_t errors, warnings;
	struct cs_str file, content; /* the file being read, for new problems */
	struct cs_str rule;
};

/* Where in the file a problem is. */
struct cs_spot {
	unsigned line, column;
	struct cs_str key;
};

void cs_problem_add(struct cs_problems *p, struct cs_spot at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void cs_problem_warn(struct cs_problems *p, struct cs_spot at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* "file:line:column: key 'x': text", then the line and a caret under the column, into OUT. */
void cs_problem_print(const struct cs_problem *p, char *out, size_t size);
/* Line LINE (1-based) of CONTENT, without its end. */
struct cs_str cs_line_of(struct cs_str content, unsigned line);

#endif
