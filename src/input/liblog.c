#include "input/liblog.h"

#define RECORD_BYTES 5120u /* LOGGER_ENTRY_MAX_LEN */
#define LOGS 8             /* LOG_ID_MAX */

size_t cs_liblog_record(struct cs_str s)
{
	size_t n;

	if (s.n < CS_LIBLOG_HEADER || s.p[0] != 'l')
		return 0;
	n = (size_t)((unsigned char)s.p[1] | (unsigned char)s.p[2] << 8);
	return n > CS_LIBLOG_HEADER && n <= RECORD_BYTES && (unsigned char)s.p[7] < LOGS ? n : 0;
}

bool cs_liblog_begins(struct cs_str s)
{
	struct cs_str front = cs_str_head(s, RECORD_BYTES);

	for (size_t at = 0; at < front.n; at++) {
		const char *l = memchr(front.p + at, 'l', front.n - at);
		size_t n;

		if (!l)
			return false;
		at = (size_t)(l - front.p);
		n = cs_liblog_record(cs_str_tail(s, at));
		if (n && cs_liblog_record(cs_str_tail(s, at + n)))
			return true;
	}
	return false;
}
