#include "rule/literal.h"

#include "base/limits.h"

#define RUN_BYTES 64 /* a longer literal does not filter any better */

struct parser {
	struct cs_arena *arena;
	struct cs_str s; /* what is left of the pattern */
	bool failed;     /* a construct that is not understood */
	unsigned depth;
};

/* The best of one sequence so far, and the run of plain characters being read. */
struct sequence {
	struct cs_literals best;
	char run[RUN_BYTES + 1];
	size_t n;
};

static size_t shortest(const struct cs_literals *l)
{
	size_t min = l->n ? (size_t)-1 : 0;

	for (size_t i = 0; i < l->n; i++)
		if (strlen(l->v[i]) < min)
			min = strlen(l->v[i]);
	return min;
}

static void offer(struct sequence *q, const struct cs_literals *l)
{
	if (shortest(l) > shortest(&q->best))
		q->best = *l;
}

static void end_run(struct parser *p, struct sequence *q)
{
	struct cs_literals l = {.n = 1};

	if (q->n >= CS_LIMIT_LITERAL_MIN) {
		l.v[0] = cs_arena_cstr(p->arena, (struct cs_str){q->run, q->n});
		offer(q, &l);
	}
	q->n = 0;
}

static void add_char(struct parser *p, struct sequence *q, char c)
{
	if (c == '\0' || q->n == RUN_BYTES)
		end_run(p, q);
	if (c)
		q->run[q->n++] = c;
}

static char eat(struct parser *p)
{
	char c = p->s.p[0];

	p->s = cs_str_tail(p->s, 1);
	return c;
}

/* "?", "*", "+", "{2,3}" and their lazy or possessive mark. *OPTIONAL: may be none at all. */
static bool eat_quantifier(struct parser *p, bool *optional)
{
	char c = p->s.n ? p->s.p[0] : 0;

	*optional = c == '?' || c == '*';
	if (c == '{' && p->s.n > 1 && cs_is_digit(p->s.p[1])) {
		ptrdiff_t end = cs_str_find_char(p->s, '}');

		if (end < 0)
			return false;
		*optional = p->s.p[1] == '0';
		p->s = cs_str_tail(p->s, (size_t)end + 1);
	} else if (c == '?' || c == '*' || c == '+') {
		eat(p);
	} else {
		return false;
	}
	if (p->s.n && (p->s.p[0] == '?' || p->s.p[0] == '+'))
		eat(p);
	return true;
}

static void eat_class(struct parser *p)
{
	if (p->s.n && p->s.p[0] == '^')
		eat(p);
	if (p->s.n && p->s.p[0] == ']')
		eat(p);
	while (p->s.n && p->s.p[0] != ']') {
		if (cs_str_starts(p->s, "[:") && cs_str_has(p->s, ":]")) {
			p->s = cs_str_after(p->s, ":]");
			continue;
		}
		if (eat(p) == '\\' && p->s.n)
			eat(p);
	}
	if (p->s.n)
		eat(p);
}

/* What follows a backslash: a plain character, or 0 for a class or an assertion. */
static char eat_escape(struct parser *p)
{
	char c = p->s.n ? eat(p) : 0;

	if (c == 't')
		return '\t';
	if (!cs_is_alpha(c) && !cs_is_digit(c))
		return c;
	if (!strchr("dDsSwWbBhHvVRAzZGKnrN", c))
		p->failed = true; /* \Q, \x41, \1, \p{…}: not worth the code */
	return 0;
}

static void alternatives(struct parser *p, struct cs_literals *out);

static void skip_group(struct parser *p)
{
	struct cs_literals none;

	alternatives(p, &none);
}

/* Behind "(". A group's literals count unless it is only looked at or may be missing. */
static void eat_group(struct parser *p, struct sequence *q)
{
	struct cs_literals inner = {.n = 0};
	bool optional = false;

	end_run(p, q);
	if (cs_eat(&p->s, "?:") || cs_eat(&p->s, "?>")) {
		alternatives(p, &inner);
	} else if (cs_eat(&p->s, "?=") || cs_eat(&p->s, "?!") || cs_eat(&p->s, "?<=") ||
		   cs_eat(&p->s, "?<!")) {
		skip_group(p);
	} else if (cs_eat(&p->s, "?<") || cs_eat(&p->s, "?P<") || cs_eat(&p->s, "?'")) {
		while (p->s.n && p->s.p[0] != '>' && p->s.p[0] != '\'')
			eat(p);
		if (p->s.n)
			eat(p);
		alternatives(p, &inner);
	} else if (p->s.n && (p->s.p[0] == '?' || p->s.p[0] == '*')) {
		p->failed = true; /* "(?i)", "(*VERB)", "(?|…" */
	} else {
		alternatives(p, &inner);
	}
	eat_quantifier(p, &optional);
	if (!optional)
		offer(q, &inner);
}

static void plain(struct parser *p, struct sequence *q, char c)
{
	bool optional;

	add_char(p, q, c);
	if (!eat_quantifier(p, &optional)) {
		if (!c)
			end_run(p, q);
		return;
	}
	if (optional && c)
		q->n--;
	end_run(p, q);
}

static void atom(struct parser *p, struct sequence *q)
{
	char c = eat(p);
	bool optional;

	switch (c) {
	case '(':
		eat_group(p, q);
		break;
	case '[':
		eat_class(p);
		eat_quantifier(p, &optional);
		end_run(p, q);
		break;
	case '\\':
		plain(p, q, eat_escape(p));
		break;
	case '.':
	case '^':
	case '$':
		plain(p, q, 0);
		break;
	default:
		plain(p, q, c);
	}
}

static void sequence(struct parser *p, struct cs_literals *out)
{
	struct sequence q = {.n = 0};

	while (!p->failed && p->s.n && p->s.p[0] != '|' && p->s.p[0] != ')')
		atom(p, &q);
	end_run(p, &q);
	*out = q.best;
}

/* Up to the ")" that closes them, or the end. One branch without a literal spoils all. */
static void alternatives(struct parser *p, struct cs_literals *out)
{
	bool none = ++p->depth > CS_LIMIT_PATTERN_DEPTH;

	out->n = 0;
	p->failed = p->failed || none;
	while (!p->failed) {
		struct cs_literals branch;

		sequence(p, &branch);
		if (branch.n == 0 || out->n + branch.n > CS_LITERALS_MAX)
			none = true;
		for (size_t i = 0; !none && i < branch.n; i++)
			out->v[out->n++] = branch.v[i];
		if (!p->s.n)
			break;
		if (eat(p) == ')') {
			p->failed = p->failed || p->depth == 1; /* it closes nothing */
			break;
		}
	}
	if (none)
		out->n = 0;
	p->depth--;
}

void cs_literals_find(struct cs_arena *arena, struct cs_str pattern, struct cs_literals *out)
{
	struct parser p = {.arena = arena, .s = pattern};

	alternatives(&p, out);
	if (p.failed || p.s.n)
		out->n = 0;
}
