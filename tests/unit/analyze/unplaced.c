/* Reports that wait for the kernel's offset: which, how many, how long. */
#include "unit/test.h"

#include "analyze/unplaced.h"

static char symbols; /* given, whatever they are */

static struct cs_placer placer(void)
{
	return (struct cs_placer){.sym = (struct cs_sym *)&symbols};
}

/* Of line NUMBER, with one frame: a name, or an address alone. */
static struct cs_event *report(uint64_t number, const char *symbol, uint64_t address)
{
	struct cs_event *ev = cs_event_new();
	struct cs_line *l = CS_ARENA_PUSH(&ev->arena, ev->lines, ev->line_count);
	struct cs_stack *st = CS_ARENA_PUSH(&ev->arena, ev->stacks, ev->stack_count);
	struct cs_frame *f = CS_ARENA_PUSH(&ev->arena, st->frames, st->frame_count);

	l->number = number;
	f->symbol = cs_str_from(symbol);
	f->address = address;
	f->has_address = address != 0;
	f->reliable = true;
	return ev;
}

static bool takes(struct cs_unplaced *u, const struct cs_placer *p, struct cs_event *ev)
{
	struct cs_input_info info = {0};
	bool taken = cs_unplaced_take(u, p, &info, ev);

	if (!taken)
		cs_event_free(ev);
	return taken;
}

static void drop_all(struct cs_unplaced *u)
{
	struct cs_event *ev;

	while ((ev = cs_unplaced_next(u)))
		cs_event_free(ev);
}

#define KERNEL 0xffffffff9b1d79ecu
#define USER 0x7f6012689152u

static void which_wait(void **state)
{
	struct cs_placer p = placer(), none = {0}, knows = placer();
	struct cs_unplaced u = {0};

	(void)state;
	knows.has_offset = true;
	assert_false(takes(&u, &p, report(1, "vfs_write", 0)));
	assert_false(takes(&u, &p, report(1, "vfs_write", KERNEL)));
	assert_false(takes(&u, &p, report(1, "", USER)));
	assert_false(takes(&u, &none, report(1, "", KERNEL)));
	assert_false(takes(&u, &knows, report(1, "", KERNEL)));
	assert_true(takes(&u, &p, report(1, "", KERNEL)));
	/* in order: what is behind one that waits */
	assert_true(takes(&u, &p, report(9, "vfs_write", 0)));
	assert_int_equal(u.events[0]->lines[0].number, 1);
	assert_int_equal(u.events[1]->lines[0].number, 9);
	assert_false(takes(&u, &knows, report(12, "", KERNEL)));
	drop_all(&u);
}

static void how_many(void **state)
{
	struct cs_placer p = placer();
	struct cs_unplaced u = {0};

	(void)state;
	for (unsigned i = 0; i < CS_UNPLACED_EVENTS; i++)
		assert_true(takes(&u, &p, report(i + 1, "", KERNEL)));
	assert_false(takes(&u, &p, report(99, "", KERNEL)));
	for (unsigned i = 0; i < CS_UNPLACED_EVENTS; i++) {
		struct cs_event *ev = cs_unplaced_next(&u);

		assert_int_equal(ev->lines[0].number, i + 1);
		cs_event_free(ev);
	}
	assert_null(cs_unplaced_next(&u));
}

static void how_long(void **state)
{
	struct cs_placer p = placer();
	struct cs_unplaced u = {0};

	(void)state;
	assert_false(cs_unplaced_is_over(&u, 1000000));
	assert_true(takes(&u, &p, report(100, "", KERNEL)));
	assert_false(cs_unplaced_is_over(&u, 100 + CS_UNPLACED_LINES));
	assert_true(cs_unplaced_is_over(&u, 101 + CS_UNPLACED_LINES));
	drop_all(&u);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(which_wait),
		cmocka_unit_test(how_many),
		cmocka_unit_test(how_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
