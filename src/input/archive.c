#include "input/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/library.h"
#include "base/limits.h"
#include "base/mem.h"

#define READ_BYTES (64u << 10)

#define FUNCTIONS(F)                                                                               \
	F(archive_entry_filetype)                                                                  \
	F(archive_entry_pathname)                                                                  \
	F(archive_error_string)                                                                    \
	F(archive_format)                                                                          \
	F(archive_read_data_block)                                                                 \
	F(archive_read_free)                                                                       \
	F(archive_read_new)                                                                        \
	F(archive_read_next_header)                                                                \
	F(archive_read_open1)                                                                      \
	F(archive_read_set_callback_data)                                                          \
	F(archive_read_set_read_callback)                                                          \
	F(archive_read_set_seek_callback)                                                          \
	F(archive_read_support_filter_compress)                                                    \
	F(archive_read_support_filter_lz4)                                                         \
	F(archive_read_support_format_7zip)                                                        \
	F(archive_read_support_format_cpio)                                                        \
	F(archive_read_support_format_empty)                                                       \
	F(archive_read_support_format_raw)                                                         \
	F(archive_read_support_format_tar)                                                         \
	F(archive_read_support_format_zip)                                                         \
	F(archive_set_error)

static struct {
	CS_LIBRARY_POINTERS(FUNCTIONS)
} la;
static struct cs_library library = CS_LIBRARY(CS_ARCHIVE_SONAME, FUNCTIONS, la);

struct cs_archive {
	struct archive *lib;
	struct cs_input *packed;
	struct cs_error read_error; /* of the bytes below */
	char *buf;
	const char *block;   /* of the member, not handed on yet */
	size_t block_n, gap; /* zeros before it, in a sparse file */
	uint64_t at;         /* in the member, behind both */
	uint64_t out;        /* bytes expanded */
	unsigned members;
};

static la_ssize_t on_read(struct archive *lib, void *ctx, const void **buf)
{
	struct cs_archive *a = ctx;
	size_t got;

	*buf = a->buf;
	if (cs_input_read(a->packed, a->buf, READ_BYTES, -1, &got, &a->read_error) == CS_OK)
		return (la_ssize_t)got;
	la.archive_set_error(lib, EIO, "%s", a->read_error.message);
	return ARCHIVE_FATAL;
}

static la_int64_t on_seek(struct archive *lib, void *ctx, la_int64_t offset, int whence)
{
	struct cs_archive *a = ctx;

	(void)lib;
	return a->packed->ops->seek(a->packed, offset, whence);
}

/* Only what the library does itself: some of its filters start other programs. What packed.c
 * expands never comes here. */
static void enable(struct archive *lib)
{
	la.archive_read_support_filter_compress(lib);
	la.archive_read_support_filter_lz4(lib);
	la.archive_read_support_format_tar(lib);
	la.archive_read_support_format_zip(lib);
	la.archive_read_support_format_cpio(lib);
	la.archive_read_support_format_7zip(lib);
	la.archive_read_support_format_raw(lib);
	la.archive_read_support_format_empty(lib);
}

static enum cs_status lib_error(struct cs_archive *a, struct cs_error *err)
{
	const char *why = la.archive_error_string(a->lib);

	return cs_error_set(err, CS_ERR_FORMAT, a->packed->name, "cannot unpack: %s",
			    why ? why : "damaged data");
}

enum cs_status cs_archive_open(struct cs_archive **out, struct cs_input *packed,
			       struct cs_error *err)
{
	struct cs_archive *a = NULL;
	enum cs_status rc = CS_OK;

	if (!cs_library_load(&library)) {
		rc = cs_error_set(err, CS_ERR_IO, packed->name, "cannot unpack: %s isn't installed",
				  library.soname);
		cs_input_close(packed);
		return rc;
	}
	a = cs_calloc(1, sizeof(*a));
	a->packed = packed;
	a->buf = cs_alloc(READ_BYTES);
	a->lib = la.archive_read_new();
	if (!a->lib)
		cs_die_oom(0);
	enable(a->lib);
	la.archive_read_set_read_callback(a->lib, on_read);
	if (cs_input_rewind(packed)) /* pipes cannot; zip and 7-zip are read better so */
		la.archive_read_set_seek_callback(a->lib, on_seek);
	la.archive_read_set_callback_data(a->lib, a);
	if (la.archive_read_open1(a->lib) != ARCHIVE_OK)
		rc = lib_error(a, err);
	if (rc == CS_OK)
		*out = a;
	else
		cs_archive_close(a);
	return rc;
}

void cs_archive_close(struct cs_archive *a)
{
	if (!a)
		return;
	la.archive_read_free(a->lib);
	cs_input_close(a->packed);
	free(a->buf);
	free(a);
}

/* The next block of the member. archive_read_data() would drop what it has copied when the data
 * ends too early behind it. */
static int next_block(struct cs_archive *a)
{
	const void *block;
	size_t n;
	la_int64_t at;
	int rc = la.archive_read_data_block(a->lib, &block, &n, &at);

	if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN)
		return rc;
	a->block = block;
	a->block_n = n;
	a->gap = at > (la_int64_t)a->at ? (size_t)at - a->at : 0;
	a->at += a->gap + n;
	return ARCHIVE_OK;
}

/* Up to SIZE bytes of the block, or of the gap before it. */
static size_t take_block(struct cs_archive *a, char *buf, size_t size)
{
	size_t n;

	if (a->gap) {
		n = a->gap < size ? a->gap : size;
		memset(buf, 0, n);
		a->gap -= n;
		return n;
	}
	n = a->block_n < size ? a->block_n : size;
	memcpy(buf, a->block, n);
	a->block += n;
	a->block_n -= n;
	return n;
}

static enum cs_status read_member(struct cs_input *in, char *buf, size_t size, int wait_ms,
				  size_t *got, struct cs_error *err)
{
	struct cs_archive *a = in->ctx;
	int rc = ARCHIVE_OK;

	(void)wait_ms;
	while (rc == ARCHIVE_OK && a->gap + a->block_n == 0)
		rc = next_block(a);
	if (rc == ARCHIVE_OK) {
		*got = take_block(a, buf, size);
	} else if (rc != ARCHIVE_EOF && in->read == 0) {
		return lib_error(a, err);
	} else if (rc != ARCHIVE_EOF) { /* what came before the damage stands */
		const char *why = la.archive_error_string(a->lib);

		cs_input_doubt(in, "the compressed data is damaged or cut: %s",
			       why ? why : "no reason given");
	}
	a->out += *got;
	return cs_input_check_expansion(a->packed, a->out, err);
}

static const struct cs_input_ops member_ops = {read_member, NULL, NULL};

static struct cs_input *make_member(struct cs_archive *a, struct archive_entry *e)
{
	bool raw = la.archive_format(a->lib) == ARCHIVE_FORMAT_RAW;
	const char *path = la.archive_entry_pathname(e);
	char name[4096];
	struct cs_input *in;

	if (raw)
		snprintf(name, sizeof(name), "%s", a->packed->name);
	else
		snprintf(name, sizeof(name), "%s!%s", a->packed->name, path ? path : "?");
	in = cs_input_new(&member_ops, name, "text");
	in->member = !raw || a->packed->member;
	in->packings = a->packed->packings;
	in->origin = a->packed->origin ? a->packed->origin : a->packed;
	in->ctx = a;
	return in;
}

enum cs_status cs_archive_next(struct cs_archive *a, struct cs_input **member, struct cs_error *err)
{
	struct archive_entry *e;

	for (;;) {
		int rc = la.archive_read_next_header(a->lib, &e);

		a->block_n = a->gap = 0;
		a->at = 0;
		if (rc == ARCHIVE_EOF)
			return CS_NOT_FOUND;
		if (rc < ARCHIVE_WARN)
			return lib_error(a, err);
		if (++a->members > CS_LIMIT_MEMBERS)
			return cs_error_set(err, CS_ERR_FORMAT, a->packed->name,
					    "holds more than %u members", CS_LIMIT_MEMBERS);
		if (la.archive_format(a->lib) == ARCHIVE_FORMAT_RAW ||
		    la.archive_entry_filetype(e) == AE_IFREG)
			break;
	}
	*member = make_member(a, e);
	return CS_OK;
}
