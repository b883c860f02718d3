#include "dump/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "dump/flattened.h"

#define BLOCK_BITS 14
#define BLOCK_BYTES (1u << BLOCK_BITS)
#define BLOCKS 64u

struct block {
	uint64_t number; /* + 1; 0: empty */
	size_t n;
	unsigned char bytes[BLOCK_BYTES];
};

struct cs_dump_file {
	int fd;
	char *path;
	uint64_t size;
	struct cs_flattened *pieces; /* NULL: the file is as it is */
	struct block *cache;         /* direct-mapped; made when first needed */
};

static size_t read_plain(void *ctx, uint64_t off, void *buf, size_t n)
{
	const struct cs_dump_file *f = ctx;

	return cs_read_at(f->fd, buf, n, off);
}

static enum cs_status open_fd(const char *path, int *out, struct stat *st, struct cs_error *err)
{
	int fd;

	if (stat(path, st) == 0 && !S_ISREG(st->st_mode) && !S_ISBLK(st->st_mode))
		return CS_NOT_MINE; /* opening a pipe would already disturb its writer */
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return cs_error_set(err, CS_ERR_IO, path, "cannot open: %s", strerror(errno));
	*out = fd;
	return CS_OK;
}

enum cs_status cs_dump_file_open(struct cs_dump_file **out, const char *path, struct cs_error *err)
{
	struct cs_dump_file *f;
	struct stat st;
	int fd = -1;
	enum cs_status rc = open_fd(path, &fd, &st, err);
	off_t end;

	if (rc != CS_OK)
		return rc;
	end = lseek(fd, 0, SEEK_END); /* a block device's size isn't in its stat */
	f = cs_calloc(1, sizeof(*f));
	f->fd = fd;
	f->path = strdup(path);
	if (!f->path)
		cs_die_oom(strlen(path));
	f->size = end > 0 ? (uint64_t)end : 0;
	f->pieces = cs_flattened_open(read_plain, f, f->size);
	if (f->pieces)
		f->size = cs_flattened_size(f->pieces);
	*out = f;
	return CS_OK;
}

void cs_dump_file_close(struct cs_dump_file *f)
{
	if (!f)
		return;
	close(f->fd);
	cs_flattened_free(f->pieces);
	free(f->cache);
	free(f->path);
	free(f);
}

const char *cs_dump_file_path(const struct cs_dump_file *f)
{
	return f->path;
}

uint64_t cs_dump_file_size(const struct cs_dump_file *f)
{
	return f->size;
}

bool cs_dump_file_is_flattened(const struct cs_dump_file *f)
{
	return f->pieces != NULL;
}

const char *cs_dump_file_damage(const struct cs_dump_file *f)
{
	return f->pieces ? cs_flattened_damage(f->pieces) : NULL;
}

static size_t read_through(struct cs_dump_file *f, uint64_t off, void *buf, size_t n)
{
	return f->pieces ? cs_flattened_read(f->pieces, off, buf, n) : read_plain(f, off, buf, n);
}

static const struct block *cached(struct cs_dump_file *f, uint64_t number)
{
	struct block *b;

	if (!f->cache)
		f->cache = cs_calloc(BLOCKS, sizeof(*f->cache));
	b = &f->cache[number % BLOCKS];
	if (b->number != number + 1) {
		b->n = read_through(f, number << BLOCK_BITS, b->bytes, BLOCK_BYTES);
		b->number = number + 1;
	}
	return b;
}

size_t cs_dump_file_read(struct cs_dump_file *f, uint64_t off, void *buf, size_t n)
{
	size_t have = 0;

	if (off >= f->size)
		return 0;
	if (n > f->size - off)
		n = (size_t)(f->size - off);
	if (n >= BLOCK_BYTES)
		return read_through(f, off, buf, n);
	while (have < n) {
		uint64_t at = off + have;
		const struct block *b = cached(f, at >> BLOCK_BITS);
		size_t in = (size_t)(at & (BLOCK_BYTES - 1)), take = n - have;

		if (in >= b->n)
			break;
		if (take > b->n - in)
			take = b->n - in;
		memcpy((char *)buf + have, b->bytes + in, take);
		have += take;
	}
	return have;
}

uint64_t cs_dump_file_data(struct cs_dump_file *f, uint64_t off)
{
	off_t at;

	if (f->pieces || off >= f->size)
		return off;
	at = lseek(f->fd, (off_t)off, SEEK_DATA);
	if (at >= 0)
		return (uint64_t)at;
	return errno == ENXIO ? f->size : off; /* or a file system that can't tell */
}

bool cs_dump_file_get(struct cs_dump_file *f, uint64_t off, void *buf, size_t n)
{
	return off + n >= off && cs_dump_file_read(f, off, buf, n) == n;
}
