#include <stdlib.h>

#include "base/mem.h"
#include "report/markup.h"
#include "report/page.h"

#define MAX_ROWS 200u /* a comment has room for 65,536 characters */

struct cs_markdown {
	FILE *out;
	const struct cs_summary *summary;
	unsigned long rows, gone;
};

struct cs_markdown *cs_markdown_new(FILE *out, const struct cs_summary *summary)
{
	struct cs_markdown *m = cs_calloc(1, sizeof(*m));

	m->out = out;
	m->summary = summary;
	fputs("| severity | what | where | input | why |\n|---|---|---|---|---|\n", out);
	return m;
}

static void place(FILE *out, const struct cs_event *ev)
{
	const struct cs_place *p = ev->guilty && ev->guilty->place_count ? &ev->guilty->places[0]
									 : NULL;

	cs_markup_markdown(out, ev->function);
	if (!p || p->file.n == 0)
		return;
	fputc(' ', out);
	cs_markup_markdown(out, p->file);
	if (p->line > 0)
		fprintf(out, ":%d", p->line);
}

static void on_event(void *ctx, const struct cs_input_info *info, const struct cs_event *ev)
{
	struct cs_markdown *m = ctx;

	if (!cs_summary_counts(m->summary, ev) || m->rows++ >= MAX_ROWS)
		return;
	fprintf(m->out, "| %s | ", cs_severity_name(ev->severity));
	cs_markup_markdown(m->out, ev->title);
	fputs(" | ", m->out);
	place(m->out, ev);
	fputs(" | ", m->out);
	cs_markup_markdown(m->out, cs_str_from(info->path));
	fprintf(m->out, ":%llu | ", (unsigned long long)ev->lines[ev->header].number);
	if (ev->finding_count) {
		cs_markup_markdown(m->out, ev->findings[0].title);
		fprintf(m->out, " (%s)", cs_confidence_name(ev->findings[0].confidence));
	}
	if (ev->issue.n) {
		fputs(ev->finding_count ? "; " : "", m->out);
		cs_markup_markdown(m->out, ev->issue);
	}
	fputs(" |\n", m->out);
}

static void end_input(void *ctx, const struct cs_input_info *info)
{
	struct cs_markdown *m = ctx;

	for (size_t i = 0; i < info->reason_count && m->rows++ < MAX_ROWS; i++) {
		fputs("| incomplete | ", m->out);
		cs_markup_markdown(m->out, info->reasons[i]);
		fputs(" | | ", m->out);
		cs_markup_markdown(m->out, cs_str_from(info->path));
		fputs(" | |\n", m->out);
	}
}

struct cs_sink cs_markdown_sink(struct cs_markdown *m)
{
	return (struct cs_sink){NULL, on_event, end_input, m};
}

/* ---- the run as a whole ---- */

static void put_gone(void *ctx, const char *signature, const char *title)
{
	struct cs_markdown *m = ctx;

	(void)signature;
	if (m->gone++ >= MAX_ROWS)
		return;
	fputs(m->gone == 1 ? "\nGone since the baseline:\n\n- " : "- ", m->out);
	cs_markup_markdown(m->out, cs_str_from(title));
	fputc('\n', m->out);
}

static void totals(struct cs_markdown *m)
{
	const struct cs_summary *s = m->summary;

	fprintf(m->out, "\n**%s**: %lu events, %lu that count", cs_summary_verdict(s), s->events,
		s->failing);
	if (s->baseline)
		fprintf(m->out, ", %lu new since the baseline", s->fresh);
	if (s->known)
		fprintf(m->out, ", %lu known", s->known);
	fputs(".\n", m->out);
	cs_summary_gone(s, put_gone, m);
	if (m->gone > MAX_ROWS)
		fprintf(m->out, "\n%lu more are gone.\n", m->gone - MAX_ROWS);
}

void cs_markdown_free(struct cs_markdown *m)
{
	if (!m)
		return;
	if (m->rows > MAX_ROWS)
		fprintf(m->out, "\n%lu more rows are not shown.\n", m->rows - MAX_ROWS);
	totals(m);
	free(m);
}
