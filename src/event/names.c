#include "event/names.h"

#include <stdlib.h>

#include "base/mem.h"

extern const char cs_names_list[]; /* made from names.list by the build */
extern const size_t cs_names_list_size;

struct section {
	struct cs_str name;
	struct cs_str *words;
	size_t n, cap;
};

struct cs_names {
	CS_VEC(struct section) sections;
};

static void add_word(struct section *s, struct cs_str word)
{
	s->words = cs_vec_grow(s->words, &s->n, &s->cap, sizeof(*s->words));
	s->words[s->n - 1] = word;
}

static void add_line(struct cs_names *n, struct cs_str line)
{
	struct cs_str word;

	if (line.n == 0 || line.p[0] == '#')
		return;
	if (line.p[0] == '[') {
		struct section *s = CS_VEC_PUSH(&n->sections);

		s->name = cs_str_until(cs_str_tail(line, 1), "]");
		return;
	}
	for (;;) {
		cs_eat_blank(&line);
		if (n->sections.n == 0 || !cs_eat_word(&line, &word))
			return;
		add_word(&n->sections.v[n->sections.n - 1], word);
	}
}

struct cs_names *cs_names_new(void)
{
	struct cs_names *n = cs_calloc(1, sizeof(*n));
	struct cs_str all = {cs_names_list, cs_names_list_size};

	while (all.n) {
		struct cs_str line = cs_str_until(all, "\n");

		add_line(n, line);
		all = cs_str_tail(all, line.n + 1);
	}
	return n;
}

void cs_names_free(struct cs_names *n)
{
	if (!n)
		return;
	for (size_t i = 0; i < n->sections.n; i++)
		free(n->sections.v[i].words);
	CS_VEC_FREE(&n->sections);
	free(n);
}

static bool word_matches(struct cs_str w, struct cs_str symbol)
{
	if (w.p[0] == '^' || w.p[0] == '=') {
		struct cs_str rest = cs_str_tail(w, 1);

		if (w.p[0] == '=')
			return cs_str_eq(rest, symbol);
		return symbol.n >= rest.n && memcmp(symbol.p, rest.p, rest.n) == 0;
	}
	if (w.p[w.n - 1] == '$') {
		w.n--;
		return symbol.n >= w.n && memcmp(symbol.p + symbol.n - w.n, w.p, w.n) == 0;
	}
	return symbol.n >= w.n && memmem(symbol.p, symbol.n, w.p, w.n) != NULL;
}

static const struct section *find_section(const struct cs_names *n, const char *name)
{
	for (size_t i = 0; i < n->sections.n; i++)
		if (cs_str_is(n->sections.v[i].name, name))
			return &n->sections.v[i];
	return NULL;
}

bool cs_names_match(const struct cs_names *n, const char *section, struct cs_str symbol)
{
	const struct section *s = section ? find_section(n, section) : NULL;

	for (size_t i = 0; s && i < s->n; i++)
		if (word_matches(s->words[i], symbol))
			return true;
	return false;
}

bool cs_names_match_whole(const struct cs_names *n, const char *section, struct cs_str symbol)
{
	const struct section *s = section ? find_section(n, section) : NULL;

	for (size_t i = 0; s && i < s->n; i++)
		if ((s->words[i].p[0] == '=' || s->words[i].p[0] == '^') &&
		    word_matches(s->words[i], symbol))
			return true;
	return false;
}

bool cs_names_each(const struct cs_names *n, const char *section,
		   bool (*fn)(void *ctx, struct cs_str word), void *ctx)
{
	const struct section *s = find_section(n, section);

	for (size_t i = 0; s && i < s->n; i++)
		if (fn(ctx, s->words[i]))
			return true;
	return false;
}
