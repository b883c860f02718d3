/* An index that is not believed: of another version or file, cut short, with a changed header; and
 * one that several processes make at once. */
#include "sym/index.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sym/binary.h"
#include "sym/index_format.h"
#include "unit/test.h"

struct fixture {
	char vmlinux[1024], module[1024];
	char folder[64], path[128];
	unsigned char *bytes; /* of a good index of the module */
	size_t n;
};

static size_t load(const char *path, unsigned char *buf, size_t size)
{
	FILE *f = fopen(path, "re");
	size_t n;

	assert_non_null(f);
	n = fread(buf, 1, size, f);
	fclose(f);
	return n;
}

static void save(const struct fixture *f, size_t n)
{
	FILE *out = fopen(f->path, "we");

	assert_non_null(out);
	assert_int_equal(fwrite(f->bytes, 1, n, out), n);
	fclose(out);
}

/* Writes the index with the header as it is now in memory, and its sum. */
static void save_header(struct fixture *f)
{
	struct cs_index_header *h = (struct cs_index_header *)f->bytes;

	h->header_sum = cs_guard_sum(h, offsetof(struct cs_index_header, header_sum));
	save(f, f->n);
}

static enum cs_status try_open(const struct fixture *f)
{
	struct cs_index *ix;
	enum cs_status rc = cs_index_open(&ix, f->path, NULL);

	cs_index_close(ix);
	return rc;
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	const char *top = getenv("CS_SOURCE_DIR");

	if (!f || !top)
		return -1;
	snprintf(f->vmlinux, sizeof(f->vmlinux), "%s/tests/fixtures/symbols/x86/vmlinux", top);
	snprintf(f->module, sizeof(f->module), "%s/tests/fixtures/symbols/x86/csbug.ko", top);
	snprintf(f->folder, sizeof(f->folder), "/tmp/crashscan-index.XXXXXX");
	if (!mkdtemp(f->folder))
		return -1;
	snprintf(f->path, sizeof(f->path), "%s/index", f->folder);
	f->bytes = malloc(4u << 20);
	assert_int_equal(cs_index_build(f->module, f->path, NULL, NULL, NULL), CS_OK);
	f->n = load(f->path, f->bytes, 4u << 20);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	unlink(f->path);
	rmdir(f->folder);
	free(f->bytes);
	free(f);
	return 0;
}

/* What using the index for FILE says, in WHY ("" nothing); whether it is used. */
static bool used(const struct fixture *f, const char *file, char *why, size_t size)
{
	struct cs_binary *b;
	bool is_used;

	assert_int_equal(cs_binary_open(&b, file, NULL), CS_OK);
	is_used = cs_binary_use_index(b, f->path, NULL) == CS_OK;
	assert_int_equal(is_used, b->index != NULL);
	snprintf(why, size, "%s", b->problem);
	cs_binary_close(b);
	return is_used;
}

static void a_good_one_is_used_in_silence(void **state)
{
	char why[256];

	assert_true(used(*state, ((struct fixture *)*state)->module, why, sizeof(why)));
	assert_string_equal(why, "");
}

static void another_version_is_told(void **state)
{
	struct fixture *f = *state;
	struct cs_index_header *h = (struct cs_index_header *)f->bytes;
	char why[256];

	h->version--;
	save_header(f);
	assert_int_equal(try_open(f), CS_MISMATCH);
	assert_false(used(f, f->module, why, sizeof(why)));
	assert_non_null(strstr(why, "of another version and not used"));
}

static void another_file_has_no_use_of_it(void **state)
{
	struct fixture *f = *state;
	struct cs_index_header *h = (struct cs_index_header *)f->bytes;
	char why[256];

	assert_false(used(f, f->vmlinux, why, sizeof(why)));
	h->source_size++; /* the same build, another file */
	save_header(f);
	assert_int_equal(try_open(f), CS_OK);
	assert_false(used(f, f->module, why, sizeof(why)));
}

static void an_incomplete_one_is_told(void **state)
{
	struct fixture *f = *state;
	char why[256];

	((struct cs_index_header *)f->bytes)->incomplete = 1;
	save_header(f);
	assert_true(used(f, f->module, why, sizeof(why)));
	assert_non_null(strstr(why, "is incomplete"));
}

static void a_cut_one_is_refused(void **state)
{
	struct fixture *f = *state;

	for (size_t n = 0; n < f->n; n += n < 2048 ? 61 : f->n / 50) {
		save(f, n);
		assert_int_equal(try_open(f), CS_ERR_FORMAT);
	}
	save(f, f->n - 1);
	assert_int_equal(try_open(f), CS_ERR_FORMAT);
	save(f, f->n);
	assert_int_equal(try_open(f), CS_OK);
}

/* Each byte of the header, and of the sums at the end. */
static void a_changed_one_is_refused(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(struct cs_index_header); i += 3) {
		f->bytes[i] ^= 0x10;
		save(f, f->n);
		assert_int_not_equal(try_open(f), CS_OK);
		f->bytes[i] ^= 0x10;
	}
	f->bytes[f->n - 1] ^= 1;
	save(f, f->n);
	assert_int_equal(try_open(f), CS_ERR_FORMAT);
}

/* Readers see a whole index at any time; the writers leave nothing else. */
static void several_writers_do_no_harm(void **state)
{
	struct fixture *f = *state;
	int left = 3, status;

	for (int i = 0; i < 3; i++) {
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (pid == 0)
			_exit(cs_index_build(f->module, f->path, NULL, NULL, NULL) != CS_OK);
	}
	while (left) {
		pid_t pid = waitpid(-1, &status, WNOHANG);

		assert_int_equal(try_open(f), CS_OK);
		if (pid <= 0)
			continue;
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
		left--;
	}
	unlink(f->path);
	assert_int_equal(rmdir(f->folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_good_one_is_used_in_silence, setup, teardown),
		cmocka_unit_test_setup_teardown(another_version_is_told, setup, teardown),
		cmocka_unit_test_setup_teardown(another_file_has_no_use_of_it, setup, teardown),
		cmocka_unit_test_setup_teardown(an_incomplete_one_is_told, setup, teardown),
		cmocka_unit_test_setup_teardown(a_cut_one_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(a_changed_one_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(several_writers_do_no_harm, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
