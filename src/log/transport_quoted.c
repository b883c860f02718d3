/* An excerpt of a quoted-printable mail that lacks the header which says so (transport_mail.c has
 * whole ones). It is told by what such text can't do without: no line is longer than 76 bytes
 * (RFC 2045, 6.7), each "=" ends its line or is followed by two capital hex digits, and lines were
 * broken just before they got too long. */
#include "log/quoted.h"
#include "log/transport.h"

#define LINE_MAX 77    /* bytes: some count the "=" besides */
#define BROKEN_FROM 74 /* bytes: "=3D" isn't broken up */

struct marks {
	unsigned broken, bytes; /* lines, "=3D" */
};

static bool is_digit_of_byte(char c)
{
	return cs_is_digit(c) || (c >= 'A' && c <= 'F');
}

static bool take_marks(struct cs_str line, struct marks *m)
{
	for (size_t i = 0; i < line.n; i++) {
		if (line.p[i] != '=')
			continue;
		if (i + 1 == line.n) {
			m->broken += line.n >= BROKEN_FROM && !cs_is_blank(line.p[i - 1]);
			return true;
		}
		if (i + 2 >= line.n || !is_digit_of_byte(line.p[i + 1]) ||
		    !is_digit_of_byte(line.p[i + 2]))
			return false;
		m->bytes++;
		i += 2;
	}
	return true;
}

static bool claims(struct cs_str head, bool first)
{
	struct marks m = {0};

	if (!first)
		return false;
	while (head.n && memchr(head.p, '\n', head.n)) {
		struct cs_str line = cs_transport_next_line(&head);

		if (line.n && line.p[line.n - 1] == '\r')
			line.n--;
		if (line.n > LINE_MAX || !take_marks(line, &m))
			return false;
	}
	return m.broken > 1 || (m.broken && m.bytes);
}

static void take_line(void *state, struct cs_str line, struct cs_strbuf *out)
{
	(void)state;
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	cs_quoted_line(line, out);
}

static size_t decode(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	return cs_transport_lines(take_line, state, in, end, out);
}

const struct cs_transport cs_transport_quoted = {"quoted", claims, NULL, NULL, decode, NULL};
