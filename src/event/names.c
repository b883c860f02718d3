#include "event/names.h"

#include <stdlib.h>

#include "base/mem.h"

extern const char cs_names_text[]; /* made from names.list by the build */
extern const size_t cs_names_text_size;

#define BUCKETS 1024u /* of the patterns, by their first two bytes */

enum place { ANYWHERE, AT_START, AT_END, WHOLE };

struct pattern {
	struct cs_str word; /* as in the file */
	struct cs_str text; /* without its mark */
	enum place place;
	int next; /* in its bucket, -1: the last */
};

struct cs_name_list {
	struct cs_str name;
	struct pattern *patterns;
	size_t n, cap;
	int buckets[BUCKETS]; /* the first pattern, -1: none */
};

struct cs_names {
	CS_VEC(struct cs_name_list *) lists;
};

/* Of two bytes at P. */
static unsigned bucket(const char *p)
{
	return ((unsigned)(unsigned char)p[0] * 37 + (unsigned char)p[1]) % BUCKETS;
}

static struct pattern read_pattern(struct cs_str word)
{
	struct pattern p = {word, word, ANYWHERE, -1};

	if (word.p[0] == '^' || word.p[0] == '=') {
		p.place = word.p[0] == '^' ? AT_START : WHOLE;
		p.text = cs_str_tail(word, 1);
	} else if (word.p[word.n - 1] == '$') {
		p.place = AT_END;
		p.text = cs_str_head(word, word.n - 1);
	}
	return p;
}

static void add_word(struct cs_name_list *l, struct cs_str word)
{
	struct pattern p = read_pattern(word);

	if (p.text.n < 2)
		return;
	p.next = l->buckets[bucket(p.text.p)];
	l->buckets[bucket(p.text.p)] = (int)l->n;
	l->patterns = cs_vec_grow(l->patterns, &l->n, &l->cap, sizeof(*l->patterns));
	l->patterns[l->n - 1] = p;
}

static struct cs_name_list *new_list(struct cs_str name)
{
	struct cs_name_list *l = cs_calloc(1, sizeof(*l));

	l->name = name;
	for (size_t i = 0; i < BUCKETS; i++)
		l->buckets[i] = -1;
	return l;
}

static void add_line(struct cs_names *n, struct cs_str line)
{
	struct cs_str word;

	if (line.n == 0 || line.p[0] == '#')
		return;
	if (line.p[0] == '[') {
		*CS_VEC_PUSH(&n->lists) = new_list(cs_str_until(cs_str_tail(line, 1), "]"));
		return;
	}
	for (;;) {
		cs_eat_blank(&line);
		if (n->lists.n == 0 || !cs_eat_word(&line, &word))
			return;
		add_word(n->lists.v[n->lists.n - 1], word);
	}
}

struct cs_names *cs_names_new(void)
{
	struct cs_names *n = cs_calloc(1, sizeof(*n));
	struct cs_str all = {cs_names_text, cs_names_text_size};

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
	for (size_t i = 0; i < n->lists.n; i++) {
		free(n->lists.v[i]->patterns);
		free(n->lists.v[i]);
	}
	CS_VEC_FREE(&n->lists);
	free(n);
}

const struct cs_name_list *cs_names_list(const struct cs_names *n, const char *section)
{
	for (size_t i = 0; section && i < n->lists.n; i++)
		if (cs_str_is(n->lists.v[i]->name, section))
			return n->lists.v[i];
	return NULL;
}

/* Whether P stands at offset AT of the symbol, where it may. */
static bool stands_at(const struct pattern *p, struct cs_str symbol, size_t at)
{
	size_t n = p->text.n;

	if (n > symbol.n - at || memcmp(symbol.p + at, p->text.p, n) != 0)
		return false;
	if ((p->place == AT_START || p->place == WHOLE) && at != 0)
		return false;
	return (p->place != AT_END && p->place != WHOLE) || at + n == symbol.n;
}

bool cs_name_list_match(const struct cs_name_list *l, struct cs_str symbol)
{
	for (size_t at = 0; l && at + 1 < symbol.n; at++)
		for (int i = l->buckets[bucket(symbol.p + at)]; i >= 0; i = l->patterns[i].next)
			if (stands_at(&l->patterns[i], symbol, at))
				return true;
	return false;
}

bool cs_name_list_match_whole(const struct cs_name_list *l, struct cs_str symbol)
{
	if (!l || symbol.n < 2)
		return false;
	for (int i = l->buckets[bucket(symbol.p)]; i >= 0; i = l->patterns[i].next)
		if ((l->patterns[i].place == AT_START || l->patterns[i].place == WHOLE) &&
		    stands_at(&l->patterns[i], symbol, 0))
			return true;
	return false;
}

bool cs_name_list_each(const struct cs_name_list *l, bool (*fn)(void *ctx, struct cs_str word),
		       void *ctx)
{
	for (size_t i = 0; l && i < l->n; i++)
		if (fn(ctx, l->patterns[i].word))
			return true;
	return false;
}
