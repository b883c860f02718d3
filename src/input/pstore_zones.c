#include <stdio.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/strbuf.h"
#include "input/pstore.h"
#include "input/pstore_zones.h"

#define NAME_BYTES 16u

struct zones {
	struct cs_pstore_parts parts;
	struct cs_pstore_part console;
	struct cs_input *remarks;
	size_t count;
};

/* "====1700000000.123456-C\n": -C compressed, -D not; nothing in old kernels. */
static bool eat_record_head(struct cs_str *s, uint64_t *time, bool *packed)
{
	struct cs_str t = *s;
	uint64_t usec;

	if (!cs_eat(&t, "====") || !cs_eat_dec(&t, time) || !cs_eat_char(&t, '.') ||
	    !cs_eat_dec(&t, &usec))
		return false;
	*packed = cs_eat(&t, "-C");
	if (!*packed)
		cs_eat(&t, "-D");
	if (!cs_eat_char(&t, '\n'))
		return false;
	*s = t;
	return true;
}

/* printk's stamps, in a zone of the console; programs' text (pmsg) and ftrace's have none. */
static bool has_stamps(struct cs_str text)
{
	for (; text.n; text = cs_str_tail(text, cs_str_until(text, "\n").n + 1)) {
		struct cs_str s = cs_str_until(text, "\n");
		uint64_t sec, usec;

		if (cs_eat_char(&s, '<') && cs_eat_dec(&s, &sec))
			cs_eat_char(&s, '>');
		if (!cs_eat_char(&s, '['))
			continue;
		cs_eat_blank(&s);
		if (cs_eat_dec(&s, &sec) && cs_eat_char(&s, '.') && cs_eat_dec(&s, &usec))
			return true;
	}
	return false;
}

/* Takes over BUF, which holds the text behind a name. */
static struct cs_pstore_part make_part(struct zones *z, char *buf, size_t n)
{
	snprintf(buf, NAME_BYTES, "zone-%05zu", z->count);
	return (struct cs_pstore_part){
		.name = buf, .buf = buf, .number = 1, .text = {buf + NAME_BYTES, n}};
}

static void take_record(struct zones *z, struct cs_str data, uint64_t time, bool packed)
{
	struct cs_pstore_part p;
	size_t n = data.n;
	char *plain = NULL, *buf;

	if (z->parts.bytes > CS_LIMIT_PSTORE_BYTES) {
		cs_input_doubt(z->remarks, "the records of ramoops are too long");
		return;
	}
	if (packed)
		plain = cs_pstore_inflate(data.p, &n);

	if (packed && !plain) {
		cs_input_doubt(z->remarks, "a compressed record of ramoops cannot be expanded");
		return;
	}
	buf = cs_alloc(NAME_BYTES + n);
	memcpy(buf + NAME_BYTES, plain ? plain : data.p, n);
	free(plain);
	p = make_part(z, buf, n);
	p.time = time;
	if (!cs_pstore_eat_head(&p))
		snprintf(p.why, sizeof(p.why), "%s", p.name);
	z->parts.bytes += n;
	*CS_VEC_PUSH(&z->parts.v) = p;
}

/* A console's ring: START is where the next byte would go once it has wrapped. */
static void take_ring(struct zones *z, struct cs_str data, uint32_t start)
{
	struct cs_str text = cs_str_tail(data, start);
	char *buf;

	if (z->console.buf)
		return;
	buf = cs_alloc(NAME_BYTES + data.n);
	memcpy(buf + NAME_BYTES, text.p, text.n);
	memcpy(buf + NAME_BYTES + text.n, data.p, start);
	if (!has_stamps((struct cs_str){buf + NAME_BYTES, data.n})) {
		free(buf);
		return;
	}
	z->console = make_part(z, buf, data.n);
	snprintf(z->console.why, sizeof(z->console.why), "console");
}

/* One zone at the front of S; how many bytes it has. */
static size_t take_zone(struct zones *z, struct cs_str s)
{
	uint32_t start = cs_le32(s.p + 4), size = cs_le32(s.p + 8);
	struct cs_str data = cs_str_head(cs_str_tail(s, CS_ZONE_HEAD), size), record = data;
	uint64_t time;
	bool packed;

	if (start > size)
		return CS_ZONE_HEAD;
	if (data.n < size)
		cs_input_doubt(z->remarks, "a zone of ramoops is cut");
	z->count++;
	if (eat_record_head(&record, &time, &packed))
		take_record(z, record, time, packed);
	else if (data.n)
		take_ring(z, data, start < data.n ? start : 0);
	return CS_ZONE_HEAD + data.n;
}

static void lay_out(struct zones *z, struct cs_strbuf *out)
{
	if (z->parts.v.n)
		cs_pstore_find_dumps(&z->parts);
	if (z->console.buf) {
		z->console.dump = z->parts.dumps;
		*CS_VEC_PUSH(&z->parts.v) = z->console;
	}
	cs_pstore_lay_out(&z->parts, z->remarks, out);
	for (size_t i = 0; i < z->parts.v.n; i++)
		free(z->parts.v.v[i].buf);
	CS_VEC_FREE(&z->parts.v);
}

bool cs_pstore_join_zones(struct cs_str region, struct cs_strbuf *out)
{
	static const struct cs_input_ops none = {0};
	struct zones z = {.remarks = cs_input_new(&none, "ramoops", "pstore")};
	const char *at = region.p, *end = region.p + region.n;
	bool whole;

	while ((at = memmem(at, (size_t)(end - at), CS_ZONE_MAGIC, 4))) {
		if ((size_t)(end - at) < CS_ZONE_HEAD || z.count == CS_LIMIT_RAMOOPS_ZONES)
			break;
		at += take_zone(&z, (struct cs_str){at, (size_t)(end - at)});
	}
	lay_out(&z, out);
	whole = z.remarks->doubts.n == 0;
	cs_input_close(z.remarks);
	return whole;
}
