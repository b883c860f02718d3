/* The contract's JSON from an event made here, read back by jansson. */
#include "report/json.h"

#include <jansson.h>
#include <stdlib.h>

#include "unit/test.h"

struct report {
	char *text;
	size_t n;
	FILE *out;
	struct cs_summary summary;
	struct cs_json *json;
	struct cs_sink sinks[2];
};

static void begin(struct report *r, bool lines)
{
	r->out = open_memstream(&r->text, &r->n);
	cs_summary_init(&r->summary, &(struct cs_fail_on){.level = CS_WARNING}, NULL);
	r->json = cs_json_new(r->out, lines, &r->summary, NULL);
	r->sinks[0] = cs_summary_sink(&r->summary);
	r->sinks[1] = cs_json_sink(r->json);
}

static void feed(struct report *r, const struct cs_input_info *info, const struct cs_event *ev)
{
	r->sinks[1].begin_input(r->sinks[1].ctx, info);
	for (int i = 0; i < 2; i++)
		r->sinks[i].event(r->sinks[i].ctx, info, ev);
	for (int i = 0; i < 2; i++)
		r->sinks[i].end_input(r->sinks[i].ctx, info);
}

static json_t *end(struct report *r)
{
	json_error_t err;
	json_t *v;

	cs_json_free(r->json);
	fclose(r->out);
	v = json_loads(r->text, 0, &err);
	free(r->text);
	assert_non_null(v);
	return v;
}

static struct cs_event *sample(void)
{
	struct cs_event *ev = cs_event_new();
	struct cs_line *l = CS_ARENA_PUSH(&ev->arena, ev->lines, ev->line_count);

	*l = (struct cs_line){.number = 3, .offset = 10, .end = 20};
	ev->kind = CS_KIND_OOPS;
	ev->severity = CS_FATAL;
	ev->title = CS_STR("a \"title\" with \xff and \x01");
	ev->boot = 1;
	ev->index = 0;
	return ev;
}

static const char *text_at(json_t *v, const char *key)
{
	const char *s = json_string_value(json_object_get(v, key));

	assert_non_null(s);
	return s;
}

static void one_object_holds_everything(void **state)
{
	const struct cs_input_info info = {.path = "odd\xc3name", .format = "text", .lines = 3};
	struct cs_event *ev = sample();
	struct report r;
	json_t *v, *input, *event;

	(void)state;
	begin(&r, false);
	feed(&r, &info, ev);
	feed(&r, &info, ev);
	v = end(&r);
	assert_string_equal(text_at(v, "schema"), "crashscan.report/1");
	assert_int_equal(json_array_size(json_object_get(v, "inputs")), 2);
	input = json_array_get(json_object_get(v, "inputs"), 0);
	assert_string_equal(text_at(input, "path"), "odd\xef\xbf\xbdname");
	event = json_array_get(json_object_get(input, "events"), 0);
	assert_string_equal(text_at(event, "kind"), "oops");
	assert_string_equal(text_at(event, "title"), "a \"title\" with \xef\xbf\xbd and \x01");
	assert_true(json_is_null(json_object_get(event, "iommu")));
	assert_true(json_is_null(json_object_get(event, "pid")));
	assert_string_equal(text_at(json_object_get(v, "summary"), "verdict"), "crash");
	json_decref(v);
	cs_event_free(ev);
}

static void ndjson_is_an_event_a_line(void **state)
{
	const struct cs_input_info info = {.path = "x", .format = "text"};
	struct cs_event *ev = sample();
	struct report r;
	json_t *v;

	(void)state;
	begin(&r, true);
	feed(&r, &info, ev);
	v = end(&r);
	assert_string_equal(text_at(v, "path"), "x");
	assert_int_equal(json_integer_value(json_array_get(json_object_get(v, "lines"), 0)), 3);
	json_decref(v);
	cs_event_free(ev);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_object_holds_everything),
		cmocka_unit_test(ndjson_is_an_event_a_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
