/* Any bytes as a file to open: compressed, an archive, a journal, text; all of it is read. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "input/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_all(struct cs_input *in)
{
	static char buf[65536];
	struct cs_error err = {0};
	size_t got = 1, total = 0;

	while (got && total < 16u << 20 &&
	       cs_input_read(in, buf, sizeof(buf), -1, &got, &err) == CS_OK)
		total += got;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct cs_input_kind *kind;
	struct cs_source *s = NULL;
	struct cs_error err = {0};
	struct cs_input *in;
	char path[64];
	int fd = memfd_create("input", 0);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (cs_source_open(&s, path, &err) == CS_OK) {
		for (int n = 0; n < 64 && cs_source_next(s, &in, &kind, &err) == CS_OK; n++) {
			read_all(in);
			cs_input_close(in);
		}
	}
	cs_source_close(s);
	close(fd);
	return 0;
}
