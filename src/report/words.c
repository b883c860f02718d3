#include "report/words.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/strbuf.h"

/* The buffer's bytes now belong to the caller. */
static char *hand_over(struct cs_strbuf *b)
{
	char *s = strdup(b->p ? b->p : "");

	if (!s)
		cs_die_oom(b->n);
	cs_strbuf_release(b);
	return s;
}

static void add_place(struct cs_strbuf *b, const struct cs_event *ev)
{
	const struct cs_place *p = ev->guilty && ev->guilty->place_count ? &ev->guilty->places[0]
									 : NULL;

	if (!p || p->file.n == 0)
		return;
	cs_strbuf_addf(b, ", " CS_STR_FMT, CS_STR_ARG(p->file));
	if (p->line > 0)
		cs_strbuf_addf(b, ":%d", p->line);
}

/* What was said before ends as a sentence, whether or not it does so by itself. */
static void next_sentence(struct cs_strbuf *b)
{
	cs_strbuf_add_c(b, b->n && b->p[b->n - 1] == '.' ? " " : ". ");
}

static void add_sentence(struct cs_strbuf *b, const char *front, struct cs_str what)
{
	if (!what.n)
		return;
	next_sentence(b);
	cs_strbuf_add_c(b, front);
	cs_strbuf_add(b, what);
}

char *cs_words_of_event(const struct cs_event *ev)
{
	struct cs_strbuf b;

	cs_strbuf_init(&b);
	cs_strbuf_add_c(&b, cs_kind_words(ev->kind));
	if (ev->function.n)
		cs_strbuf_addf(&b, ": " CS_STR_FMT, CS_STR_ARG(ev->function));
	add_place(&b, ev);
	for (size_t i = 0; i < ev->fault.meaning_count; i++)
		cs_strbuf_addf(&b, "; " CS_STR_FMT, CS_STR_ARG(ev->fault.meaning[i]));
	for (size_t i = 0; i < ev->finding_count; i++) {
		const struct cs_finding *f = &ev->findings[i];

		next_sentence(&b);
		cs_strbuf_addf(&b, "%s: " CS_STR_FMT ". " CS_STR_FMT " Next: " CS_STR_FMT,
			       cs_confidence_name(f->confidence), CS_STR_ARG(f->title),
			       CS_STR_ARG(f->cause), CS_STR_ARG(f->fix));
	}
	add_sentence(&b, "It came during: ", ev->test);
	add_sentence(&b, "The report can't be trusted: ", ev->corrupted);
	add_sentence(&b, "This is a ", ev->issue);
	return hand_over(&b);
}

char *cs_words_excerpt(const struct cs_event *ev, size_t max_lines)
{
	struct cs_strbuf b;
	size_t n = ev->line_count < max_lines ? ev->line_count : max_lines;

	cs_strbuf_init(&b);
	for (size_t i = 0; i < n; i++) {
		cs_strbuf_add(&b, ev->lines[i].raw);
		cs_strbuf_add_char(&b, '\n');
	}
	if (n < ev->line_count)
		cs_strbuf_addf(&b, "[%zu more lines]\n", ev->line_count - n);
	return hand_over(&b);
}

void cs_words_lines(const struct cs_event *ev, char out[CS_WORDS_LINES])
{
	unsigned long long first = ev->lines[0].number;
	unsigned long long last = ev->lines[ev->line_count - 1].number;

	if (first == last)
		snprintf(out, CS_WORDS_LINES, "line %llu", first);
	else
		snprintf(out, CS_WORDS_LINES, "lines %llu-%llu", first, last);
}
