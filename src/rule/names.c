#include "rule/names.h"

bool cs_globs_parse(struct cs_arena *arena, const struct cs_yaml *y, struct cs_globs *out,
		    struct cs_problems *p)
{
	const struct cs_yaml *items = y->type == CS_YAML_LIST ? y->kids : y;
	size_t count = y->type == CS_YAML_LIST ? y->count : 1;

	for (size_t i = 0; i < count; i++) {
		if (items[i].type != CS_YAML_SCALAR || items[i].text.n == 0) {
			cs_problem_add(p, cs_yaml_spot(&items[i]), "wants a name");
			return false;
		}
		*CS_ARENA_PUSH(arena, out->v, out->n) = items[i].text;
	}
	if (count == 0)
		cs_problem_add(p, cs_yaml_spot(y), "an empty list matches nothing");
	return count > 0;
}

/* Linear: only the last star is ever tried again. */
bool cs_glob_match(struct cs_str g, struct cs_str s)
{
	size_t i = 0, k = 0, star = (size_t)-1, mark = 0;

	while (k < s.n) {
		if (i < g.n && g.p[i] == '*') {
			star = i++;
			mark = k;
		} else if (i < g.n && g.p[i] == s.p[k]) {
			i++;
			k++;
		} else if (star != (size_t)-1) {
			i = star + 1;
			k = ++mark;
		} else {
			return false;
		}
	}
	while (i < g.n && g.p[i] == '*')
		i++;
	return i == g.n;
}

bool cs_globs_match(const struct cs_globs *g, struct cs_str name)
{
	if (name.n == 0)
		return false;
	for (size_t i = 0; i < g->n; i++)
		if (cs_glob_match(g->v[i], name))
			return true;
	return false;
}

bool cs_globs_match_any(const struct cs_globs *want, const struct cs_str *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (cs_globs_match(want, v[i]))
			return true;
	return want->n == 0;
}
