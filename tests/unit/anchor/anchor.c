#include "anchor/anchor.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "unit/test.h"

#define MANY 70 /* literals: enough to be kept */

static char root[] = "/tmp/crashscan-anchor-XXXXXX";
static char folder[256];

static struct cs_anchor_set *many(unsigned seed)
{
	struct cs_anchor_set *s = cs_anchor_set_new();
	struct cs_error err;
	char text[32];

	for (unsigned i = 0; i < MANY; i++) {
		snprintf(text, sizeof(text), "word %u of %u;", i, seed);
		cs_anchor_set_add(s, text, i);
	}
	assert_int_equal(cs_anchor_set_compile(s, &err), CS_OK);
	return s;
}

/* Whether SET finds what was put into it. */
static void assert_works(const struct cs_anchor_set *set, unsigned seed)
{
	struct cs_anchor_scanner *sc = cs_anchor_scanner_new(set);
	const struct cs_anchor_hit *hits;
	char text[64];
	size_t n;

	snprintf(text, sizeof(text), "x word 7 of %u; word 42 of %u;", seed, seed);
	hits = cs_anchor_scan(sc, cs_str_from(text), &n);
	assert_int_equal(n, 2);
	assert_int_equal(hits[0].tag, 7);
	assert_int_equal(hits[1].tag, 42);
	assert_int_equal(hits[1].end, strlen(text));
	cs_anchor_scanner_free(sc);
}

/* The name of the only file in the cache, into PATH; how many there are. */
static size_t files(char *path, size_t size)
{
	DIR *d = opendir(folder);
	struct dirent *e;
	size_t n = 0;

	while (d && (e = readdir(d)))
		if (e->d_name[0] != '.' && ++n)
			snprintf(path, size, "%s/%s", folder, e->d_name);
	if (d)
		closedir(d);
	return n;
}

static void write_byte(const char *path, long at, int byte)
{
	FILE *f = fopen(path, "r+");

	assert_non_null(f);
	assert_int_equal(fseek(f, at, at < 0 ? SEEK_END : SEEK_SET), 0);
	assert_int_equal(fputc(byte, f), byte);
	assert_int_equal(fclose(f), 0);
}

static ino_t inode(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_ino;
}

static void use_and_free(unsigned seed)
{
	struct cs_anchor_set *s = many(seed);

	assert_works(s, seed);
	cs_anchor_set_free(s);
}

static void one_literal_may_have_several_tags_and_none_twice(void **state)
{
	struct cs_anchor_set *s = cs_anchor_set_new();
	const struct cs_anchor_hit *hits;
	struct cs_anchor_scanner *sc;
	struct cs_error err;
	size_t n;

	(void)state;
	cs_anchor_set_add(s, "BUG: ", 1);
	cs_anchor_set_add(s, "BUG: ", 1);
	cs_anchor_set_add(s, "BUG: ", 2);
	cs_anchor_set_add(s, "", 3);
	assert_int_equal(cs_anchor_set_compile(s, &err), CS_OK);
	sc = cs_anchor_scanner_new(s);
	hits = cs_anchor_scan(sc, cs_str_from("bug: BUG: \nBUG"), &n);
	assert_int_equal(n, 2);
	assert_int_equal(hits[0].tag + hits[1].tag, 3);
	hits = cs_anchor_scan(sc, (struct cs_str){"", 0}, &n);
	assert_int_equal(n, 0);
	cs_anchor_scanner_free(sc);
	cs_anchor_set_free(s);
}

static void tags_of_a_piece(void **state)
{
	static const struct cs_anchor_hit hits[] = {{4, 9}, {4, 2}, {7, 9}, {8, 1}, {20, 3}};
	uint32_t tags[2];
	size_t next = 0;

	(void)state;
	assert_int_equal(cs_anchor_tags(hits, 5, &next, 7, tags, 2), 2);
	assert_int_equal(tags[0], 2);
	assert_int_equal(tags[1], 9);
	assert_int_equal(next, 3);
	assert_int_equal(cs_anchor_tags(hits, 5, &next, 20, tags, 1), 1); /* no more fit */
	assert_int_equal(tags[0], 1);
	assert_int_equal(next, 5);
	assert_int_equal(cs_anchor_tags(hits, 5, &next, 99, tags, 2), 0);
}

static void a_set_is_kept_and_used_again(void **state)
{
	char path[512], again[512];
	ino_t before;

	(void)state;
	use_and_free(1);
	assert_int_equal(files(path, sizeof(path)), 1);
	before = inode(path);
	use_and_free(1);
	assert_int_equal(files(again, sizeof(again)), 1);
	assert_int_equal(inode(again), before); /* not written anew */
	use_and_free(2);                        /* other literals, another file */
	assert_int_equal(files(path, sizeof(path)), 2);
}

/* A damaged file is not used but replaced: its inode changes. */
static void damage_is_seen(void **state)
{
	static const struct {
		long at;
		int byte;
	} bad[] = {{0, 'z'}, {40, 0xff}, {-1, 0xff}, {5000, 0xee}};
	char path[512];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		ino_t before;

		use_and_free(3);
		assert_int_equal(files(path, sizeof(path)), 1);
		write_byte(path, bad[i].at, bad[i].byte);
		before = inode(path);
		use_and_free(3);
		assert_int_not_equal(inode(path), before);
	}
	assert_int_equal(truncate(path, 20), 0);
	use_and_free(3);
	assert_int_equal(truncate(path, CS_LIMIT_ANCHOR_BYTES + 1), 0);
	use_and_free(3);
	assert_int_equal(files(path, sizeof(path)), 1);
}

static void what_others_may_write_is_not_trusted(void **state)
{
	char path[512];
	ino_t before;

	(void)state;
	use_and_free(4);
	assert_int_equal(files(path, sizeof(path)), 1);
	assert_int_equal(chmod(path, 0666), 0);
	before = inode(path);
	use_and_free(4);
	assert_int_not_equal(inode(path), before);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("/etc/passwd", path), 0);
	use_and_free(4);
	assert_int_equal(mkfifo(strcat(path, ".x"), 0600), 0); /* must not hang anybody */
	use_and_free(4);
	assert_int_equal(unlink(path), 0);
}

static void old_files_go(void **state)
{
	char path[512];
	FILE *f;

	(void)state;
	use_and_free(6);
	for (unsigned i = 0; i < CS_LIMIT_ANCHOR_FILES + 5; i++) {
		snprintf(path, sizeof(path), "%s/tmp.%u", folder, i);
		f = fopen(path, "w");
		assert_non_null(f);
		fclose(f);
	}
	use_and_free(7);
	assert_int_equal(files(path, sizeof(path)), CS_LIMIT_ANCHOR_FILES);
	use_and_free(7);
}

static void without_a_folder_it_works_too(void **state)
{
	(void)state;
	assert_int_equal(setenv("XDG_CACHE_HOME", "/proc/nothing/here", 1), 0);
	use_and_free(5);
	assert_int_equal(setenv("XDG_CACHE_HOME", "relative", 1), 0);
	assert_int_equal(unsetenv("HOME"), 0);
	use_and_free(5);
	assert_int_not_equal(access("relative", F_OK), 0);
	assert_int_equal(setenv("XDG_CACHE_HOME", root, 1), 0);
}

static int empty(void **state)
{
	char path[512];

	(void)state;
	while (files(path, sizeof(path)))
		assert_int_equal(unlink(path), 0);
	return 0;
}

static int make_root(void **state)
{
	(void)state;
	if (!mkdtemp(root))
		return -1;
	snprintf(folder, sizeof(folder), "%s/crashscan/anchors", root);
	return setenv("XDG_CACHE_HOME", root, 1);
}

static int drop_root(void **state)
{
	char path[300];

	empty(state);
	rmdir(folder);
	snprintf(path, sizeof(path), "%s/crashscan", root);
	rmdir(path);
	return rmdir(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_literal_may_have_several_tags_and_none_twice),
		cmocka_unit_test(tags_of_a_piece),
		cmocka_unit_test_setup(a_set_is_kept_and_used_again, empty),
		cmocka_unit_test_setup(damage_is_seen, empty),
		cmocka_unit_test_setup(what_others_may_write_is_not_trusted, empty),
		cmocka_unit_test_setup(old_files_go, empty),
		cmocka_unit_test_setup(without_a_folder_it_works_too, empty),
	};

	return cmocka_run_group_tests(tests, make_root, drop_root);
}
