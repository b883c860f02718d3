/* Any text as a C++ or Rust name. */
#include <stdlib.h>

#include "base/demangle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cs_strbuf b;

	cs_strbuf_init(&b);
	if (!cs_demangle((struct cs_str){(const char *)data, size}, &b) && b.n)
		abort();
	cs_strbuf_release(&b);
	return 0;
}
