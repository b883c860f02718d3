#include "rule/problem.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/limits.h"

struct cs_str cs_line_of(struct cs_str content, unsigned line)
{
	for (unsigned i = 1; i < line; i++) {
		ptrdiff_t nl = cs_str_find_char(content, '\n');

		if (nl < 0)
			return (struct cs_str){NULL, 0};
		content = cs_str_tail(content, (size_t)nl + 1);
	}
	return cs_str_until(content, "\n");
}

static void add(struct cs_problems *p, struct cs_spot at, bool warning, const char *fmt, va_list ap)
{
	struct cs_problem *x;
	char text[1024];

	*(warning ? &p->warnings : &p->errors) += 1;
	if (p->n >= CS_LIMIT_RULE_PROBLEMS)
		return;
	vsnprintf(text, sizeof(text), fmt, ap);
	x = CS_ARENA_PUSH(p->arena, p->v, p->n);
	x->warning = warning;
	x->file = cs_arena_str(p->arena, p->file);
	x->line = at.line;
	x->column = at.column;
	x->rule = cs_arena_str(p->arena, p->rule);
	x->key = cs_arena_str(p->arena, at.key);
	x->text = cs_arena_str(p->arena, cs_str_from(text));
	if (at.line)
		x->source =
			cs_arena_str(p->arena, cs_str_head(cs_line_of(p->content, at.line), 200));
}

void cs_problem_add(struct cs_problems *p, struct cs_spot at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(p, at, false, fmt, ap);
	va_end(ap);
}

void cs_problem_warn(struct cs_problems *p, struct cs_spot at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(p, at, true, fmt, ap);
	va_end(ap);
}

/* The caret's indent: tabs stay tabs, so that it stands under the column on any terminal. */
static void indent(struct cs_str source, unsigned column, char *out, size_t size)
{
	size_t n = 0;

	for (; n + 1 < column && n + 1 < size; n++)
		out[n] = n < source.n && source.p[n] == '\t' ? '\t' : ' ';
	out[n] = '\0';
}

static void put(char *out, size_t size, size_t *n, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

static void put(char *out, size_t size, size_t *n, const char *fmt, ...)
{
	va_list ap;
	int got;

	if (*n + 1 >= size)
		return;
	va_start(ap, fmt);
	got = vsnprintf(out + *n, size - *n, fmt, ap);
	va_end(ap);
	*n = got < 0 ? *n : *n + (size_t)got < size ? *n + (size_t)got : size - 1;
}

void cs_problem_print(const struct cs_problem *p, char *out, size_t size)
{
	char blank[256];
	size_t n = 0;

	out[0] = '\0';
	put(out, size, &n, CS_STR_FMT, CS_STR_ARG(p->file));
	if (p->line)
		put(out, size, &n, ":%u:%u", p->line, p->column);
	put(out, size, &n, ": %s", p->warning ? "warning: " : "");
	if (p->rule.n)
		put(out, size, &n, "rule '" CS_STR_FMT "': ", CS_STR_ARG(p->rule));
	if (p->key.n)
		put(out, size, &n, "key '" CS_STR_FMT "': ", CS_STR_ARG(p->key));
	put(out, size, &n, CS_STR_FMT "\n", CS_STR_ARG(p->text));
	if (p->source.n == 0 || p->column == 0 || p->column > 200)
		return;
	indent(p->source, p->column, blank, sizeof(blank));
	put(out, size, &n, "  | " CS_STR_FMT "\n  | %s^\n", CS_STR_ARG(p->source), blank);
}
