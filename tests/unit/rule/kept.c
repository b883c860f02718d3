/* Trees of rule files in the user's cache: the same tree comes back, bytes that are not one are
 * refused, and a cache that is damaged, of others, or can't be written costs nothing but time. */
#include "rule/kept.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/cache.h"
#include "base/limits.h"
#include "base/mem.h"
#include "rule/rule.h"
#include "rule/tree.h"
#include "unit/test.h"

#define TEXT                                                                                       \
	"rules:\n  - id: a.b\n    'title': \"t: \\\"u\\\"\"\n    cause: |-\n      two\n      "     \
	"lines\n"                                                                                  \
	"    list: [1, '', [2, {x: }]]\n    empty:\n"

static char root[] = "/tmp/crashscan-rules-XXXXXX";

static bool is_same(const struct cs_yaml *a, const struct cs_yaml *b)
{
	bool same = a->type == b->type && a->line == b->line && a->column == b->column &&
		    a->key_line == b->key_line && a->key_column == b->key_column &&
		    a->quote == b->quote && a->count == b->count && cs_str_eq(a->key, b->key) &&
		    cs_str_eq(a->text, b->text);

	for (size_t i = 0; same && i < a->count; i++)
		same = is_same(&a->kids[i], &b->kids[i]);
	return same;
}

/* Looks at every byte of a tree, so that the sanitizers do; how many nodes it has. */
static size_t look_at(const struct cs_yaml *y, unsigned *sum)
{
	size_t nodes = 1;

	for (size_t i = 0; i < y->text.n; i++)
		*sum += (unsigned char)y->text.p[i];
	for (size_t i = 0; i < y->key.n; i++)
		*sum += (unsigned char)y->key.p[i];
	for (size_t i = 0; i < y->count; i++)
		nodes += look_at(&y->kids[i], sum);
	return nodes;
}

static struct cs_yaml *parse(struct cs_arena *arena, struct cs_str text)
{
	struct cs_problems p = {.arena = arena};
	struct cs_yaml *y = cs_yaml_parse(arena, CS_STR("t.yaml"), text, &p);

	assert_non_null(y);
	return y;
}

static void a_tree_comes_back_as_it_was(void **state)
{
	struct cs_yaml *before, *after;
	struct cs_strbuf bytes;
	struct cs_arena arena;

	(void)state;
	cs_arena_init(&arena);
	cs_strbuf_init(&bytes);
	before = parse(&arena, CS_STR(TEXT));
	cs_tree_pack(before, &bytes);
	after = cs_tree_unpack(&arena, cs_strbuf_str(&bytes));
	assert_non_null(after);
	assert_true(is_same(before, after));
	cs_strbuf_release(&bytes);
	cs_arena_release(&arena);
}

static uint32_t seed = 1;

static uint32_t chance(uint32_t n)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % n;
}

/* Unpacks a copy of just N bytes: reading beyond them is seen. */
static void unpack(const char *p, size_t n, bool whole)
{
	struct cs_arena arena;
	struct cs_yaml *y;
	unsigned sum = 0;
	char *copy = cs_alloc(n ? n : 1);

	cs_arena_init(&arena);
	memcpy(copy, p, n);
	y = cs_tree_unpack(&arena, (struct cs_str){copy, n});
	assert_true(whole || !y);
	if (y)
		assert_true(look_at(y, &sum) <= n);
	cs_arena_release(&arena);
	free(copy);
}

static void bytes_that_are_no_tree_are_refused(void **state)
{
	struct cs_strbuf bytes;
	struct cs_arena arena;
	char *damaged;

	(void)state;
	cs_arena_init(&arena);
	cs_strbuf_init(&bytes);
	cs_tree_pack(parse(&arena, CS_STR(TEXT)), &bytes);
	for (size_t n = 0; n < bytes.n; n++)
		unpack(bytes.p, n, false);
	damaged = cs_alloc(bytes.n);
	for (int i = 0; i < 20000; i++) {
		static const unsigned char odd[] = {0, 1, 0x7f, 0x80, 0xff};

		memcpy(damaged, bytes.p, bytes.n);
		for (uint32_t k = 0; k <= chance(3); k++)
			damaged[chance((uint32_t)bytes.n)] =
				(char)(chance(2) ? odd[chance(sizeof(odd))] : chance(256));
		unpack(damaged, bytes.n, true);
	}
	free(damaged);
	cs_strbuf_release(&bytes);
	cs_arena_release(&arena);
}

static void a_tree_is_at_most_as_deep_as_the_reader_makes_it(void **state)
{
	struct cs_yaml chain[CS_LIMIT_YAML_DEPTH + 3] = {0};
	struct cs_strbuf bytes;
	struct cs_arena arena;

	(void)state;
	cs_arena_init(&arena);
	cs_strbuf_init(&bytes);
	for (size_t i = 0; i + 1 < CS_LIMIT_YAML_DEPTH + 3; i++)
		chain[i] =
			(struct cs_yaml){.type = CS_YAML_LIST, .kids = &chain[i + 1], .count = 1};
	cs_tree_pack(&chain[2], &bytes);
	assert_non_null(cs_tree_unpack(&arena, cs_strbuf_str(&bytes)));
	cs_strbuf_clear(&bytes);
	cs_tree_pack(&chain[0], &bytes);
	assert_null(cs_tree_unpack(&arena, cs_strbuf_str(&bytes)));
	cs_strbuf_release(&bytes);
	cs_arena_release(&arena);
}

/* ---- the files ---- */

static size_t kept_files(char *path, size_t size)
{
	char pattern[256];
	glob_t found;
	size_t n = 0;

	snprintf(pattern, sizeof(pattern), "%s/crashscan/rules/*", root);
	if (glob(pattern, 0, NULL, &found) == 0) {
		n = found.gl_pathc;
		snprintf(path, size, "%s", found.gl_pathv[0]);
		globfree(&found);
	}
	return n;
}

/* The title that the rules loader sees in TEXT. */
static void assert_id(const char *text, bool keep, const char *id)
{
	struct cs_rules *r = cs_rules_new();
	struct cs_error err;

	if (keep)
		cs_rules_keep(r);
	assert_int_equal(cs_rules_load_text(r, "t.yaml", cs_str_from(text), &err), CS_OK);
	assert_int_equal(cs_rules_count(r), 1);
	assert_non_null(cs_rules_find(r, cs_str_from(id)));
	cs_rules_free(r);
}

#define RULE(id)                                                                                   \
	"rules:\n  - id: " id "\n    version: 1\n    title: t\n    confidence: likely\n"           \
	"    when: {text: 'abcdef'}\n    cause: c\n    fix: f\n"

/* Puts the tree of TEXT into the file PATH with its right digest. */
static void plant(const char *path, const char *text)
{
	char digest[CS_DIGEST_HEX + 1];
	struct cs_strbuf bytes;
	struct cs_arena arena;
	FILE *f = fopen(path, "w");

	cs_arena_init(&arena);
	cs_strbuf_init(&bytes);
	cs_tree_pack(parse(&arena, cs_str_from(text)), &bytes);
	cs_digest_of(cs_strbuf_str(&bytes), digest);
	assert_non_null(f);
	assert_int_equal(fwrite(digest, 1, CS_DIGEST_HEX, f), CS_DIGEST_HEX);
	assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
	assert_int_equal(fclose(f), 0);
	cs_strbuf_release(&bytes);
	cs_arena_release(&arena);
}

static void flip_last_byte(const char *path)
{
	FILE *f = fopen(path, "r+");
	int c;

	assert_non_null(f);
	assert_int_equal(fseek(f, -1, SEEK_END), 0);
	c = fgetc(f);
	assert_int_equal(fseek(f, -1, SEEK_END), 0);
	assert_int_equal(fputc(c ^ 1, f), c ^ 1);
	assert_int_equal(fclose(f), 0);
}

static void a_file_is_used_only_when_it_can_be_trusted(void **state)
{
	char path[512], other[512];

	(void)state;
	assert_id(RULE("a.real"), true, "a.real");
	assert_int_equal(kept_files(path, sizeof(path)), 1);
	plant(path, RULE("a.planted"));
	assert_int_equal(chmod(path, 0600), 0);
	assert_id(RULE("a.real"), true, "a.planted"); /* so the file is what is read */
	assert_id(RULE("a.real"), false, "a.real");   /* and who looks into rules reads YAML */
	assert_int_equal(chmod(path, 0620), 0);
	assert_id(RULE("a.real"), true, "a.real"); /* others may write it; a new one is made */
	assert_id(RULE("a.real"), true, "a.real");
	flip_last_byte(path);
	assert_id(RULE("a.real"), true, "a.real");
	assert_int_equal(truncate(path, 40), 0);
	assert_id(RULE("a.real"), true, "a.real");
	assert_int_equal(truncate(path, CS_LIMIT_RULE_TREE_BYTES + 1), 0);
	assert_id(RULE("a.real"), true, "a.real");
	assert_id(RULE("a.changed"), true, "a.changed"); /* another content, another file */
	assert_int_equal(kept_files(other, sizeof(other)), 2);
}

static void a_cache_that_cannot_be_written_is_done_without(void **state)
{
	(void)state;
	assert_int_equal(setenv("XDG_CACHE_HOME", "/proc/self", 1), 0);
	assert_id(RULE("a.real"), true, "a.real");
	assert_int_equal(setenv("XDG_CACHE_HOME", "/dev/null", 1), 0);
	assert_id(RULE("a.real"), true, "a.real");
	assert_int_equal(setenv("XDG_CACHE_HOME", root, 1), 0);
}

static void old_files_are_removed(void **state)
{
	static const struct cs_cache small = {"small", ".x", 100, 3};
	char key[CS_DIGEST_HEX + 1];
	struct cs_strbuf got;
	unsigned left = 0;

	(void)state;
	cs_strbuf_init(&got);
	for (int i = 0; i < 5; i++) {
		snprintf(key, sizeof(key), "%032d", i);
		cs_cache_put(&small, key, CS_STR("payload"));
		usleep(20000); /* the order of their times is what counts */
	}
	for (int i = 0; i < 5; i++) {
		snprintf(key, sizeof(key), "%032d", i);
		left += cs_cache_get(&small, key, &got) ? 1u << i : 0;
	}
	assert_int_equal(left, 0x1c); /* the last three */
	assert_str(cs_strbuf_str(&got), "payloadpayloadpayload");
	snprintf(key, sizeof(key), "%032d", 9);
	cs_cache_put(&small, key, (struct cs_str){root, 0});
	assert_false(cs_cache_get(&small, key, &got)); /* nothing is not kept */
	cs_strbuf_release(&got);
}

static int setup(void **state)
{
	(void)state;
	return mkdtemp(root) && setenv("XDG_CACHE_HOME", root, 1) == 0 ? 0 : -1;
}

static int teardown(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf '%s'", root);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tree_comes_back_as_it_was),
		cmocka_unit_test(bytes_that_are_no_tree_are_refused),
		cmocka_unit_test(a_tree_is_at_most_as_deep_as_the_reader_makes_it),
		cmocka_unit_test(a_file_is_used_only_when_it_can_be_trusted),
		cmocka_unit_test(a_cache_that_cannot_be_written_is_done_without),
		cmocka_unit_test(old_files_are_removed),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
