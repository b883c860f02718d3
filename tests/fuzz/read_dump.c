#include "read_dump.h"

#include "dump/dump.h"

static bool drop(void *ctx, struct cs_str line)
{
	*(size_t *)ctx += line.n;
	return true;
}

void read_dump(const char *path)
{
	struct cs_error err;
	struct cs_dump *d;
	size_t bytes = 0;

	if (cs_dump_open(&d, path, &err) != CS_OK)
		return;
	(void)!cs_dump_log(d, drop, &bytes, &err);
	cs_dump_close(d);
}
