#include "rule/prefilter.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/strbuf.h"

#define NONE UINT32_MAX

/* A line that holds a literal; the next one of the same literal follows by index. */
struct hit {
	uint32_t line, next;
};

struct cs_prefilter {
	struct cs_anchor_scanner *scanner;
	struct cs_strbuf text;  /* the event's lines, a newline behind each */
	uint32_t *first, *last; /* by literal, into hits */
	size_t literal_count;
	CS_VEC(struct hit) hits;
	CS_VEC(uint32_t) out;
	size_t line_count;
};

struct cs_prefilter *cs_prefilter_new(const struct cs_anchor_set *anchors, size_t literal_count)
{
	struct cs_prefilter *f = cs_calloc(1, sizeof(*f));

	f->scanner = anchors ? cs_anchor_scanner_new(anchors) : NULL;
	f->literal_count = literal_count;
	f->first = cs_calloc(literal_count + 1, sizeof(*f->first));
	f->last = cs_calloc(literal_count + 1, sizeof(*f->last));
	cs_strbuf_init(&f->text);
	return f;
}

void cs_prefilter_free(struct cs_prefilter *f)
{
	if (!f)
		return;
	cs_anchor_scanner_free(f->scanner);
	cs_strbuf_release(&f->text);
	CS_VEC_FREE(&f->hits);
	CS_VEC_FREE(&f->out);
	free(f->first);
	free(f->last);
	free(f);
}

static void add_hit(struct cs_prefilter *f, uint32_t literal, uint32_t line)
{
	uint32_t last = f->last[literal];
	struct hit *h;

	if (last != NONE && f->hits.v[last].line == line)
		return;
	h = CS_VEC_PUSH(&f->hits);
	*h = (struct hit){line, NONE};
	if (last == NONE)
		f->first[literal] = (uint32_t)(f->hits.n - 1);
	else
		f->hits.v[last].next = (uint32_t)(f->hits.n - 1);
	f->last[literal] = (uint32_t)(f->hits.n - 1);
}

static void scan(struct cs_prefilter *f, const struct cs_event *ev)
{
	const struct cs_anchor_hit *hits;
	size_t count, end = 0, line = 0;

	hits = cs_anchor_scan(f->scanner, cs_strbuf_str(&f->text), &count);
	for (size_t i = 0; i < count; i++) {
		while (line < ev->line_count && hits[i].end > end + ev->lines[line].text.n)
			end += ev->lines[line++].text.n + 1;
		if (line < ev->line_count)
			add_hit(f, hits[i].tag, (uint32_t)line);
	}
}

void cs_prefilter_read(struct cs_prefilter *f, const struct cs_event *ev)
{
	cs_strbuf_clear(&f->text);
	f->hits.n = 0;
	f->line_count = ev->line_count;
	for (size_t i = 0; i < f->literal_count; i++)
		f->first[i] = f->last[i] = NONE;
	for (size_t i = 0; f->scanner && i < ev->line_count; i++) {
		cs_strbuf_add(&f->text, ev->lines[i].text);
		cs_strbuf_add_char(&f->text, '\n');
	}
	if (f->scanner)
		scan(f, ev);
}

static int by_line(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Two literals of one pattern in one line: that line once. */
static void sort_lines(struct cs_prefilter *f)
{
	size_t n = 0;

	qsort(f->out.v, f->out.n, sizeof(*f->out.v), by_line);
	for (size_t i = 0; i < f->out.n; i++)
		if (n == 0 || f->out.v[n - 1] != f->out.v[i])
			f->out.v[n++] = f->out.v[i];
	f->out.n = n;
}

const uint32_t *cs_prefilter_lines(struct cs_prefilter *f, const uint32_t *literals, size_t count,
				   size_t *n)
{
	f->out.n = 0;
	for (size_t i = 0; count == 0 && i < f->line_count; i++)
		*CS_VEC_PUSH(&f->out) = (uint32_t)i;
	for (size_t k = 0; k < count; k++)
		for (uint32_t h = f->first[literals[k]]; h != NONE; h = f->hits.v[h].next)
			*CS_VEC_PUSH(&f->out) = f->hits.v[h].line;
	if (count > 1 && f->out.n > 1)
		sort_lines(f);
	*n = f->out.n;
	return f->out.v;
}
