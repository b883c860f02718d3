/* What conditions mean, on an event made by hand. */
#include "unit/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "rule/judge.h"

#define RULE(id, confidence, when)                                                                 \
	"  - id: " id "\n    version: 1\n    title: 'in {function|nowhere}'\n"                     \
	"    confidence: " confidence "\n    cause: c\n    fix: f\n    when: " when "\n"

struct world {
	struct cs_rules *rules;
	struct cs_judge *judge;
	struct cs_boot boot;
	uint64_t line;
};

static void begin(struct world *w, const char *rules)
{
	struct cs_error err = {0};
	char text[65536];

	w->rules = cs_rules_new();
	snprintf(text, sizeof(text), "rules:\n%s", rules);
	if (cs_rules_load_text(w->rules, "t", cs_str_from(text), &err) != CS_OK)
		fail_msg("%lu:%lu %s", err.line, err.column, err.message);
	assert_int_equal(cs_rules_compile(w->rules, &err), CS_OK);
	w->judge = cs_judge_new(w->rules);
	cs_boot_init(&w->boot, 1);
	w->line = 1;
}

static void end(struct world *w)
{
	cs_judge_free(w->judge);
	cs_boot_release(&w->boot);
	cs_rules_free(w->rules);
}

static void add_line(struct cs_event *ev, uint64_t number, const char *text)
{
	struct cs_line *l = CS_ARENA_PUSH(&ev->arena, ev->lines, ev->line_count);

	l->text = l->raw = cs_arena_str(&ev->arena, cs_str_from(text));
	l->number = number;
	l->offset = number * 100;
	l->end = l->offset + l->text.n;
	l->time = (double)number;
	l->has_time = true;
}

/* An oops in "bar" called by "foo [mod]". */
static struct cs_event *make_event(struct world *w)
{
	struct cs_event *ev = cs_event_new();
	struct cs_stack *s;
	struct cs_frame *f;

	ev->kind = CS_KIND_OOPS;
	ev->severity = CS_ERROR;
	ev->function = CS_STR("bar");
	ev->title = CS_STR("oops in bar");
	ev->boot = 1;
	ev->fault = (struct cs_fault){
		.known = true, .has_address = true, .address = 0x18, .access = CS_ACCESS_READ};
	add_line(ev, w->line++, "BUG: something at 0000000000000018");
	add_line(ev, w->line++, " bar+0x1/0x2");
	add_line(ev, w->line++, " foo+0x1/0x2 [mod]");
	add_line(ev, w->line++, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!");
	s = CS_ARENA_PUSH(&ev->arena, ev->stacks, ev->stack_count);
	f = CS_ARENA_PUSH(&ev->arena, s->frames, s->frame_count);
	*f = (struct cs_frame){.function = CS_STR("bar"), .reliable = true, .line_index = 1};
	f = CS_ARENA_PUSH(&ev->arena, s->frames, s->frame_count);
	*f = (struct cs_frame){.function = CS_STR("foo"),
			       .module = CS_STR("mod"),
			       .reliable = true,
			       .line_index = 2};
	return ev;
}

static void see(struct world *w, const char *text)
{
	struct cs_record r = {.text = cs_str_from(text),
			      .raw = cs_str_from(text),
			      .number = w->line,
			      .time = (double)w->line,
			      .has_time = true};
	const char *literal;
	uint32_t tag;

	for (size_t i = 0; (literal = cs_rules_fact_literal(w->rules, i, &tag)); i++)
		if (strstr(text, literal))
			cs_judge_see(w->judge, tag, &r, &w->boot);
	w->line++;
}

/* The number of findings of RULES on the event. */
static size_t count(const char *rules)
{
	struct world w;
	struct cs_event *ev;
	size_t n;

	begin(&w, rules);
	ev = make_event(&w);
	cs_judge_event(w.judge, &w.boot, ev);
	n = ev->finding_count;
	cs_event_free(ev);
	end(&w);
	return n;
}

#define HOLDS(when) (count(RULE("a", "likely", when)) == 1)

static void test_fields(void **state)
{
	(void)state;
	assert_true(HOLDS("{kind: [bug, oops]}"));
	assert_false(HOLDS("{kind: bug}"));
	assert_true(HOLDS("{function: ba*}"));
	assert_false(HOLDS("{function: b}"));
	assert_true(HOLDS("{fault: {address: null-page, access: read}}"));
	assert_false(HOLDS("{fault: {address: null-page, access: write}}"));
	assert_false(HOLDS("{iommu: {fault: translation}}"));
	assert_true(HOLDS("{uptime: {max: 5}}"));
	assert_false(HOLDS("{uptime: {min: 5}}"));
}

static void test_logic(void **state)
{
	(void)state;
	assert_true(HOLDS("{kind: oops, function: bar}"));
	assert_false(HOLDS("{kind: oops, function: baz}"));
	assert_true(HOLDS("{any: [{function: baz}, {kind: oops}]}"));
	assert_false(HOLDS("{all: [{function: baz}, {kind: oops}]}"));
	assert_true(HOLDS("{not: {function: baz}}"));
	assert_false(HOLDS("{not: [{function: baz}, {kind: oops}]}"));
	assert_true(HOLDS("{not: {function: baz, kind: oops}}"));
}

static void test_frames(void **state)
{
	(void)state;
	assert_true(HOLDS("{frame: foo}"));
	assert_true(HOLDS("{frame: {function: foo, module: mod, stack: crash}}"));
	assert_false(HOLDS("{frame: {function: foo, first: 1}}"));
	assert_false(HOLDS("{frame: {function: foo, stack: free}}"));
	assert_true(HOLDS("{order: [bar, foo]}"));
	assert_false(HOLDS("{order: [foo, bar]}"));
	assert_false(HOLDS("{recursion: 2}"));
	assert_true(HOLDS("{stack: crash}"));
}

static void test_text(void **state)
{
	(void)state;
	assert_true(HOLDS("{text: 'BUG: some\\w+ at'}"));
	assert_true(HOLDS("{text: ['no such words', 'something at']}"));
	assert_false(HOLDS("{text: {match: 'foo.0x1/0x2', in: header}}"));
	assert_true(HOLDS("{text: {match: 'foo.0x1/0x2', in: report}}"));
}

/* Backtracking without end stops at the limit, is no match, and is noted. */
static void test_catastrophe(void **state)
{
	struct world w;
	struct cs_event *ev;

	(void)state;
	begin(&w, RULE("a", "likely", "{text: '^(a|aa|a+)+$'}"));
	ev = make_event(&w);
	cs_judge_event(w.judge, &w.boot, ev);
	assert_int_equal(ev->finding_count, 0);
	assert_int_equal(ev->note_count, 1);
	assert_true(cs_str_has(ev->notes[0], "rule 'a': a pattern hit its match limit"));
	cs_event_free(ev);
	end(&w);
}

/* The address 0x18 stands in a frame's offset, too, and as a part of another number. */
static void test_number_of_its_own(void **state)
{
	struct cs_event *ev;
	struct world w;

	(void)state;
	begin(&w, RULE("a.near", "likely", "{fault: {address: 0x0-0xfff}, why: near NULL}"));
	ev = make_event(&w);
	ev->lines[0].text = CS_STR("Modules: 0x187 at f+0x18/0x20, g+0x2/0x18");
	ev->lines[3].text = CS_STR("CR2: 0000000000000018");
	cs_judge_event(w.judge, &w.boot, ev);
	assert_int_equal(ev->finding_count, 1);
	assert_int_equal(ev->findings[0].evidence[0].line, 4);
	cs_event_free(ev);
	end(&w);
}

static void test_order_and_evidence(void **state)
{
	struct world w;
	struct cs_event *ev;

	(void)state;
	begin(&w, RULE("guess", "possible", "{kind: oops}") RULE("sure", "certain", "{frame: foo}")
			  RULE("grave", "possible", "{kind: oops}\n    severity: fatal")
				  RULE("gone", "possible", "{comm: x}"));
	ev = make_event(&w);
	cs_judge_event(w.judge, &w.boot, ev);
	assert_int_equal(ev->finding_count, 3);
	assert_str(ev->findings[0].rule, "sure");
	assert_str(ev->findings[1].rule, "grave");
	assert_str(ev->findings[2].rule, "guess");
	assert_int_equal(ev->severity, CS_FATAL); /* raised */
	assert_str(ev->findings[0].title, "in bar");
	assert_int_equal(ev->findings[0].evidence[0].line, 3);
	assert_str(ev->findings[0].evidence[0].text, " foo+0x1/0x2 [mod]");
	cs_event_free(ev);
	end(&w);
}

static void test_replaces(void **state)
{
	(void)state;
	assert_int_equal(count(RULE("a", "likely", "{kind: oops}")
				       RULE("b", "likely", "{frame: foo}\n    replaces: [a]")),
			 1);
	/* a guess does not replace what is surer */
	assert_int_equal(count(RULE("a", "likely", "{kind: oops}")
				       RULE("b", "possible", "{frame: foo}\n    replaces: [a]")),
			 2);
}

static size_t count_after(const char *rules, const char *const *lines)
{
	struct world w;
	struct cs_event *ev;
	size_t n;

	begin(&w, rules);
	for (; *lines; lines++)
		see(&w, *lines);
	ev = make_event(&w);
	cs_judge_event(w.judge, &w.boot, ev);
	n = ev->finding_count;
	cs_event_free(ev);
	end(&w);
	return n;
}

#define LINES(...)                                                                                 \
	(const char *const[])                                                                      \
	{                                                                                          \
		__VA_ARGS__, NULL                                                                  \
	}

static void test_earlier(void **state)
{
	static const char covers[] = RULE(
		"a", "likely",
		"{earlier: {match: '(?<op>un)?map: from=(?<from>0x[0-9a-f]+) size=(?<size>\\d+)', "
		"covers: {value: fault.address, from: from, size: size}, last: true, "
		"where: {op: un}}}");
	static const char near[] = RULE("a", "likely", "{earlier: {match: 'signal', within: 2}}");

	(void)state;
	assert_int_equal(count_after(near, LINES("a signal")), 1);
	assert_int_equal(count_after(near, LINES("nothing")), 0);
	assert_int_equal(count_after(near, LINES("a signal", "x", "y", "z")), 0);
	assert_int_equal(
		count_after(covers, LINES("map: from=0x10 size=16", "unmap: from=0x10 size=16")),
		1);
	assert_int_equal(
		count_after(covers, LINES("unmap: from=0x10 size=16", "map: from=0x10 size=16")),
		0);
	assert_int_equal(count_after(covers, LINES("unmap: from=0x20 size=16")), 0);
}

/* Lines behind the report count for "later" alone, and only those that may belong to it. */
static void test_later(void **state)
{
	static const char rules[] = RULE("a", "likely", "{later: {match: 'signal', within: 2}}")
		RULE("b", "likely", "{earlier: {match: 'signal', within: 2}}");
	struct world w;
	struct cs_event *ev;

	(void)state;
	for (int gap = 0; gap < 3; gap++) {
		begin(&w, rules);
		ev = make_event(&w);
		w.line += (uint64_t)gap * 100;
		see(&w, "a signal");
		ev->lines[ev->header].has_time = gap == 0;
		ev->lines[ev->header].time = (double)w.line - 2;
		cs_judge_event(w.judge, &w.boot, ev);
		/* without stamps 200 lines are near */
		assert_int_equal(ev->finding_count, gap < 2 ? 1 : 0);
		if (ev->finding_count)
			assert_str(ev->findings[0].rule, "a");
		cs_event_free(ev);
		end(&w);
	}
}

/* Where in an array an address lies, and an address that is another's lower half. */
static void test_arrays_and_halves(void **state)
{
	static const char array[] =
		RULE("a", "likely",
		     "{earlier: {match: 'list (?<at_low_hex>[0-9a-f]+) (?<at_high_hex>[0-9a-f]+)', "
		     "covers: {value: fault.address, from: at, size: 0x20, each: 8}}}");
	static const char cut[] = RULE("a", "likely",
				       "{earlier: {match: 'mapped (?<full>0x[0-9a-f]+)', where: "
				       "{full: {cut_to: fault.address}}}}");

	(void)state;
	assert_int_equal(count_after(array, LINES("list 10 0")), 1); /* 0x18 */
	assert_int_equal(count_after(array, LINES("list 10 1")), 0);
	assert_int_equal(count_after(array, LINES("list 1ffffffff 0")), 0);
	assert_int_equal(count_after(array, LINES("list 20 0")), 0);
	assert_int_equal(count_after(cut, LINES("mapped 0x100000018")), 1);
	assert_int_equal(count_after(cut, LINES("mapped 0xff00001000000018")), 1);
	assert_int_equal(count_after(cut, LINES("mapped 0x18")), 0);
	assert_int_equal(count_after(cut, LINES("mapped 0x100000019")), 0);
}

/* The ring keeps the latest lines of a sort; one sort does not push out another. */
static void test_many_facts(void **state)
{
	struct world w;
	struct cs_event *ev;

	(void)state;
	begin(&w, RULE("a", "likely", "{earlier: {match: 'once only'}}") RULE(
			  "b", "likely", "{earlier: {match: 'chatter (?<n>\\d+)', count: 3}}"));
	see(&w, "once only");
	for (int i = 0; i < 2000; i++) {
		char text[32];

		snprintf(text, sizeof(text), "chatter %d", i);
		see(&w, text);
	}
	assert_int_equal(cs_boot_fact_count(&w.boot, 1), CS_LIMIT_BOOT_FACTS);
	assert_str(cs_boot_fact_at(&w.boot, 1, CS_LIMIT_BOOT_FACTS - 1)->text, "chatter 1999");
	ev = make_event(&w);
	cs_judge_event(w.judge, &w.boot, ev);
	assert_int_equal(ev->finding_count, 2);
	cs_event_free(ev);
	end(&w);
}

static void test_after_event(void **state)
{
	struct world w;
	struct cs_event *ev;

	(void)state;
	begin(&w, RULE("a", "likely", "{kind: oops, after_event: {kind: warning, within: 50}}"));
	ev = make_event(&w);
	ev->kind = CS_KIND_WARNING;
	cs_judge_event(w.judge, &w.boot, ev);
	assert_int_equal(ev->finding_count, 0);
	cs_event_free(ev);
	ev = make_event(&w);
	cs_judge_event(w.judge, &w.boot, ev);
	assert_int_equal(ev->finding_count, 1);
	assert_int_equal(ev->findings[0].evidence[0].line, 1);
	cs_event_free(ev);
	ev = make_event(&w); /* of the next boot: nothing happened there */
	ev->boot = 2;
	cs_judge_event(w.judge, &w.boot, ev);
	assert_int_equal(ev->finding_count, 0);
	cs_event_free(ev);
	end(&w);
}

static void test_refine_and_known(void **state)
{
	struct world w;
	struct cs_event *ev;

	(void)state;
	begin(&w, RULE("a", "possible",
		       "{kind: oops}\n    refine:\n"
		       "      - {when: {frame: foo}, confidence: certain, add: 'more "
		       "{fault.address}'}\n"
		       "    known: {owner: me, fixed_in: 6.1.20}"));
	ev = make_event(&w);
	ev->release = CS_STR("6.1.30-x");
	cs_judge_event(w.judge, &w.boot, ev);
	assert_int_equal(ev->findings[0].confidence, CS_CERTAIN);
	assert_true(cs_str_has(ev->findings[0].cause, "more 0x18"));
	assert_true(cs_str_has(ev->findings[0].title, "again: it was fixed in 6.1.20"));
	cs_event_free(ev);
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_logic),
		cmocka_unit_test(test_frames),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_number_of_its_own),
		cmocka_unit_test(test_catastrophe),
		cmocka_unit_test(test_order_and_evidence),
		cmocka_unit_test(test_replaces),
		cmocka_unit_test(test_earlier),
		cmocka_unit_test(test_many_facts),
		cmocka_unit_test(test_after_event),
		cmocka_unit_test(test_refine_and_known),
		cmocka_unit_test(test_later),
		cmocka_unit_test(test_arrays_and_halves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
