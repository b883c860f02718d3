/* Private to dump/: the pieces of a flattened dump file. */
#ifndef CS_DUMP_FLATTENED_H
#define CS_DUMP_FLATTENED_H

#include <stddef.h>
#include <stdint.h>

struct cs_flattened;

/* How the stream itself is read: up to N bytes from OFF on; fewer at its end only. */
typedef size_t cs_flattened_read_fn(void *ctx, uint64_t off, void *buf, size_t n);

/* NULL when the SIZE bytes behind READ aren't a flattened file. */
struct cs_flattened *cs_flattened_open(cs_flattened_read_fn *read, void *ctx, uint64_t size);
void cs_flattened_free(struct cs_flattened *f);
/* One past the last byte of the file that the pieces make. */
uint64_t cs_flattened_size(const struct cs_flattened *f);
/* NULL, or why not all pieces could be found. */
const char *cs_flattened_damage(const struct cs_flattened *f);
/* From OFF on, up to the first byte that no piece holds. */
size_t cs_flattened_read(struct cs_flattened *f, uint64_t off, void *buf, size_t n);

#endif
