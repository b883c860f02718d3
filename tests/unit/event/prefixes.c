/* Ten real logs, cut behind every byte: a report that was found once stays found as more of the log
 * comes, its kind changes with what is read and not to and fro, and every part of it can be read.
 */
#include "../test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/strbuf.h"
#include "feed.h"

#define MAX_LINES 128
#define MAX_BYTES 2000
#define MAX_CHANGES 3 /* of the first report's kind: unknown, a first guess, what it is */

static const char *const names[] = {
	"x86-null-inline-nopanic.log", "arm64-bug-extabort.log", "x86-mod-sched-atomic.log",
	"arm64-bug-sgstack.log",       "x86-kfence-oob.log",     "x86-lkdtm-slab-free-double.log",
	"x86-hung-mutex.log",          "x86-unlock-twice.log",   "arm64-bug-badcall.log",
	"x86-rcu-stall.log",
};

struct line {
	struct cs_str text;
	uint32_t tags[FEED_TAGS];
	size_t n;
};

static void read_log(const char *name, struct cs_strbuf *out)
{
	const char *top = getenv("CS_SOURCE_DIR");
	char path[1024], block[MAX_BYTES];
	FILE *in;

	snprintf(path, sizeof(path), "%s/rules/examples/%s", top ? top : ".", name);
	in = fopen(path, "r");
	assert_non_null(in);
	cs_strbuf_add(out, (struct cs_str){block, fread(block, 1, sizeof(block), in)});
	fclose(in);
	assert_true(out->n > 1000);
}

static unsigned sum(struct cs_str s)
{
	unsigned n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += (unsigned char)s.p[i];
	return n;
}

/* Reads all of it, so that the sanitizers see what is wrong. */
static unsigned look_at(const struct cs_event *ev)
{
	unsigned n = sum(ev->title) + sum(ev->function) + sum(ev->comm);

	for (size_t i = 0; i < ev->stack_count; i++)
		for (size_t k = 0; k < ev->stacks[i].frame_count; k++)
			n += sum(ev->stacks[i].frames[k].function);
	for (size_t i = 0; i < ev->register_count; i++)
		n += sum(ev->registers[i].name) + sum(ev->registers[i].meaning);
	for (size_t i = 0; i < ev->line_count; i++)
		n += sum(ev->lines[i].text);
	return n;
}

/* The first event of interest of what was fed, or NULL; each must be sound. */
static const struct cs_event *first(const struct feed *f, size_t lines)
{
	const struct cs_event *found = NULL;

	for (size_t i = 0; i < f->count; i++) {
		const struct cs_event *ev = f->events[i];

		assert_true(ev->title.n > 0 && ev->line_count > 0);
		assert_true(ev->lines[0].number >= 1);
		assert_true(ev->lines[ev->line_count - 1].number <= lines);
		assert_true(look_at(ev) > 0);
		if (!found && ev->kind != CS_KIND_REBOOT)
			found = ev;
	}
	return found;
}

struct verdict {
	bool found;
	enum cs_kind kind;
	unsigned changes;
};

static void judge(struct verdict *v, const struct cs_event *ev, const char *name, size_t cut)
{
	if (v->found && !ev)
		fail_msg("%s: the report is lost at byte %zu", name, cut);
	if (ev && (!v->found || v->kind != ev->kind))
		v->changes++;
	if (v->changes > MAX_CHANGES)
		fail_msg("%s: the kind changes once more at byte %zu", name, cut);
	v->found = ev != NULL;
	v->kind = ev ? ev->kind : v->kind;
}

/* The whole lines before the cut have their tags already; only the last piece is looked at. */
static void cut_at(struct feed *f, const struct line *lines, size_t n, struct cs_str piece)
{
	struct line last = {.text = piece};

	feed_again(f);
	for (size_t i = 0; i < n; i++)
		feed_record(f, lines[i].text, lines[i].tags, lines[i].n);
	if (piece.n) {
		last.n = feed_tags(f, piece, last.tags);
		feed_record(f, piece, last.tags, last.n);
	}
	cs_tracker_flush(f->tracker, true);
}

static void every_cut(struct feed *f, const char *name)
{
	static struct line lines[MAX_LINES];
	struct verdict v = {0};
	struct cs_strbuf log;
	size_t n = 0, at = 0;

	cs_strbuf_init(&log);
	read_log(name, &log);
	for (size_t cut = 0; cut <= log.n && n < MAX_LINES; cut++) {
		struct cs_str piece = {log.p + at, cut - at};

		if (cut > at && log.p[cut - 1] == '\n') {
			lines[n].text = cs_str_head(piece, piece.n - 1);
			lines[n].n = feed_tags(f, lines[n].text, lines[n].tags);
			n++;
			at = cut;
			piece = (struct cs_str){log.p + at, 0};
		}
		cut_at(f, lines, n, piece);
		judge(&v, first(f, n + 1), name, cut);
	}
	if (!v.found)
		fail_msg("%s: no report", name);
	cs_strbuf_release(&log);
}

static void logs_cut_behind_every_byte(void **state)
{
	struct feed f;

	(void)state;
	feed_init(&f);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		every_cut(&f, names[i]);
	feed_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(logs_cut_behind_every_byte)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
