/* Ramoops' memory as it is: zones of records and of the console's ring, one behind the other, each
 * struct persistent_ram_buffer {"DBGC", start, size, data} (6.1 fs/pstore/ram_core.c). */
#ifndef CS_INPUT_PSTORE_ZONES_H
#define CS_INPUT_PSTORE_ZONES_H

#include "base/strbuf.h"

#define CS_ZONE_MAGIC "DBGC"
#define CS_ZONE_HEAD 12u

/* Appends what the zones hold, as a tree of their records would be read (pstore.c): compressed
 * ones expanded, what the console's ring repeats once. False: something could not be read. */
bool cs_pstore_join_zones(struct cs_str region, struct cs_strbuf *out);

#endif
