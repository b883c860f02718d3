/* A whole log in one string of a JSON document ({"Output": "…\r\n…"}): too long to be kept, so it
 * is unescaped as it comes. Strings without a line end, and short ones, are keys and the like, and
 * dropped. */
#include <stdlib.h>

#include "base/mem.h"
#include "log/json.h"
#include "log/transport.h"

#define UNDECIDED 4096u /* bytes in which a text must show a line end */
#define LONG 4096u      /* a string that goes on so far is not met in records */
#define ESCAPE 12       /* the longest, "\ud83d\ude00" */

struct state {
	bool in_string, is_text;
	bool any;               /* one was handed on as text */
	struct cs_strbuf begun; /* of a string that may be text */
};

static void *start(void)
{
	struct state *st = cs_calloc(1, sizeof(*st));

	cs_strbuf_init(&st->begun);
	return st;
}

static void stop(void *state)
{
	struct state *st = state;

	cs_strbuf_release(&st->begun);
	free(st);
}

/* What was unescaped goes on when it is text. */
static void decide(struct state *st, struct cs_strbuf *out)
{
	struct cs_str s = cs_strbuf_str(&st->begun);

	if (!st->is_text && s.n && memchr(s.p, '\n', s.n)) {
		cs_json_tell_log(&st->any, s, out);
		st->is_text = true;
	}
	if (st->is_text)
		cs_strbuf_add(out, s);
	if (st->is_text || s.n > UNDECIDED)
		cs_strbuf_clear(&st->begun);
}

static void end_string(struct state *st, struct cs_strbuf *out)
{
	decide(st, out);
	if (st->is_text && out->n && out->p[out->n - 1] != '\n')
		cs_strbuf_add_char(out, '\n');
	cs_strbuf_clear(&st->begun);
	st->in_string = st->is_text = false;
}

static size_t until(struct cs_str s, const char *bytes)
{
	size_t n = 0;

	while (n < s.n && s.p[n] != bytes[0] && s.p[n] != bytes[1])
		n++;
	return n;
}

static size_t decode(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	struct state *st = state;
	struct cs_str rest = in;

	while (rest.n) {
		size_t n = until(rest, st->in_string ? "\"\\" : "\"\"");

		if (st->in_string)
			cs_strbuf_add(&st->begun, cs_str_head(rest, n));
		rest = cs_str_tail(rest, n);
		if (rest.n == 0)
			break;
		if (rest.p[0] == '\\' && rest.n < ESCAPE && !end)
			break;
		if (cs_eat_char(&rest, '\\'))
			cs_json_eat_escape(&rest, &st->begun);
		else if (cs_eat_char(&rest, '"') && !st->in_string)
			st->in_string = true;
		else
			end_string(st, out);
	}
	if (st->in_string && (end || st->is_text || st->begun.n > UNDECIDED))
		decide(st, out);
	return in.n - rest.n;
}

/* A document whose first bytes end deep in a string. */
static bool claims(struct cs_str head, bool first)
{
	struct cs_str s = head;
	size_t from = 0;
	bool in_string = false;

	cs_json_skip_space(&s);
	if (!first || s.n == 0 || (s.p[0] != '{' && s.p[0] != '['))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\n' && in_string)
			return false;
		if (s.p[i] == '\\' && in_string) {
			i++;
		} else if (s.p[i] == '"') {
			in_string = !in_string;
			from = i;
		}
	}
	return in_string && s.n - from > LONG && cs_str_has(cs_str_tail(s, from), "\\n");
}

const struct cs_transport cs_transport_json_text = {"json-text", claims, start, stop, decode, NULL};
