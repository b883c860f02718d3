/* Physical memory of an opened image: exact reads, and a pass over all of it. */
#ifndef CS_DUMP_RAM_H
#define CS_DUMP_RAM_H

#include "dump/image.h"

/* How many of the N bytes at PA are there before a hole. */
size_t cs_ram_read(struct cs_dump_image *im, uint64_t pa, void *buf, size_t n);
/* All N bytes or nothing. */
bool cs_ram_get(struct cs_dump_image *im, uint64_t pa, void *buf, size_t n);

#define CS_RAM_OVERLAP 4096u

/* P holds N bytes at PA. All but the last OVERLAP of a window that has a neighbour are shown
 * once; so look for things that begin in the first FRESH bytes. Return false to stop. */
typedef bool cs_ram_window_fn(void *ctx, uint64_t pa, const unsigned char *p, size_t n,
			      size_t fresh);

/* Shows all memory in ascending order, in windows of a megabyte or less. */
void cs_ram_scan(struct cs_dump_image *im, cs_ram_window_fn *fn, void *ctx);

#endif
