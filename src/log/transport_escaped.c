/* A whole log as one string in a program's words: what Python prints of bytes, what a JSON string
 * in a JSON string holds, `\n` for each line end. */
#include <stdlib.h>

#include "base/mem.h"
#include "log/json.h"
#include "log/transport.h"

#define ESCAPE 12 /* the longest, "\ud83d\ude00" */
#define LEAST 3   /* line ends in escapes that must be seen */
#define SELDOM 8  /* for one real line end there are so many of them, or more */

struct state {
	bool begun;
	char quote; /* around it; 0: none */
};

static void *start(void)
{
	return cs_calloc(1, sizeof(struct state));
}

static void eat_escape(struct cs_str *s, struct cs_strbuf *out)
{
	struct cs_str digits = cs_str_head(cs_str_tail(*s, 1), 2);
	uint64_t byte;

	if (s->n < 3 || s->p[0] != 'x' || !cs_str_to_hex(digits, &byte)) {
		cs_json_eat_escape(s, out);
		return;
	}
	cs_strbuf_add_char(out, (char)byte);
	*s = cs_str_tail(*s, 3);
}

/* b'…', "…" */
static void begin(struct state *st, struct cs_str *s)
{
	struct cs_str t = *s;

	st->begun = true;
	cs_eat_char(&t, 'b');
	if (t.n == 0 || !memchr("\"'", t.p[0], 2))
		return;
	st->quote = t.p[0];
	*s = cs_str_tail(t, 1);
}

static size_t decode(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	struct state *st = state;
	struct cs_str rest = in;

	if (!st->begun && in.n < 2 && !end)
		return 0;
	if (!st->begun)
		begin(st, &rest);
	while (rest.n) {
		size_t n = 0;

		while (n < rest.n && rest.p[n] != '\\' && (!st->quote || rest.p[n] != st->quote))
			n++;
		cs_strbuf_add(out, cs_str_head(rest, n));
		rest = cs_str_tail(rest, n);
		if (st->quote && cs_eat_char(&rest, st->quote))
			continue;
		if (rest.n == 0 || (rest.n < ESCAPE && !end))
			break;
		rest = cs_str_tail(rest, 1);
		eat_escape(&rest, out);
	}
	return in.n - rest.n;
}

/* Stamps, or levels, stand behind such line ends, and few behind real ones. */
static bool claims(struct cs_str head, bool first)
{
	size_t real = 0, escaped = 0;

	for (size_t i = 0; first && i + 2 < head.n; i++) {
		real += head.p[i] == '\n';
		escaped += head.p[i] == '\\' && head.p[i + 1] == 'n' &&
			   (head.p[i + 2] == '[' || head.p[i + 2] == '<');
	}
	return escaped >= LEAST && escaped >= SELDOM * real;
}

const struct cs_transport cs_transport_escaped = {"escaped", claims, start, free, decode, NULL};
