/* Paths of source files as DWARF has them. */
#ifndef CS_SYM_PATH_H
#define CS_SYM_PATH_H

#include <stddef.h>

/* SRC shortened: "." and ".." resolved, and ROOT (of the source tree) or else BUILD_DIR (where
 * the compiler ran) taken off the front; both may be "". Writes at most SIZE bytes to BUF, which
 * it returns. */
const char *cs_path_clean(const char *src, const char *root, const char *build_dir, char *buf,
			  size_t size);

#endif
