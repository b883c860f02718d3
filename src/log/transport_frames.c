/* Syslog as it comes off the network (RFC 6587, RFC 5426): frames that count their bytes,
 * "111 <4>1 2026-…", and datagrams written one behind the other without line ends, where only
 * "<PRI>" and a date tell where the next begins. */
#include "log/transport.h"

static bool is_date(struct cs_str s)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	if (s.n >= 15 && s.p[3] == ' ' && s.p[9] == ':' && s.p[12] == ':')
		for (size_t i = 0; i < 36; i += 3)
			if (memcmp(s.p, months + i, 3) == 0)
				return true;
	return s.n >= 16 && s.p[0] == '1' && s.p[1] == ' ' && cs_is_digit(s.p[2]) &&
	       s.p[6] == '-' && s.p[9] == '-' && s.p[12] == 'T';
}

/* "<4>Nov 21 20:30:25" or "<4>1 2026-11-21T" */
static bool is_datagram(struct cs_str s)
{
	uint64_t pri;

	return cs_eat_char(&s, '<') && cs_eat_dec(&s, &pri) && pri < 192 && cs_eat_char(&s, '>') &&
	       is_date(s);
}

/* "111 <4>1 …": the length of the frame and where it begins. */
static bool is_frame(struct cs_str s, size_t *begin, size_t *length)
{
	struct cs_str t = s;
	uint64_t n;

	if (!cs_eat_dec(&t, &n) || n < 8 || n > 65536 || !cs_eat_char(&t, ' ') || !is_datagram(t))
		return false;
	*begin = s.n - t.n;
	*length = (size_t)n;
	return true;
}

/* Where the next datagram begins in S, after its first byte; its length if there is none. */
static size_t datagram_length(struct cs_str s)
{
	for (size_t i = 1; i < s.n; i++) {
		const char *at = memchr(s.p + i, '<', s.n - i);

		if (!at)
			break;
		i = (size_t)(at - s.p);
		if (is_datagram(cs_str_tail(s, i)))
			return i;
	}
	return s.n;
}

static void emit(struct cs_str text, struct cs_strbuf *out)
{
	while (text.n && (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\0'))
		text.n--;
	cs_transport_pass_line(text, out);
}

static size_t decode(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	struct cs_str rest = in;

	(void)state;
	while (rest.n) {
		size_t begin, n;

		if (is_frame(rest, &begin, &n)) {
			if (rest.n < begin + n && !end)
				break;
			emit(cs_str_head(cs_str_tail(rest, begin), n), out);
			rest = cs_str_tail(rest, begin + n);
			continue;
		}
		if (is_datagram(rest)) {
			n = datagram_length(rest);
			if (n == rest.n && !end)
				break;
			emit(cs_str_head(rest, n), out);
		} else {
			const char *nl = memchr(rest.p, '\n', rest.n);

			if (!nl && !end)
				break;
			n = nl ? (size_t)(nl - rest.p) + 1 : rest.n;
			emit(cs_str_head(rest, n), out);
		}
		rest = cs_str_tail(rest, n);
	}
	return in.n - rest.n;
}

static bool claims(struct cs_str head, bool first)
{
	struct cs_str line = head;
	size_t begin, n;

	(void)first;
	if (is_frame(head, &begin, &n))
		return begin + n >= head.n || is_frame(cs_str_tail(head, begin + n), &begin, &n);
	if (!is_datagram(head))
		return false;
	line = cs_transport_next_line(&head); /* two in one line */
	n = datagram_length(line);
	return n < line.n;
}

const struct cs_transport cs_transport_frames = {"syslog-frames", claims, NULL, NULL, decode, NULL};
