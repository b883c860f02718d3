/* Whether bytes are a device tree that libfdt can walk. What fdt_check_full() of libfdt 1.6.1 takes
 * on trust itself is looked at first. */
#ifndef CS_IOMMU_DTB_CHECK_H
#define CS_IOMMU_DTB_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* False, and *ERR says why, with PATH as the place. BYTES need no alignment; libfdt's own walks do:
 * give them a copy from malloc(). */
bool cs_dtb_check(const char *path, const void *bytes, size_t n, struct cs_error *err);

#endif
