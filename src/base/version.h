/* Kernel releases compared by their numbers: "6.1.192-foo" comes after "6.1.90". */
#ifndef CS_BASE_VERSION_H
#define CS_BASE_VERSION_H

#include "base/str.h"

/* Below 0, 0 or above 0. Only the numbers at the front count: "6.1-rc3" equals "6.1". */
int cs_version_compare(struct cs_str a, struct cs_str b);

#endif
