#include "report/brief.h"

#include <stdlib.h>

#include "base/mem.h"
#include "report/text_event.h"

struct cs_brief {
	struct cs_pen pen;
	const struct cs_summary *summary;
};

struct cs_brief *cs_brief_new(FILE *out, bool color, const struct cs_summary *summary)
{
	struct cs_brief *b = cs_calloc(1, sizeof(*b));

	cs_pen_init(&b->pen, out, color, 0);
	b->summary = summary;
	return b;
}

static void head(struct cs_pen *p, const char *path, uint64_t line, enum cs_ink ink,
		 const char *word)
{
	cs_pen_put(p, cs_str_from(path));
	if (line)
		cs_pen_putf(p, ":%llu", (unsigned long long)line);
	cs_pen_put(p, CS_STR(": "));
	cs_pen_ink(p, ink);
	cs_pen_put(p, cs_str_from(word));
	cs_pen_ink(p, CS_INK_PLAIN);
	cs_pen_put(p, CS_STR(": "));
}

static void place(struct cs_pen *p, const struct cs_event *ev)
{
	const struct cs_place *at = ev->guilty && ev->guilty->place_count ? &ev->guilty->places[0]
									  : NULL;

	if (!at || at->file.n == 0)
		return;
	cs_pen_put(p, CS_STR(" ("));
	cs_pen_put(p, at->file);
	if (at->line > 0)
		cs_pen_putf(p, ":%d", at->line);
	cs_pen_put(p, CS_STR(")"));
}

static const char *word(const struct cs_event *ev)
{
	if (ev->expected.n)
		return "expected";
	if (cs_event_is_no_bug(ev))
		return "no bug";
	if (ev->echo_of >= 0)
		return "echo";
	return ev->known ? "known" : cs_severity_name(ev->severity);
}

static void on_event(void *ctx, const struct cs_input_info *info, const struct cs_event *ev)
{
	struct cs_brief *b = ctx;
	struct cs_pen *p = &b->pen;
	bool quiet = cs_event_is_no_bug(ev) || ev->echo_of >= 0 || ev->known;

	head(p, info->path, ev->lines[ev->header].number,
	     quiet ? CS_INK_DIM : cs_text_severity_ink(ev->severity), word(ev));
	cs_pen_put(p, ev->title);
	place(p, ev);
	if (ev->finding_count) {
		cs_pen_put(p, CS_STR(" ["));
		cs_pen_put(p, ev->findings[0].rule);
		cs_pen_put(p, CS_STR("]"));
	}
	if (ev->issue.n) {
		cs_pen_put(p, CS_STR(" ("));
		cs_pen_put(p, ev->issue);
		cs_pen_put(p, CS_STR(")"));
	}
	if (ev->test.n) {
		cs_pen_put(p, CS_STR(" during "));
		cs_pen_put(p, ev->test);
	}
	cs_pen_newline(p);
	fflush(p->out);
}

static void end_input(void *ctx, const struct cs_input_info *info)
{
	struct cs_brief *b = ctx;

	for (size_t i = 0; i < info->reason_count; i++) {
		head(&b->pen, info->path, 0, CS_INK_YELLOW, "incomplete");
		cs_pen_put(&b->pen, info->reasons[i]);
		cs_pen_newline(&b->pen);
	}
}

struct cs_sink cs_brief_sink(struct cs_brief *b)
{
	return (struct cs_sink){.event = on_event, .end_input = end_input, .ctx = b};
}

void cs_brief_free(struct cs_brief *b)
{
	free(b);
}
