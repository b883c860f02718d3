/* Live sources as streams: bytes that arrive for one are analysed by a thread of its own, and its
 * events go to the shared sinks, one at a time. */
#ifndef CS_CLI_FOLLOW_STREAM_H
#define CS_CLI_FOLLOW_STREAM_H

#include "analyze/analyze.h"

struct cs_streams;
struct cs_stream;

/* SINKS and ENGINE must outlive the streams. */
struct cs_streams *cs_streams_new(struct cs_engine *engine, const struct cs_sink *sinks,
				  size_t count);
/* Ends every stream: what is open is reported. Returns false when one ended with an error, which
 * was told by end_input. */
bool cs_streams_free(struct cs_streams *s);
/* The stream of that name, begun when it is new; NULL when there are CS_LIMIT_STREAMS already. */
struct cs_stream *cs_streams_get(struct cs_streams *s, const char *name);
/* Hands on N bytes. With WAIT as long as it takes; else false, and counted as lost, when the
 * stream's pipe is full. */
bool cs_stream_put(struct cs_stream *s, const char *p, size_t n, bool wait);
/* Calls that were lost in all streams. */
unsigned long cs_streams_lost(const struct cs_streams *s);

#endif
