/* What a journal gives back, whole and damaged. */
#include "batch/journal.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/strbuf.h"
#include "unit/test.h"

#define PATHS 3

static char folder[] = "/tmp/journal.XXXXXX", file[64];
static char *paths[PATHS];

static void make(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static int set_up(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(file, sizeof(file), "%s/journal", folder);
	for (int i = 0; i < PATHS; i++) {
		assert_true(asprintf(&paths[i], "%s/%d", folder, i) > 0);
		make(paths[i], "log");
	}
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	for (int i = 0; i < PATHS; i++) {
		unlink(paths[i]);
		free(paths[i]);
	}
	unlink(file);
	return rmdir(folder);
}

static struct cs_journal *open_it(const char *key, bool resume)
{
	struct cs_journal_how how = {.path = file, .key = cs_str_from(key), .resume = resume};
	struct cs_journal *j = NULL;
	struct cs_error err;

	assert_int_equal(cs_journal_open(&j, &how, &err), CS_OK);
	return j;
}

static void record(struct cs_journal *j)
{
	const struct cs_error lost = {.status = CS_ERR_IO, .message = "lost", .line = 7};
	struct cs_line line = {.number = 5};
	struct cs_event ev = {.kind = CS_KIND_KASAN,
			      .severity = CS_FATAL,
			      .title = CS_STR("title\0with a NUL"),
			      .known = true,
			      .echo_of = -1,
			      .lines = &line,
			      .line_count = 1,
			      .signature = "1:abc"};
	struct cs_str reference = CS_STR("docs/walk.md");
	struct cs_evidence proof = {.line = 3, .begin = 10, .end = 20, .text = CS_STR("iova")};
	struct cs_finding over = {.rule = CS_STR("iommu/walk"),
				  .title = CS_STR("unmapped"),
				  .severity = CS_ERROR,
				  .confidence = CS_LIKELY,
				  .references = &reference,
				  .reference_count = 1,
				  .evidence = &proof,
				  .evidence_count = 1};
	struct cs_history h = {.known = true, .fresh = true, .case_id = 12};
	struct cs_sink s = cs_journal_sink(j);

	ev.together = &over;
	cs_journal_watch(j, &h);
	for (int i = 0; i < PATHS; i++) {
		struct cs_input_info info = {.path = paths[i]};
		char output[16];

		s.begin_input(s.ctx, &info);
		s.event(s.ctx, &info, &ev);
		info.reasons[info.reason_count++] = CS_STR("cut");
		info.error = i == 1 ? &lost : NULL;
		snprintf(info.release, sizeof(info.release), "6.1.%d", i);
		s.end_input(s.ctx, &info);
		snprintf(output, sizeof(output), "out %d\n", i);
		cs_journal_ended(j, paths[i], cs_str_from(output));
	}
	assert_null(cs_journal_error(j));
}

struct heard {
	struct cs_strbuf text;
	struct cs_history h;
};

static void on_begin(void *ctx, const struct cs_input_info *info)
{
	struct heard *h = ctx;

	cs_strbuf_addf(&h->text, "begin %s\n", info->path + strlen(folder));
}

static void on_event(void *ctx, const struct cs_input_info *info, const struct cs_event *ev)
{
	struct heard *h = ctx;

	(void)info;
	assert_int_equal(ev->title.n, sizeof("title\0with a NUL") - 1);
	assert_int_equal(ev->lines[ev->header].number, 5);
	assert_int_equal(h->h.case_id, 12);
	assert_true(h->h.fresh);
	assert_str(ev->together->title, "unmapped");
	assert_int_equal(ev->together->confidence, CS_LIKELY);
	assert_str(ev->together->references[0], "docs/walk.md");
	assert_int_equal(ev->together->evidence[0].end, 20);
	cs_strbuf_addf(&h->text, "%s %s %s %d %ld\n", cs_kind_name(ev->kind),
		       cs_severity_name(ev->severity), ev->signature, ev->known, ev->echo_of);
}

static void on_end(void *ctx, const struct cs_input_info *info)
{
	struct heard *h = ctx;

	cs_strbuf_addf(&h->text, "end %s " CS_STR_FMT " %s:%lu\n", info->release,
		       CS_STR_ARG(info->reasons[0]), info->error ? info->error->message : "",
		       info->error ? info->error->line : 0);
}

static void on_output(void *ctx, struct cs_str output)
{
	struct heard *h = ctx;

	cs_strbuf_add(&h->text, output);
}

/* Returns how many inputs came back; what was heard must be right whatever became of the file. */
static size_t play(const char *key, bool resume)
{
	static const char *const each[PATHS] = {
		"begin /0\nkasan fatal 1:abc 1 -1\nend 6.1.0 cut :0\nout 0\n",
		"begin /1\nkasan fatal 1:abc 1 -1\nend 6.1.1 cut lost:7\nout 1\n",
		"begin /2\nkasan fatal 1:abc 1 -1\nend 6.1.2 cut :0\nout 2\n",
	};
	struct cs_journal *j = open_it(key, resume);
	struct heard h = {0};
	struct cs_sink s = {on_begin, on_event, on_end, &h};
	struct cs_strbuf want;
	size_t n;

	cs_strbuf_init(&h.text);
	cs_strbuf_init(&want);
	cs_journal_watch(j, &h.h);
	n = cs_journal_play(j, paths, PATHS, &(struct cs_journal_replay){&s, 1, on_output, &h});
	assert_true(n <= PATHS);
	for (size_t i = 0; i < n; i++)
		cs_strbuf_add_c(&want, each[i]);
	assert_string_equal(h.text.p, want.p);
	cs_strbuf_release(&h.text);
	cs_strbuf_release(&want);
	cs_journal_close(j, false);
	return n;
}

static size_t size_of(void)
{
	struct stat st;

	assert_int_equal(stat(file, &st), 0);
	return (size_t)st.st_size;
}

static void write_whole(void)
{
	struct cs_journal *j = open_it("key", false);

	record(j);
	cs_journal_close(j, false);
}

static void all_comes_back_to_the_same_run(void **state)
{
	char name[64];
	struct cs_journal *j;

	(void)state;
	write_whole();
	assert_int_equal(play("key", true), 3);
	assert_int_equal(play("key", true), 3);
	j = open_it("key", true);
	snprintf(name, sizeof(name), "%s", cs_journal_name(j));
	cs_journal_close(j, false);
	j = open_it("key", true);
	assert_string_equal(name, cs_journal_name(j));
	cs_journal_close(j, false);
	assert_int_equal(play("other key", true), 0);
	write_whole();
	assert_int_equal(play("key", false), 0);
	j = open_it("key", false);
	assert_string_not_equal(name, cs_journal_name(j));
	cs_journal_close(j, true);
	assert_int_not_equal(access(file, F_OK), 0);
}

static void a_file_that_changed_ends_what_comes_back(void **state)
{
	(void)state;
	write_whole();
	make(paths[1], "longer log");
	assert_int_equal(play("key", true), 1);
	assert_int_equal(play("key", true), 1); /* the rest was cut off */
	make(paths[1], "log");
}

static void every_prefix_is_good_up_to_its_last_record(void **state)
{
	size_t before = 0;

	(void)state;
	write_whole();
	for (size_t n = 0, whole = size_of(); n <= whole; n += 7) {
		size_t got;

		write_whole();
		assert_int_equal(truncate(file, (off_t)n), 0);
		got = play("key", true);
		assert_true(got >= before && got <= before + 1);
		before = got;
	}
	assert_true(before >= 2);
}

static void a_damaged_record_and_what_follows_is_none(void **state)
{
	(void)state;
	write_whole();
	for (size_t at = 0, whole = size_of(); at < whole; at += 11) {
		int fd;
		char c;

		write_whole();
		fd = open(file, O_RDWR);
		assert_int_equal(pread(fd, &c, 1, (off_t)at), 1);
		c ^= (char)0x85;
		assert_int_equal(pwrite(fd, &c, 1, (off_t)at), 1);
		close(fd);
		assert_true(play("key", true) <= 2);
	}
}

static void one_process_at_a_time(void **state)
{
	struct cs_journal_how how = {.path = file, .key = CS_STR("key"), .resume = true};
	struct cs_journal *j = open_it("key", false), *other = NULL;
	struct cs_error err;

	(void)state;
	assert_int_equal(cs_journal_open(&other, &how, &err), CS_LIMIT);
	assert_null(other);
	cs_journal_close(j, true);
}

static void a_report_too_large_ends_the_journal(void **state)
{
	struct cs_journal *j = open_it("key", false);
	size_t n = CS_LIMIT_JOURNAL_OUTPUT + 1;
	char *text = calloc(1, n);

	(void)state;
	assert_non_null(text);
	record(j);
	n = CS_LIMIT_JOURNAL_OUTPUT;
	cs_journal_ended(j, paths[0], (struct cs_str){text, n});
	assert_null(cs_journal_error(j));
	cs_journal_ended(j, paths[0], (struct cs_str){text, n + 1});
	assert_non_null(cs_journal_error(j));
	cs_journal_close(j, false);
	free(text);
	assert_int_equal(play("key", true), 3); /* what was noted before stays good */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_comes_back_to_the_same_run),
		cmocka_unit_test(a_file_that_changed_ends_what_comes_back),
		cmocka_unit_test(every_prefix_is_good_up_to_its_last_record),
		cmocka_unit_test(a_damaged_record_and_what_follows_is_none),
		cmocka_unit_test(one_process_at_a_time),
		cmocka_unit_test(a_report_too_large_ends_the_journal),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
