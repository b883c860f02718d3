/* systemd journals, by libsystemd: a directory of files (with machine-id folders or without), or
 * one file. The kernel's messages only, as the journal's export format, which the log stage
 * decodes like any other transport. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <systemd/sd-journal.h>
#include <unistd.h>

#include "base/library.h"
#include "base/limits.h"
#include "base/strbuf.h"
#include "input/tree.h"

#define FUNCTIONS(F)                                                                               \
	F(sd_id128_to_string)                                                                      \
	F(sd_journal_add_disjunction)                                                              \
	F(sd_journal_add_match)                                                                    \
	F(sd_journal_close)                                                                        \
	F(sd_journal_get_data)                                                                     \
	F(sd_journal_get_monotonic_usec)                                                           \
	F(sd_journal_next)                                                                         \
	F(sd_journal_open_files)                                                                   \
	F(sd_journal_open_files_fd)                                                                \
	F(sd_journal_set_data_threshold)

static struct {
	CS_LIBRARY_POINTERS(FUNCTIONS)
} sd;
static struct cs_library library = CS_LIBRARY(CS_SYSTEMD_SONAME, FUNCTIONS, sd);

struct journal {
	sd_journal *lib;
	struct cs_input *file; /* whose fd LIB reads, or NULL */
	int fd;                /* of a copy, or -1 */
	const char *copy;      /* its path, or NULL */
	struct cs_strbuf text; /* entries not handed on yet */
	size_t at;
	bool end;
};

static void add_field(struct journal *j, const char *name)
{
	const void *data;
	size_t n;
	uint64_t length;

	if (sd.sd_journal_get_data(j->lib, name, &data, &n) < 0 || n > CS_LIMIT_MESSAGE_BYTES)
		return;
	if (!memchr(data, '\n', n)) {
		cs_strbuf_add(&j->text, (struct cs_str){data, n});
		cs_strbuf_add_char(&j->text, '\n');
		return;
	}
	length = n - strlen(name) - 1; /* "NAME=" */
	cs_strbuf_add_c(&j->text, name);
	cs_strbuf_add_char(&j->text, '\n');
	for (int i = 0; i < 8; i++)
		cs_strbuf_add_char(&j->text, (char)(length >> (8 * i) & 255));
	cs_strbuf_add(&j->text, (struct cs_str){(const char *)data + n - length, length});
	cs_strbuf_add_char(&j->text, '\n');
}

static void add_entry(struct journal *j)
{
	static const char *const fields[] = {"_TRANSPORT", "PRIORITY",
					     "_SOURCE_MONOTONIC_TIMESTAMP", "MESSAGE"};
	uint64_t usec;
	sd_id128_t boot;
	char id[SD_ID128_STRING_MAX];

	if (sd.sd_journal_get_monotonic_usec(j->lib, &usec, &boot) >= 0)
		cs_strbuf_addf(&j->text, "_BOOT_ID=%s\n__MONOTONIC_TIMESTAMP=%llu\n",
			       sd.sd_id128_to_string(boot, id), (unsigned long long)usec);
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		add_field(j, fields[i]);
	cs_strbuf_add_char(&j->text, '\n');
}

static void fill(struct cs_input *in, struct journal *j)
{
	cs_strbuf_clear(&j->text);
	j->at = 0;
	while (!j->end && j->text.n < CS_LIMIT_READ_BYTES) {
		int rc = sd.sd_journal_next(j->lib);

		if (rc > 0) {
			add_entry(j);
			continue;
		}
		j->end = true;
		if (rc < 0)
			cs_input_doubt(in, "the journal is damaged: %s", strerror(-rc));
	}
}

static enum cs_status read_journal(struct cs_input *in, char *buf, size_t size, int wait_ms,
				   size_t *got, struct cs_error *err)
{
	struct journal *j = in->ctx;
	size_t left;

	(void)wait_ms;
	(void)err;
	if (j->at == j->text.n)
		fill(in, j);
	left = j->text.n - j->at;
	*got = left < size ? left : size;
	memcpy(buf, j->text.p + j->at, *got);
	j->at += *got;
	return CS_OK;
}

static void close_journal(struct cs_input *in)
{
	struct journal *j = in->ctx;

	sd.sd_journal_close(j->lib);
	cs_input_close(j->file);
	if (j->fd >= 0)
		close(j->fd);
	if (j->copy)
		unlink(j->copy);
	cs_strbuf_release(&j->text);
}

static const struct cs_input_ops journal_ops = {read_journal, NULL, close_journal};

static enum cs_status make(struct cs_input **out, sd_journal *lib, const char *name)
{
	struct journal *j;

	sd.sd_journal_set_data_threshold(lib, CS_LIMIT_MESSAGE_BYTES);
	sd.sd_journal_add_match(lib, "_TRANSPORT=kernel", 0);
	sd.sd_journal_add_disjunction(lib);
	sd.sd_journal_add_match(lib, "SYSLOG_IDENTIFIER=kernel", 0);
	*out = cs_input_new(&journal_ops, name, "journal");
	j = cs_arena_alloc(&(*out)->arena, sizeof(*j));
	j->lib = lib;
	j->fd = -1;
	cs_strbuf_init(&j->text);
	(*out)->ctx = j;
	return CS_OK;
}

static enum cs_status not_installed(const char *name, struct cs_error *err)
{
	return cs_error_set(err, CS_ERR_IO, name, "cannot open the journal: %s isn't installed",
			    library.soname);
}

static bool is_journal_name(const char *name)
{
	struct cs_str s = cs_str_from(name);

	return cs_str_ends(s, ".journal") || cs_str_ends(s, ".journal~");
}

enum cs_status cs_journal_open_tree(struct cs_input **out, const struct cs_tree *t,
				    const char *name, struct cs_error *err)
{
	const char **paths;
	sd_journal *lib;
	size_t n = 0;
	int rc;

	for (size_t i = 0; i < t->count; i++)
		n += is_journal_name(t->files[i].name);
	if (n == 0 || 2 * n < t->count) /* a folder that holds one among other things */
		return CS_NOT_MINE;
	if (!cs_library_load(&library))
		return not_installed(name, err);
	paths = calloc(n + 1, sizeof(*paths));
	if (!paths)
		return cs_error_set(err, CS_ERR_IO, name, "out of memory");
	n = 0;
	for (size_t i = 0; i < t->count; i++)
		if (is_journal_name(t->files[i].name))
			paths[n++] = t->files[i].path;
	rc = sd.sd_journal_open_files(&lib, paths, 0);
	free(paths);
	if (rc < 0)
		return cs_error_set(err, CS_ERR_FORMAT, name, "cannot open the journal: %s",
				    strerror(-rc));
	return make(out, lib, name);
}

/* The library maps a file, and takes none without a name (journal_file_fstat() in systemd: EIDRM),
 * so that one in memory won't do. PATH gets the name. */
static int copy_to_file(struct cs_input *in, char *path, size_t size, struct cs_error *err)
{
	const char *dir = getenv("TMPDIR");
	int n = snprintf(path, size, "%s/crashscan-XXXXXX.journal", dir && dir[0] ? dir : "/tmp");
	int fd = n > 0 && (size_t)n < size ? mkostemps(path, 8, O_CLOEXEC) : -1;
	uint64_t total = 0;
	char buf[65536];
	size_t got;

	while (fd >= 0 && cs_input_read(in, buf, sizeof(buf), -1, &got, err) == CS_OK) {
		if (got == 0)
			return fd;
		total += got;
		if (total > CS_LIMIT_JOURNAL_BYTES || write(fd, buf, got) != (ssize_t)got)
			break;
	}
	if (fd < 0) {
		cs_error_set(err, CS_ERR_IO, in->name, "cannot copy the journal to %s: %s", path,
			     strerror(errno));
		return -1;
	}
	close(fd);
	unlink(path);
	if (total > CS_LIMIT_JOURNAL_BYTES)
		cs_error_set(err, CS_ERR_FORMAT, in->name,
			     "a journal of more than %u MB in an archive or a pipe; unpack it "
			     "first",
			     CS_LIMIT_JOURNAL_BYTES >> 20);
	return -1;
}

static enum cs_status open_stream(struct cs_input **out, struct cs_input *file,
				  struct cs_error *err)
{
	bool seekable = file->fd >= 0 && cs_input_rewind(file);
	struct cs_error why = {0}; /* ERR may be NULL */
	char path[4096];
	int fd = seekable ? -1 : copy_to_file(file, path, sizeof(path), &why);
	int use = seekable ? file->fd : fd;
	sd_journal *lib;
	struct journal *j;
	int rc = use < 0 ? -EIO : sd.sd_journal_open_files_fd(&lib, &use, 1, 0);

	if (rc < 0) {
		if (!cs_is_fatal(why.status))
			cs_error_set(&why, CS_ERR_FORMAT, file->name, "cannot open the journal: %s",
				     strerror(-rc));
		if (fd >= 0) {
			close(fd);
			unlink(path);
		}
		cs_input_close(file);
		if (err)
			*err = why;
		return why.status;
	}
	make(out, lib, file->name);
	j = (*out)->ctx;
	j->file = file;
	j->fd = fd;
	if (fd >= 0)
		j->copy = cs_arena_cstr(&(*out)->arena, cs_str_from(path));
	(*out)->member = file->member;
	return CS_OK;
}

enum cs_status cs_journal_open_stream(struct cs_input **out, struct cs_input *file,
				      struct cs_error *err)
{
	enum cs_status rc;

	if (cs_library_load(&library))
		return open_stream(out, file, err);
	rc = not_installed(file->name, err);
	cs_input_close(file);
	return rc;
}
