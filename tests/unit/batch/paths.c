#include "batch/paths.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "unit/test.h"

static void touch(const char *path)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fclose(f);
}

static int enter_folder(void **state)
{
	static char folder[32];

	snprintf(folder, sizeof(folder), "/tmp/cs-paths-XXXXXX");
	*state = mkdtemp(folder);
	return *state && chdir(*state) == 0 ? 0 : -1;
}

static int leave_folder(void **state)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -rf '%s'", (char *)*state);
	return chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

static void folders_are_walked_in_order(void **state)
{
	struct cs_paths p;
	struct cs_error err;

	(void)state;
	assert_int_equal(mkdir("d", 0700) | mkdir("d/b", 0700), 0);
	touch("d/c");
	touch("d/a");
	touch("d/b/x");
	assert_int_equal(mkfifo("d/pipe", 0600), 0);
	assert_int_equal(symlink("..", "d/b/up"), 0); /* would never end */
	cs_paths_init(&p);
	assert_int_equal(cs_paths_add(&p, "d", &err), CS_OK);
	assert_int_equal(cs_paths_add(&p, "absent", &err), CS_OK);
	assert_int_equal(p.v.n, 4);
	assert_string_equal(p.v.v[0], "d/a");
	assert_string_equal(p.v.v[1], "d/b/x");
	assert_string_equal(p.v.v[2], "d/c");
	assert_string_equal(p.v.v[3], "absent");
	assert_int_equal(p.skipped, 2);
	cs_paths_release(&p);
}

static void depth_is_limited(void **state)
{
	struct cs_paths p;
	struct cs_error err;

	(void)state;
	assert_int_equal(mkdir("deep", 0700), 0);
	assert_int_equal(chdir("deep"), 0);
	for (unsigned i = 0; i <= CS_LIMIT_BATCH_DEPTH; i++) {
		assert_int_equal(mkdir("n", 0700), 0);
		assert_int_equal(chdir("n"), 0);
	}
	assert_int_equal(chdir(*state), 0);
	cs_paths_init(&p);
	assert_int_equal(cs_paths_add(&p, "deep", &err), CS_LIMIT);
	assert_non_null(strstr(err.message, "nest deeper"));
	cs_paths_release(&p);
}

/* The folders that syzkaller and KernelCI leave: a log and its cut are one; where the others of the
 * writer's files are not there, a name tells nothing. */
static void copies_of_logs_are_passed_over(void **state)
{
	static const char *const read[] = {
		"ci/boot.json",  "ci/boot.txt",      "ci/other.html",   "ci/other.txt",
		"own/log0",      "own/report0",      "syz/description", "syz/log0",
		"syz/logX",      "syz/machineInfo0", "syz/report1",     "syz/reportX",
		"syz/repro.log", "syz/repro.prog",
	};
	static const char *const copies[] = {"ci/boot.html", "syz/report0", "syz/repro.report"};
	struct cs_paths p;
	struct cs_error err;

	(void)state;
	assert_int_equal(mkdir("ci", 0700) | mkdir("own", 0700) | mkdir("syz", 0700), 0);
	for (size_t i = 0; i < sizeof(read) / sizeof(*read); i++)
		touch(read[i]);
	for (size_t i = 0; i < 3; i++)
		touch(copies[i]);
	touch("syz/logX"); /* a name of another sort */
	cs_paths_init(&p);
	assert_int_equal(cs_paths_add(&p, "ci", &err), CS_OK);
	assert_int_equal(cs_paths_add(&p, "own", &err), CS_OK);
	assert_int_equal(cs_paths_add(&p, "syz", &err), CS_OK);
	assert_int_equal(p.v.n, sizeof(read) / sizeof(*read));
	for (size_t i = 0; i < p.v.n; i++)
		assert_string_equal(p.v.v[i], read[i]);
	assert_int_equal(p.copies, 3);
	assert_string_equal(p.first_copy, "ci/boot.html, of boot.txt beside it");
	/* who names it wants it read */
	assert_int_equal(cs_paths_add(&p, "syz/report0", &err), CS_OK);
	assert_string_equal(p.v.v[p.v.n - 1], "syz/report0");
	cs_paths_release(&p);
}

static void lists_may_end_paths_with_nul(void **state)
{
	char lines[] = "one\n\ntwo", zero[] = "a\nb\0c";
	struct cs_paths p;
	struct cs_error err;
	FILE *f = fmemopen(lines, sizeof(lines) - 1, "r");

	(void)state;
	cs_paths_init(&p);
	assert_int_equal(cs_paths_add_list(&p, f, false, &err), CS_OK);
	fclose(f);
	f = fmemopen(zero, sizeof(zero) - 1, "r");
	assert_int_equal(cs_paths_add_list(&p, f, true, &err), CS_OK);
	fclose(f);
	assert_int_equal(p.v.n, 4);
	assert_string_equal(p.v.v[1], "two");
	assert_string_equal(p.v.v[2], "a\nb");
	cs_paths_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(folders_are_walked_in_order),
		cmocka_unit_test(depth_is_limited),
		cmocka_unit_test(copies_of_logs_are_passed_over),
		cmocka_unit_test(lists_may_end_paths_with_nul),
	};

	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
