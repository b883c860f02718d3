/* Private to dump/: a kdump that makedumpfile --split wrote to several files. Each has the whole
 * bitmap of pages and the notes, but the descriptors and data of a range of pages only. */
#ifndef CS_DUMP_SPLIT_H
#define CS_DUMP_SPLIT_H

#include "dump/image.h"

struct cs_kdump_part {
	uint64_t first, last; /* pages whose data it has, half open */
	uint64_t pages;       /* of the whole dump */
};

/* In kdump.c. False when IM isn't a part of a split dump. */
bool cs_kdump_part(const struct cs_dump_image *im, struct cs_kdump_part *part);

/* IM is a part of a split dump, out of the file PATH: takes the files of PATH's folder with the
 * same header as its other parts. Pages that none of them has are told as IM's damage. */
void cs_split_join(struct cs_dump_image *im, const char *path);
/* The split dump that lies in the folder DIR. CS_NOT_MINE: none does. */
enum cs_status cs_split_open(struct cs_dump_image *im, const char *dir,
			     struct cs_error *err) CS_MUST_CHECK;

#endif
