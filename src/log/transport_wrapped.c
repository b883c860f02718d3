/* Lines that a terminal broke at its width (minicom, screen, tmux and their captures): it is found
 * where no line is longer, several are just so long, and what follows these has no stamp, while
 * other lines have one. Blanks at a break may have been lost. */
#include <stdlib.h>

#include "base/mem.h"
#include "log/record.h"
#include "log/transport.h"

#define WIDTH_MIN 60
#define WIDTH_MAX 300
#define BREAKS 4     /* that must be seen */
#define LOST 3       /* blanks, at most, that a capture lost at a break */
#define DATE_BYTES 8 /* a prefix so long begins a record */

struct state {
	size_t width;
	struct cs_strbuf line; /* that may go on in the next */
	size_t last;           /* length of its last piece */
	bool blank;            /* the last piece was broken at a blank, which is still there */
	bool open;
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

static struct cs_str without_blanks(struct cs_str line)
{
	while (line.n && memchr(" \t\r", line.p[line.n - 1], 3))
		line.n--;
	return line;
}

static bool is_stamped(struct cs_str line)
{
	struct cs_record r;

	cs_record_split(&r, line);
	return r.has_time || r.level >= 0 || (size_t)(r.text.p - r.raw.p) > DATE_BYTES;
}

/* The longest line of HEAD, of those that are whole. */
static size_t longest(struct cs_str head)
{
	size_t width = 0;

	while (head.n && memchr(head.p, '\n', head.n)) {
		struct cs_str line = without_blanks(cs_transport_next_line(&head));

		width = line.n > width ? line.n : width;
	}
	return width;
}

/* The width that HEAD was broken at, 0: it wasn't. */
static size_t find_width(struct cs_str head)
{
	size_t width = longest(head), breaks = 0, others = 0, strangers = 0;
	bool full = false, stamped;

	if (width < WIDTH_MIN || width > WIDTH_MAX)
		return 0;
	while (head.n && memchr(head.p, '\n', head.n)) {
		struct cs_str line = without_blanks(cs_transport_next_line(&head));

		if (line.n == 0)
			continue;
		stamped = is_stamped(line);
		breaks += full && !stamped;
		others += !full && stamped;
		strangers += full == stamped; /* a record's end at the edge; a line of no record */
		full = line.n == width;
	}
	return breaks >= BREAKS && others > breaks / 2 && strangers * 4 <= breaks + others ? width
											   : 0;
}

static void flush(struct state *st, struct cs_strbuf *out)
{
	if (st->open)
		cs_transport_pass_line(cs_strbuf_str(&st->line), out);
	st->open = false;
	cs_strbuf_clear(&st->line);
}

static void take_line(void *state, struct cs_str line, struct cs_strbuf *out)
{
	struct state *st = state;
	bool blank = line.n > st->width && line.p[st->width] == ' ';

	line = without_blanks(line);
	if (st->open && line.n && !is_stamped(line)) {
		for (; st->last < st->width + st->blank; st->last++)
			cs_strbuf_add_char(&st->line, ' ');
	} else {
		flush(st, out);
	}
	cs_strbuf_add(&st->line, line);
	st->last = line.n;
	st->blank = blank;
	st->open = true;
	if (line.n > st->width || line.n + LOST < st->width)
		flush(st, out);
}

static size_t decode(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	struct state *st = state;
	size_t taken;

	if (!st->width)
		st->width = find_width(in);
	taken = cs_transport_lines(take_line, st, in, end, out);
	if (end)
		flush(st, out);
	return taken;
}

static bool claims(struct cs_str head, bool first)
{
	return first && find_width(head) > 0;
}

const struct cs_transport cs_transport_wrapped = {"wrapped", claims, start, stop, decode, NULL};
