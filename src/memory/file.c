#include "memory/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static enum cs_status map(int fd, const char *path, const unsigned char **data, uint64_t *size,
			  struct cs_error *err)
{
	struct stat st;
	void *p;

	if (fstat(fd, &st) != 0)
		return cs_error_set(err, CS_ERR_IO, path, "cannot read: %s", strerror(errno));
	if (!S_ISREG(st.st_mode))
		return cs_error_set(err, CS_ERR_IO, path, "a RAM image must be a regular file");
	if (st.st_size == 0)
		return cs_error_set(err, CS_ERR_FORMAT, path, "the RAM image is empty");
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		return cs_error_set(err, CS_ERR_IO, path, "cannot map: %s", strerror(errno));
	*data = p;
	*size = (uint64_t)st.st_size;
	return CS_OK;
}

enum cs_status cs_memory_map_file(const char *path, const unsigned char **data, uint64_t *size,
				  struct cs_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO must not block us */
	enum cs_status rc;

	if (fd < 0)
		return cs_error_set(err, CS_ERR_IO, path, "cannot open: %s", strerror(errno));
	rc = map(fd, path, data, size, err);
	close(fd);
	return rc;
}

void cs_memory_unmap_file(const unsigned char *data, uint64_t size)
{
	munmap((void *)data, (size_t)size);
}
