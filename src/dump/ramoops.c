#include "dump/ramoops.h"

#include <stdlib.h>
#include <zlib.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/mem.h"
#include "dump/ram.h"
#include "dump/search.h"

#define HEADER_BYTES 12u

struct reader {
	struct cs_dump *d;
	cs_ramoops_fn *fn;
	void *ctx;
	char *data, *text;
	size_t count;
};

/* A console zone is a ring: START is where the next byte goes once it has wrapped. */
static bool load(struct reader *r, uint64_t pa, size_t *n)
{
	unsigned char h[HEADER_BYTES];
	uint32_t start, size;

	if (!cs_ram_get(&r->d->image, pa, h, sizeof(h)))
		return false;
	start = cs_le32(h + 4);
	size = cs_le32(h + 8);
	if (size == 0 || size > CS_LIMIT_RAMOOPS_BYTES || start > size)
		return false;
	*n = size;
	if (start < size)
		return cs_ram_get(&r->d->image, pa + HEADER_BYTES + start, r->data, size - start) &&
		       cs_ram_get(&r->d->image, pa + HEADER_BYTES, r->data + (size - start), start);
	return cs_ram_get(&r->d->image, pa + HEADER_BYTES, r->data, size);
}

static void inflate_record(struct reader *r, struct cs_str packed, struct cs_ramoops_zone *z)
{
	z_stream s = {.next_in = (Bytef *)packed.p,
		      .avail_in = (uInt)packed.n,
		      .next_out = (Bytef *)r->text,
		      .avail_out = CS_LIMIT_RAMOOPS_BYTES};
	int rc;

	if (inflateInit2(&s, -15) != Z_OK)
		cs_die_oom(0);
	rc = inflate(&s, Z_FINISH);
	z->is_cut = rc != Z_STREAM_END;
	z->text = (struct cs_str){r->text, CS_LIMIT_RAMOOPS_BYTES - s.avail_out};
	inflateEnd(&s);
}

/* "====1700000000.123456-C\n": -C compressed, -D not; nothing in old kernels. */
static bool eat_record_header(struct cs_str *s, struct cs_ramoops_zone *z)
{
	struct cs_str t = *s;
	uint64_t sec, usec;

	if (!cs_eat(&t, "====") || !cs_eat_dec(&t, &sec) || !cs_eat_char(&t, '.') ||
	    !cs_eat_dec(&t, &usec))
		return false;
	z->was_compressed = cs_eat(&t, "-C");
	if (!z->was_compressed)
		cs_eat(&t, "-D");
	if (!cs_eat_char(&t, '\n'))
		return false;
	z->time = (double)sec + (double)usec / 1e6;
	*s = t;
	return true;
}

static bool looks_like_text(struct cs_str s)
{
	size_t odd = 0, n = s.n < 256 ? s.n : 256;

	for (size_t i = 0; i < n; i++)
		odd += (unsigned char)s.p[i] < 32 && s.p[i] != '\n' && s.p[i] != '\t' &&
		       s.p[i] != '\r' && s.p[i] != 27;
	return odd * 16 <= n;
}

static bool read_zone(struct reader *r, uint64_t pa)
{
	struct cs_ramoops_zone z = {.pa = pa};
	struct cs_str s = {r->data, 0};

	if (!load(r, pa, &s.n))
		return true;
	z.is_record = eat_record_header(&s, &z);
	if (z.was_compressed)
		inflate_record(r, s, &z);
	else
		z.text = s;
	if (z.text.n == 0 || !looks_like_text(z.text))
		return true;
	r->count++;
	return r->fn(r->ctx, &z);
}

size_t cs_dump_ramoops(struct cs_dump *d, cs_ramoops_fn *fn, void *ctx)
{
	struct reader r = {.d = d, .fn = fn, .ctx = ctx};
	uint64_t *at = cs_calloc(CS_LIMIT_RAMOOPS_ZONES, sizeof(*at));
	unsigned n = cs_search_text(&d->image, "DBGC", 4, at, CS_LIMIT_RAMOOPS_ZONES);

	r.data = cs_alloc(CS_LIMIT_RAMOOPS_BYTES);
	r.text = cs_alloc(CS_LIMIT_RAMOOPS_BYTES);
	for (unsigned i = 0; i < n && read_zone(&r, at[i]); i++)
		;
	free(r.data);
	free(r.text);
	free(at);
	return r.count;
}
