#include "anchor/anchor.h"

#include <hs/hs.h>
#include <stdlib.h>

#include "anchor/cache.h"
#include "base/mem.h"
#include "base/strbuf.h"

#define WORTH_KEEPING 64 /* literals; fewer compile as fast as a file is read */

struct literal {
	char *text;
	uint32_t tag;
};

struct cs_anchor_set {
	CS_VEC(struct literal) literals;
	hs_database_t *db;
};

struct cs_anchor_scanner {
	const struct cs_anchor_set *set;
	hs_scratch_t *scratch;
	CS_VEC(struct cs_anchor_hit) hits;
};

struct cs_anchor_set *cs_anchor_set_new(void)
{
	return cs_calloc(1, sizeof(struct cs_anchor_set));
}

void cs_anchor_set_free(struct cs_anchor_set *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->literals.n; i++)
		free(s->literals.v[i].text);
	CS_VEC_FREE(&s->literals);
	hs_free_database(s->db);
	free(s);
}

void cs_anchor_set_add(struct cs_anchor_set *s, const char *literal, uint32_t tag)
{
	struct literal *l;

	if (!*literal)
		return;
	for (size_t i = 0; i < s->literals.n; i++)
		if (s->literals.v[i].tag == tag && strcmp(s->literals.v[i].text, literal) == 0)
			return;
	l = CS_VEC_PUSH(&s->literals);
	l->text = strdup(literal);
	if (!l->text)
		cs_die_oom(strlen(literal));
	l->tag = tag;
}

const char *cs_anchor_set_literal(const struct cs_anchor_set *s, size_t i)
{
	return i < s->literals.n ? s->literals.v[i].text : NULL;
}

static enum cs_status compile(struct cs_anchor_set *s, struct cs_error *err)
{
	size_t n = s->literals.n;
	const char **text = cs_calloc(n, sizeof(*text));
	size_t *length = cs_calloc(n, sizeof(*length));
	unsigned *flags = cs_calloc(n, sizeof(*flags));
	unsigned *ids = cs_calloc(n, sizeof(*ids));
	hs_compile_error_t *why = NULL;
	hs_error_t rc;

	for (size_t i = 0; i < n; i++) {
		text[i] = s->literals.v[i].text;
		length[i] = strlen(text[i]);
		ids[i] = (unsigned)i;
	}
	rc = hs_compile_lit_multi(text, flags, ids, length, (unsigned)n, HS_MODE_BLOCK, NULL,
				  &s->db, &why);
	free(text);
	free(length);
	free(flags);
	free(ids);
	if (rc == HS_SUCCESS)
		return CS_OK;
	cs_error_set(err, CS_ERR_FORMAT, NULL, "cannot compile anchors: %s",
		     why ? why->message : "no reason given");
	hs_free_compile_error(why);
	return CS_ERR_FORMAT;
}

/* A compiled set depends on its literals, in their order, on the library and on this CPU. */
static void set_key(const struct cs_anchor_set *s, char key[CS_DIGEST_HEX + 1])
{
	hs_platform_info_t cpu = {0};
	struct cs_strbuf b;

	cs_strbuf_init(&b);
	hs_populate_platform(&cpu);
	cs_strbuf_addf(&b, "1 %s %u %llx", hs_version(), cpu.tune, cpu.cpu_features);
	for (size_t i = 0; i < s->literals.n; i++) {
		cs_strbuf_add_char(&b, '\0');
		cs_strbuf_add_c(&b, s->literals.v[i].text);
	}
	cs_digest_of(cs_strbuf_str(&b), key);
	cs_strbuf_release(&b);
}

enum cs_status cs_anchor_set_compile(struct cs_anchor_set *s, struct cs_error *err)
{
	char key[CS_DIGEST_HEX + 1];

	if (s->literals.n < WORTH_KEEPING)
		return compile(s, err);
	set_key(s, key);
	s->db = cs_anchor_cache_get(key);
	if (s->db)
		return CS_OK;
	if (compile(s, err) != CS_OK)
		return CS_ERR_FORMAT;
	cs_anchor_cache_put(key, s->db);
	return CS_OK;
}

struct cs_anchor_scanner *cs_anchor_scanner_new(const struct cs_anchor_set *s)
{
	struct cs_anchor_scanner *sc = cs_calloc(1, sizeof(*sc));

	sc->set = s;
	if (hs_alloc_scratch(s->db, &sc->scratch) != HS_SUCCESS)
		cs_die_oom(0);
	return sc;
}

void cs_anchor_scanner_free(struct cs_anchor_scanner *sc)
{
	if (!sc)
		return;
	hs_free_scratch(sc->scratch);
	CS_VEC_FREE(&sc->hits);
	free(sc);
}

static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
		    void *ctx)
{
	struct cs_anchor_scanner *sc = ctx;
	struct cs_anchor_hit *hit = CS_VEC_PUSH(&sc->hits);

	(void)from;
	(void)flags;
	hit->end = (size_t)to;
	hit->tag = sc->set->literals.v[id].tag;
	return 0;
}

const struct cs_anchor_hit *cs_anchor_scan(struct cs_anchor_scanner *sc, struct cs_str block,
					   size_t *count)
{
	sc->hits.n = 0;
	if (block.n)
		hs_scan(sc->set->db, block.p, (unsigned)block.n, 0, sc->scratch, on_match, sc);
	*count = sc->hits.n;
	return sc->hits.v;
}

static int by_tag(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

size_t cs_anchor_tags(const struct cs_anchor_hit *hits, size_t count, size_t *next, size_t end,
		      uint32_t *tags, size_t max)
{
	size_t n = 0;

	for (; *next < count && hits[*next].end <= end; (*next)++) {
		bool known = false;

		for (size_t i = 0; i < n && !known; i++)
			known = tags[i] == hits[*next].tag;
		if (!known && n < max)
			tags[n++] = hits[*next].tag;
	}
	if (n > 1)
		qsort(tags, n, sizeof(*tags), by_tag);
	return n;
}
