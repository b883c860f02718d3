/* Logs of many forms, each with what must be told of it: titles/FAMILY.txt, made up by the
 * kernel's own format strings (3.x to 6.18, eight architectures). A form is
 *
 *     ### name
 *     = kind title            of the first report that counts; or "= silent", or
 *                             "= rest", "= rest title": of a report without its beginning
 *     = in function
 *     = or alternative title
 *     = corrupted why
 *     = and title of a further report
 *     lines of the log
 *
 * A line is stamped, and in a second round has a caller id, "{C1}line" that one, "{}line" neither.
 */
#include "../test.h"

#include <stdio.h>
#include <stdlib.h>

#include "feed.h"

#define LINES 512u
#define WANTS 16u

struct form {
	char name[64];
	char wants[WANTS][160];
	size_t want_count;
	char lines[LINES][320];
	size_t line_count;
};

static void want_line(struct form *form, const char *line)
{
	if (form->want_count == WANTS)
		fail_msg("%s: too many expectations", form->name);
	snprintf(form->wants[form->want_count++], sizeof(form->wants[0]), "%s", line + 2);
}

static void log_line(struct form *form, const char *line)
{
	if (form->line_count == LINES)
		fail_msg("%s: too many lines", form->name);
	snprintf(form->lines[form->line_count++], sizeof(form->lines[0]), "%s", line);
}

static void feed_form(struct feed *f, const struct form *form, bool callers)
{
	for (size_t i = 0; i < form->line_count; i++) {
		const char *line = form->lines[i], *caller = "T4242", *close = strchr(line, '}');
		char tag[8], text[400];

		if (line[0] == '{' && close && close - line < 7) {
			snprintf(tag, sizeof(tag), "%.*s", (int)(close - line - 1), line + 1);
			caller = tag;
			line = close + 1;
		}
		if (*caller == '\0')
			snprintf(text, sizeof(text), "%s", line);
		else if (callers)
			snprintf(text, sizeof(text), "[   87.%06zu][%6s] %s", i, caller, line);
		else
			snprintf(text, sizeof(text), "[   87.%06zu] %s", i, line);
		feed_line(f, cs_str_from(text));
	}
	cs_tracker_flush(f->tracker, true);
}

/* A report that fails a run; a panic that only closes another doesn't count. */
static bool counts(const struct feed *f, size_t i)
{
	const struct cs_event *ev = f->events[i];

	return ev->severity >= CS_WARNING && !ev->suppressed &&
	       !(i && ev->wants_echo &&
		 (ev->aside || cs_str_has(ev->title, "Fatal exception") ||
		  cs_str_has(ev->title, "hung_task")));
}

static void say(char *out, size_t size, const char *head, struct cs_str words)
{
	snprintf(out, size, "%s%.*s", head, CS_STR_ARG(words));
}

/* Nothing that counts: perhaps what is left of a report. */
static size_t tell_rest(const struct feed *f, char told[WANTS][160])
{
	size_t n = 0;

	for (size_t i = 0; i < f->count && n < WANTS; i++)
		if (cs_str_has(f->events[i]->cut, "beginning"))
			say(told[n++], sizeof(told[0]), "rest ", f->events[i]->title);
	if (n)
		return n;
	snprintf(told[0], sizeof(told[0]), cs_tracker_saw_rest(f->tracker) ? "rest" : "silent");
	return 1;
}

/* What is told of the form, in the words of the expectations. */
static size_t tell(const struct feed *f, char told[WANTS][160])
{
	const struct cs_event *first = NULL;
	size_t n = 0;

	for (size_t i = 0; i < f->count && n < WANTS; i++) {
		const struct cs_event *ev = f->events[i];

		if (!counts(f, i))
			continue;
		if (first) {
			say(told[n++], sizeof(told[0]), "and ", ev->title);
			continue;
		}
		first = ev;
		snprintf(told[n++], sizeof(told[0]), "%s %.*s", cs_kind_name(ev->kind),
			 CS_STR_ARG(ev->title));
		if (ev->function.n)
			say(told[n++], sizeof(told[0]), "in ", ev->function);
		for (size_t k = 0; k < ev->alt_title_count && n + 2 < WANTS; k++)
			say(told[n++], sizeof(told[0]), "or ", ev->alt_titles[k]);
		if (ev->corrupted.n)
			say(told[n++], sizeof(told[0]), "corrupted ", ev->corrupted);
	}
	return first ? n : tell_rest(f, told);
}

static unsigned compare(const struct form *form, bool callers)
{
	char told[WANTS][160];
	struct feed f;
	unsigned wrong = 0;
	size_t n;

	feed_init(&f);
	feed_form(&f, form, callers);
	n = tell(&f, told);
	for (size_t i = 0; i < n || i < form->want_count; i++) {
		const char *want = i < form->want_count ? form->wants[i] : "(nothing)";
		const char *have = i < n ? told[i] : "(nothing)";

		if (strcmp(want, have) == 0)
			continue;
		print_error("%s%s: \"%s\" wanted \"%s\"\n", form->name,
			    callers ? " with callers" : "", have, want);
		wrong++;
	}
	feed_release(&f);
	return wrong;
}

static unsigned check(const struct form *form)
{
	if (form->want_count == 0 || form->line_count == 0)
		fail_msg("%s: expects nothing, or has no log", form->name);
	for (size_t i = 0; i < form->line_count; i++)
		if (strncmp(form->lines[i], "{T", 2) == 0) /* only callers tell its streams apart */
			return compare(form, true);
	return compare(form, false) + compare(form, true);
}

static void family(void **state)
{
	static struct form form;
	const char *top = getenv("CS_SOURCE_DIR");
	char path[512], line[512];
	unsigned forms = 0, wrong = 0;
	FILE *in;

	snprintf(path, sizeof(path), "%s/tests/unit/event/titles/%s.txt", top ? top : ".",
		 (const char *)*state);
	in = fopen(path, "r");
	assert_non_null(in);
	while (fgets(line, sizeof(line), in)) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "### ", 4) == 0) {
			wrong += forms ? check(&form) : 0;
			form = (struct form){0};
			snprintf(form.name, sizeof(form.name), "%s", line + 4);
			forms++;
		} else if (strncmp(line, "= ", 2) == 0 && form.line_count == 0) {
			want_line(&form, line);
		} else {
			log_line(&form, line);
		}
	}
	fclose(in);
	wrong += check(&form);
	assert_true(forms > 20);
	assert_int_equal(wrong, 0);
}

/* Marks the rows that a line of FILE begins a report of. */
static void mark_begun(const char *path, const struct cs_formats *all, bool *begun)
{
	char line[512];
	struct cs_pat_hit hit;
	FILE *in = fopen(path, "r");

	assert_non_null(in);
	while (fgets(line, sizeof(line), in)) {
		const char *close = strchr(line, '}');
		struct cs_str text = cs_str_from(line);

		text.n = strcspn(line, "\n");
		if (line[0] == '{' && close && close - line < 7)
			text = cs_str_tail(text, (size_t)(close + 1 - line));
		for (size_t i = 0; i < all->count; i++)
			begun[i] |= cs_str_has(text, cs_formats_get(all, i)->anchor) &&
				    cs_format_begins(cs_formats_get(all, i), text, &hit);
	}
	fclose(in);
}

/* A row that no form begins may be one that nothing can begin: a literal that its own head doesn't
 * hold, or a slip in the wording. */
static void each_row_has_a_form(void **state)
{
	static const char *const families[] = {"bug",     "warning", "info",    "fault", "mixed",
					       "machine", "gpu",     "silence", "words", "arches"};
	const char *top = getenv("CS_SOURCE_DIR");
	char path[512];
	struct feed f;
	bool *begun;
	unsigned missing = 0;

	(void)state;
	feed_init(&f);
	begun = calloc(f.formats.count, sizeof(*begun));
	assert_non_null(begun);
	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++) {
		snprintf(path, sizeof(path), "%s/tests/unit/event/titles/%s.txt", top ? top : ".",
			 families[i]);
		mark_begun(path, &f.formats, begun);
	}
	for (size_t i = 0; i < f.formats.count; i++) {
		if (begun[i])
			continue;
		print_error("no form begins \"%s\"\n", cs_formats_get(&f.formats, i)->head);
		missing++;
	}
	free(begun);
	feed_release(&f);
	assert_int_equal(missing, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(family, (char[]){"bug"}),
		cmocka_unit_test_prestate(family, (char[]){"warning"}),
		cmocka_unit_test_prestate(family, (char[]){"info"}),
		cmocka_unit_test_prestate(family, (char[]){"fault"}),
		cmocka_unit_test_prestate(family, (char[]){"mixed"}),
		cmocka_unit_test_prestate(family, (char[]){"gpu"}),
		cmocka_unit_test_prestate(family, (char[]){"machine"}),
		cmocka_unit_test_prestate(family, (char[]){"words"}),
		cmocka_unit_test_prestate(family, (char[]){"arches"}),
		cmocka_unit_test_prestate(family, (char[]){"silence"}),
		cmocka_unit_test(each_row_has_a_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
