/* A Qualcomm folder: what comes before the first NUL byte is its table (dump_info.txt, and load.cmm
 * too), what comes behind it is a minidump's header. The pieces that either may name are there. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "read_dump.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {"dump_info.txt", "load.cmm",     "md_KELF_HEADER.BIN",
				    "DDRCS0_0.BIN",  "DDRCS0_1.BIN", "OCIMEM.BIN",
				    "md_A.BIN"};

#define NAMES (sizeof(names) / sizeof(*names))

static void write_file(int dir, const char *name, const void *p, size_t n)
{
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0)
		return;
	(void)!write(fd, p, n);
	close(fd);
}

static void fill(int dir, const uint8_t *data, size_t size)
{
	static const unsigned char memory[8192] = "Linux version 5.4.0 (a@b) #1 SMP\n";
	const uint8_t *end = size ? memchr(data, 0, size) : NULL;
	size_t table = end ? (size_t)(end - data) : size;
	size_t header = end ? size - table - 1 : 0;

	for (size_t i = 0; i < NAMES; i++) {
		if (i < 2)
			write_file(dir, names[i], data, table);
		else if (i == 2)
			write_file(dir, names[i], header ? end + 1 : memory, header);
		else
			write_file(dir, names[i], memory, sizeof(memory));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[] = "/tmp/dump-folder-XXXXXX";
	int dir;

	if (!mkdtemp(path))
		return 0;
	dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir >= 0) {
		fill(dir, data, size);
		read_dump(path);
		for (size_t i = 0; i < NAMES; i++)
			unlinkat(dir, names[i], 0);
		close(dir);
	}
	rmdir(path);
	return 0;
}
