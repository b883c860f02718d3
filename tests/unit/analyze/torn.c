/* Reports of which one record is torn at any byte by another CPU's, or glued to one: they come out
 * as they do whole, or say what may be wrong with them. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "analyze/analyze.h"
#include "base/strbuf.h"
#include "unit/test.h"

#define TOLD_MAX 8

static const char *const names[] = {"gpf", "warning-module", "kasan-oob", "arm64-null"};

#define LOGS (sizeof(names) / sizeof(*names))

struct told {
	size_t count;
	struct {
		char title[256], function[128];
		bool doubted; /* corrupted, of unknown cause, or a note tells of a seam */
	} events[TOLD_MAX];
};

static struct cs_engine *engine;
static struct cs_strbuf logs[LOGS];
static struct told whole[LOGS];

static void take(void *ctx, const struct cs_input_info *info, const struct cs_event *ev)
{
	struct told *t = ctx;

	(void)info;
	assert_true(t->count < TOLD_MAX);
	cs_str_copy(t->events[t->count].title, sizeof(t->events->title), ev->title);
	cs_str_copy(t->events[t->count].function, sizeof(t->events->function), ev->function);
	t->events[t->count++].doubted = ev->corrupted.n || ev->note_count ||
					cs_str_starts(ev->title, "call trace of unknown cause");
}

static void read_text(struct cs_str text, struct told *t)
{
	struct cs_sink sink = {.event = take, .ctx = t};
	struct cs_error err;
	char path[64];
	int fd = memfd_create("log", 0);

	*t = (struct told){0};
	assert_true(fd >= 0 && write(fd, text.p, text.n) == (ssize_t)text.n);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	assert_int_equal(cs_analyze(engine, path, false, &sink, 1, &err), CS_OK);
	close(fd);
}

static void read_log(struct cs_strbuf *log, const char *name)
{
	const char *top = getenv("CS_SOURCE_DIR");
	char path[512], block[4096];
	size_t n;
	FILE *in;

	snprintf(path, sizeof(path), "%s/tests/fixtures/tangle/reports/%s.log", top ? top : ".",
		 name);
	in = fopen(path, "r");
	assert_non_null(in);
	cs_strbuf_init(log);
	while ((n = fread(block, 1, sizeof(block), in)) > 0)
		cs_strbuf_add(log, (struct cs_str){block, n});
	fclose(in);
}

static int setup(void **state)
{
	const struct cs_companions with = {0};
	struct cs_error err;

	(void)state;
	engine = cs_engine_new(&with, &err);
	for (size_t i = 0; engine && i < LOGS; i++) {
		read_log(&logs[i], names[i]);
		read_text(cs_strbuf_str(&logs[i]), &whole[i]);
		assert_int_equal(whole[i].count, 1);
		assert_false(whole[i].events[0].doubted);
	}
	return engine ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	for (size_t i = 0; i < LOGS; i++)
		cs_strbuf_release(&logs[i]);
	cs_engine_free(engine);
	return 0;
}

struct figures {
	unsigned tried, same, doubted;
};

/* How the lines of a log are written. */
enum stamps {
	PLAIN,   /* as they are: "[   12.345678] " */
	CALLERS, /* "[   12.345678][   T156] " */
	BARE,    /* without stamps */
	STAMPS
};

static void put_line(struct cs_strbuf *out, struct cs_str line, enum stamps how)
{
	struct cs_str text = cs_str_after(line, "] ");

	if (how == BARE) {
		cs_strbuf_add(out, text);
	} else if (how == CALLERS) {
		cs_strbuf_add(out, cs_str_head(line, line.n - text.n - 1));
		cs_strbuf_add(out, CS_STR("[  T156] "));
		cs_strbuf_add(out, text);
	} else {
		cs_strbuf_add(out, line);
	}
}

static void put_other(struct cs_strbuf *out, enum stamps how)
{
	put_line(out, CS_STR("[   12.345680] usb 1-1: new high-speed USB device number 5"), how);
	if (how == CALLERS) /* another task's */
		memcpy(out->p + out->n -
			       strlen("[  T156] usb 1-1: new high-speed USB device number 5"),
		       "[   T77]", 8);
}

static void judge(const struct cs_strbuf *log, const struct told *want, struct figures *f,
		  size_t at)
{
	struct told told;

	read_text(cs_strbuf_str(log), &told);
	f->tried++;
	if (told.count == 1 && strcmp(told.events[0].title, want->events[0].title) == 0 &&
	    strcmp(told.events[0].function, want->events[0].function) == 0) {
		f->same++;
		return;
	}
	for (size_t i = 0; i < told.count; i++)
		if (told.events[i].doubted) {
			f->doubted++;
			return;
		}
	if (getenv("SHOW"))
		printf("--- %zu events, first %s\n%.*s\n", told.count,
		       told.count ? told.events[0].title : "",
		       (int)(log->n - at > 300 ? 300 : log->n - at), log->p + at);
}

/* The log with line number NUMBER torn behind N of its bytes, or glued to what is said there. */
static void tear(const struct cs_strbuf *log, size_t number, size_t n, bool glue, enum stamps how,
		 const struct told *want, struct figures *f)
{
	struct cs_str rest = cs_strbuf_str(log);
	struct cs_strbuf out, line;
	size_t begin = 0;

	cs_strbuf_init(&out);
	cs_strbuf_init(&line);
	for (size_t i = 0; rest.n; i++) {
		struct cs_str l = cs_str_until(rest, "\n");

		rest = cs_str_tail(rest, l.n + 1);
		cs_strbuf_clear(&line);
		put_line(&line, l, how);
		if (i != number) {
			cs_strbuf_add(&out, cs_strbuf_str(&line));
			cs_strbuf_add_char(&out, '\n');
			continue;
		}
		begin = out.n;
		if (glue) {
			cs_strbuf_add(&out, cs_strbuf_str(&line));
			put_other(&out, how);
		} else {
			cs_strbuf_add(&out, cs_str_head(cs_strbuf_str(&line), n));
			put_other(&out, how);
			cs_strbuf_add_char(&out, '\n');
			cs_strbuf_add(&out, cs_str_tail(cs_strbuf_str(&line), n));
		}
		cs_strbuf_add_char(&out, '\n');
	}
	judge(&out, want, f, begin);
	cs_strbuf_release(&line);
	cs_strbuf_release(&out);
}

/* Behind the stamp: one that is torn is no record of printk's. */
static size_t first_byte(enum stamps how)
{
	static const size_t first[STAMPS] = {[PLAIN] = 15, [CALLERS] = 23, [BARE] = 1};

	return first[how];
}

static void tear_all(size_t log, enum stamps how, bool glue, struct figures *f)
{
	struct cs_str rest = cs_strbuf_str(&logs[log]);
	unsigned step = getenv("EVERY") ? 1 : 11, at = 0;

	for (size_t i = 0; rest.n; i++) {
		struct cs_str l = cs_str_until(rest, "\n");
		size_t end = l.n - 14 + first_byte(how);

		rest = cs_str_tail(rest, l.n + 1);
		if (glue) {
			tear(&logs[log], i, 0, true, how, &whole[log], f);
			continue;
		}
		for (size_t n = first_byte(how); n < end - 1; n++)
			if (at++ % step == 0)
				tear(&logs[log], i, n, false, how, &whole[log], f);
	}
}

static void check(const char *what, const struct figures *f, double same, double neither)
{
	double as_whole = 100.0 * f->same / f->tried, doubted = 100.0 * f->doubted / f->tried;

	printf("%s: %u, as whole %.1f%%, told doubtful %.1f%%\n", what, f->tried, as_whole,
	       doubted);
	assert_true(as_whole >= same);
	assert_true(100 - as_whole - doubted <= neither);
}

/* Per cent: at least so many come out as the whole ones, at most so many differ and don't say so.
 */
static const struct floor {
	const char *name;
	bool glue;
	enum stamps how;
	double same, neither;
} floors[] = {
	{"torn, stamps", false, PLAIN, 98, 0.3},
	{"torn, caller ids", false, CALLERS, 97.5, 0.3},
	{"torn, bare", false, BARE, 96.5, 1.8},
	{"glued, stamps", true, PLAIN, 100, 0},
	{"glued, caller ids", true, CALLERS, 100, 0},
	{"glued, bare", true, BARE, 100, 0},
};

static void torn_and_glued(void **state)
{
	(void)state;
	for (size_t k = 0; k < sizeof(floors) / sizeof(*floors); k++) {
		struct figures f = {0};

		for (size_t i = 0; i < LOGS; i++)
			tear_all(i, floors[k].how, floors[k].glue, &f);
		check(floors[k].name, &f, floors[k].same, floors[k].neither);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(torn_and_glued)};

	return cmocka_run_group_tests(tests, setup, teardown);
}
