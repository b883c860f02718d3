#include "base/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit/test.h"

static char root[] = "/tmp/crashscan-file-XXXXXX";

static void folders_are_made_up_to_the_last(void **state)
{
	char path[128], again[128];
	struct stat st;

	(void)state;
	snprintf(path, sizeof(path), "%s/a/b", root);
	strcpy(again, path);
	assert_true(cs_make_folders(path, 0700));
	assert_string_equal(path, again);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_true(cs_make_folders(again, 0700)); /* it is there */
	assert_int_equal(rmdir(path), 0);
	strcpy(path + strlen(path) - 2, "");
	assert_int_equal(rmdir(path), 0);
}

static void what_cannot_be_made_is_told(void **state)
{
	char path[128], want[128];
	FILE *f;

	(void)state;
	snprintf(want, sizeof(want), "%s/file", root);
	f = fopen(want, "w");
	assert_non_null(f);
	fclose(f);
	snprintf(path, sizeof(path), "%s/file/below/more", root);
	strcat(want, "/below");
	assert_false(cs_make_folders(path, 0700));
	assert_int_equal(errno, ENOTDIR);
	assert_string_equal(path, want);
	want[strlen(want) - strlen("/below")] = '\0';
	assert_int_equal(unlink(want), 0);
}

static void bytes_go_to_their_place(void **state)
{
	char path[128], buf[8] = "";
	int fd;

	(void)state;
	snprintf(path, sizeof(path), "%s/bytes", root);
	fd = mkstemp(strcat(path, "XXXXXX"));
	assert_true(fd >= 0);
	assert_true(cs_write_at(fd, CS_STR("cdef"), 2));
	assert_true(cs_write_at(fd, CS_STR("ab"), 0));
	assert_int_equal(cs_read_at(fd, buf, 3, 1), 3);
	assert_memory_equal(buf, "bcd", 3);
	assert_int_equal(cs_read_at(fd, buf, 8, 4), 2); /* the file ends */
	assert_int_equal(cs_read_at(fd, buf, 8, 9), 0);
	close(fd);
	assert_false(cs_write_at(fd, CS_STR("x"), 0));
	assert_int_equal(unlink(path), 0);
}

static int make_root(void **state)
{
	(void)state;
	return mkdtemp(root) ? 0 : -1;
}

static int drop_root(void **state)
{
	(void)state;
	return rmdir(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(folders_are_made_up_to_the_last),
		cmocka_unit_test(what_cannot_be_made_is_told),
		cmocka_unit_test(bytes_go_to_their_place),
	};

	return cmocka_run_group_tests(tests, make_root, drop_root);
}
