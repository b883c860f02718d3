#include "report/summary.h"

static bool parse_word(struct cs_fail_on *f, struct cs_str word, bool *level)
{
	enum cs_kind kind;
	bool marked = cs_str_starts(word, "kind:"); /* "kind:warning": not the level */

	if (cs_str_is(word, "new")) {
		f->fresh_only = true;
		return true;
	}
	if (!marked && cs_severity_from_name(word, &f->level)) {
		*level = true;
		return true;
	}
	if (!cs_kind_from_name(marked ? cs_str_tail(word, 5) : word, &kind))
		return false;
	f->some_kinds = f->kinds[kind] = true;
	return true;
}

bool cs_fail_on_parse(struct cs_fail_on *f, struct cs_str words, struct cs_str *bad)
{
	bool level = false;

	*f = (struct cs_fail_on){.level = CS_WARNING};
	do {
		ptrdiff_t comma = cs_str_find_char(words, ',');

		*bad = comma < 0 ? words : cs_str_head(words, (size_t)comma);
		words = cs_str_tail(words, bad->n + 1);
		if (!parse_word(f, *bad, &level))
			return false;
	} while (words.n);
	if (f->some_kinds && !level)
		f->level = CS_INFO;
	return true;
}

void cs_summary_init(struct cs_summary *s, const struct cs_fail_on *fail_on,
		     const struct cs_history *history)
{
	*s = (struct cs_summary){.fail_on = *fail_on, .history = history};
}

enum cs_standing cs_summary_standing(const struct cs_summary *s, const struct cs_event *ev)
{
	const struct cs_history *h = s->history;

	if (cs_event_is_no_bug(ev) || ev->echo_of >= 0)
		return CS_STANDING_NONE;
	if (ev->known)
		return CS_STANDING_KNOWN;
	if (s->baseline)
		return CS_STANDING_NEW;
	if (!h || !h->known)
		return CS_STANDING_NONE;
	return h->fresh || h->returned ? CS_STANDING_NEW : CS_STANDING_MET;
}

const char *cs_standing_name(enum cs_standing standing)
{
	static const char *const names[] = {"", "new", "", "known"};

	return names[standing];
}

void cs_summary_gone(const struct cs_summary *s, cs_baseline_gone_fn *fn, void *ctx)
{
	if (s->baseline && s->seen && !s->errors)
		cs_baseline_gone(s->baseline, s->seen, fn, ctx);
}

static bool wanted(const struct cs_summary *s, const struct cs_event *ev)
{
	const struct cs_fail_on *f = &s->fail_on;

	if (ev->severity < f->level || (f->some_kinds && !f->kinds[ev->kind]))
		return false;
	/* where nothing gives an answer nothing is called old */
	return !f->fresh_only || cs_summary_standing(s, ev) != CS_STANDING_MET;
}

bool cs_summary_counts(const struct cs_summary *s, const struct cs_event *ev)
{
	return wanted(s, ev) && !cs_event_is_no_bug(ev) && !ev->known && ev->echo_of < 0;
}

static void on_event(void *ctx, const struct cs_input_info *info, const struct cs_event *ev)
{
	struct cs_summary *s = ctx;

	(void)info;
	s->events++;
	s->by_severity[ev->severity]++;
	s->known += ev->known;
	s->fresh += cs_summary_standing(s, ev) == CS_STANDING_NEW;
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
