/* Ramoops' memory, from a file or a hex dump: kept to its end, because a record may go on in any
 * zone (input/pstore_zones.h). */
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "input/pstore_zones.h"
#include "log/transport.h"

struct state {
	struct cs_strbuf held;
	bool cut, damaged;
};

static void *start(void)
{
	struct state *st = cs_calloc(1, sizeof(*st));

	cs_strbuf_init(&st->held);
	return st;
}

static void stop(void *state)
{
	struct state *st = state;

	cs_strbuf_release(&st->held);
	free(st);
}

static size_t decode(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	struct state *st = state;
	size_t room = CS_LIMIT_PSTORE_BYTES - st->held.n;

	cs_strbuf_add(&st->held, cs_str_head(in, room));
	st->cut |= in.n > room;
	if (end)
		st->damaged = !cs_pstore_join_zones(cs_strbuf_str(&st->held), out);
	return in.n;
}

static bool claims(struct cs_str head, bool first)
{
	return first && head.n > CS_ZONE_HEAD && cs_str_starts(head, CS_ZONE_MAGIC);
}

static const char *doubt(const void *state)
{
	const struct state *st = state;

	if (st->cut)
		return "the memory of ramoops is so large that only its beginning was read";
	return st->damaged ? "a record in the memory of ramoops is missing, cut or damaged" : NULL;
}

const struct cs_transport cs_transport_ramoops = {"ramoops", claims, start, stop, decode, doubt};
