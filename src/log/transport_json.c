/* JSON in any wrapping that holds a message an object: journalctl -o json, json-pretty, json-sse,
 * json-seq; dmesg --json; Docker's json-file; LAVA's output.yaml ("- {"dt": …, "msg": …}");
 * collectors' lines. Objects are found at any depth, and behind a short text on their line
 * ("2026-11-24 … kern.log: {…}"); what stands between them is punctuation and dropped, or a line
 * of its own and passed on. */
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "log/json.h"
#include "log/transport.h"

#define IN_FRONT 120 /* bytes that may stand in front of an object on its line */

struct state {
	struct cs_json_record *record;
	struct cs_strbuf text;
	bool mid_line; /* what was taken last doesn't end a line */
	bool as_it_is; /* a value too long to be kept goes on: passed on to the end of its line */
	bool any;      /* a log was handed on as text */
	char date[24]; /* a number that stood before a line in a list, as Loki's */
};

static void *start(void)
{
	struct state *st = cs_calloc(1, sizeof(*st));

	st->record = cs_json_record_new();
	cs_strbuf_init(&st->text);
	return st;
}

static void stop(void *state)
{
	struct state *st = state;

	cs_json_record_free(st->record);
	cs_strbuf_release(&st->text);
	free(st);
}

/* Where on LINE an object begins behind other text; 0: nowhere. */
static size_t behind_text(struct cs_str line)
{
	struct cs_str s = cs_str_head(line, IN_FRONT);
	ptrdiff_t at = cs_str_find(s, "{\"");
	struct cs_str end = cs_str_trim(line);

	if (at < 0 && cs_str_ends(end, "=> {")) /* Ansible: "ok: [node1] => {" */
		return end.n - 1;
	if (at < 1 || !(cs_str_ends(end, "}") || cs_str_ends(end, "}]")))
		return 0;
	return (size_t)at;
}

static bool is_punctuation(char c)
{
	return memchr(" \t\r\n[]},:\x1e", c, 10) != NULL;
}

/* A line that is no JSON, or begins so. "data: " is of server-sent events. */
static size_t take_line(struct cs_str rest, bool end, struct cs_strbuf *out)
{
	struct cs_str line = cs_str_until(rest, "\n");
	size_t at;

	if (cs_str_starts(rest, "data: "))
		return 6;
	if (cs_str_starts(rest, "- "))
		return 2;
	if (line.n == rest.n && !end)
		return 0;
	at = behind_text(line);
	if (at)
		return at;
	cs_transport_pass_line(line, out);
	return line.n < rest.n ? line.n + 1 : line.n;
}

static size_t take_object(struct state *st, struct cs_str rest, bool end, struct cs_strbuf *out)
{
	struct cs_str object = cs_str_tail(rest, 1);

	switch (cs_json_record_eat(st->record, &object)) {
	case CS_JSON_RECORD:
		cs_json_record_emit(st->record, &st->any, out);
		return rest.n - object.n;
	case CS_JSON_CUT:
		if (!end && rest.n < CS_LIMIT_MESSAGE_BYTES)
			return 0;
		return 1;
	default: /* its members are looked at one by one */
		return 1;
	}
}

/* "[\"1795560000123\", \"text\"]": a stamp is no line. */
static bool is_text(struct cs_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!cs_is_digit(s.p[i]) && s.p[i] != '.')
			return s.n > 1;
	return false;
}

/* An item of a list: a line, or the time of the next one. */
static void take_item(struct state *st, struct cs_strbuf *out)
{
	struct cs_str item = cs_strbuf_str(&st->text);
	char buf[CS_JSON_DATE];

	if (!is_text(item)) {
		cs_str_copy(st->date, sizeof(st->date), item);
		return;
	}
	cs_json_emit_text(&st->any, cs_json_date(cs_str_from(st->date), buf), item, out);
	st->date[0] = '\0';
}

/* A key in an object that holds records, with its value if that is text; or a line in a list. */
static size_t take_string(struct state *st, struct cs_str rest, bool end, struct cs_strbuf *out)
{
	struct cs_str s = cs_str_tail(rest, 1), behind;
	bool wait = !end && rest.n < CS_LIMIT_MESSAGE_BYTES;

	if (!cs_json_eat_string(&s, &st->text)) {
		st->as_it_is = !wait;
		return wait ? 0 : 1;
	}
	behind = s;
	if (!cs_json_eat_colon(&behind)) {
		if (behind.n == 0 && wait)
			return 0;
		take_item(st, out);
		return rest.n - s.n;
	}
	if (behind.n == 0 && wait)
		return 0;
	s = behind;
	if (!cs_json_is_message_key(cs_strbuf_str(&st->text)) || !cs_eat_char(&behind, '"'))
		return rest.n - s.n;
	if (!cs_json_eat_string(&behind, &st->text)) {
		st->as_it_is = !wait;
		return wait ? 0 : rest.n - s.n;
	}
	cs_json_emit_text(&st->any, CS_STR(""), cs_strbuf_str(&st->text), out);
	return rest.n - behind.n;
}

/* Something that a line of JSON begins with, or an object behind other text. */
static bool is_like_json(struct cs_str line, bool within)
{
	struct cs_str s = line;

	if (!cs_eat(&s, "data: "))
		cs_eat(&s, "- ");
	while (s.n && is_punctuation(s.p[0]))
		s = cs_str_tail(s, 1);
	return s.n == 0 || s.p[0] == '{' || (within && s.p[0] == '"') || behind_text(line) > 0;
}

static size_t pass_rest(struct state *st, struct cs_str rest, struct cs_strbuf *out)
{
	const char *nl = memchr(rest.p, '\n', rest.n);
	size_t n = nl ? (size_t)(nl - rest.p) + 1 : rest.n;

	st->as_it_is = !nl;
	cs_strbuf_add(out, cs_str_head(rest, n));
	return n;
}

static bool is_all_punctuation(struct cs_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_punctuation(s.p[i]) || s.p[i] == '\n')
			return false;
	return true;
}

static size_t take(struct state *st, struct cs_str rest, bool end, struct cs_strbuf *out)
{
	char c = rest.p[0];
	size_t n = 1;

	if (st->as_it_is)
		return pass_rest(st, rest, out);
	if (!st->mid_line && !end && is_all_punctuation(rest))
		return 0; /* a stamp's bracket, perhaps */
	if (!st->mid_line && !is_like_json(cs_str_until(rest, "\n"), true))
		return take_line(rest, end, out);
	if (is_punctuation(c))
		return 1;
	if (c == '{')
		return take_object(st, rest, end, out);
	if (c == '"')
		return take_string(st, rest, end, out);
	if (!st->mid_line)
		return take_line(rest, end, out);
	while (n < rest.n && !is_punctuation(rest.p[n]) && rest.p[n] != '{' && rest.p[n] != '"')
		n++;
	return n;
}

static size_t decode(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	struct state *st = state;
	struct cs_str rest = in;

	while (rest.n) {
		size_t n = take(st, rest, end, out);

		if (n == 0)
			break;
		if (rest.p[n - 1] == '\n')
			st->mid_line = false;
		else if (!is_punctuation(rest.p[0]))
			st->mid_line = !cs_str_starts(rest, "data: ") && !cs_str_starts(rest, "- ");
		rest = cs_str_tail(rest, n);
	}
	return in.n - rest.n;
}

/* ---- is it? ---- */

static bool is_list(struct cs_str head)
{
	return head.p[0] == '[' || cs_str_has(head, "\":[\"") || cs_str_has(head, "\": [\"") ||
	       cs_str_has(head, "\": [\n");
}

/* A string of lines, whatever its key is. */
static bool has_stamped_lines(struct cs_str head)
{
	return cs_str_has(head, "\\n[") || cs_str_has(head, "\\n<");
}

static bool claims(struct cs_str head, bool first)
{
	struct cs_str rest = head;
	bool within = false; /* a value over several lines, or a list of strings */
	int seen = 0, need = first ? 1 : 3;

	while (rest.n && seen < need) {
		struct cs_str line = cs_transport_next_line(&rest), t = cs_str_trim(line);

		if (t.n == 0)
			continue;
		if (!is_like_json(line, within))
			return false;
		within |= first && (t.p[0] == '{' || t.p[0] == '[' || cs_str_ends(t, "=> {"));
		seen += cs_str_find_char(t, '"') >= 0;
	}
	return seen >= need && (cs_json_has_message_key(head) ||
				(within && (is_list(head) || has_stamped_lines(head))));
}

const struct cs_transport cs_transport_json = {"json", claims, start, stop, decode, NULL};
