/* Any bytes as a dump file: opened by each of the readers, its kernel looked for, its log read. */
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "dump/dump.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool drop(void *ctx, struct cs_str line)
{
	*(size_t *)ctx += line.n;
	return true;
}

static void open_and_read(const char *path)
{
	struct cs_error err;
	struct cs_dump *d;
	size_t bytes = 0;

	if (cs_dump_open(&d, path, &err) != CS_OK)
		return;
	(void)!cs_dump_log(d, drop, &bytes, &err);
	cs_dump_close(d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	int fd = memfd_create("dump", 0);

	if (fd < 0)
		return 0;
	if (write(fd, data, size) == (ssize_t)size) {
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		open_and_read(path);
		snprintf(path, sizeof(path), "/proc/self/fd/%d@0x40000000", fd);
		open_and_read(path);
	}
	close(fd);
	return 0;
}
