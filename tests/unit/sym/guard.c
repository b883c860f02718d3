#include "sym/guard.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit/test.h"

#define BLOCKS 40u
#define SIZE (BLOCKS * CS_GUARD_BLOCK - 100) /* the last block is short */

struct fixture {
	unsigned char bytes[SIZE];
	uint64_t sums[BLOCKS];
	int fd;
	struct cs_guard g;
};

static void sum_all(struct fixture *f)
{
	for (size_t b = 0; b < BLOCKS; b++) {
		size_t at = b * CS_GUARD_BLOCK, n = SIZE - at;

		f->sums[b] = cs_guard_sum(f->bytes + at, n < CS_GUARD_BLOCK ? n : CS_GUARD_BLOCK);
	}
}

/* A file of digits; a string ends in block 1, one begins in it and ends in block 2, one has no end
 * in reach. */
static int setup(void **state)
{
	char path[] = "/tmp/crashscan-guard.XXXXXX";
	struct fixture *f = calloc(1, sizeof(*f));

	if (!f)
		return -1;
	for (size_t i = 0; i < SIZE; i++)
		f->bytes[i] = (unsigned char)('0' + i % 10);
	f->bytes[CS_GUARD_BLOCK + 100] = '\0';
	f->bytes[CS_GUARD_BLOCK * 2 + 50] = '\0';
	sum_all(f);
	f->fd = mkstemp(path);
	if (f->fd < 0 || unlink(path) != 0 || pwrite(f->fd, f->bytes, SIZE, 0) != (ssize_t)SIZE)
		return -1;
	cs_guard_init(&f->g, dup(f->fd), f->bytes, SIZE, f->sums, BLOCKS);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	cs_guard_release(&f->g);
	close(f->fd);
	free(f);
	return 0;
}

static const char *string(struct fixture *f, size_t at, size_t end)
{
	return cs_guard_string(&f->g, (char *)f->bytes + at, (char *)f->bytes + end);
}

static void elements(void **state)
{
	struct fixture *f = *state;
	size_t at = CS_GUARD_BLOCK * 3 - 5;

	assert_memory_equal(cs_guard_get(&f->g, f->bytes + 7, 12), f->bytes + 7, 12);
	assert_memory_equal(cs_guard_get(&f->g, f->bytes + at, 12), f->bytes + at, 12);
	assert_memory_equal(cs_guard_get(&f->g, f->bytes + SIZE - 8, 8), f->bytes + SIZE - 8, 8);
	assert_null(cs_guard_get(&f->g, f->bytes + SIZE - 8, 9));
	assert_null(cs_guard_get(&f->g, f->bytes + SIZE, 1));
	/* more than may cross at once */
	assert_null(cs_guard_get(&f->g, f->bytes + at, CS_GUARD_ELEMENT + 1));
	assert_false(f->g.damaged);
	assert_ptr_equal(cs_guard_get(NULL, f->bytes, 1), f->bytes);
}

static void strings(void **state)
{
	struct fixture *f = *state;
	size_t begin = CS_GUARD_BLOCK * 2 - 3;

	assert_string_equal(string(f, CS_GUARD_BLOCK + 90, SIZE), (char *)f->bytes + 4096 + 90);
	assert_string_equal(string(f, begin, SIZE), (char *)f->bytes + begin);
	assert_string_equal(string(f, CS_GUARD_BLOCK * 3, SIZE), ""); /* no end in 64 KiB */
	assert_string_equal(string(f, begin, begin + 20), "");        /* none before END */
	assert_string_equal(string(f, SIZE, SIZE), "");
	assert_false(f->g.damaged);
}

static void damage(void **state)
{
	struct fixture *f = *state;

	assert_true(cs_guard_verify(&f->g, 0));
	assert_int_equal(pwrite(f->fd, "x", 1, CS_GUARD_BLOCK * 5), 1);
	assert_non_null(cs_guard_get(&f->g, f->bytes, 1));
	assert_true(cs_guard_verify(&f->g, CS_GUARD_BLOCK * 6));
	assert_null(cs_guard_get(&f->g, f->bytes + CS_GUARD_BLOCK * 5 - 4, 8));
	assert_true(f->g.damaged);
	assert_null(cs_guard_get(&f->g, f->bytes, 1)); /* nothing is believed any more */
	assert_string_equal(string(f, 0, SIZE), "");
}

/* A file that shrinks is a damaged one. */
static void shrinks(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(ftruncate(f->fd, CS_GUARD_BLOCK * 10), 0);
	assert_non_null(cs_guard_get(&f->g, f->bytes + CS_GUARD_BLOCK * 9, 8));
	assert_null(cs_guard_get(&f->g, f->bytes + CS_GUARD_BLOCK * 10, 8));
	assert_true(f->g.damaged);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(elements, setup, teardown),
		cmocka_unit_test_setup_teardown(strings, setup, teardown),
		cmocka_unit_test_setup_teardown(damage, setup, teardown),
		cmocka_unit_test_setup_teardown(shrinks, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
