/* Recordings of a terminal by asciinema (asciicast v2 and v3): a header, and an event a line.
 *
 *	{"version": 2, "width": 80, "height": 24}
 *	[0.248848, "o", "[   12.345678] BUG: …\r\n"]
 *
 * What the terminal showed is joined; keys, marks and changes of size are left out. Its colours
 * are another transport's. */
#include <stdlib.h>

#include "base/mem.h"
#include "log/json.h"
#include "log/transport.h"

static void *start(void)
{
	struct cs_strbuf *text = cs_calloc(1, sizeof(*text));

	cs_strbuf_init(text);
	return text;
}

static void stop(void *state)
{
	cs_strbuf_release(state);
	free(state);
}

/* "[0.248848, "o", ": the code of the event. */
static bool eat_event(struct cs_str *s, char *code)
{
	struct cs_str t = *s;
	struct cs_str number;
	size_t n = 0;

	if (!cs_eat_char(&t, '['))
		return false;
	cs_json_skip_space(&t);
	while (n < t.n && (cs_is_digit(t.p[n]) || memchr(".eE+-", t.p[n], 5)))
		n++;
	number = cs_str_head(t, n);
	t = cs_str_tail(t, n);
	cs_json_skip_space(&t);
	if (number.n == 0 || !cs_eat_char(&t, ','))
		return false;
	cs_json_skip_space(&t);
	if (!cs_eat_char(&t, '"') || t.n < 2 || t.p[1] != '"')
		return false;
	*code = t.p[0];
	t = cs_str_tail(t, 2);
	cs_json_skip_space(&t);
	if (!cs_eat_char(&t, ','))
		return false;
	cs_json_skip_space(&t);
	if (!cs_eat_char(&t, '"'))
		return false;
	*s = t;
	return true;
}

static bool is_header(struct cs_str line)
{
	return cs_str_starts(line, "{") &&
	       (cs_str_has(line, "\"version\": 2") || cs_str_has(line, "\"version\":2") ||
		cs_str_has(line, "\"version\": 3") || cs_str_has(line, "\"version\":3"));
}

static void take_line(void *state, struct cs_str line, struct cs_strbuf *out)
{
	struct cs_strbuf *text = state;
	struct cs_str s = line;
	char code;

	if (is_header(line) || cs_str_starts(line, "#")) /* remarks, in v3 */
		return;
	if (!eat_event(&s, &code)) {
		cs_transport_pass_line(line, out);
		return;
	}
	if (code != 'o')
		return;
	cs_strbuf_clear(text);
	cs_json_eat_string(&s, text); /* one that doesn't end was cut */
	cs_strbuf_add(out, cs_strbuf_str(text));
}

static size_t decode(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	return cs_transport_lines(take_line, state, in, end, out);
}

static bool claims(struct cs_str head, bool first)
{
	struct cs_str line = cs_transport_next_line(&head);
	char code;

	return first && is_header(line) && eat_event(&head, &code);
}

const struct cs_transport cs_transport_asciicast = {"asciicast", claims, start, stop, decode, NULL};
