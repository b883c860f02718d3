/* Private to analyze/: what the engine is made of. */
#ifndef CS_ANALYZE_ENGINE_H
#define CS_ANALYZE_ENGINE_H

#include "analyze/analyze.h"
#include "anchor/anchor.h"
#include "event/format.h"
#include "event/names.h"

/* Tags of anchors that are not formats'. */
enum {
	CS_TAG_BANNER = 1u << 20,
	CS_TAG_DROPPED,
	CS_TAG_MODEL,
	CS_TAG_TEST,
	CS_TAG_RATELIMIT,
	CS_TAG_CLIENT,
	CS_TAG_SEAM,
	CS_TAG_END,             /* the boot says that it ends */
	CS_TAG_RUNS,            /* programs run */
	CS_TAG_WRAP,            /* a line that may be wrapped before it says what it is */
	CS_TAG_FACT = 1u << 21, /* and the number of a literal that rules ask for */
};

struct cs_engine {
	struct cs_formats formats;
	struct cs_names *names;
	struct cs_anchor_set *anchors;
	struct cs_companions with;
};

#endif
