/* Reports of our lab, woven into one log: how many come out as they do alone, and whether those
 * that don't say so. SHOW=1 prints what differs. */
#include <stdio.h>
#include <stdlib.h>

#include "../test.h"

#include "feed.h"
#include "weave.h"

static struct weave_report reports[WEAVE_REPORTS];
static size_t report_count;

/* What an event says. */
struct told {
	char title[256], function[256];
	char frames[4096];
	bool corrupted;
	bool used; /* as what a report says */
};

static struct told alone[WEAVE_REPORTS];

struct figures {
	unsigned reports, names, frames;
	unsigned doubted; /* right, but called corrupted */
	unsigned silent;  /* events that are no report's, and don't say that they may be wrong */
	unsigned events;
	unsigned lines[CS_TOLD_COUNT], right[CS_TOLD_COUNT]; /* by how they were told */
};

static void tell(const struct cs_event *ev, struct told *t)
{
	const struct cs_stack *s = cs_event_crash_stack(ev);
	size_t n = 0;

	*t = (struct told){.corrupted = ev->corrupted.n > 0};
	cs_str_copy(t->title, sizeof(t->title), ev->title);
	cs_str_copy(t->function, sizeof(t->function), ev->function);
	for (size_t i = 0; s && i < s->frame_count && n < sizeof(t->frames); i++)
		if (s->frames[i].reliable)
			n += (size_t)snprintf(t->frames + n, sizeof(t->frames) - n,
					      CS_STR_FMT "+0x%lx\n",
					      CS_STR_ARG(s->frames[i].symbol),
					      (unsigned long)s->frames[i].offset);
}

static int setup(void **state)
{
	(void)state;
	report_count = weave_load(reports);
	for (size_t i = 0; i < report_count; i++) {
		struct feed f;

		feed_init(&f);
		feed_text(&f, cs_strbuf_str(&reports[i].text));
		assert_int_equal(f.count, 1);
		tell(f.events[0], &alone[i]);
		assert_false(alone[i].corrupted);
		feed_release(&f);
	}
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	weave_free(reports, report_count);
	return 0;
}

/* A title that says less is right, when it says so. */
static bool is_named(const struct told *told, const struct told *want)
{
	return strcmp(told->function, want->function) == 0 &&
	       (told->corrupted || strcmp(told->title, want->title) == 0);
}

static struct told *find(struct told *told, size_t n, const struct told *want)
{
	struct told *best = NULL;

	for (size_t i = 0; i < n; i++) {
		if (told[i].used || !is_named(&told[i], want))
			continue;
		best = &told[i];
		if (strcmp(best->title, want->title) == 0 &&
		    strcmp(best->frames, want->frames) == 0)
			break;
	}
	return best;
}

static void show(const struct cs_strbuf *log, const struct told *told, size_t count,
		 const size_t *which, size_t n)
{
	if (!getenv("SHOW"))
		return;
	for (size_t i = 0; i < n; i++)
		printf("--- want\n%s\n%s\n%s", alone[which[i]].title, alone[which[i]].function,
		       alone[which[i]].frames);
	for (size_t i = 0; i < count; i++)
		printf("--- got%s%s\n%s\n%s\n%s", told[i].used ? "" : " WRONG",
		       told[i].corrupted ? " corrupted" : "", told[i].title, told[i].function,
		       told[i].frames);
	printf("=== of\n%s", log->p);
}

/* A line of an event is right when its report is the header's. */
static void judge_lines(const struct cs_event *ev, const struct weave_owners *owners,
			struct figures *fig)
{
	unsigned whose = owners->of[ev->lines[ev->header].number - 1];

	for (size_t i = ev->header; i < ev->line_count; i++) {
		const struct cs_line *l = &ev->lines[i];
		bool right = owners->of[l->number - 1] == whose;

		if (l->foreign)
			continue;
		fig->lines[l->told]++;
		fig->right[l->told] += right;
		if (!right && l->told == CS_TOLD_SURE && getenv("SHOW"))
			printf("--- surely wrong: " CS_STR_FMT "\n", CS_STR_ARG(l->raw));
	}
}

static void judge(const struct cs_strbuf *log, const struct weave_owners *owners,
		  const size_t *which, size_t n, struct figures *fig)
{
	struct told told[FEED_MAX];
	unsigned names = fig->names, frames = fig->frames;
	struct feed f;

	feed_init(&f);
	feed_text(&f, cs_strbuf_str(log));
	for (size_t k = 0; k < f.count; k++) {
		tell(f.events[k], &told[k]);
		judge_lines(f.events[k], owners, fig);
	}
	for (size_t i = 0; i < n; i++) {
		struct told *t = find(told, f.count, &alone[which[i]]);

		fig->reports++;
		if (!t)
			continue;
		t->used = true;
		fig->names++;
		fig->frames += strcmp(t->frames, alone[which[i]].frames) == 0;
		fig->doubted += t->corrupted;
	}
	for (size_t k = 0; k < f.count; k++)
		fig->silent += !told[k].used && !told[k].corrupted;
	fig->events += (unsigned)(f.count + f.dropped);
	if (fig->names < names + n || (getenv("FRAMES") && fig->frames < frames + n))
		show(log, told, f.count, which, n);
	feed_release(&f);
}

static void weave(const size_t *which, size_t n, const struct weave *how, struct figures *fig)
{
	const struct weave_report *these[WEAVE_REPORTS];
	struct weave_owners owners;
	struct cs_strbuf log;

	for (size_t i = 0; i < n; i++)
		these[i] = &reports[which[i]];
	cs_strbuf_init(&log);
	weave_lines(&log, these, n, how, &owners);
	judge(&log, &owners, which, n, fig);
	cs_strbuf_release(&log);
}

/* Every pair of one architecture, the same report twice included; with every other pair, boot
 * messages and programs talk, too. */
static void weave_pairs(struct weave how, struct figures *fig)
{
	unsigned pairs = 0;

	weave_seed(20260101);
	for (size_t a = 0; a < report_count; a++)
		for (size_t b = a; b < report_count; b++) {
			how.chatter = pairs++ % 2;
			if (reports[a].arm64 != reports[b].arm64 ||
			    (a == b && how.clock == WEAVE_TWO_CLOCKS)) /* it has but one */
				continue;
			weave((size_t[]){a, b}, 2, &how, fig);
		}
}

static void weave_threes(const struct weave *how, struct figures *fig)
{
	weave_seed(20260102);
	for (size_t a = 0; a < report_count; a++) {
		size_t b = (a + 1) % report_count, c = (a + 4) % report_count;

		if (reports[a].arm64 == reports[b].arm64 && reports[b].arm64 == reports[c].arm64)
			for (unsigned round = 0; round < 3; round++)
				weave((size_t[]){a, b, c}, 3, how, fig);
	}
}

/* Per cent of the reports: at least so many named and read rightly, at most so many events wrong
 * without saying that they may be. What was reached when this was written, less a little. */
struct floors {
	const char *what;
	struct weave how;
	unsigned names, frames, silent;
	unsigned three_names, three_frames, three_silent;
};

#define ONE(s)                                                                                     \
	{                                                                                          \
		.style = WEAVE_##s, .clock = WEAVE_ONE_CLOCK                                       \
	}
#define TWO(s)                                                                                     \
	{                                                                                          \
		.style = WEAVE_##s, .clock = WEAVE_TWO_CLOCKS                                      \
	}

static const struct floors floors[] = {
	{"random, one clock", ONE(RANDOM), 89, 65, 6, 89, 61, 4},
	{"alternate, one clock", ONE(ALTERNATE), 96, 91, 3, 82, 38, 2},
	{"bursts, one clock", ONE(BURSTS), 95, 88, 4, 87, 64, 4},
	{"random, two clocks", TWO(RANDOM), 99, 97, 1, 99, 97, 1},
	{"alternate, two clocks", TWO(ALTERNATE), 99, 98, 1, 99, 98, 1},
	{"bursts, two clocks", TWO(BURSTS), 97, 95, 2, 98, 95, 1},
};

static double share(unsigned n, const struct figures *f)
{
	return 100.0 * n / f->reports;
}

static void check(const char *what, const char *of, const struct figures *f, unsigned names,
		  unsigned frames, unsigned silent)
{
	printf("%s of %s: %u reports, names %.1f%%, frames %.1f%%, silently wrong %.1f%%, doubted "
	       "though right %.1f%%\n",
	       what, of, f->reports, share(f->names, f), share(f->frames, f), share(f->silent, f),
	       share(f->doubted, f));
	assert_true(share(f->names, f) >= names);
	assert_true(share(f->frames, f) >= frames);
	assert_true(share(f->silent, f) <= silent);
	assert_true(f->events * 100 <= f->reports * 103); /* nothing made up */
}

/* Whose a line is: as often right as its mark says. */
static const struct mark {
	const char *name;
	double least; /* per cent that are right */
} marks[CS_TOLD_COUNT] = {
	[CS_TOLD_ALONE] = {"alone", 95},
	[CS_TOLD_SURE] = {"sure", 99},
	[CS_TOLD_LIKELY] = {"likely", 85},
	[CS_TOLD_GUESSED] = {"guessed", 50},
};

static void add_marks(struct figures *all, const struct figures *f)
{
	for (size_t i = 0; i < CS_TOLD_COUNT; i++) {
		all->lines[i] += f->lines[i];
		all->right[i] += f->right[i];
	}
}

static void check_marks(const struct figures *all)
{
	for (size_t i = 0; i < CS_TOLD_COUNT; i++) {
		double right = 100.0 * all->right[i] / all->lines[i];

		printf("%s: %.2f%% of %u lines are right\n", marks[i].name, right, all->lines[i]);
		assert_true(all->lines[i] > 1000);
		assert_true(right >= marks[i].least);
	}
}

static void reach_floors(void **state)
{
	struct figures all = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(floors) / sizeof(*floors); i++) {
		const struct floors *f = &floors[i];
		struct figures two = {0}, three = {0};

		weave_pairs(f->how, &two);
		check("two", f->what, &two, f->names, f->frames, f->silent);
		weave_threes(&f->how, &three);
		check("three", f->what, &three, f->three_names, f->three_frames, f->three_silent);
		add_marks(&all, &two);
		add_marks(&all, &three);
	}
	check_marks(&all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(reach_floors)};

	return cmocka_run_group_tests(tests, setup, teardown);
}
