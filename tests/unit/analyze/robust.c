/* Logs that end anywhere, and logs with lines dropped, doubled and swapped: a whole report comes
 * out of each. The logs are those of the fixtures. EVERY=1: all prefixes of the fifty shortest,
 * byte by byte, which takes long. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "analyze/analyze.h"
#include "base/strbuf.h"
#include "report/json.h"
#include "unit/test.h"

#define LOGS 100
#define SHORT 50    /* logs that end at each line, in its midst and behind it */
#define WAYS 3      /* each log is shuffled in */
#define PREFIXES 10 /* of a longer log, at line ends and in the middle of lines */

static struct cs_engine *engine;
static struct cs_strbuf logs[LOGS];
static size_t log_count;

static void read_log(const char *path)
{
	char block[65536];
	FILE *in = fopen(path, "r");
	size_t n;

	if (!in)
		return;
	cs_strbuf_init(&logs[log_count]);
	while ((n = fread(block, 1, sizeof(block), in)) > 0)
		cs_strbuf_add(&logs[log_count], (struct cs_str){block, n});
	fclose(in);
	log_count++;
}

static void read_logs(const char *pattern)
{
	const char *top = getenv("CS_SOURCE_DIR");
	char path[1024];
	glob_t found;

	snprintf(path, sizeof(path), "%s/%s", top ? top : ".", pattern);
	if (glob(path, 0, NULL, &found) != 0)
		return;
	for (size_t i = 0; i < found.gl_pathc && log_count < LOGS; i++)
		read_log(found.gl_pathv[i]);
	globfree(&found);
}

static int by_size(const void *a, const void *b)
{
	const struct cs_strbuf *x = a, *y = b;

	return (x->n > y->n) - (x->n < y->n);
}

static int setup(void **state)
{
	const struct cs_companions with = {0};
	struct cs_error err;

	(void)state;
	engine = cs_engine_new(&with, &err);
	read_logs("tests/fixtures/*/*/*.log");
	qsort(logs, log_count, sizeof(*logs), by_size);
	return engine && log_count > SHORT ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	for (size_t i = 0; i < log_count; i++)
		cs_strbuf_release(&logs[i]);
	cs_engine_free(engine);
	return 0;
}

/* What must hold of any report: its lines are the log's, in their order, and it isn't made of
 * nothing. */
struct held {
	size_t bytes; /* of the log */
	uint64_t end; /* the farthest byte that an event claims */
};

static void check_event(void *ctx, const struct cs_input_info *info, const struct cs_event *ev)
{
	struct held *h = ctx;

	(void)info;
	assert_true(ev->line_count > 0 && ev->header < ev->line_count);
	assert_true(ev->title.n > 0);
	for (size_t i = 0; i < ev->line_count; i++) {
		const struct cs_line *l = &ev->lines[i];

		assert_true(l->number > 0 && l->offset < l->end);
		assert_true(i == 0 || l->number >= ev->lines[i - 1].number);
		if (l->end > h->end)
			h->end = l->end;
	}
}

static void check_end(void *ctx, const struct cs_input_info *info)
{
	struct held *h = ctx;

	assert_null(info->error);
	assert_true(h->end <= info->bytes);
	if (!info->encoding)
		assert_int_equal(info->bytes, h->bytes);
}

/* A report of the whole text, in JSON that ends as it should. */
static void check(struct cs_str text)
{
	struct held held = {.bytes = text.n};
	struct cs_summary summary;
	struct cs_sink sinks[3];
	struct cs_json *json;
	struct cs_error err;
	char path[64], *out = NULL;
	size_t size = 0;
	FILE *sink = open_memstream(&out, &size);
	int fd = memfd_create("log", 0);

	assert_true(sink && fd >= 0 && write(fd, text.p, text.n) == (ssize_t)text.n);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	cs_summary_init(&summary, &(struct cs_fail_on){.level = CS_WARNING}, NULL);
	json = cs_json_new(sink, false, &summary, NULL);
	sinks[0] = cs_summary_sink(&summary);
	sinks[1] = cs_json_sink(json);
	sinks[2] = (struct cs_sink){.event = check_event, .end_input = check_end, .ctx = &held};
	assert_int_equal(cs_analyze(engine, path, false, sinks, 3, &err), CS_OK);
	cs_json_free(json);
	fclose(sink);
	close(fd);
	assert_true(size > 2 && strstr(out, "\"summary\""));
	assert_true(out[size - 1] == '\n' && out[size - 2] == '}');
	free(out);
}

/* Byte by byte. */
static void all_prefixes(void **state)
{
	size_t count = getenv("EVERY") ? SHORT : 1;

	(void)state;
	for (size_t i = 0; i < count; i++)
		for (size_t n = 0; n <= logs[i].n; n++)
			check(cs_str_head(cs_strbuf_str(&logs[i]), n));
}

static uint32_t seed = 1;

static uint32_t chance(uint32_t n)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % n;
}

static void line_by_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < SHORT; i++) {
		struct cs_str all = cs_strbuf_str(&logs[i]), rest = all;

		while (rest.n) {
			size_t n = cs_str_until(rest, "\n").n, before = all.n - rest.n;

			check(cs_str_head(all, before + chance((uint32_t)n + 1)));
			check(cs_str_head(all, before + n));
			rest = cs_str_tail(rest, n + 1);
		}
	}
}

static void long_logs(void **state)
{
	(void)state;
	for (size_t i = SHORT; i < log_count; i++) {
		struct cs_str all = cs_strbuf_str(&logs[i]);
		size_t step = all.n / PREFIXES + 1;

		for (size_t n = 0; n < all.n; n += step) {
			const char *nl = memrchr(all.p, '\n', n);

			check(cs_str_head(all, n));
			if (nl)
				check(cs_str_head(all, (size_t)(nl - all.p) + 1));
		}
	}
}

/* One line in eight is dropped, doubled, or comes after the next one. */
static void shuffle(struct cs_str all, struct cs_strbuf *out)
{
	struct cs_str late = {0};

	while (all.n) {
		size_t n = cs_str_until(all, "\n").n;
		struct cs_str line = cs_str_head(all, n < all.n ? n + 1 : n);
		uint32_t what = chance(24);

		all = cs_str_tail(all, line.n);
		if (what == 0)
			continue;
		if (what == 1 && !late.n) {
			late = line;
			continue;
		}
		cs_strbuf_add(out, line);
		if (what == 2)
			cs_strbuf_add(out, line);
		cs_strbuf_add(out, late);
		late.n = 0;
	}
	cs_strbuf_add(out, late);
}

static void shuffled(void **state)
{
	(void)state;
	for (size_t i = 0; i < log_count; i++)
		for (int way = 0; way < WAYS; way++) {
			struct cs_strbuf text;

			cs_strbuf_init(&text);
			shuffle(cs_strbuf_str(&logs[i]), &text);
			check(cs_strbuf_str(&text));
			cs_strbuf_release(&text);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(all_prefixes),
					   cmocka_unit_test(line_by_line),
					   cmocka_unit_test(long_logs), cmocka_unit_test(shuffled)};

	return cmocka_run_group_tests(tests, setup, teardown);
}
