/* Pieces of a line that the walks take off its front. Private to walk.c and walk_line.c. */
#ifndef CS_EVENT_WALK_LINE_H
#define CS_EVENT_WALK_LINE_H

#include "base/str.h"

/* A frame's name, up to what stands behind it: a dot, an offset, a place. */
bool cs_walk_eat_name(struct cs_str *s, struct cs_str *name);
/* "[<ffffffff81234567>]", "[c0123456]"; Amlogic's "[ffffffc020123740+  96]" is in front of one */
bool cs_walk_eat_pc(struct cs_str *s);
void cs_walk_eat_spaces(struct cs_str *s);

#endif
