/* Any bytes as a dump file: opened by each of the readers, its kernel looked for, its log read. */
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "read_dump.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	int fd = memfd_create("dump", 0);

	if (fd < 0)
		return 0;
	if (write(fd, data, size) == (ssize_t)size) {
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		read_dump(path);
		snprintf(path, sizeof(path), "/proc/self/fd/%d@0x40000000", fd);
		read_dump(path);
	}
	close(fd);
	return 0;
}
