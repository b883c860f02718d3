/* Private to report/: the "dump" part of an input. */
#ifndef CS_REPORT_JSON_DUMP_H
#define CS_REPORT_JSON_DUMP_H

#include <jansson.h>

struct cs_dump;

/* New reference. */
json_t *cs_json_dump(const struct cs_dump *d);

#endif
