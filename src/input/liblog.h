/* Records of Android's liblog in a pstore's pmsg: what tells them from noise. */
#ifndef CS_INPUT_LIBLOG_H
#define CS_INPUT_LIBLOG_H

#include "base/str.h"

/* 'l', length (2 bytes, of all), uid (2), pid (2); log (1), thread (2), seconds (4), nanoseconds
 * (4): android_pmsg_log_header_t and android_log_header_t in liblog's private/android_logger.h. */
#define CS_LIBLOG_HEADER 18u

/* Bytes of the record at the front of S, 0: it can't be one. It may be longer than S. */
size_t cs_liblog_record(struct cs_str s);
/* Whether two records, one behind the other, stand at the front of S, or behind the rest of one:
 * the ring's oldest text is cut anywhere. */
bool cs_liblog_begins(struct cs_str s);

#endif
