/* The untangler at its limits: reports, ways, lines that wait, changes of who goes on. */
#include <stdio.h>

#include "../test.h"

#include "event/tangle.h"
#include "feed.h"

#define SURE_BITS 7 /* of untangle.c */

static struct cs_strand_line frame_line(unsigned number)
{
	char text[64];

	snprintf(text, sizeof(text), " function_%u+0x10/0x20", number);
	return cs_strand_read(cs_str_from(text), CS_LINE_FRAME, NULL);
}

/* N reports that have come equally far, and of which nothing is known. */
static void begin_equal(struct cs_tangle *t, size_t n)
{
	const struct cs_strand *these[CS_TANGLE_STRANDS];
	struct cs_strand strand;

	cs_strand_init(&strand);
	strand.part = CS_PART_FRAME;
	for (size_t i = 0; i < n; i++)
		these[i] = &strand;
	cs_tangle_begin(t, these, n, 0);
}

/* Eight reports have more ways to take two lines than are followed: nothing of them is sure. */
static void ways_without_room(void **state)
{
	struct cs_tangle *t = cs_tangle_new();

	(void)state;
	begin_equal(t, CS_TANGLE_STRANDS);
	for (unsigned i = 0; i < CS_TANGLE_LINES; i++) {
		struct cs_strand_line line = frame_line(i);

		cs_tangle_add(t, &line, 0);
	}
	for (unsigned i = 0; i < CS_TANGLE_LINES; i++) {
		struct cs_tangle_choice c = cs_tangle_take(t);

		assert_true(c.strand < CS_TANGLE_STRANDS);
		assert_true(c.bits < SURE_BITS);
	}
	cs_tangle_free(t);
}

/* Two are told apart as long as one alone names what the lines name. */
static void two_that_differ(void **state)
{
	struct cs_strand a, b;
	const struct cs_strand *these[] = {&a, &b};
	struct cs_tangle *t = cs_tangle_new();
	struct cs_strand_line line;
	struct cs_tangle_choice c;

	(void)state;
	cs_strand_init(&a);
	a.part = CS_PART_HEADER;
	a.cpu = 1;
	a.pid = 51;
	b = a;
	b.cpu = 2;
	b.pid = 52;
	cs_tangle_begin(t, these, 2, 0);
	line = cs_strand_read(CS_STR("CPU: 2 PID: 52 Comm: sh Not tainted 6.1.0 #1"),
			      CS_LINE_CONTEXT, NULL);
	cs_tangle_add(t, &line, 0);
	assert_int_equal(cs_tangle_settled(t), 1);
	c = cs_tangle_take(t);
	assert_int_equal(c.strand, 1);
	assert_true(c.bits >= SURE_BITS);
	cs_tangle_free(t);
}

static void put_header(struct feed *f, unsigned cpu)
{
	char line[128];

	snprintf(line, sizeof(line),
		 "[   10.%06u] BUG: kernel NULL pointer dereference, address: 0", cpu);
	feed_line(f, cs_str_from(line));
	snprintf(line, sizeof(line), "[   10.%06u] CPU: %u PID: %u Comm: sh Not tainted 6.1.0 #1",
		 100 + cpu, cpu, 500 + cpu);
	feed_line(f, cs_str_from(line));
	snprintf(line, sizeof(line), "[   10.%06u] RIP: 0010:cause_%u+0x10/0x20", 200 + cpu, cpu);
	feed_line(f, cs_str_from(line));
}

static void put_frames(struct feed *f, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		char line[96];

		snprintf(line, sizeof(line), "[   10.%06u]  function_%u+0x10/0x20", 1000 + i, i);
		feed_line(f, cs_str_from(line));
	}
}

static size_t count_told(const struct cs_event *ev, enum cs_line_told told)
{
	size_t n = 0;

	for (size_t i = 0; i < ev->line_count; i++)
		n += !ev->lines[i].foreign && ev->lines[i].told == told;
	return n;
}

/* More reports than are told apart, and more lines than wait: each line is some report's, once. */
static void more_of_all(void **state)
{
	size_t lines = 0;
	struct feed f;

	(void)state;
	feed_init(&f);
	for (unsigned cpu = 0; cpu < CS_TANGLE_STRANDS + 4; cpu++)
		put_header(&f, cpu);
	feed_line(&f, CS_STR("[   10.000900] Call Trace:"));
	put_frames(&f, 3 * CS_TANGLE_LINES);
	cs_tracker_flush(f.tracker, true);
	assert_int_equal(f.count, CS_TANGLE_STRANDS + 4);
	for (size_t i = 0; i < f.count; i++) {
		const struct cs_event *ev = f.events[i];

		assert_true(cs_str_has(ev->function, "cause_"));
		for (size_t k = 0; k < ev->line_count; k++)
			lines += !ev->lines[k].foreign;
	}
	assert_int_equal(lines, 3 * (CS_TANGLE_STRANDS + 4) + 1 + 3 * CS_TANGLE_LINES);
	feed_release(&f);
}

/* Lines that nothing tells apart are no sure ones, however many come. */
static void lines_of_anybody(void **state)
{
	size_t sure = 0, doubted = 0;
	struct feed f;

	(void)state;
	feed_init(&f);
	put_header(&f, 1);
	feed_line(&f, CS_STR("[   10.000800] Call Trace:"));
	feed_line(&f, CS_STR("[   10.000801]  one+0x10/0x20"));
	put_header(&f, 2);
	feed_line(&f, CS_STR("[   10.000900] Call Trace:"));
	for (unsigned i = 0; i < 2; i++)
		put_frames(&f, CS_TANGLE_LINES);
	cs_tracker_flush(f.tracker, true);
	assert_int_equal(f.count, 2);
	for (size_t i = 0; i < f.count; i++) {
		sure += count_told(f.events[i], CS_TOLD_SURE);
		doubted += count_told(f.events[i], CS_TOLD_GUESSED) +
			   count_told(f.events[i], CS_TOLD_LIKELY);
	}
	printf("%zu sure, %zu not\n", sure, doubted);
	assert_true(doubted > CS_TANGLE_LINES);
	feed_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ways_without_room), cmocka_unit_test(two_that_differ),
		cmocka_unit_test(more_of_all), cmocka_unit_test(lines_of_anybody)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
