/* A kernel, a module and an index with flipped bits or cut short, many of them, the same in every
 * run: answers or none, never a crash (sanitizers watch) and never a hang (ctest's time limit). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/limits.h"
#include "sym/binary.h"
#include "sym/chain.h"
#include "unit/test.h"

#define SEEDS 120u

struct file {
	unsigned char *bytes;
	size_t n;
};

static struct file load(const char *name)
{
	struct file f = {0};
	char path[1024];
	FILE *in;

	snprintf(path, sizeof(path), "%s/tests/fixtures/symbols/%s", getenv("CS_SOURCE_DIR"), name);
	in = fopen(path, "re");
	assert_non_null(in);
	f.bytes = malloc(16u << 20);
	assert_non_null(f.bytes);
	f.n = fread(f.bytes, 1, 16u << 20, in);
	fclose(in);
	return f;
}

static uint64_t draw(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return *seed >> 33;
}

/* Every fourth is cut short; else bits flip, in all of it or in its head or tail, where headers
 * are. An open file. */
static int damaged(const struct file *f, uint64_t seed)
{
	int fd = memfd_create("damaged", MFD_CLOEXEC);
	unsigned char *copy = malloc(f->n);
	size_t n = f->n;

	assert_true(fd >= 0 && copy);
	memcpy(copy, f->bytes, n);
	seed = seed * 7919 + 1;
	if (draw(&seed) % 4 == 0)
		n = draw(&seed) % n;
	for (uint64_t i = 1 + draw(&seed) % 24; i && n > 8192; i--) {
		size_t at = draw(&seed) % n, where = draw(&seed) % 3;

		at = where == 0 ? at : where == 1 ? at % 4096 : n - 1 - at % 8192;
		copy[at] ^= (unsigned char)(1u << draw(&seed) % 8);
	}
	assert_true(write(fd, copy, n) == (ssize_t)n);
	free(copy);
	return fd;
}

static void ask(struct cs_binary *b)
{
	const struct cs_symtab *t = cs_binary_symbols(b);
	struct cs_table_place p[CS_LIMIT_INLINES];

	for (size_t i = 0; i < 6 && t->n; i++) {
		uint64_t at = t->v[i * t->n / 6].address + 9;
		struct cs_chain_end end = {b, at, i % 2};
		struct cs_strbuf out;

		cs_binary_places(b, at, p, CS_LIMIT_INLINES);
		cs_strbuf_init(&out);
		cs_chain_tell(&end, &end, &out);
		cs_strbuf_release(&out);
	}
}

static void survive(const char *name, bool index)
{
	struct file f = load(name);
	char path[64], index_path[] = "/tmp/crashscan-robust.XXXXXX";

	assert_non_null(mkdtemp(index_path));
	for (uint64_t seed = 0; seed < (index ? SEEDS / 10 : SEEDS); seed++) {
		int fd = damaged(&f, seed);
		struct cs_budget budget;
		struct cs_binary *b;
		char made[64];

		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		snprintf(made, sizeof(made), "%s/index", index_path);
		cs_budget_init(&budget, 20);
		if (cs_binary_open(&b, path, NULL) == CS_OK) {
			b->budget = &budget;
			ask(b);
			cs_binary_close(b);
		}
		if (index) {
			(void)!cs_index_build(path, made, NULL, NULL, NULL);
			unlink(made);
		}
		close(fd);
	}
	rmdir(index_path);
	free(f.bytes);
}

static void kernel(void **state)
{
	(void)state;
	survive("x86/vmlinux", false);
}

static void module(void **state)
{
	(void)state;
	survive("arm64/labbug.ko", false);
	survive("x86/csbug.ko", false);
}

static void index_of_damaged(void **state)
{
	(void)state;
	survive("x86/vmlinux", true);
	survive("arm64/vmlinux", true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kernel),
		cmocka_unit_test(module),
		cmocka_unit_test(index_of_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
