/* Memory out of raw files, each mapped at its physical address: one raw image, or the parts of a
 * Qualcomm dump. */
#ifndef CS_DUMP_PARTS_H
#define CS_DUMP_PARTS_H

#include "dump/image.h"

struct cs_parts;

struct cs_parts *cs_parts_new(void);
void cs_parts_free(struct cs_parts *p);
/* Owns FILE from now on, also when it fails (CS_LIMIT). SIZE bytes of it lie at PA. */
enum cs_status cs_parts_add(struct cs_parts *p, struct cs_dump_file *file, uint64_t pa,
			    uint64_t size) CS_MUST_CHECK;
/* SIZE bytes from OFFSET on of a file that another part owns already, or that is ADOPTed. */
enum cs_status cs_parts_add_slice(struct cs_parts *p, struct cs_dump_file *file, bool adopt,
				  uint64_t pa, uint64_t offset, uint64_t size) CS_MUST_CHECK;
size_t cs_parts_count(const struct cs_parts *p);
uint64_t cs_parts_bytes(const struct cs_parts *p);
/* Hands the parts to the image. */
void cs_parts_into(struct cs_parts *p, struct cs_dump_image *im);
/* Moves an image of one raw file to BASE. */
void cs_parts_rebase(struct cs_dump_image *im, uint64_t base);
/* Whether the image is of this kind. */
bool cs_parts_is(const struct cs_dump_image *im);

#endif
