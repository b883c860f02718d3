/* Records of pstore as they stand in files (fs/pstore/platform.c pstore_dump(): "%s#%d Part%u\n",
 * since 6.? "Part%u\n" alone for some backends), and systemd-pstore's dmesg.txt, which joins
 * them with a "dmesg-efi-179529315915003:" line before each. The heads are taken out, so that a
 * report cut in two by them is whole again; each new record begins with a line
 * "-- pstore record Oops#1 --" that tells the parts of one dump from the next dump. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "log/transport.h"

struct state {
	char record[64];
	bool blank; /* an empty line waits: it may stand before "ECC:" */
};

static void *start(void)
{
	return cs_calloc(1, sizeof(struct state));
}

/* "Oops#1 Part3" */
static bool is_head(struct cs_str line, struct cs_str *record)
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
		return cs_eat(&t, " Part") && cs_eat_dec(&t, &v) && t.n == 0;
	}
	return false;
}

static bool is_name(struct cs_str line) /* "dmesg-ramoops-3:" */
{
	size_t n = 6;

	if (!cs_str_starts(line, "dmesg-") || line.p[line.n - 1] != ':')
		return false;
	while (n < line.n - 1 && (cs_is_name(line.p[n]) || line.p[n] == '-' || line.p[n] == '.'))
		n++;
	return n == line.n - 1 && n > 8;
}

static void take_line(void *state, struct cs_str line, struct cs_strbuf *out)
{
	struct state *st = state;
	struct cs_str record;

	if (is_name(line) || cs_str_starts(line, "ECC: ")) {
		st->blank = false;
		return;
	}
	if (st->blank)
		cs_strbuf_add_char(out, '\n');
	st->blank = line.n == 0;
	if (is_head(line, &record)) {
		if (!cs_str_is(record, st->record))
			cs_strbuf_addf(out, "-- pstore record " CS_STR_FMT " --\n",
				       CS_STR_ARG(record));
		snprintf(st->record, sizeof(st->record), CS_STR_FMT, CS_STR_ARG(record));
	} else if (line.n) {
		cs_transport_pass_line(line, out);
	}
}

static size_t decode(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	return cs_transport_lines(take_line, state, in, end, out);
}

static bool claims(struct cs_str head, bool first)
{
	struct cs_str line = cs_transport_next_line(&head), record;

	return first && (is_head(line, &record) || (line.n && is_name(line)));
}

const struct cs_transport cs_transport_pstore = {"pstore", claims, start, free, decode};
