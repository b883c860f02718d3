#include "report/summary.h"

void cs_summary_init(struct cs_summary *s, enum cs_severity fail_on)
{
	*s = (struct cs_summary){.fail_on = fail_on};
}

bool cs_summary_counts(const struct cs_summary *s, const struct cs_event *ev)
{
	return ev->severity >= s->fail_on && !ev->suppressed && !ev->known && ev->echo_of < 0;
}

static void on_event(void *ctx, const struct cs_input_info *info, const struct cs_event *ev)
{
	struct cs_summary *s = ctx;

	(void)info;
	s->events++;
	s->by_severity[ev->severity]++;
	s->known += ev->known;
	s->failing += cs_summary_counts(s, ev);
}

static void on_end(void *ctx, const struct cs_input_info *info)
{
	struct cs_summary *s = ctx;

	s->incomplete += info->reason_count > 0;
	s->errors += info->error != NULL;
}

struct cs_sink cs_summary_sink(struct cs_summary *s)
{
	return (struct cs_sink){.event = on_event, .end_input = on_end, .ctx = s};
}

enum cs_exit cs_summary_exit(const struct cs_summary *s)
{
	if (s->errors)
		return CS_EXIT_ERROR;
	if (s->failing)
		return CS_EXIT_FOUND;
	return s->incomplete ? CS_EXIT_INCOMPLETE : CS_EXIT_CLEAN;
}

const char *cs_summary_verdict(const struct cs_summary *s)
{
	if (s->failing)
		return "crash";
	return s->incomplete || s->errors ? "incomplete" : "clean";
}
