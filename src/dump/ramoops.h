/* What ramoops kept in RAM over a reboot: the log of an earlier boot's crash, its console.
 * Zones are struct persistent_ram_buffer {"DBGC", start, size, data} (6.1 fs/pstore/ram_core.c),
 * not aligned to pages; the data of a crash record is "====SECONDS.MICROS-C\n" and text, or with
 * -C raw deflate (fs/pstore/ram.c ramoops_write_kmsg_hdr()). They are found by their looks, so no
 * symbols and no device tree are needed, and a board that booted again still tells. */
#ifndef CS_DUMP_RAMOOPS_H
#define CS_DUMP_RAMOOPS_H

#include "dump/dump.h"

struct cs_ramoops_zone {
	uint64_t pa;
	bool is_record; /* of a crash; else the console, or what a program wrote */
	bool was_compressed;
	bool is_cut;        /* more was there than could be unpacked */
	double time;        /* of a record: the wall clock's, as the kernel had it */
	struct cs_str text; /* valid during the call only */
};

/* Return false to stop. */
typedef bool cs_ramoops_fn(void *ctx, const struct cs_ramoops_zone *z);

/* All zones that hold something, in the order of their addresses. Returns how many. */
size_t cs_dump_ramoops(struct cs_dump *d, cs_ramoops_fn *fn, void *ctx);

#endif
