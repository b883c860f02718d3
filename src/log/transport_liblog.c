/* What Android's programs wrote to /dev/pmsg0, as ramoops keeps it: records of liblog
 * (android_pmsg_log_header_t and android_log_header_t in private/android_logger.h, little endian),
 *
 *	'l' length uid pid | log thread seconds nanoseconds | priority tag NUL text
 *
 * each a line of a program. The ring may begin in the midst of one. What isn't of liblog can only
 * be told by the file's name. */
#include <stdio.h>
#include <time.h>

#include "input/liblog.h"
#include "log/transport.h"

#define LOG_EVENTS 2 /* and others, with numbers for texts */
#define LOG_STATS 5
#define LOG_SECURITY 6

static unsigned get16(const char *p)
{
	return (unsigned)((unsigned char)p[0] | (unsigned char)p[1] << 8);
}

static void emit(struct cs_str record, struct cs_strbuf *out)
{
	struct cs_str text = cs_str_tail(record, CS_LIBLOG_HEADER + 1), tag;
	time_t seconds = (time_t)(get16(record.p + 10) | (unsigned long)get16(record.p + 12) << 16);
	unsigned char log = (unsigned char)record.p[7];
	char origin[160], date[32];
	struct tm tm;
	const char *end = text.n ? memchr(text.p, '\0', text.n) : NULL;

	if (!end || log == LOG_EVENTS || log == LOG_STATS || log == LOG_SECURITY)
		return;
	tag = cs_str_head(text, (size_t)(end - text.p));
	text = cs_str_tail(text, tag.n + 1);
	while (text.n && (text.p[text.n - 1] == '\0' || text.p[text.n - 1] == '\n'))
		text.n--;
	if (!gmtime_r(&seconds, &tm) || !strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &tm))
		return;
	snprintf(origin, sizeof(origin), "%s android %.*s[%u]:", date,
		 (int)(tag.n < 64 ? tag.n : 64), tag.p, get16(record.p + 5));
	cs_message_emit(
		&(struct cs_message){.level = -1, .origin = cs_str_from(origin), .text = text},
		out);
}

static size_t decode(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	struct cs_str rest = in;

	(void)state;
	while (rest.n >= CS_LIBLOG_HEADER) {
		size_t n = cs_liblog_record(rest);

		if (n > rest.n && !end)
			break;
		if (n == 0 || n > rest.n) { /* the next one, if any */
			const char *at = memchr(rest.p + 1, 'l', rest.n - 1);

			rest = cs_str_tail(rest, at ? (size_t)(at - rest.p) : rest.n);
			continue;
		}
		emit(cs_str_head(rest, n), out);
		rest = cs_str_tail(rest, n);
	}
	return end ? in.n : in.n - rest.n;
}

static bool claims(struct cs_str head, bool first)
{
	return first && cs_liblog_begins(head);
}

const struct cs_transport cs_transport_liblog = {"liblog", claims, NULL, NULL, decode, NULL};
