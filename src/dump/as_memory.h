/* A RAM image in any container as physical memory (memory/memory.h), for those who walk tables
 * in it and need nothing else of a dump. */
#ifndef CS_DUMP_AS_MEMORY_H
#define CS_DUMP_AS_MEMORY_H

#include "memory/memory.h"

/* "FILE" or "FILE@BASE": with a BASE, a raw image that lies there; without, a vmcore whose
 * addresses are its own, else a raw image from address 0. Several files add up; those that
 * overlap are an error. */
enum cs_status cs_dump_add_memory(struct cs_memory *m, const char *spec,
				  struct cs_error *err) CS_MUST_CHECK;

struct cs_dump_image;
/* An open image, which must outlive what is made: its present memory, in at most
 * CS_LIMIT_MEMORY_SEGMENTS runs (what lies behind them is left out). */
struct cs_memory *cs_dump_image_memory(struct cs_dump_image *im);

#endif
