#include "sym/capstone.h"

static struct cs_capstone table;
static struct cs_library library = CS_LIBRARY(CS_CAPSTONE_SONAME, CS_CAPSTONE_FUNCTIONS, table);

const struct cs_capstone *cs_capstone(void)
{
	return cs_library_load(&library) ? &table : NULL;
}
