/* Private to memory/: whole files, mapped for reading. */
#ifndef CS_MEMORY_FILE_H
#define CS_MEMORY_FILE_H

#include <stdint.h>

#include "base/error.h"

/* The regular file PATH, not empty. Pages come from disk as they are looked at; a file that
 * somebody cuts short meanwhile ends the program with SIGBUS, as with any mapping reader. */
enum cs_status cs_memory_map_file(const char *path, const unsigned char **data, uint64_t *size,
				  struct cs_error *err) CS_MUST_CHECK;
void cs_memory_unmap_file(const unsigned char *data, uint64_t size);

#endif
