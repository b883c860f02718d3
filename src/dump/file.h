/* Bytes of a dump file by offset, whether it is written as it is or "flattened": a stream of
 * (offset, size, data) pieces that makedumpfile -F and QEMU's kdump write to a pipe
 * (makedumpfile 1.7.2 makedumpfile.h, struct makedumpfile_header and makedumpfile_data_header;
 * both big-endian). A flattened file is not rearranged on disk: its pieces are indexed once, and
 * a read picks from them, later pieces winning over earlier ones. Small reads go through a
 * cache of blocks, so that following pointers costs no system call each. */
#ifndef CS_DUMP_FILE_H
#define CS_DUMP_FILE_H

#include <stddef.h>

#include "base/error.h"

struct cs_dump_file;

/* Needs a seekable file. A flattened file whose pieces can't be followed to the end is opened
 * with what was there; cs_dump_file_damage() tells. */
enum cs_status cs_dump_file_open(struct cs_dump_file **out, const char *path,
				 struct cs_error *err) CS_MUST_CHECK;
void cs_dump_file_close(struct cs_dump_file *f);
const char *cs_dump_file_path(const struct cs_dump_file *f);
/* One past the last byte that is there (of the rearranged file, when it was flattened). */
uint64_t cs_dump_file_size(const struct cs_dump_file *f);
bool cs_dump_file_is_flattened(const struct cs_dump_file *f);
/* NULL, or what is wrong with the pieces. */
const char *cs_dump_file_damage(const struct cs_dump_file *f);
/* Fills BUF from OFF on. Returns how many bytes are there before the end (or, flattened, before
 * a gap that no piece covers); 0 when there are none. */
size_t cs_dump_file_read(struct cs_dump_file *f, uint64_t off, void *buf, size_t n);
/* The first offset from OFF on that isn't in a hole of a sparse file; the size when only holes
 * follow. Holes read as zeros. */
uint64_t cs_dump_file_data(struct cs_dump_file *f, uint64_t off);
/* All N bytes or nothing. */
bool cs_dump_file_get(struct cs_dump_file *f, uint64_t off, void *buf, size_t n);

#endif
