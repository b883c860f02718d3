#include "input/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"

#define READ_BYTES (64u << 10)

struct cs_archive {
	struct archive *lib;
	struct cs_input *packed;
	struct cs_error read_error; /* of the bytes below */
	char *buf;
	uint64_t out; /* bytes expanded */
	unsigned members;
};

static la_ssize_t on_read(struct archive *lib, void *ctx, const void **buf)
{
	struct cs_archive *a = ctx;
	size_t got;

	*buf = a->buf;
	if (cs_input_read(a->packed, a->buf, READ_BYTES, -1, &got, &a->read_error) == CS_OK)
		return (la_ssize_t)got;
	archive_set_error(lib, EIO, "%s", a->read_error.message);
	return ARCHIVE_FATAL;
}

static la_int64_t on_seek(struct archive *lib, void *ctx, la_int64_t offset, int whence)
{
	struct cs_archive *a = ctx;

	(void)lib;
	return a->packed->ops->seek(a->packed, offset, whence);
}

/* Only what the library does itself: some of its filters start other programs. */
static void enable(struct archive *lib)
{
	archive_read_support_filter_gzip(lib);
	archive_read_support_filter_bzip2(lib);
	archive_read_support_filter_compress(lib);
	archive_read_support_filter_lzma(lib);
	archive_read_support_filter_xz(lib);
	archive_read_support_filter_lz4(lib);
	archive_read_support_filter_zstd(lib);
	archive_read_support_format_tar(lib);
	archive_read_support_format_zip(lib);
	archive_read_support_format_cpio(lib);
	archive_read_support_format_7zip(lib);
	archive_read_support_format_raw(lib);
	archive_read_support_format_empty(lib);
}

static enum cs_status lib_error(struct cs_archive *a, struct cs_error *err)
{
	const char *why = archive_error_string(a->lib);

	return cs_error_set(err, CS_ERR_FORMAT, a->packed->name, "cannot unpack: %s",
			    why ? why : "damaged data");
}

enum cs_status cs_archive_open(struct cs_archive **out, struct cs_input *packed,
			       struct cs_error *err)
{
	struct cs_archive *a = cs_calloc(1, sizeof(*a));
	enum cs_status rc = CS_OK;

	a->packed = packed;
	a->buf = cs_alloc(READ_BYTES);
	a->lib = archive_read_new();
	if (!a->lib)
		cs_die_oom(0);
	enable(a->lib);
	archive_read_set_read_callback(a->lib, on_read);
	if (cs_input_rewind(packed)) /* pipes cannot; zip and 7-zip are read better so */
		archive_read_set_seek_callback(a->lib, on_seek);
	archive_read_set_callback_data(a->lib, a);
	if (archive_read_open1(a->lib) != ARCHIVE_OK)
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
	archive_read_free(a->lib);
	cs_input_close(a->packed);
	free(a->buf);
	free(a);
}

/* A bomb: far more than any log gives, from next to nothing. */
static bool is_bomb(const struct cs_archive *a)
{
	return a->out > CS_LIMIT_EXPANDED_FREE && a->out / CS_LIMIT_EXPANSION > a->packed->read;
}

static enum cs_status read_member(struct cs_input *in, char *buf, size_t size, int wait_ms,
				  size_t *got, struct cs_error *err)
{
	struct cs_archive *a = in->ctx;
	la_ssize_t n = archive_read_data(a->lib, buf, size);

	(void)wait_ms;
	if (n < 0 && in->read == 0)
		return lib_error(a, err);
	if (n < 0) { /* what came before the damage stands */
		const char *why = archive_error_string(a->lib);

		cs_input_doubt(in, "the compressed data is damaged or cut: %s",
			       why ? why : "no reason given");
		n = 0;
	}
	a->out += (uint64_t)n;
	if (is_bomb(a))
		return cs_error_set(err, CS_ERR_FORMAT, in->name,
				    "expands to more than %u times its size; not read on",
				    CS_LIMIT_EXPANSION);
	*got = (size_t)n;
	return CS_OK;
}

static const struct cs_input_ops member_ops = {read_member, NULL, NULL};

static struct cs_input *make_member(struct cs_archive *a, struct archive_entry *e)
{
	bool raw = archive_format(a->lib) == ARCHIVE_FORMAT_RAW;
	const char *path = archive_entry_pathname(e);
	char name[4096];
	struct cs_input *in;

	if (raw)
		snprintf(name, sizeof(name), "%s", a->packed->name);
	else
		snprintf(name, sizeof(name), "%s!%s", a->packed->name, path ? path : "?");
	in = cs_input_new(&member_ops, name, "text");
	in->member = !raw || a->packed->member;
	in->ctx = a;
	return in;
}

enum cs_status cs_archive_next(struct cs_archive *a, struct cs_input **member, struct cs_error *err)
{
	struct archive_entry *e;

	for (;;) {
		int rc = archive_read_next_header(a->lib, &e);

		if (rc == ARCHIVE_EOF)
			return CS_NOT_FOUND;
		if (rc < ARCHIVE_WARN)
			return lib_error(a, err);
		if (++a->members > CS_LIMIT_MEMBERS)
			return cs_error_set(err, CS_ERR_FORMAT, a->packed->name,
					    "holds more than %u members", CS_LIMIT_MEMBERS);
		if (archive_format(a->lib) == ARCHIVE_FORMAT_RAW ||
		    archive_entry_filetype(e) == AE_IFREG)
			break;
	}
	*member = make_member(a, e);
	return CS_OK;
}
