#include "log/hexdump.h"

struct cs_str cs_hex_unquote(struct cs_str line)
{
	while (line.n && (cs_is_blank(line.p[0]) || line.p[0] == '>'))
		line = cs_str_tail(line, 1);
	return line;
}

/* The number in front of a row, and its ":" if it has one. */
static bool eat_address(struct cs_str *s, unsigned base, uint64_t *address)
{
	struct cs_str t = *s;
	size_t n = 0;

	t = cs_hex_unquote(t);
	cs_eat(&t, "0x");
	*address = 0;
	for (; n < t.n && n < 20 && cs_is_hex(t.p[n]) && cs_hex_digit(t.p[n]) < base; n++)
		*address = *address * base + cs_hex_digit(t.p[n]);
	if (n < 4 || (base == 16 && n > 16))
		return false;
	t = cs_str_tail(t, n);
	cs_eat_char(&t, ':');
	if (t.n && !cs_is_blank(t.p[0]))
		return false;
	*s = t;
	return true;
}

static size_t blanks(struct cs_str s)
{
	size_t n = 0;

	while (n < s.n && cs_is_blank(s.p[n]))
		n++;
	return n;
}

/* How many digits stand in front, up to a blank or the end; 0: something else does. */
static size_t digits(struct cs_str s)
{
	size_t n = 0;

	while (n < s.n && cs_is_hex(s.p[n]))
		n++;
	return n == s.n || cs_is_blank(s.p[n]) ? n : 0;
}

/* One group of WIDTH bytes and what stands before it. GAP: the blanks there. */
static bool eat_group(struct cs_str *s, unsigned width, unsigned char *bytes, size_t *gap)
{
	struct cs_str t = *s;

	*gap = blanks(t);
	t = cs_str_tail(t, *gap);
	cs_eat(&t, "0x");
	if (digits(t) != (size_t)width * 2)
		return false;
	for (unsigned i = 0; i < width; i++)
		bytes[i] = (unsigned char)(cs_hex_digit(t.p[2 * i]) << 4 |
					   cs_hex_digit(t.p[2 * i + 1]));
	*s = cs_str_tail(t, (size_t)width * 2);
	return true;
}

static void swap(unsigned char *bytes, size_t width)
{
	for (size_t i = 0; i < width / 2; i++) {
		unsigned char b = bytes[i];

		bytes[i] = bytes[width - 1 - i];
		bytes[width - 1 - i] = b;
	}
}

/* Groups of one row from the front of *S: up to the layout's bytes, or to a gap that isn't the one
 * in the middle. They are left as they are printed. */
static void eat_groups(const struct cs_hex_layout *l, struct cs_str *s, struct cs_hex_row *row)
{
	row->n = 0;
	while (row->n + l->width <= l->bytes) {
		struct cs_str t = *s;
		size_t gap;

		if (!eat_group(&t, l->width, row->bytes + row->n, &gap) || gap == 0 ||
		    (gap > 2 && row->n) || (gap == 2 && row->n && row->n != l->bytes / 2))
			return;
		row->n += l->width;
		*s = t;
	}
}

bool cs_hex_read_row(const struct cs_hex_layout *l, struct cs_str line, struct cs_hex_row *row)
{
	if (!eat_address(&line, l->base, &row->address))
		return false;
	eat_groups(l, &line, row);
	for (size_t at = 0; l->swapped && at < row->n; at += l->width)
		swap(row->bytes + at, l->width);
	return row->n > 0 || cs_str_trim(line).n == 0;
}

/* How many of the row's bytes stand in its column of text as they should. */
static size_t agreeing(const struct cs_hex_row *row, struct cs_str text)
{
	size_t same = 0;

	for (size_t i = 0; i < row->n && i < text.n; i++)
		same += row->bytes[i] > 32 && row->bytes[i] < 127 &&
			(unsigned char)text.p[i] == row->bytes[i];
	return same;
}

/* The order of bytes in a group: by the column of text, which is in memory's. Where there is none
 * it was hexdump or od, on a machine of the usual order. */
static bool is_swapped(const struct cs_hex_layout *l, struct cs_hex_row *row, struct cs_str text)
{
	size_t straight, turned;

	if (l->width == 1)
		return false;
	text = cs_str_tail(text, blanks(text));
	cs_eat_char(&text, '|');
	cs_eat_char(&text, '>');
	straight = agreeing(row, text);
	for (size_t at = 0; at < row->n; at += l->width)
		swap(row->bytes + at, l->width);
	turned = agreeing(row, text);
	return text.n == 0 || turned > straight;
}

/* Whether addresses to BASE tell how long the row is, and it has so many bytes. */
static bool learn_with(struct cs_hex_layout *l, unsigned base, struct cs_str line,
		       struct cs_str next)
{
	uint64_t from, to;
	struct cs_hex_row row;
	struct cs_str group;

	if (!eat_address(&line, base, &from) || !eat_address(&next, base, &to) || to <= from ||
	    to - from > CS_HEX_ROW_BYTES || to - from < 4)
		return false;
	group = cs_str_tail(line, blanks(line));
	cs_eat(&group, "0x");
	*l = (struct cs_hex_layout){
		.base = base, .bytes = (unsigned)(to - from), .width = (unsigned)digits(group) / 2};
	if (digits(group) != l->width * 2 || l->width == 0 || l->width > 8 ||
	    (l->width & (l->width - 1)))
		return false;
	eat_groups(l, &line, &row);
	if (row.n != l->bytes)
		return false;
	l->swapped = is_swapped(l, &row, line);
	return true;
}

bool cs_hex_learn(struct cs_hex_layout *l, struct cs_str line, struct cs_str next)
{
	return learn_with(l, 16, line, next) || learn_with(l, 8, line, next) ||
	       learn_with(l, 10, line, next);
}
