/* A margin that somebody put in front of every line, or behind its date: "qemu-1  | ", "[pod/a/b]
 * ", "E       " (pytest), "| ", an indent; and line numbers, "12:", "  12 │ ". It is found by being
 * the same on each of the first lines (numbers: by going up by one), and only where printk's own
 * stamps and levels, which need no such care, don't stand behind it. */
#include <stdlib.h>

#include "base/mem.h"
#include "log/record.h"
#include "log/transport.h"

#define MARGIN 64      /* bytes of a margin, at most */
#define LINES 8        /* that must show it, where they can't be the kernel's own words */
#define MANY_LINES 20  /* and where they could */
#define NUMBER_LINES 5 /* that must go up */
#define LOOKED_AT 64   /* lines */

/* ---- the same on each line ---- */

struct margin {
	char text[MARGIN];
	size_t n;
};

/* What stands on the line behind the prefixes that are known; false: printk's stamp or level is
 * among them. */
static bool behind_prefixes(struct cs_str line, struct cs_str *text)
{
	struct cs_record r;

	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	cs_record_split(&r, line);
	*text = r.text;
	return !r.has_time && r.level < 0 && !r.program;
}

static size_t common(struct cs_str a, struct cs_str b)
{
	size_t n = 0;

	while (n < a.n && n < b.n && a.p[n] == b.p[n])
		n++;
	return n;
}

static bool is_blank(struct cs_str s)
{
	return cs_str_trim(s).n == 0;
}

static bool is_address(struct cs_str s) /* "10.0.0.1" */
{
	uint64_t v;

	for (int i = 0; i < 4; i++)
		if (!cs_eat_dec(&s, &v) || v > 255 || (i < 3 && !cs_eat_char(&s, '.')))
			return false;
	return s.n == 0;
}

/* How many lines must show such a margin; 0: it is none. The kernel's own lines may all begin with
 * a driver's name: "arm-smmu-v3 9050000.iommu: ". */
static size_t lines_needed(struct cs_str margin)
{
	struct cs_str s = cs_str_trim(margin);
	char last;

	if (margin.n == 0 || !cs_is_blank(margin.p[margin.n - 1]))
		return 0;
	if (s.n == 0)
		return LINES;
	last = s.p[s.n - 1];
	if (memchr("|>*+#", last, 5) || (unsigned char)last >= 0x80 || is_address(s) ||
	    cs_str_is(s, "E"))
		return LINES;
	if (last == ']')
		return cs_str_find_char(s, '/') >= 0 ? LINES : MANY_LINES;
	return 0;
}

/* The first lines' texts, up to LOOKED_AT; 0 when printk's own prefixes stand there. */
static size_t first_texts(struct cs_str head, struct cs_str *texts)
{
	size_t n = 0;

	while (head.n && memchr(head.p, '\n', head.n) && n < LOOKED_AT) {
		struct cs_str line = cs_transport_next_line(&head);

		if (is_blank(line))
			continue;
		if (!behind_prefixes(line, &texts[n]))
			return 0;
		n += !is_blank(texts[n]);
	}
	return n;
}

/* How much of the middle one all share, but for one in ten that shares next to nothing. An empty
 * line may have lost the blanks at its end. */
static size_t shared(const struct cs_str *texts, size_t count)
{
	struct cs_str middle = texts[count / 2];
	size_t n = middle.n, strangers = 0;

	for (size_t i = 0; i < count; i++) {
		size_t same = common(middle, texts[i]);

		if (same < 3 && same < n && ++strangers * 10 <= count)
			continue;
		if (same < n && !(same == texts[i].n && same + 1 >= n))
			n = same;
	}
	while (n && !cs_is_blank(middle.p[n - 1]))
		n--;
	return n;
}

static bool find_margin(struct cs_str head, struct margin *m)
{
	struct cs_str texts[LOOKED_AT];
	size_t count = first_texts(head, texts), need;

	m->n = count ? shared(texts, count) : 0;
	if (m->n == 0 || m->n >= MARGIN)
		return false;
	memcpy(m->text, texts[count / 2].p, m->n);
	need = lines_needed((struct cs_str){m->text, m->n});
	return need && count >= need;
}

/* ---- line numbers ---- */

/* "   12 ", "12: ", "console.log:12:", "  12 │ ": the number, and where the text begins. */
static bool eat_number(struct cs_str *s, uint64_t *number)
{
	struct cs_str t = *s;
	size_t n = 0;

	while (n < t.n && n < MARGIN && !cs_is_blank(t.p[n]) && t.p[n] != ':' && t.p[n] != '[')
		n++;
	if (n && n < t.n && t.p[n] == ':' && !cs_is_digit(t.p[0])) /* grep's file name */
		t = cs_str_tail(t, n + 1);
	cs_eat_blank(&t);
	if (!cs_eat_dec(&t, number) || t.n == 0)
		return false;
	if (cs_eat_char(&t, ':') || cs_eat_char(&t, '\t') || cs_eat_char(&t, '-')) {
		*s = t;
		return true;
	}
	if (!cs_eat_char(&t, ' '))
		return false;
	if (cs_eat(&t, "\xe2\x94\x82 ") || cs_eat(&t, "| ") || cs_eat_char(&t, ' ')) {
		*s = t;
		return true;
	}
	*s = t;
	return true;
}

static bool is_numbered(struct cs_str head)
{
	uint64_t last = 0, number;
	size_t lines = 0;

	while (head.n && memchr(head.p, '\n', head.n) && lines < LOOKED_AT) {
		struct cs_str line = cs_transport_next_line(&head);

		if (is_blank(line))
			continue;
		if (!eat_number(&line, &number) && !(lines && line.n == 0))
			return false;
		if (lines && number != last + 1)
			return false;
		last = number;
		lines++;
	}
	return lines >= NUMBER_LINES;
}

/* ---- the row ---- */

struct state {
	bool begun, numbered;
	struct margin margin;
	struct cs_strbuf line;
};

static void *start(void)
{
	struct state *st = cs_calloc(1, sizeof(*st));

	cs_strbuf_init(&st->line);
	return st;
}

static void stop(void *state)
{
	struct state *st = state;

	cs_strbuf_release(&st->line);
	free(st);
}

static void take_line(void *state, struct cs_str line, struct cs_strbuf *out)
{
	struct state *st = state;
	struct cs_str margin = {st->margin.text, st->margin.n}, text;
	uint64_t number;

	if (st->numbered) {
		eat_number(&line, &number);
		cs_transport_pass_line(line, out);
		return;
	}
	behind_prefixes(line, &text);
	if (common(text, margin) == margin.n) {
		cs_strbuf_add(out, cs_str_head(line, (size_t)(text.p - line.p)));
		cs_transport_pass_line(cs_str_tail(text, margin.n), out);
	} else if (cs_str_eq(cs_str_trim(text), cs_str_trim(margin))) {
		cs_strbuf_add_char(out, '\n'); /* an empty line */
	} else {
		cs_transport_pass_line(line, out);
	}
}

static size_t decode(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	struct state *st = state;

	if (!st->begun) {
		st->numbered = is_numbered(in);
		if (!st->numbered && !find_margin(in, &st->margin))
			st->margin.n = 0;
		st->begun = true;
	}
	return cs_transport_lines(take_line, state, in, end, out);
}

static bool claims(struct cs_str head, bool first)
{
	struct margin m;

	return first && (is_numbered(head) || find_margin(head, &m));
}

const struct cs_transport cs_transport_margin = {"margin", claims, start, stop, decode, NULL};
