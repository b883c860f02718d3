/* Records of pstore as they stand in files (fs/pstore/platform.c pstore_dump(): "%s#%d Part%u\n",
 * since 6.? "Part%u\n" alone for some backends), and systemd-pstore's dmesg.txt, which joins
 * them with a "dmesg-efi-179529315915003:" line before each ("tail" writes "==> … <=="). The heads
 * are taken out, so that a report cut in two by them is whole again; each new record begins with
 * a line "-- pstore record Oops#1 --" that tells the parts of one dump from the next dump. The
 * part with the lowest number has the newest text: a dump's parts are put in order first. */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "log/transport.h"

#define PARTS 4096u /* of a dump, each of 1 kB or more */

struct part {
	size_t begin, end; /* of its text in TEXT */
	uint64_t number;
};

struct state {
	char record[64];
	bool blank;            /* an empty line waits: it may stand before "ECC:" */
	struct cs_strbuf text; /* of the record's parts, as they come */
	CS_VEC(struct part) parts;
	uint64_t known[PARTS / 64]; /* a bit for each of their numbers */
	bool missing;               /* parts of some record */
};

static void *start(void)
{
	struct state *st = cs_calloc(1, sizeof(*st));

	cs_strbuf_init(&st->text);
	return st;
}

static void stop(void *state)
{
	struct state *st = state;

	cs_strbuf_release(&st->text);
	CS_VEC_FREE(&st->parts);
	free(st);
}

/* "Oops#1 Part3" */
static bool is_head(struct cs_str line, struct cs_str *record, uint64_t *number)
{
	static const char *const why[] = {"Panic", "Oops",     "Emergency", "Shutdown", "Restart",
					  "Halt",  "Poweroff", "Emerg",     "Unknown",  "MCE"};
	struct cs_str t = line;
	uint64_t v;

	for (size_t i = 0; i < sizeof(why) / sizeof(*why); i++) {
		if (!cs_eat(&t, why[i]))
			continue;
		if (!cs_eat_char(&t, '#') || !cs_eat_dec(&t, &v))
			return false;
		*record = cs_str_head(line, line.n - t.n);
		return cs_eat(&t, " Part") && cs_eat_dec(&t, number) && t.n == 0;
	}
	return false;
}

static bool is_name(struct cs_str line) /* "dmesg-ramoops-3:", "==> dmesg-ramoops-3 <==" */
{
	size_t n = 6;

	if (cs_eat(&line, "==> ") && cs_str_ends(line, " <==")) {
		line.n -= 3;
		while (cs_str_find_char(line, '/') >= 0)
			line = cs_str_after(line, "/");
	} else if (line.n == 0 || line.p[line.n - 1] != ':') {
		return false;
	}
	if (!cs_str_starts(line, "dmesg-"))
		return false;
	while (n < line.n - 1 && (cs_is_name(line.p[n]) || line.p[n] == '-' || line.p[n] == '.'))
		n++;
	return n == line.n - 1 && n > 8;
}

static int highest_first(const void *a, const void *b)
{
	const struct part *x = a, *y = b;

	if (x->number != y->number)
		return x->number > y->number ? -1 : 1;
	return x->begin < y->begin ? -1 : 1;
}

/* The parts of the dump that is over, oldest text first. */
static void flush(struct state *st, struct cs_strbuf *out)
{
	struct cs_str text = cs_strbuf_str(&st->text);
	size_t n = st->parts.n;

	if (n == 0)
		return;
	st->parts.v[n - 1].end = text.n;
	qsort(st->parts.v, n, sizeof(*st->parts.v), highest_first);
	st->missing |= st->parts.v[0].number != n || st->parts.v[n - 1].number > 1;
	for (size_t i = 0; i < n; i++) {
		const struct part *p = &st->parts.v[i];

		cs_strbuf_add(out, cs_str_head(cs_str_tail(text, p->begin), p->end - p->begin));
	}
	cs_strbuf_clear(&st->text);
	st->parts.n = 0;
	memset(st->known, 0, sizeof(st->known));
}

/* Whether the dump at hand has the part; numbers that no dump has are taken for known. */
static bool has_part(const struct state *st, uint64_t number)
{
	return number >= PARTS || (st->known[number / 64] >> number % 64 & 1);
}

/* A part begins; it is of another dump when the last one has such a part already. */
static void begin_part(struct state *st, struct cs_str record, uint64_t number,
		       struct cs_strbuf *out)
{
	if (!cs_str_is(record, st->record) || has_part(st, number) ||
	    st->text.n > CS_LIMIT_PSTORE_RECORD) {
		flush(st, out);
		cs_strbuf_addf(out, "-- pstore record " CS_STR_FMT " --\n", CS_STR_ARG(record));
	}
	snprintf(st->record, sizeof(st->record), CS_STR_FMT, CS_STR_ARG(record));
	if (st->parts.n)
		st->parts.v[st->parts.n - 1].end = st->text.n;
	*CS_VEC_PUSH(&st->parts) = (struct part){.begin = st->text.n, .number = number};
	if (number < PARTS)
		st->known[number / 64] |= (uint64_t)1 << number % 64;
}

static void take_line(void *state, struct cs_str line, struct cs_strbuf *out)
{
	struct state *st = state;
	struct cs_strbuf *to = st->parts.n ? &st->text : out;
	struct cs_str record;
	uint64_t number;

	if (is_name(line) || cs_str_starts(line, "ECC: ")) {
		st->blank = false;
		return;
	}
	if (st->blank)
		cs_strbuf_add_char(to, '\n');
	st->blank = line.n == 0;
	if (is_head(line, &record, &number))
		begin_part(st, record, number, out);
	else if (line.n)
		cs_transport_pass_line(line, to);
	if (st->text.n > CS_LIMIT_PSTORE_BYTES) /* no record has so much */
		flush(st, out);
}

static size_t decode(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	size_t taken = cs_transport_lines(take_line, state, in, end, out);

	if (end)
		flush(state, out);
	return taken;
}

static const char *doubt(const void *state)
{
	const struct state *st = state;

	return st->missing ? "a part of a pstore record is missing" : NULL;
}

static bool claims(struct cs_str head, bool first)
{
	struct cs_str line = cs_transport_next_line(&head), record;
	uint64_t number;

	return first && (is_head(line, &record, &number) || (line.n && is_name(line)));
}

const struct cs_transport cs_transport_pstore = {"pstore", claims, start, stop, decode, doubt};
