#include "cli/report_format.h"

#include <string.h>

#include "report/annotations.h"
#include "report/brief.h"
#include "report/json.h"
#include "report/junit.h"
#include "report/page.h"
#include "report/sarif.h"
#include "report/text.h"

/* FORMAT(name, expression that makes it): open_NAME() and end_NAME() for one format. */
#define FORMAT(name, make)                                                                         \
	static void end_##name(void *ctx)                                                          \
	{                                                                                          \
		cs_##name##_free(ctx);                                                             \
	}                                                                                          \
	static struct cs_report open_##name(const struct cs_report_how *how)                       \
	{                                                                                          \
		struct cs_##name *r = make;                                                        \
                                                                                                   \
		return (struct cs_report){cs_##name##_sink(r), end_##name, r};                     \
	}

FORMAT(text, cs_text_new(how->out, how->color, how->summary, how->history))
FORMAT(brief, cs_brief_new(how->out, how->color, how->summary))
FORMAT(json, cs_json_new(how->out, how->lines, how->summary, how->history))
FORMAT(junit, cs_junit_new(how->out, how->summary))
FORMAT(sarif, cs_sarif_new(how->out, how->summary))
FORMAT(github, cs_github_new(how->out, how->summary))
FORMAT(gitlab, cs_gitlab_new(how->out, how->summary))
FORMAT(html, cs_html_new(how->out, how->summary))
FORMAT(kcidb, cs_kcidb_new(how->out, how->kcidb))
FORMAT(markdown, cs_markdown_new(how->out, how->summary))

static struct cs_report open_ndjson(const struct cs_report_how *how)
{
	struct cs_report_how lines = *how;

	lines.lines = true;
	return open_json(&lines);
}

static const struct {
	const char *name;
	struct cs_report (*open)(const struct cs_report_how *how);
} formats[] = {
	{"text", open_text},         {"brief", open_brief},   {"json", open_json},
	{"ndjson", open_ndjson},     {"junit", open_junit},   {"sarif", open_sarif},
	{"github", open_github},     {"gitlab", open_gitlab}, {"html", open_html},
	{"markdown", open_markdown}, {"kcidb", open_kcidb},
};

#define COUNT (sizeof(formats) / sizeof(*formats))

bool cs_report_format_known(const char *name)
{
	for (size_t i = 0; i < COUNT; i++)
		if (strcmp(formats[i].name, name) == 0)
			return true;
	return false;
}

const char *cs_report_format_names(void)
{
	return "text, brief, json, ndjson, junit, sarif, github, gitlab, html, markdown, kcidb";
}

struct cs_report cs_report_open(const char *name, const struct cs_report_how *how)
{
	size_t i = 0;

	while (strcmp(formats[i].name, name) != 0)
		i++;
	return formats[i].open(how);
}

void cs_report_close(struct cs_report *r)
{
	r->end(r->ctx);
}
