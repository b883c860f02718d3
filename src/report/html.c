#include <stdlib.h>

#include "base/mem.h"
#include "report/markup.h"
#include "report/page.h"
#include "report/words.h"

extern const char cs_report_css[]; /* report.css, by the build */

#define EXCERPT_LINES 400u

struct cs_html {
	FILE *out;
	const struct cs_summary *summary;
};

/* The policy lets nothing in and nothing out: log text can't become anything else. */
struct cs_html *cs_html_new(FILE *out, const struct cs_summary *summary)
{
	struct cs_html *h = cs_calloc(1, sizeof(*h));

	h->out = out;
	h->summary = summary;
	fprintf(out,
		"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		"style-src 'unsafe-inline'\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<title>crashscan report</title>\n<style>%s</style></head><body>\n"
		"<h1>crashscan report</h1>\n",
		cs_report_css);
	return h;
}

static void text(struct cs_html *h, const char *before, struct cs_str s, const char *after)
{
	fputs(before, h->out);
	cs_markup_text(h->out, s);
	fputs(after, h->out);
}

static void begin_input(void *ctx, const struct cs_input_info *info)
{
	struct cs_html *h = ctx;

	text(h, "<section><h2>", cs_str_from(info->path), "</h2>\n");
}

static void findings(struct cs_html *h, const struct cs_event *ev)
{
	for (size_t i = 0; i < ev->finding_count; i++) {
		const struct cs_finding *f = &ev->findings[i];

		text(h, "<div class=\"finding\"><h4>", f->title, "");
		fprintf(h->out, " <small>%s</small></h4>", cs_confidence_name(f->confidence));
		text(h, "<p>", f->cause, "</p>");
		text(h, "<p><strong>Next:</strong> ", f->fix, "</p>");
		if (f->decide.n)
			text(h, "<p><strong>To decide:</strong> ", f->decide, "</p>");
		fputs("<ul>", h->out);
		for (size_t k = 0; k < f->evidence_count; k++) {
			fprintf(h->out, "<li>line %llu: ", (unsigned long long)f->evidence[k].line);
			text(h, "<code>", f->evidence[k].text, "</code> ");
			text(h, "", f->evidence[k].why, "</li>");
		}
		fputs("</ul></div>\n", h->out);
	}
}

static void frame(struct cs_html *h, const struct cs_frame *f)
{
	for (size_t i = 0; i < f->place_count || i == 0; i++) {
		const struct cs_place *p = f->place_count ? &f->places[i] : NULL;
		bool inlined = i + 1 < f->place_count;

		text(h, f->reliable ? "<tr><td>" : "<tr class=\"weak\"><td>",
		     inlined ? p->function : f->symbol, inlined ? " (inlined)" : "");
		text(h, "</td><td>", p ? p->file : (struct cs_str){NULL, 0}, "");
		if (p && p->line > 0)
			fprintf(h->out, ":%d", p->line);
		text(h, "</td><td>", f->module, "</td></tr>\n");
	}
}

static void stacks(struct cs_html *h, const struct cs_event *ev)
{
	for (size_t i = 0; i < ev->stack_count; i++) {
		const struct cs_stack *s = &ev->stacks[i];

		fprintf(h->out, "<h4>%s stack</h4><table>", cs_stack_role_name(s->role));
		for (size_t k = 0; k < s->frame_count; k++)
			frame(h, &s->frames[k]);
		fputs("</table>\n", h->out);
	}
}

static const char *badge(const struct cs_event *ev)
{
	if (ev->expected.n)
		return "expected";
	if (ev->suppressed)
		return "no bug";
	return ev->known ? "known" : cs_severity_name(ev->severity);
}

static void on_event(void *ctx, const struct cs_input_info *info, const struct cs_event *ev)
{
	struct cs_html *h = ctx;
	char *words = cs_words_of_event(ev), *excerpt = cs_words_excerpt(ev, EXCERPT_LINES);
	char lines[CS_WORDS_LINES];

	(void)info;
	fprintf(h->out, "<details class=\"%s\"%s><summary><span class=\"badge\">%s</span> ",
		cs_severity_name(ev->severity),
		ev->echo_of < 0 && !cs_event_is_no_bug(ev) && !ev->known ? " open" : "", badge(ev));
	text(h, "", ev->title, "</summary>\n");
	text(h, "<p>", cs_str_from(words), "</p>\n");
	cs_words_lines(ev, lines);
	fprintf(h->out, "<p class=\"meta\">%s, signature %s</p>\n", lines, ev->signature);
	findings(h, ev);
	stacks(h, ev);
	text(h, "<details><summary>log</summary><pre>", cs_str_from(excerpt),
	     "</pre></details></details>\n");
	free(words);
	free(excerpt);
}

static void end_input(void *ctx, const struct cs_input_info *info)
{
	struct cs_html *h = ctx;
	char buf[2048];

	if (info->error)
		text(h, "<p class=\"bad\">",
		     cs_str_from(cs_error_text(info->error, buf, sizeof(buf))), "</p>\n");
	for (size_t i = 0; i < info->reason_count; i++)
		text(h, "<p class=\"bad\">incomplete: ", info->reasons[i], "</p>\n");
	text(h, "<p class=\"meta\">", cs_str_from(info->release), "");
	fprintf(h->out, " %llu lines</p></section>\n", (unsigned long long)info->lines);
}

struct cs_sink cs_html_sink(struct cs_html *h)
{
	return (struct cs_sink){begin_input, on_event, end_input, h};
}

static void put_gone(void *ctx, const char *signature, const char *title)
{
	struct cs_html *h = ctx;

	(void)signature;
	text(h, "<p class=\"meta\">gone since the baseline: ", cs_str_from(title), "</p>\n");
}

static void totals(struct cs_html *h)
{
	const struct cs_summary *s = h->summary;

	cs_summary_gone(s, put_gone, h);
	fprintf(h->out, "<p class=\"verdict\">%s: %lu events, %lu that count",
		cs_summary_verdict(s), s->events, s->failing);
	if (s->baseline)
		fprintf(h->out, ", %lu new since the baseline", s->fresh);
	if (s->known)
		fprintf(h->out, ", %lu known", s->known);
	fputs("</p></body></html>\n", h->out);
}

void cs_html_free(struct cs_html *h)
{
	if (!h)
		return;
	totals(h);
	free(h);
}
