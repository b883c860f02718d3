#include <stdlib.h>

#include "base/mem.h"
#include "report/annotations.h"
#include "report/markup.h"
#include "report/words.h"

enum level { NOTICE, WARNING, ERROR, LEVELS };

static const char *const names[LEVELS] = {"notice", "warning", "error"};

struct cs_github {
	FILE *out;
	const struct cs_summary *summary;
	unsigned long seen[LEVELS];
};

struct cs_github *cs_github_new(FILE *out, const struct cs_summary *summary)
{
	struct cs_github *g = cs_calloc(1, sizeof(*g));

	g->out = out;
	g->summary = summary;
	return g;
}

/* "::error file=a.log,line=1,endLine=2,title=TITLE::MESSAGE" */
static void annotate(struct cs_github *g, enum level level, const char *path, uint64_t first,
		     uint64_t last, struct cs_str title, struct cs_str text)
{
	if (g->seen[level]++ >= CS_GITHUB_ANNOTATIONS)
		return;
	fprintf(g->out, "::%s file=", names[level]);
	cs_markup_github_property(g->out, cs_str_from(path));
	if (first)
		fprintf(g->out, ",line=%llu,endLine=%llu", (unsigned long long)first,
			(unsigned long long)last);
	fputs(",title=", g->out);
	cs_markup_github_property(g->out, title);
	fputs("::", g->out);
	cs_markup_github_message(g->out, text);
	fputc('\n', g->out);
}

static void on_event(void *ctx, const struct cs_input_info *info, const struct cs_event *ev)
{
	struct cs_github *g = ctx;
	enum level level = ev->severity >= CS_ERROR     ? ERROR
			   : ev->severity == CS_WARNING ? WARNING
							: NOTICE;
	char *words;

	if (ev->echo_of >= 0)
		return;
	words = cs_words_of_event(ev);
	annotate(g, cs_event_is_no_bug(ev) || ev->known ? NOTICE : level, info->path,
		 ev->lines[0].number, ev->lines[ev->line_count - 1].number, ev->title,
		 cs_str_from(words));
	free(words);
}

static void end_input(void *ctx, const struct cs_input_info *info)
{
	struct cs_github *g = ctx;
	char buf[2048];

	if (info->error)
		annotate(g, ERROR, info->path, 0, 0, CS_STR("cannot read"),
			 cs_str_from(cs_error_text(info->error, buf, sizeof(buf))));
	for (size_t i = 0; i < info->reason_count; i++)
		annotate(g, WARNING, info->path, 0, 0, CS_STR("incomplete"), info->reasons[i]);
}

struct cs_sink cs_github_sink(struct cs_github *g)
{
	return (struct cs_sink){NULL, on_event, end_input, g};
}

void cs_github_free(struct cs_github *g)
{
	if (!g)
		return;
	for (int i = 0; i < LEVELS; i++)
		if (g->seen[i] > CS_GITHUB_ANNOTATIONS)
			fprintf(g->out, "crashscan: %lu more of level %s are not annotated\n",
				g->seen[i] - CS_GITHUB_ANNOTATIONS, names[i]);
	free(g);
}
