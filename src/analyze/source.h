/* Lines of source around the place of a crash, when the tree is at hand: ev->source. */
#ifndef CS_ANALYZE_SOURCE_H
#define CS_ANALYZE_SOURCE_H

#include "event/event.h"

/* TREE: the root of the kernel's source, or a folder of a module's. */
void cs_source_read(struct cs_event *ev, const char *tree);

#endif
