/* What "crashscan decode" says, as JSON. */
#ifndef CS_REPORT_JSON_DECODE_H
#define CS_REPORT_JSON_DECODE_H

#include <stdio.h>

#include "iommu/decode.h"
#include "iommu/dtb.h"

/* {"registers": [{"name", "value", "meaning": [...]}]} */
void cs_json_print_decoding(FILE *out, const struct cs_decoding *d);
/* The contract's object of "decode stream". */
void cs_json_print_stream(FILE *out, const struct cs_dtb_stream *s);

#endif
