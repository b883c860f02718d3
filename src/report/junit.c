#include "report/junit.h"

#include <stdlib.h>

#include "base/mem.h"
#include "report/markup.h"
#include "report/words.h"

#define EXCERPT_LINES 120u

/* The suite's counts stand in front of its cases, so the body waits in a temporary file. */
struct cs_junit {
	FILE *out, *body;
	const struct cs_summary *summary;
	unsigned long failures, passed_over; /* the latter: no bugs, and known ones */
	char why[512];                       /* of the first that was passed over */
};

struct cs_junit *cs_junit_new(FILE *out, const struct cs_summary *summary)
{
	struct cs_junit *j = cs_calloc(1, sizeof(*j));

	j->out = out;
	j->summary = summary;
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"crashscan\">\n", out);
	return j;
}

static void attribute(FILE *f, const char *name, struct cs_str value)
{
	fprintf(f, " %s=\"", name);
	cs_markup_attribute(f, value);
	fputc('"', f);
}

static void begin_input(void *ctx, const struct cs_input_info *info)
{
	struct cs_junit *j = ctx;

	(void)info;
	j->failures = j->passed_over = 0;
	j->body = tmpfile();
	if (!j->body)
		cs_die_oom(0);
}

static void pass_over(struct cs_junit *j, const struct cs_event *ev)
{
	const char *known = ev->known && !ev->issue.n ? " (by the baseline)" : "";

	if (j->passed_over++ > 0)
		return;
	if (ev->known)
		snprintf(j->why, sizeof(j->why), "known: " CS_STR_FMT "%s%s" CS_STR_FMT "%s",
			 CS_STR_ARG(cs_str_head(ev->title, 200)), known, ev->issue.n ? " (" : "",
			 CS_STR_ARG(cs_str_head(ev->issue, 250)), ev->issue.n ? ")" : "");
	else
		cs_str_copy(j->why, sizeof(j->why), ev->expected);
}

static void on_event(void *ctx, const struct cs_input_info *info, const struct cs_event *ev)
{
	struct cs_junit *j = ctx;
	char *words, *excerpt, lines[CS_WORDS_LINES];

	(void)info;
	if (cs_event_is_no_bug(ev) || (ev->known && ev->echo_of < 0))
		pass_over(j, ev);
	if (!cs_summary_counts(j->summary, ev))
		return;
	j->failures++;
	words = cs_words_of_event(ev);
	excerpt = cs_words_excerpt(ev, EXCERPT_LINES);
	fputs("      <failure", j->body);
	attribute(j->body, "type", cs_str_from(cs_kind_name(ev->kind)));
	attribute(j->body, "message", ev->title);
	fputs(">", j->body);
	cs_markup_text(j->body, cs_str_from(words));
	cs_words_lines(ev, lines);
	fprintf(j->body, "\n%s, signature %s\n", lines, ev->signature);
	cs_markup_text(j->body, cs_str_from(excerpt));
	fputs("</failure>\n", j->body);
	free(words);
	free(excerpt);
}

static void spill(struct cs_junit *j)
{
	char buf[65536];
	size_t n;

	rewind(j->body);
	while ((n = fread(buf, 1, sizeof(buf), j->body)) > 0)
		fwrite(buf, 1, n, j->out);
	fclose(j->body);
	j->body = NULL;
}

static void skipped(struct cs_junit *j, const struct cs_input_info *info)
{
	if (info->reason_count) {
		fputs("      <skipped", j->out);
		attribute(j->out, "message", info->reasons[0]);
		fputs("/>\n", j->out);
	} else if (j->passed_over) {
		fputs("      <skipped", j->out);
		attribute(j->out, "message",
			  cs_str_from(j->why[0] ? j->why : "only events that are no bugs"));
		fputs("/>\n", j->out);
	}
}

static void end_input(void *ctx, const struct cs_input_info *info)
{
	struct cs_junit *j = ctx;
	struct cs_str path = cs_str_from(info->path);
	bool skip = !j->failures && !info->error && (info->reason_count || j->passed_over);
	char buf[2048];

	fputs("  <testsuite", j->out);
	attribute(j->out, "name", path);
	fprintf(j->out,
		" tests=\"1\" failures=\"%d\" errors=\"%d\" skipped=\"%d\">\n"
		"    <testcase classname=\"crashscan\"",
		j->failures > 0 && !info->error, info->error != NULL, skip);
	attribute(j->out, "name", path);
	fputs(">\n", j->out);
	if (info->error) {
		fputs("      <error type=\"input\"", j->out);
		attribute(j->out, "message",
			  cs_str_from(cs_error_text(info->error, buf, sizeof(buf))));
		fputs("/>\n", j->out);
	}
	if (skip)
		skipped(j, info);
	spill(j);
	fputs("    </testcase>\n  </testsuite>\n", j->out);
}

struct cs_sink cs_junit_sink(struct cs_junit *j)
{
	return (struct cs_sink){begin_input, on_event, end_input, j};
}

void cs_junit_free(struct cs_junit *j)
{
	if (!j)
		return;
	fputs("</testsuites>\n", j->out);
	free(j);
}
