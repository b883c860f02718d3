/* Reports of our lab, interleaved at random: each must come out as it does alone. */
#include <stdio.h>
#include <stdlib.h>

#include "../test.h"

#include "base/strbuf.h"
#include "feed.h"

static const char *const names[] = {"atomic-sleep",  "gpf",         "list-del", "oops-kthread",
				    "refcount",      "oops-worker", "ubsan",    "warning-message",
				    "warning-module"};

#define REPORTS (sizeof(names) / sizeof(*names))
#define LINES 64

struct report {
	struct cs_strbuf text;
	struct cs_str lines[LINES];
	size_t count;
	char told[4096]; /* title, function, frames */
};

static struct report reports[REPORTS];
static bool with_frames;

static void tell(const struct cs_event *ev, char *buf, size_t size)
{
	const struct cs_stack *s = cs_event_crash_stack(ev);
	size_t n = (size_t)snprintf(buf, size, CS_STR_FMT "\n" CS_STR_FMT "\n",
				    CS_STR_ARG(ev->title), CS_STR_ARG(ev->function));

	for (size_t i = 0; with_frames && s && i < s->frame_count && n < size; i++)
		if (s->frames[i].reliable)
			n += (size_t)snprintf(buf + n, size - n, CS_STR_FMT "+0x%lx\n",
					      CS_STR_ARG(s->frames[i].symbol),
					      (unsigned long)s->frames[i].offset);
}

static void read_report(struct report *r, const char *name)
{
	char path[512], block[4096];
	const char *top = getenv("CS_SOURCE_DIR");
	struct cs_str rest;
	FILE *in;
	size_t n;

	snprintf(path, sizeof(path), "%s/tests/fixtures/tangle/reports/%s.log", top ? top : ".",
		 name);
	in = fopen(path, "r");
	assert_non_null(in);
	cs_strbuf_init(&r->text);
	while ((n = fread(block, 1, sizeof(block), in)) > 0)
		cs_strbuf_add(&r->text, (struct cs_str){block, n});
	fclose(in);
	for (rest = cs_strbuf_str(&r->text); rest.n; r->count++) {
		assert_true(r->count < LINES);
		r->lines[r->count] = cs_str_until(rest, "\n");
		rest = cs_str_tail(rest, r->lines[r->count].n + 1);
	}
}

/* What each says alone. */
static void tell_alone(void)
{
	for (size_t i = 0; i < REPORTS; i++) {
		struct feed f;

		feed_init(&f);
		feed_text(&f, cs_strbuf_str(&reports[i].text));
		assert_int_equal(f.count, 1);
		tell(f.events[0], reports[i].told, sizeof(reports[i].told));
		feed_release(&f);
	}
}

static int setup(void **state)
{
	(void)state;
	for (size_t i = 0; i < REPORTS; i++)
		read_report(&reports[i], names[i]);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	for (size_t i = 0; i < REPORTS; i++)
		cs_strbuf_release(&reports[i].text);
	return 0;
}

static uint32_t seed;

static uint32_t chance(uint32_t n)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % n;
}

/* The lines of the reports WHICH, in runs of 1 to RUN; with ONE_CLOCK all get stamps anew, else
 * each keeps its own. */
static void interleave(struct cs_strbuf *out, const size_t *which, size_t n, uint32_t run,
		       bool one_clock)
{
	size_t at[REPORTS] = {0}, left = 0;
	unsigned usec = 0;

	for (size_t i = 0; i < n; i++)
		left += reports[which[i]].count;
	while (left) {
		size_t i = chance((uint32_t)n);
		const struct report *r = &reports[which[i]];

		for (uint32_t k = chance(run) + 1; k && at[i] < r->count; k--, left--) {
			struct cs_str line = r->lines[at[i]++];

			if (one_clock)
				cs_strbuf_addf(out, "[   10.%06u", usec += 7);
			cs_strbuf_add(out, one_clock ? cs_str_tail(line, 13) : line);
			cs_strbuf_add_char(out, '\n');
		}
	}
}

/* How many of the reports came out otherwise than alone. */
static size_t count_wrong(const struct cs_strbuf *log, const size_t *which, size_t n, bool show)
{
	size_t wrong = 0;
	char told[4096];
	struct feed f;

	feed_init(&f);
	feed_text(&f, cs_strbuf_str(log));
	for (size_t i = 0; i < n; i++) {
		bool found = false;

		for (size_t k = 0; k < f.count && !found; k++) {
			tell(f.events[k], told, sizeof(told));
			found = strcmp(told, reports[which[i]].told) == 0;
		}
		wrong += !found;
		if (!found && show)
			printf("--- want\n%s", reports[which[i]].told);
	}
	wrong += f.count > n ? f.count - n : 0;
	if (wrong && show)
		for (size_t k = 0; k < f.count; k++) {
			tell(f.events[k], told, sizeof(told));
			printf("--- got\n%s", told);
		}
	feed_release(&f);
	return wrong;
}

static size_t try(const size_t *which, size_t n, uint32_t run, bool one_clock)
{
	struct cs_strbuf log;
	size_t wrong;

	cs_strbuf_init(&log);
	interleave(&log, which, n, run, one_clock);
	wrong = count_wrong(&log, which, n, getenv("SHOW"));
	if (wrong && getenv("SHOW"))
		printf("=== of\n%s", log.p);
	cs_strbuf_release(&log);
	return wrong;
}

/* Every pair, and every third report with them, ROUNDS times. Counts reports. */
static void try_all(size_t rounds, uint32_t run, bool one_clock, size_t *wrong, size_t *all)
{
	*wrong = *all = 0;
	tell_alone();
	seed = 20260101;
	for (size_t round = 0; round < rounds; round++)
		for (size_t a = 0; a < REPORTS; a++)
			for (size_t b = a + 1; b < REPORTS; b++) {
				size_t n = round % 3 == 2 && b + 1 < REPORTS ? 3 : 2;

				*wrong += try((size_t[]){a, b, b + 1}, n, run, one_clock);
				*all += n;
			}
}

/* Two machines, or two CPUs whose clocks aren't the same, on one console: all is told apart but
 * for lines before the clocks have shown that they differ. */
static void two_clocks(void **state)
{
	size_t wrong, all;

	(void)state;
	with_frames = true;
	try_all(6, 4, false, &wrong, &all);
	printf("two clocks: %zu of %zu reports wrong\n", wrong, all);
	assert_true(wrong * 100 <= all);
}

/* CPUs with one clock: each report is found under its name. Frames of two traces that run at the
 * same time can't all be told apart, and the report says so. */
static void one_clock(void **state)
{
	size_t wrong, all;

	(void)state;
	with_frames = false;
	try_all(6, 4, true, &wrong, &all);
	printf("one clock: %zu of %zu names wrong\n", wrong, all);
	assert_true(wrong * 100 <= all * 40);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(two_clocks),
					   cmocka_unit_test(one_clock)};

	return cmocka_run_group_tests(tests, setup, teardown);
}
