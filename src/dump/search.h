/* Finding a kernel's marks in RAM, one pass for all of them. */
#ifndef CS_DUMP_SEARCH_H
#define CS_DUMP_SEARCH_H

#include "dump/image.h"

#define CS_SEARCH_MAX 16u

struct cs_search {
	/* Pages that hold a VMCOREINFO text, and where in them it begins. */
	uint64_t info[CS_SEARCH_MAX];
	unsigned info_count;
	/* arm64 kernel images: their headers (6.1 Documentation/arm64/booting.rst). */
	uint64_t image[CS_SEARCH_MAX];
	unsigned image_count;
};

void cs_search_ram(struct cs_search *s, struct cs_dump_image *im);

/* The addresses of NEEDLE among those with this offset in their page; it mustn't cross into
 * the next one. As fast as memory is read. */
unsigned cs_search_in_pages(struct cs_dump_image *im, size_t offset, const char *needle, size_t n,
			    uint64_t *found, unsigned count);

/* The slow pass for needles anywhere: up to COUNT addresses of NEEDLE. */
unsigned cs_search_text(struct cs_dump_image *im, const char *needle, size_t n, uint64_t *found,
			unsigned count);

#endif
