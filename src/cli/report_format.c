#include "cli/report_format.h"

#include <string.h>

#include "base/strbuf.h"
#include "report/json.h"
#include "report/text.h"

static void end_json(void *ctx)
{
	cs_json_free(ctx);
}

static struct cs_report open_json(const struct cs_report_how *how)
{
	struct cs_json *j = cs_json_new(how->out, false, how->summary);

	return (struct cs_report){cs_json_sink(j), end_json, j};
}

static struct cs_report open_ndjson(const struct cs_report_how *how)
{
	struct cs_json *j = cs_json_new(how->out, true, how->summary);

	return (struct cs_report){cs_json_sink(j), end_json, j};
}

static void end_text(void *ctx)
{
	cs_text_free(ctx);
}

static struct cs_report open_text(const struct cs_report_how *how)
{
	struct cs_text *t = cs_text_new(how->out, how->color, how->summary);

	return (struct cs_report){cs_text_sink(t), end_text, t};
}

static const struct {
	const char *name;
	struct cs_report (*open)(const struct cs_report_how *how);
} formats[] = {
	{"text", open_text},
	{"json", open_json},
	{"ndjson", open_ndjson},
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
	return "text, json, ndjson";
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
